import type { Problem } from './problem.ts'

const LONGEST_MONTHS = 1200

const NOT_A_TERM: Problem = {
  errorType: 'COULD_NOT_PARSE_TERM',
  message: 'The text is not a term: write a whole number of months, or a period such as P12M.',
}

const OUTSIDE: Problem = {
  errorType: 'OUTSIDE_VALID_TERM_RANGE',
  message: `A term is at least one month and at most ${LONGEST_MONTHS} months.`,
}

/** The term of a product or line item, stored as an ISO 8601 period of months: `12`, `P12M` and `P1Y` are all P12M. */
export function readTerm(text: string): string | Problem {
  const match = /^(?:(\d{1,6})|P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,6})M)?)$/i.exec(text)
  if (match === null) return NOT_A_TERM
  const months = Number(match[1] ?? 0) + Number(match[2] ?? 0) * 12 + Number(match[3] ?? 0)
  return months < 1 || months > LONGEST_MONTHS ? OUTSIDE : `P${months}M`
}
