import { once } from '../../once.ts'
import { fold } from '../header/header-tokens.ts'
import people from '../words/person-names.json' with { type: 'json' }
import words from '../words/value-words.json' with { type: 'json' }
import yesAndNo from '../words/yes-no-words.json' with { type: 'json' }
import { REGION_CODES } from './region-codes.ts'

export interface KnownValues {
  firstNames: ReadonlySet<string>
  lastNames: ReadonlySet<string>
  genders: ReadonlySet<string>
  honorifics: ReadonlySet<string>
  companyWords: ReadonlySet<string>
  /** Words of companies that alone are a trade or a department. */
  trades: ReadonlySet<string>
  appRoles: ReadonlySet<string>
  streetWords: ReadonlySet<string>
  jobWords: ReadonlySet<string>
  leadStatuses: ReadonlySet<string>
  accountStatuses: ReadonlySet<string>
  flags: ReadonlySet<string>
  states: ReadonlySet<string>
  countries: ReadonlySet<string>
  cities: ReadonlySet<string>
  countryCodes: ReadonlySet<string>
  languages: ReadonlySet<string>
  currencies: ReadonlySet<string>
}

export const knownValues = once<KnownValues>(() => ({
  firstNames: new Set(people.first.split(' ').map(fold)),
  lastNames: new Set(people.last.split(' ').map(fold)),
  genders: setOf(words.gender),
  honorifics: setOf(words.honorific),
  companyWords: setOf(words.company_suffix),
  trades: setOf(words.trade),
  appRoles: setOf(words.app_role),
  streetWords: setOf(words.street_word),
  jobWords: setOf(words.job_word),
  leadStatuses: setOf(words.lead_status),
  accountStatuses: setOf(words.account_status),
  flags: setOf([...words.flag, ...Object.values(yesAndNo).flatMap(({ yes, no }) => [...yes, ...no])]),
  states: setOf(words.state),
  countries: countryNames(),
  cities: setOf(words.city),
  countryCodes: new Set(REGION_CODES.map((code) => code.toLowerCase())),
  languages: languageNames(),
  currencies: new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase())),
}))

/** How values are compared: lower case, no diacritics, no punctuation, single spaces. */
export const plainValue = (value: string): string =>
  fold(value)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const setOf = (values: readonly string[]): Set<string> => new Set(values.map(plainValue))

const NAME_LANGUAGES =
  'en de fr es pt it nl ja sv da nb fi pl cs sk sl hr hu ro bg el ru uk tr et lt lv ca he ar th vi id ko zh'.split(' ')

const OTHER_COUNTRY_NAMES = [
  'usa',
  'u s a',
  'u s',
  'united states of america',
  'america',
  'uk',
  'u k',
  'great britain',
  'england',
  'scotland',
  'wales',
  'northern ireland',
  'holland',
  'the netherlands',
  'uae',
  'south korea',
  'north korea',
  'korea',
  'czech republic',
  'ivory coast',
  'burma',
  'cape verde',
  'swaziland',
  'macedonia',
  'turkey',
  'vietnam',
  'russian federation',
  'republic of korea',
  'brd',
  'deu',
  'aut',
  'che',
  'gbr',
  'fra',
  'ita',
  'esp',
  'nld',
  'bel',
  'can',
  'mex',
  'bra',
  'ind',
  'chn',
  'jpn',
  'aus',
  'eeuu',
  'ee uu',
  'schweiz',
  'suisse',
  'svizzera',
  'bosnia and herzegovina',
  'hong kong',
  'palestine',
  'democratic republic of the congo',
  'philipines',
]

function countryNames(): Set<string> {
  const names = new Set(OTHER_COUNTRY_NAMES)
  for (const language of NAME_LANGUAGES) {
    const display = new Intl.DisplayNames([language], { type: 'region' })
    for (const code of REGION_CODES) names.add(plainValue(display.of(code) ?? code))
  }
  return names
}

const LANGUAGE_CODES =
  'ar bg bn ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lt lv mk ml mn mr ms my nb ne nl no pa pl pt ro ru sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh zu'.split(
    ' ',
  )

function languageNames(): Set<string> {
  const names = new Set(LANGUAGE_CODES)
  for (const language of NAME_LANGUAGES) {
    const display = new Intl.DisplayNames([language], { type: 'language' })
    for (const code of LANGUAGE_CODES) names.add(plainValue(display.of(code) ?? code))
  }
  return names
}
