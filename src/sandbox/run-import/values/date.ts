import type { DateFormat } from '../../../hubspot/import-request.ts'
import type { CellCheck, Problem } from './problem.ts'
import type { TimeZone } from './time-zone.ts'

/** What a date cell says. `time` is null when the cell has none. */
export interface ReadDate {
  year: number
  month: number
  day: number
  time: { milliseconds: number; offset: number | null } | null
}

const OUTSIDE: Problem = {
  errorType: 'OUTSIDE_VALID_TIME_RANGE',
  message: 'The date is outside the years 1000 to 3000 that can be stored.',
}

/** Our choice: the years HubSpot can store are not published. */
const isOutside = ({ year }: ReadDate): boolean => year < 1000 || year > 3000

/**
 * A date property stores YYYY-MM-DD; a time in the cell must be readable and is dropped.
 * Two-digit years: 00–69 are 2000–2069, 70–99 are 1970–1999.
 */
export function dateCheck(dateFormat: DateFormat): CellCheck {
  const unreadable = unreadableDate(dateFormat)
  return (text) => {
    const date = readDate(text, dateFormat)
    if (date === undefined) return unreadable
    if (isOutside(date)) return OUTSIDE
    return `${date.year}-${twoDigits(date.month)}-${twoDigits(date.day)}`
  }
}

/** A datetime property stores ISO 8601 in UTC. A cell without an offset is in the import's time zone, without a time at midnight. */
export function datetimeCheck(dateFormat: DateFormat, timeZone: TimeZone): CellCheck {
  const unreadable = unreadableDate(dateFormat)
  return (text) => {
    const date = readDate(text, dateFormat)
    if (date === undefined) return unreadable
    const instant = instantOf(date, timeZone)
    if (isOutside(date)) return OUTSIDE
    return new Date(instant).toISOString()
  }
}

const DATE = /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:(?:[Tt]|[ \t]+)(\S.*))?$/
const TIME =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:[ \t]?([ap])\.?m\.?)?[ \t]?(z|utc|gmt|[+-]\d{2}:?\d{2})?$/i

/** Year first with hyphens (ISO 8601) is read under every format; everything else only in the import's order. */
export function readDate(text: string, dateFormat: DateFormat): ReadDate | undefined {
  const match = DATE.exec(text)
  if (match === null) return undefined
  const [, first = '', separator, second = '', third = '', timeText] = match
  const isIso = separator === '-' && first.length === 4 && second.length === 2 && third.length === 2
  const date = calendarDay(inOrder([first, second, third], isIso ? 'YEAR_MONTH_DAY' : dateFormat))
  if (date === undefined) return undefined
  if (timeText === undefined) return { ...date, time: null }
  const time = readTime(timeText)
  return time === undefined ? undefined : { ...date, time }
}

type Numbers = readonly [string, string, string]

function inOrder([first, second, third]: Numbers, dateFormat: DateFormat): Numbers {
  if (dateFormat === 'YEAR_MONTH_DAY') return [first, second, third]
  if (dateFormat === 'DAY_MONTH_YEAR') return [third, second, first]
  return [third, first, second]
}

function calendarDay([yearText, monthText, dayText]: Numbers):
  | { year: number; month: number; day: number }
  | undefined {
  if (yearText.length !== 4 && yearText.length !== 2) return undefined
  if (monthText.length > 2 || dayText.length > 2) return undefined
  const year = yearText.length === 2 ? fullYear(Number(yearText)) : Number(yearText)
  const month = Number(monthText)
  const day = Number(dayText)
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  return { year, month, day }
}

const fullYear = (twoDigitYear: number): number => twoDigitYear + (twoDigitYear < 70 ? 2000 : 1900)

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function readTime(text: string): ReadDate['time'] | undefined {
  const match = TIME.exec(text)
  if (match === null) return undefined
  const [, hourText, minutes = '0', seconds = '0', fraction = '', half, zone] = match
  const hour = hourOfDay(Number(hourText), half)
  if (hour === undefined || Number(minutes) > 59 || Number(seconds) > 59) return undefined
  const milliseconds =
    (hour * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3))
  return { milliseconds, offset: zone === undefined ? null : offsetOf(zone) }
}

function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour < 24 ? hour : undefined
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

function offsetOf(zone: string): number {
  if (/^[zug]/i.test(zone)) return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function instantOf(date: ReadDate, timeZone: TimeZone): number {
  const local = Date.UTC(date.year, date.month - 1, date.day) + (date.time?.milliseconds ?? 0)
  const offset = date.time?.offset ?? null
  return offset === null ? timeZone.toUtc(local) : local - offset
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

const ORDER_IN_WORDS = {
  MONTH_DAY_YEAR: 'month, day, year',
  DAY_MONTH_YEAR: 'day, month, year',
  YEAR_MONTH_DAY: 'year, month, day',
} as const satisfies Record<DateFormat, string>

function unreadableDate(dateFormat: DateFormat): Problem {
  return {
    errorType: 'COULD_NOT_PARSE_DATE',
    message: `The text is not a date in the order ${ORDER_IN_WORDS[dateFormat]} (or YYYY-MM-DD).`,
  }
}
