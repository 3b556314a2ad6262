import type { DateFormat } from '../../hubspot/import-request.ts'

/** A date as it stands in a cell. `time` keeps hours, minutes, seconds and zone as HubSpot reads them. */
export interface DateText {
  year: number
  month: number
  day: number
  /** `14:05`, `14:05:00`, `14:05:00.250Z`, 24 hours; null: a date alone. */
  time: string | null
  /** Two digits in the cell: the century is a reading, not a fact. */
  shortYear: boolean
}

/** Three numbers of a cell with one separator between them, not yet told apart. */
export interface DateNumbers {
  first: DateNumber
  second: DateNumber
  third: DateNumber
  separator: '-' | '/' | '.'
  time: string | null
}

export interface DateNumber {
  value: number
  digits: number
}

export type DateFault = 'COULD_NOT_PARSE_DATE' | 'OUTSIDE_VALID_TIME_RANGE'

/** Years HubSpot can store: a choice, the limits are not published. */
export const FIRST_YEAR = 1000
export const LAST_YEAR = 3000

const TIME =
  /^(?:T|[ \t]+)(\d{1,2}):(\d{2})(:\d{2}(?:[.,]\d{1,9})?)?(?:[ \t]?([ap])\.?m\.?)?[ \t]?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i

/**
 * The fault HubSpot reports for this text in a date or datetime property. ISO dates are always fine; others are read
 * in the import's order with `/`, `-` or `.` between the numbers, two- or four-digit years, and a time behind.
 */
export function dateFault(text: string, order: DateFormat): DateFault | null {
  const date = readDate(text, order)
  if (date === null) return 'COULD_NOT_PARSE_DATE'
  return date.year < FIRST_YEAR || date.year > LAST_YEAR ? 'OUTSIDE_VALID_TIME_RANGE' : null
}

/** The date HubSpot reads in this text, or null. */
export function readDate(text: string, order: DateFormat): DateText | null {
  const found = dateNumbers(text)
  if (found === null) return null
  return isIso(found) ? inOrder(found, 'YEAR_MONTH_DAY') : inOrder(found, order)
}

export function dateNumbers(text: string): DateNumbers | null {
  const first = numberAt(text, 0)
  const separator = text[first.digits]
  if (first.digits === 0 || (separator !== '-' && separator !== '/' && separator !== '.')) return null
  const second = numberAt(text, first.digits + 1)
  const place = first.digits + second.digits + 1
  if (second.digits === 0 || second.digits > 2 || text[place] !== separator) return null
  const third = numberAt(text, place + 1)
  const end = place + 1 + third.digits
  const time = end === text.length ? null : readTime(text.slice(end))
  if (third.digits === 0 || (end < text.length && time === null)) return null
  return { first, second, third, separator, time }
}

/** Up to four digits. */
function numberAt(text: string, start: number): DateNumber {
  let value = 0
  let digits = 0
  while (digits < 4) {
    const digit = text.charCodeAt(start + digits) - 0x30
    if (!(digit >= 0 && digit <= 9)) break
    value = value * 10 + digit
    digits += 1
  }
  return { value, digits }
}

/** The three numbers read in one order, or null when that gives no date of the calendar. */
export function inOrder({ first, second, third, time }: DateNumbers, order: DateFormat): DateText | null {
  if (order === 'YEAR_MONTH_DAY') return calendarDate(first, second, third, time)
  if (order === 'DAY_MONTH_YEAR') return calendarDate(third, second, first, time)
  return calendarDate(third, first, second, time)
}

export const isIso = ({ first, second, third, separator }: DateNumbers): boolean =>
  separator === '-' && first.digits === 4 && second.digits === 2 && third.digits === 2

function calendarDate(year: DateNumber, month: DateNumber, day: DateNumber, time: string | null): DateText | null {
  if (day.digits > 2 || month.digits > 2 || (year.digits !== 2 && year.digits !== 4)) return null
  const fullYear = year.digits === 4 ? year.value : century(year.value)
  if (!isCalendarDate(fullYear, month.value, day.value)) return null
  return { year: fullYear, month: month.value, day: day.value, time, shortYear: year.digits === 2 }
}

/** 00–69 are the years from 2000, 70–99 those from 1970. */
const century = (year: number): number => (year < 70 ? 2000 + year : 1900 + year)

export const isCalendarDate = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** The time behind a date, on the 24-hour clock, or null when it is none. */
export function readTime(text: string): string | null {
  const match = TIME.exec(text)
  if (match === null) return null
  const [, hourText = '', minutes = '', seconds = '', half = '', zone = ''] = match
  const hour = hourOf(Number(hourText), half.toLowerCase())
  if (hour === null || Number(minutes) > 59 || Number(seconds.slice(1, 3)) > 59) return null
  return `${String(hour).padStart(2, '0')}:${minutes}${seconds.replace(',', '.')}${zone.replace(/^(?:Z|UTC|GMT)$/i, 'Z')}`
}

function hourOf(hour: number, half: string): number | null {
  if (half === '') return hour <= 23 ? hour : null
  if (hour < 1 || hour > 12) return null
  return (hour % 12) + (half === 'p' ? 12 : 0)
}
