import { once } from '../../once.ts'

export type NumberFault = 'COULD_NOT_PARSE_NUMBER' | 'INVALID_NUMBER_SIZE'

/** From here on a number counts as too large for HubSpot: a choice, the limit is not published. */
export const TOO_LARGE = 1e18

const POINT = /^-?(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?$|^-?\.\d+$/
const COMMA = /^-?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:[ \u00a0\u202f'\u2019]\d{3})+)(?:,\d+)?$|^-?,\d+$/
const APOSTROPHES = /^-?[1-9]\d{0,2}(?:['\u2019]\d{3})+(?:\.\d+)?$/
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

/** 1'234.56: an apostrophe between groups of three, a point before the decimals. There is no second reading. */
export const isApostropheNumber = (text: string): boolean => APOSTROPHES.test(text)

/** Digits alone mean the same in both notations. */
export const isPlainNumber = (text: string): boolean => PLAIN.test(text)

/**
 * The number without one mark of a currency before or behind it, and that mark ('' when there is none): a sign, also with
 * letters before it (US$, R$), or an ISO code in capitals (EUR, USD).
 */
export function splitCurrency(text: string): { number: string; sign: string } {
  if (text.length > LONGEST) return { number: text, sign: '' }
  const { minus = '', before = '', number = '', after = '' } = MARKED.exec(text)?.groups ?? {}
  const sign = before + after
  if (sign === '' || (before !== '' && after !== '') || !isMark(sign)) return { number: text, sign: '' }
  return minus !== '' && number.startsWith('-') ? { number: text, sign: '' } : { number: minus + number, sign }
}

const LONGEST = 100

const MARKED =
  /^(?<minus>-?)(?<before>[A-Z]{0,3}\p{Sc}|[A-Z]{3}|)[ \u00a0\u202f]?(?<number>-?[\d.,'\u2019 \u00a0\u202f]*\d)[ \u00a0\u202f]?(?<after>\p{Sc}|[A-Z]{3}|)$/u

const isMark = (sign: string): boolean => !/^[A-Z]{3}$/.test(sign) || currencyCodes().has(sign)

const currencyCodes = once(() => new Set(Intl.supportedValuesOf('currency')))
