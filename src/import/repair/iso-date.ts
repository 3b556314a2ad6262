import { DATE_FORMATS, type DateFormat } from '../../hubspot/import-request.ts'
import {
  type DateNumbers,
  type DateText,
  dateNumbers,
  FIRST_YEAR,
  inOrder,
  isIso,
  LAST_YEAR,
  readTime,
} from '../preflight/date-text.ts'
import { monthNumber } from './month-names.ts'
import { trim } from './trim.ts'

export interface DateRepairContext {
  /** The property holds no time: only midnight may go, what has another one is left to HubSpot. */
  dateOnly: boolean
  /** In which 03/04/2024 is meant, where the column proves it; null: such a date stays, HubSpot reads it as the import says. */
  order: DateFormat | null
}

/**
 * The date in ISO form, when only one reading is possible, or in the order of its column. A two-digit year stays: its
 * century is not in the cell.
 */
export function isoDate(value: string, { dateOnly, order }: DateRepairContext): string {
  if (value.length > LONGEST) return value
  const date = onlyReading(trim(value).replace(COMMA, ' '), order)
  if (date === null || date.shortYear || date.year < FIRST_YEAR || date.year > LAST_YEAR) return value
  const iso = `${pad(date.year, 4)}-${pad(date.month, 2)}-${pad(date.day, 2)}`
  if (date.time === null || (dateOnly && MIDNIGHT.test(date.time))) return iso
  // Left as it is, it would be read in the order of the import.
  const isLeft = dateOnly && order === null
  return isLeft ? value : `${iso}T${date.time}`
}

const LONGEST = 200

/** 3/4/2024, 2:05 PM: what programs write for people. */
const COMMA = /, (?=\d{1,2}:\d{2})/
const MIDNIGHT = /^00:00(?::00(?:\.0+)?)?Z?$/

function onlyReading(text: string, order: DateFormat | null): DateText | null {
  const found = dateNumbers(text)
  if (found === null) return compactDate(text) ?? namedMonth(text)
  if (isIso(found)) return inOrder(found, 'YEAR_MONTH_DAY')
  return (order && inOrder(found, order)) ?? oneOf(readings(found))
}

/** Every date these numbers can be, each once. */
export function readings(found: DateNumbers): DateText[] {
  const dates = DATE_FORMATS.map((order) => inOrder(found, order)).filter((date) => date !== null)
  return dates.filter((date, index) => dates.findIndex((other) => sameDay(date, other)) === index)
}

const oneOf = (dates: DateText[]): DateText | null => (dates.length === 1 ? (dates[0] ?? null) : null)

const sameDay = (one: DateText, other: DateText): boolean =>
  one.year === other.year && one.month === other.month && one.day === other.day

/** 20240305, unless the digits are also a date with the year at the end. */
function compactDate(text: string): DateText | null {
  if (!/^\d{8}$/.test(text)) return null
  const yearFirst = dateNumbers(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`)
  const yearLast = dateNumbers(`${text.slice(0, 2)}/${text.slice(2, 4)}/${text.slice(4)}`)
  return oneOf([yearFirst, yearLast].flatMap((found) => (found === null ? [] : likely(readings(found)))))
}

const likely = (dates: DateText[]): DateText[] => dates.filter(({ year }) => year >= 1800 && year <= 2200)

const DAY_FIRST =
  /^(\d{1,2})(?:st|nd|rd|th|\.)?[ \-/]+(?:de |of )?([\p{L}\p{M}]+)\.?,?[ \-/]+(?:de |of )?(\d{4})(.*)$/isu
const MONTH_FIRST = /^([\p{L}\p{M}]+)\.?[ \-/]+(\d{1,2})(?:st|nd|rd|th)?,?[ \-/]+(\d{4})(.*)$/isu
const WEEKDAY = /^[\p{L}\p{M}]+\.?,\s+(?=\d|\p{L})/u

/** 5 March 2024, Mar 5, 2024, 5. März 2024: the name says which number is the day. */
function namedMonth(text: string): DateText | null {
  const bare = text.replace(WEEKDAY, '')
  const dayFirst = DAY_FIRST.exec(bare)
  const monthFirst = MONTH_FIRST.exec(bare)
  if (dayFirst !== null) return withMonth({ day: dayFirst[1], month: dayFirst[2], year: dayFirst[3] }, dayFirst[4])
  if (monthFirst === null) return null
  return withMonth({ day: monthFirst[2], month: monthFirst[1], year: monthFirst[3] }, monthFirst[4])
}

function withMonth(named: { day?: string; month?: string; year?: string }, rest = ''): DateText | null {
  const month = monthNumber(named.month ?? '')
  const time = rest === '' ? null : readTime(rest.replace(/^,/, ''))
  if (month === null || (rest !== '' && time === null)) return null
  const numbers = dateNumbers(`${named.year}-${month}-${named.day}`)
  return numbers === null ? null : inOrder({ ...numbers, time }, 'YEAR_MONTH_DAY')
}

const pad = (number: number, length: number): string => String(number).padStart(length, '0')
