import type { DateFormat } from '../../hubspot/import-request.ts'

const YEAR_FIRST = /^(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?(?=$|[T\s,])/
const YEAR_LAST = /^(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?=$|[T\s,])/
const COMPACT = /^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/
const WITH_MONTH_NAME =
  /^(?:\p{L}{2,9}\.?,?\s+)?(?:[0-3]?\d(?:st|nd|rd|th|\.)?[-\s/.](?:de\s)?\p{L}{3,10}\.?[-\s/.,]+(?:de\s)?\d{2,4}|\p{L}{3,10}\.?\s[0-3]?\d(?:st|nd|rd|th)?,?\s\d{4})(?=$|[T\s,])/u

/** The readings of `dateFormat` under which the text is a date; empty when it is none. */
export function dateReadings(text: string): readonly DateFormat[] {
  const yearFirst = YEAR_FIRST.exec(text)
  if (yearFirst !== null) return isDay(yearFirst[2], yearFirst[3]) ? ['YEAR_MONTH_DAY'] : []
  const yearLast = YEAR_LAST.exec(text)
  if (yearLast === null) return []
  const readings: DateFormat[] = []
  if (isDay(yearLast[2], yearLast[1])) readings.push('DAY_MONTH_YEAR')
  if (isDay(yearLast[1], yearLast[2])) readings.push('MONTH_DAY_YEAR')
  return readings
}

/** Written as a date in any form, month names and YYYYMMDD too. */
export const looksLikeDate = (text: string): boolean =>
  dateReadings(text).length > 0 || COMPACT.test(text) || WITH_MONTH_NAME.test(text)

const isDay = (month: string | undefined, day: string | undefined): boolean => {
  const [monthNumber, dayNumber] = [Number(month), Number(day)]
  return monthNumber >= 1 && monthNumber <= 12 && dayNumber >= 1 && dayNumber <= 31
}
