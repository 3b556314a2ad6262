import type { DateFormat } from '../../hubspot/import-request.ts'
import type { ByteCheck } from '../../table/byte-index/record-chunk.ts'
import type { DateEvidence } from './date-evidence.ts'
import { FIRST_YEAR, isCalendarDate, LAST_YEAR } from './date-text.ts'

const DASH = 0x2d
const POINT = 0x2e
const SLASH = 0x2f
const COLON = 0x3a
const SPACE = 0x20
const LETTER_T = 0x54
const LETTER_Z = 0x5a

/** 2024-03-05, and in orders with the year at the end 3/5/2024; behind either may stand a time such as 14:05:30. */
export function plainDate(order: DateFormat): ByteCheck {
  if (order === 'YEAR_MONTH_DAY') return isIsoDate
  const isMonthFirst = order === 'MONTH_DAY_YEAR'
  return (bytes, start, end) => {
    if (bytes[start + 4] === DASH && bytes[start + 2] !== DASH) return isIsoDate(bytes, start, end)
    const found = threeNumbers(bytes, start, end)
    if (found < 0) return false
    const [first, second, year] = [firstOf(found), secondOf(found), yearOf(found)]
    const isDate = isMonthFirst ? isCalendarDate(year, first, second) : isCalendarDate(year, second, first)
    return isDate && isInRange(year) && isPlainTime(bytes, start + lengthOf(found), end)
  }
}

/** What countOrder() does, for a cell that plainDate() takes. false: it has to look at the text. */
export function countOrderInBytes(evidence: DateEvidence, bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start + 4] === DASH && end - start > 4) return true
  const found = threeNumbers(bytes, start, end)
  if (found < 0) return false
  const [first, second, year] = [firstOf(found), secondOf(found), yearOf(found)]
  const isMonthFirst = isCalendarDate(year, first, second)
  if (isMonthFirst && isCalendarDate(year, second, first)) {
    if (first === second) return true
    if (evidence.example === null) return false
    evidence.either += 1
  } else if (isMonthFirst) evidence.onlyMonthFirst += 1
  else evidence.onlyDayFirst += 1
  return true
}

function isIsoDate(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 10 || bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return false
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2)
  const isDate = isCalendarDate(year, twoDigits(bytes, start + 5), twoDigits(bytes, start + 8))
  return isDate && isInRange(year) && isPlainTime(bytes, start + 10, end)
}

const isInRange = (year: number): boolean => year >= FIRST_YEAR && year <= LAST_YEAR

/** 3/5/2024, 03.05.2024, 3-05-2024 in one number, so that nothing is allocated; -1: it is something else. */
function threeNumbers(bytes: Uint8Array, start: number, end: number): number {
  const first = oneOrTwoDigits(bytes, start)
  const separator = start + (first < SHORT ? 2 : 1)
  const byte = bytes[separator]
  if (first < 0 || (byte !== SLASH && byte !== POINT && byte !== DASH)) return -1
  const second = oneOrTwoDigits(bytes, separator + 1)
  const next = separator + (second < SHORT ? 3 : 2)
  const behind = next + 5
  if (second < 0 || bytes[next] !== byte || behind > end) return -1
  const year = twoDigits(bytes, next + 1) * 100 + twoDigits(bytes, next + 3)
  if (year < FIRST_YEAR) return -1
  return ((year * 100 + (first % SHORT)) * 100 + (second % SHORT)) * 16 + (behind - start)
}

const lengthOf = (found: number): number => found % 16
const secondOf = (found: number): number => Math.floor(found / 16) % 100
const firstOf = (found: number): number => Math.floor(found / 1_600) % 100
const yearOf = (found: number): number => Math.floor(found / 160_000)

/** Nothing, or hours and minutes, with seconds or without, with a Z or without. */
function isPlainTime(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return true
  const byte = bytes[start]
  const last = bytes[end - 1] === LETTER_Z ? end - 1 : end
  const length = last - start
  if ((byte !== SPACE && byte !== LETTER_T) || (length !== 6 && length !== 9)) return false
  const hours = twoDigits(bytes, start + 1)
  const minutes = twoDigits(bytes, start + 4)
  const seconds = length === 9 ? twoDigits(bytes, start + 7) : 0
  const hasColons = bytes[start + 3] === COLON && (length === 6 || bytes[start + 6] === COLON)
  return hasColons && hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59 && seconds >= 0 && seconds <= 59
}

const NO_NUMBER = -100_000

/** Far below zero where one is no digit, also when it is added to something. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 0x30
  const ones = (bytes[at + 1] ?? 0) - 0x30
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_NUMBER
}

/** Added to a number of one digit. */
const SHORT = 1_000

function oneOrTwoDigits(bytes: Uint8Array, at: number): number {
  const two = twoDigits(bytes, at)
  if (two >= 0) return two
  const one = (bytes[at] ?? 0) - 0x30
  return one >= 0 && one <= 9 ? one + SHORT : -1
}
