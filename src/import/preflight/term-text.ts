export type TermFault = 'COULD_NOT_PARSE_TERM' | 'OUTSIDE_VALID_TERM_RANGE'

/** A hundred years: a choice, HubSpot's range is not published. */
const LONGEST_MONTHS = 1200

const PERIOD = /^P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/i

/** A whole number of months or an ISO 8601 period of whole years, months, weeks and days. */
export function termFault(text: string): TermFault | null {
  const months = /^\d+$/.test(text) ? Number(text) : periodMonths(text)
  if (months === null) return 'COULD_NOT_PARSE_TERM'
  return months <= 0 || months > LONGEST_MONTHS ? 'OUTSIDE_VALID_TERM_RANGE' : null
}

function periodMonths(text: string): number | null {
  const match = PERIOD.exec(text)
  if (match === null) return null
  const [years, months, weeks, days] = match.slice(1).map((part) => Number(part ?? 0))
  return (years ?? 0) * 12 + (months ?? 0) + ((weeks ?? 0) * 7 + (days ?? 0)) / 30.44
}
