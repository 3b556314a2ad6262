import type { Problem } from './problem.ts'

/** A hundred years. Our choice: the range is not published. */
const LONGEST_MONTHS = 1200

const NOT_A_TERM: Problem = {
  errorType: 'COULD_NOT_PARSE_TERM',
  message: 'The text is not a term: write a whole number of months, or a period such as P12M.',
}

const OUTSIDE: Problem = {
  errorType: 'OUTSIDE_VALID_TERM_RANGE',
  message: `A term is longer than nothing and at most ${LONGEST_MONTHS} months.`,
}

const PERIOD = /^P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/i

/** The term of a product or line item, stored as an ISO 8601 period: a whole number is one of months. */
export function readTerm(text: string): string | Problem {
  const period = /^\d+$/.test(text) ? `P${text.replace(/^0+(?=\d)/, '')}M` : text.toUpperCase()
  const match = PERIOD.exec(period)
  if (match === null) return NOT_A_TERM
  const [years = 0, months = 0, weeks = 0, days = 0] = match.slice(1).map((part) => Number(part ?? 0))
  const length = years * 12 + months + (weeks * 7 + days) / 30.44
  return length > 0 && length <= LONGEST_MONTHS ? period : OUTSIDE
}
