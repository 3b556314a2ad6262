import { looksLikeDate } from './dates.ts'
import { knownValues, plainValue } from './known-values.ts'

/** One value with what several tests need, computed once. */
interface Seen {
  text: string
  lower: string
  plain: string
  words: readonly string[]
  digits: number
  letters: number
}

type Test = (seen: Seen) => boolean

const EMAIL = /^(?:mailto:)?[^\s@,;<>"()]+@[^\s@,;<>"()]+\.[^\s@.,;<>"()]{2,}$/
const URL_START = /^(?:https?:\/\/|www\.)\S+$/i
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}{2,24}(?:\/\S*)?$/u
const PHONE = /^'?[+(]?[\d\s().\-–/+·]{5,25}(?:(?:\s|,|;)*(?:x|ext\.?|extension|poste|durchwahl|#)\s*\.?\d{1,7})?$/i
const NUMBER =
  /^[-+]?(?:[$€£¥₹]|[A-Z]{3})?\s?-?\d{1,3}(?:[.,'\s]?\d{3})*(?:[.,]\d+)?\s?(?:%|€|\$|£|kr|zł|[A-Z]{3}|[kKmMbB])?$/
const POSTAL =
  /^(?:〒?\d{3}-?\d{4}|\d{4,6}|\d{5}[-\s]\d{3,4}|[A-Z]{1,2}-?\d{4,5}|\d{3}\s?\d{2}|\d{4}\s?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?(?:\d[A-Z]\d)?|\d{2}-\d{3}|\d{4}-\d{3}|\d{3}\s\d{3}|[A-Z]\d{4}[A-Z]{3}|[A-Z]\d{2}\s[A-Z\d]{4}|[A-Z]{2}-\d{3}\s?\d{2})$/i
/** 11-50, 1000+, $1M - $10M. */
const RANGE = /^[$€£¥]?\d[\d,.]*\s?[kmb]?\s?(?:-|–|to|\+)\s?[$€£¥]?(?:\d[\d,.]*\s?[kmb]?)?\+?$/i
/** 192.168.0.1, which is no phone number; 22.33.44.55 in pairs may be one. */
const IP = /^(?!\d\d(?:\.\d\d){3}$)(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/
const DECIMAL = /^\d+[.,]\d{1,2}$/
/** 340.888: three decimals are no phone number, 030.123456 is one. */
const FRACTION = /^[1-9]\d*[.,]\d+$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/i
const NAME_WORD = /^\p{L}[\p{L}'’.-]*$/u

/** Joined names and trades: "Miller and Sons", "Café Rosa", "Bottom-Dollar Markets". */
const FIRM_NAME =
  /(?: and | & | und | y | et | e | en )|^(?:the|la|le|el|los|das|die|der|il) |\b(?:markets?|stores?|shop|cafe|bar|restaurante?|imports?|exports?|deli\w*|markt|taqueria|bakery|books|wines?|seafoods?|foods?|comidas|importadora|comercio|productions?|toys|tools|garden|clinic|church|club|council|ministry|airlines|insurance|emparedados|futterkiste|spezialitaten|especiales|cellars|grocer\w*|cuisine|kitchen|salon|gym|apotheke|praxis|kanzlei|autohaus|hotel)\b/

/** Family names of partners: "Hale-Norton", "Price, Hale & Norton"; a whole name has a space and no comma. */
const PARTNERS =
  /^\p{Lu}\p{Ll}+-\p{Lu}\p{Ll}+$|^\p{Lu}\p{L}+(?:, \p{Lu}\p{L}+)+,? (?:and|&|und|et|y|e|en) \p{Lu}\p{L}+$/u

const known = knownValues

/** What a value can look like. Each test stands for itself; a value can have several traits or none. */
export const VALUE_TRAITS = {
  email: ({ text }) => EMAIL.test(text) || (text.includes('@') && holdsEmail(text)),
  url: ({ text }) => URL_START.test(text) || (text.includes('/') && DOMAIN.test(text)),
  domain: ({ text }) => !text.includes('/') && !text.includes('@') && DOMAIN.test(text),
  phone: ({ text, digits }) => /^\d[.,]\d+E\+\d{1,2}$/i.test(text) || (digits >= 6 && digits <= 20 && isPhone(text)),
  phoneMarked: ({ text, digits }) =>
    digits >= 6 &&
    /^'?(?:\+|\(|00|0)|[-\s./)]\d/.test(text) &&
    PHONE.test(text) &&
    !IP.test(text) &&
    !FRACTION.test(text),
  shortNumber: ({ text, digits }) => digits > 0 && digits < 6 && NUMBER.test(text),
  number: ({ text }) => NUMBER.test(text),
  integer: ({ text }) => /^\d{1,9}$/.test(text) || /^\d{1,3}(?:[,.']\d{3})+$/.test(text),
  range: ({ text }) => RANGE.test(text),
  decimal: ({ text }) => NUMBER.test(text) && /[.,]\d{1,2}\D*$|[$€£¥]/.test(text),
  digits: ({ text }) => /^\d{1,20}$/.test(text),
  date: ({ text }) => looksLikeDate(text),
  year: ({ text }) => /^(?:18|19|20)\d{2}$/.test(text),
  code: ({ text, digits, letters }) =>
    UUID.test(text) || (digits > 0 && letters > 0 && text.length <= 40 && /^[A-Za-z0-9_.:#-]+$/.test(text)),
  uuid: ({ text }) => UUID.test(text),
  longCode: ({ text, digits, letters }) =>
    digits > 1 && letters > 1 && text.length >= 10 && /^[A-Za-z0-9_-]+$/.test(text),
  flag: ({ plain, lower }) => known().flags.has(plain) || known().flags.has(lower),
  word: ({ words, digits }) => words.length === 1 && digits === 0 && NAME_WORD.test(words[0] ?? ''),
  fewWords: ({ words, digits }) => words.length >= 2 && words.length <= 4 && digits === 0 && words.every(isNameWord),
  letters: ({ letters, digits, text }) => letters > 0 && digits === 0 && !text.includes('@') && !text.includes('://'),
  text: ({ words, text }) => words.length >= 5 || text.length > 60,
  html: ({ text }) => /<[a-z][^>]*>/i.test(text),
  firstName: ({ plain, words }) => known().firstNames.has(plain.split(' ')[0] ?? '') || isKnownCjk(words, 'firstNames'),
  lastName: ({ plain }) => known().lastNames.has(plain) || known().lastNames.has(plain.split(' ').at(-1) ?? ''),
  company: ({ plain, words }) =>
    namesFirm(plain) || words.slice(1).some(isDottedForm) || /会社|商事|（株）|㈱/.test(plain),
  legalForm: ({ plain, words }) => hasLegalForm(plain) || words.slice(1).some(isDottedForm),
  firmName: ({ plain, words }) => words.length >= 2 && FIRM_NAME.test(plain),
  partners: ({ text }) => PARTNERS.test(text),
  street: ({ plain, digits, words }) =>
    (digits > 0 && words.length >= 2 && /\p{L}{2}/u.test(plain)) || hasStreetWord(plain),
  streetWord: ({ plain }) => hasStreetWord(plain),
  postal: ({ text }) => POSTAL.test(text),
  country: ({ plain }) => known().countries.has(plain),
  countryCode: ({ lower }) => known().countryCodes.has(lower),
  state: ({ plain }) => known().states.has(plain),
  /** Large ones of the world: a few of them tell what the others are. */
  city: ({ plain }) => known().cities.has(plain),
  letterCode: ({ text }) => /^[A-Z]{2,3}$/.test(text),
  gender: ({ plain }) => known().genders.has(plain),
  honorific: ({ plain }) => known().honorifics.has(plain),
  job: ({ plain }) => plain.split(' ').some((word) => known().jobWords.has(word)) || /長$|役$/.test(plain),
  appRole: ({ plain }) => known().appRoles.has(plain),
  leadStatus: ({ plain }) => known().leadStatuses.has(plain),
  accountStatus: ({ plain }) => known().accountStatuses.has(plain),
  language: ({ plain, lower }) => known().languages.has(plain) || /^[a-z]{2}[-_][a-z]{2}$/.test(lower),
  currency: ({ lower }) => known().currencies.has(lower) || /^[$€£¥₹]$/.test(lower),
  linkedin: ({ lower }) => lower.includes('linkedin.'),
  linkedinPerson: ({ lower }) => /linkedin\.[a-z.]+\/(?:in|pub|sales)\//.test(lower),
  linkedinCompany: ({ lower }) => /linkedin\.[a-z.]+\/(?:company|school|showcase)\//.test(lower),
  social: ({ lower }) =>
    /(?:facebook|fb|twitter|x|instagram|youtube|xing|github)\.com\//.test(lower) || lower.startsWith('@'),
  ip: ({ text }) => IP.test(text),
} as const satisfies Readonly<Record<string, Test>>

export type Trait = keyof typeof VALUE_TRAITS

/** Longer values are texts, whatever else they contain. */
const MAX_SHORT = 120
const LONG_TRAITS: readonly Trait[] = ['text', 'html', 'letters', 'url']

export function traitsOf(value: string): Trait[] {
  const plain = plainValue(value)
  const seen: Seen = {
    text: value,
    lower: value.toLowerCase(),
    plain,
    words: value.split(/\s+/),
    digits: count(value, /\d/g),
    letters: count(value, /\p{L}/gu),
  }
  const traits = value.length > MAX_SHORT ? LONG_TRAITS : TRAIT_NAMES
  return traits.filter((trait) => VALUE_TRAITS[trait](seen))
}

const TRAIT_NAMES = Object.keys(VALUE_TRAITS).filter((name): name is Trait => name in VALUE_TRAITS)

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/** "Ann Hill <ann@hill.com>", "ann@hill.com; bob@reed.org". */
function holdsEmail(text: string): boolean {
  const parts = text.split(/[\s;,<>]+/).filter((part) => part !== '')
  return parts.length <= 8 && parts.some((part) => EMAIL.test(part))
}

/** "Retail" alone is a trade and "Legal" a department; "Hill Retail" is a firm. */
function namesFirm(plain: string): boolean {
  const parts = plain.split(' ')
  return parts.some((word) => known().companyWords.has(word)) && !known().trades.has(plain)
}

/** GmbH, Inc, Group: words of firms that are no trades. */
const hasLegalForm = (plain: string): boolean =>
  plain.split(' ').some((word) => known().companyWords.has(word) && !known().trades.has(word))

/** S.p.A., S.r.l., B.V.: behind the name, since "A.G." before it are initials. */
const isDottedForm = (word: string): boolean =>
  /^(?:\p{L}{1,2}\.){1,4}\p{L}{0,2}\.?,?$/u.test(word) && known().companyWords.has(plainValue(word).replaceAll(' ', ''))

const isPhone = (text: string): boolean =>
  PHONE.test(text) && !DECIMAL.test(text) && !IP.test(text) && !looksLikeDate(text)

const isNameWord = (word: string): boolean => NAME_WORD.test(word)

const hasStreetWord = (plain: string): boolean =>
  plain.split(' ').some((word) => known().streetWords.has(word)) ||
  /(?:straße|strasse|str|weg|gasse|platz|allee|straat|laan|gatan|vagen|veien|gata)\s?\d|丁目|番地|[区市町村]/.test(
    plain,
  )

/** Names written without spaces: 佐藤太郎. */
const isKnownCjk = (words: readonly string[], names: 'firstNames' | 'lastNames'): boolean =>
  words.length === 1 &&
  /^[\p{Script=Han}\p{Script=Hiragana}]{2,6}$/u.test(words[0] ?? '') &&
  [1, 2, 3].some((length) => known()[names].has((words[0] ?? '').slice(-length)))
