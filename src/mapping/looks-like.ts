import { profileColumn } from './values/column-profile.ts'
import type { Trait } from './values/value-traits.ts'

/** In one or two words what the values of a column look like: "e-mail addresses", "dates", "texts". */
export function looksLike(values: readonly string[]): string {
  const profile = profileColumn(values)
  if (profile.values.length === 0) return 'empty'
  const found = LOOKS.find(([trait, , enough]) => profile.share(trait) >= enough)
  return found?.[1] ?? 'words'
}

/** First match wins: the more special kinds come first. */
const LOOKS: readonly (readonly [trait: Trait, words: string, enough: number])[] = [
  ['email', 'e-mail addresses', 0.7],
  ['linkedin', 'LinkedIn addresses', 0.7],
  ['url', 'web addresses', 0.7],
  ['domain', 'domains', 0.7],
  ['ip', 'IP addresses', 0.7],
  ['date', 'dates', 0.7],
  ['flag', 'yes or no', 0.9],
  ['year', 'years', 0.9],
  ['phoneMarked', 'phone numbers', 0.6],
  ['longCode', 'codes', 0.7],
  ['integer', 'whole numbers', 0.8],
  ['number', 'numbers', 0.8],
  ['phone', 'phone numbers', 0.7],
  ['gender', 'genders', 0.8],
  ['honorific', 'forms of address', 0.8],
  ['country', 'countries', 0.6],
  ['text', 'texts', 0.5],
  ['code', 'codes', 0.7],
]
