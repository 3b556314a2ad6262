import { isCommaNumber, isPlainNumber, isPointNumber, splitCurrency } from '../preflight/number-text.ts'
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
  return LIKE_A_GROUP.test(point) ? `${point}0` : point
}

/** A number with a decimal point without its currency sign. A number in the other notation stays as it is. */
export function currencySign(value: string): string {
  const { number, sign } = splitCurrency(trim(value))
  if (sign === '') return value
  return isPointNumber(number) || isPlainNumber(number) ? number : value
}
