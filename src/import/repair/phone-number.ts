import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max'
import { trim } from './trim.ts'

/** The number as +493012345678, or the text as it is. `country`: ISO code, null where nothing is known. */
export type PhoneRepair = (text: string, country: string | null) => string

type Library = typeof import('libphonenumber-js/max')

/** Loads the numbering plans of the world with all their patterns: looser ones take numbers that do not exist. */
export async function loadPhoneRepair(): Promise<PhoneRepair> {
  const library = await import('libphonenumber-js/max')
  return (text, country) => e164(trim(text), country, library) ?? text
}

/** Written as it shall be: neither read nor changed. */
export const isE164 = (text: string): boolean => /^\+[1-9]\d{6,14}$/.test(text)

/** Digits and what people put between them. An extension, a word or a second number beside it has no place in E.164. */
const WRITTEN = /^\+?[\d ()\u00a0\u202f\-\u2010-\u2013./]{4,40}$/
/** 491711234567.0 is a number that a program took for an amount, 01.02.2024 is a date. */
const SOMETHING_ELSE = /^(?:\d+\.0+|\d{1,2}([./-])\d{1,2}\1\d{4}|\d{4}([./-])\d{1,2}\2\d{1,2})$/

function e164(text: string, country: string | null, library: Library): string | null {
  if (isE164(text) || !WRITTEN.test(text) || SOMETHING_ELSE.test(text) || hasTwoNumbers(text)) return null
  const home = country !== null && library.isSupportedCountry(country) ? country : null
  const number = text.startsWith('+')
    ? validNumber(text, null, library)?.number
    : onlyOne([fromAbroad(text, library), home === null ? null : atHome(text, home, library)])
  return number !== undefined && number !== null && isE164(number) ? number : null
}

/** 030/12345678 has an area code before the slash; 030 123456/57 and 030 1234/5678 are two numbers. */
function hasTwoNumbers(text: string): boolean {
  const [before = '', after, ...more] = text.replace(/^(?:\+|00)/, '').split('/')
  if (after === undefined) return false
  const longest = /^(?:\+|00)/.test(text) ? 7 : 6
  return more.length > 0 || digitsOf(before).length > longest || digitsOf(after).length < 4
}

const digitsOf = (text: string): string => text.replace(/\D/g, '')

const onlyOne = (numbers: readonly (string | null)[]): string | null => {
  const [number, ...others] = new Set(numbers.filter((one) => one !== null))
  return number === undefined || others.length > 0 ? null : number
}

function validNumber(text: string, country: CountryCode | null, library: Library): PhoneNumber | null {
  const number = library.parsePhoneNumberFromString(text, { defaultCountry: country ?? undefined, extract: false })
  return number?.isValid() === true ? number : null
}

/** 00 stands for + in most countries. */
const fromAbroad = (text: string, library: Library): string | null =>
  text.startsWith('00') ? (validNumber(`+${text.slice(2)}`, null, library)?.number ?? null) : null

/** As it is dialled in the country, or with the code of the country and no plus; null where these are two numbers. */
function atHome(text: string, country: CountryCode, library: Library): string | null {
  const digits = digitsOf(text)
  const national = validNumber(text, country, library)
  const hasCode = digits.startsWith(library.getCountryCallingCode(country))
  const withPlus = hasCode ? validNumber(`+${digits}`, null, library) : null
  if (national === null || withPlus !== null) return onlyOne([national?.number ?? null, withPlus?.number ?? null])
  return isComplete(digits, national, library) ? national.number : null
}

/**
 * Whether it is written as people of the country write a whole number. Without the 0 before the area code, 2345678 in
 * Germany is more likely a local number; where no number is longer, the area code must be in it.
 */
function isComplete(digits: string, number: PhoneNumber, { validatePhoneNumberLength }: Library): boolean {
  if (digits !== number.nationalNumber) return true
  const usual = [number.formatNational(), number.formatNational({ nationalPrefix: false })].map(digitsOf)
  return usual.includes(digits) || validatePhoneNumberLength(`${number.number}0`) === 'TOO_LONG'
}
