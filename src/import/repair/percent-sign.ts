import { isCommaNumber, isPointNumber, numberFault } from '../preflight/number-text.ts'
import { trim } from './trim.ts'

const PERCENT = /^(-?[\d.,]*\d)[ \u00a0\u202f]?%$/

/**
 * 10% and 12,5 % without the sign, where the number can be read in one way only. `isShare`: the property keeps 0.1 and
 * shows 10 %.
 */
export function percentSign(value: string, isShare: boolean): string {
  const text = trim(value)
  const number = text.length > LONGEST ? undefined : PERCENT.exec(text)?.[1]
  const point = number === undefined ? null : onlyReading(number)
  if (point === null) return value
  const written = isShare ? hundredth(point) : point
  return numberFault(written) === null ? written : value
}

const LONGEST = 40

/** With a decimal point and no thousands; null: no number, or another one in each notation (1.234). */
function onlyReading(number: string): string | null {
  const point = isPointNumber(number) ? number.replaceAll(',', '') : null
  const comma = isCommaNumber(number) ? number.replaceAll('.', '').replace(',', '.') : null
  return point !== null && comma !== null && point !== comma ? null : (point ?? comma)
}

/** By its digits, as binary fractions are inexact. The answer is never readable with a decimal comma: 123.4 is 1.2340. */
function hundredth(number: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(number) ?? []
  const digits = whole.padStart(3, '0')
  const after = `${digits.slice(-2)}${fraction}`.replace(/0+$/, '')
  const before = digits.slice(0, -2).replace(/^0+(?=\d)/, '')
  if (after === '') return `${sign}${before}`
  return `${sign}${before}.${after}${after.length === 3 && before !== '0' ? '0' : ''}`
}
