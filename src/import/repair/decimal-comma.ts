import {
  isApostropheNumber,
  isCommaNumber,
  isPlainNumber,
  isPointNumber,
  numberFault,
  splitCurrency,
} from '../preflight/number-text.ts'
import { trim } from './trim.ts'

/** Decimals that look like a group of thousands in the other notation: 1.234. */
const LIKE_A_GROUP = /^-?[1-9]\d{0,2}\.\d{3}$/

/**
 * A number with a decimal comma as HubSpot reads it. For columns that prove this notation: 1.234 is 1234 here. The
 * answer is never readable as decimal comma again: 1,234 becomes 1.2340.
 */
export function decimalComma(value: string): string {
  const { number } = splitCurrency(trim(value))
  if (!isCommaNumber(number)) return value
  const point = number.replace(/[. \u00a0\u202f'\u2019]/g, '').replace(',', '.')
  const written = LIKE_A_GROUP.test(point) ? `${point}0` : point
  return numberFault(written) === null ? written : value
}

/** 1'234.56 without the apostrophes, and without a currency sign. */
export function thousandsApostrophe(value: string): string {
  const { number } = splitCurrency(trim(value))
  const written = isApostropheNumber(number) ? number.replace(/['\u2019]/g, '') : value
  return numberFault(written) === null ? written : value
}

/** A number with a decimal point without its currency sign. A number in the other notation stays as it is. */
export function currencySign(value: string): string {
  const { number, sign } = splitCurrency(trim(value))
  if (sign === '' || numberFault(number) !== null) return value
  return number
}

/** A number only with a decimal point, such as 1234.5: in a column that has one, decimal_comma is not proven. */
export function hasDecimalPoint(value: string): boolean {
  const { number } = splitCurrency(trim(value))
  return isPointNumber(number) && !isCommaNumber(number)
}

/** Cells that are numbers in both notations, and mean another one in each: 1.234. */
export function hasTwoReadings(value: string): boolean {
  const { number } = splitCurrency(trim(value))
  return !isPlainNumber(number) && isCommaNumber(number) && isPointNumber(number)
}
