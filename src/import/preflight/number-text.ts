export type NumberFault = 'COULD_NOT_PARSE_NUMBER' | 'INVALID_NUMBER_SIZE'

/** From here on a number counts as too large for HubSpot: a choice, the limit is not published. */
export const TOO_LARGE = 1e18

const POINT = /^-?(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?$|^-?\.\d+$/
const COMMA = /^-?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:[ \u00a0\u202f'\u2019]\d{3})+)(?:,\d+)?$|^-?,\d+$/
const PLAIN = /^-?\d+$/

/** The fault HubSpot reports for this text in a number property: English (US) notation, no units. */
export function numberFault(text: string): NumberFault | null {
  if (!isPointNumber(text)) return 'COULD_NOT_PARSE_NUMBER'
  if (text.length < 18) return null
  return Math.abs(Number(text.replaceAll(',', ''))) >= TOO_LARGE ? 'INVALID_NUMBER_SIZE' : null
}

/** 1,234.56: point before the decimals, comma between groups of three. What HubSpot reads. */
export const isPointNumber = (text: string): boolean => POINT.test(text)

/** 1.234,56: comma before the decimals; point, space or apostrophe between groups of three. */
export const isCommaNumber = (text: string): boolean => COMMA.test(text)

/** Digits alone mean the same in both notations. */
export const isPlainNumber = (text: string): boolean => PLAIN.test(text)

const MARK = /^(-?)(\p{Sc})[ \u00a0\u202f]?(-?)|[ \u00a0\u202f]?(\p{Sc})$/gu

/** The number without one currency sign before or behind it, and that sign ('' when there is none). */
export function splitCurrency(text: string): { number: string; sign: string } {
  const signs = text.match(/\p{Sc}/gu) ?? []
  const [sign] = signs
  if (sign === undefined || signs.length > 1) return { number: text, sign: '' }
  const number = text.replace(MARK, '$1$3')
  return number.includes(sign) ? { number: text, sign: '' } : { number, sign }
}
