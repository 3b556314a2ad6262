import { once } from '../../mapping/once.ts'
import { REGION_CODES } from '../../mapping/values/region-codes.ts'

/**
 * The ISO code for a country as people write it: the code, its name in one of these languages, a usual short form.
 * null: none, or a name that means two countries.
 */
export function countryCode(text: string): string | null {
  if (text.length > LONGEST) return null
  const upper = text.trim().toUpperCase()
  return CODES.has(upper) ? upper : (codesByName().get(simplified(text)) ?? null)
}

const LONGEST = 80

const LANGUAGES = 'en de fr es pt it nl sv da nb fi pl cs ja'.split(' ')

const CODES = new Set(REGION_CODES)

/** What Intl does not say: English forms beside the official one, parts that share a country code, codes of three letters. */
const ALSO: readonly [code: string, names: string][] = [
  ['US', 'united states of america|america|estados unidos de america|vereinigte staaten von amerika'],
  ['GB', 'great britain|britain|england|scotland|wales|northern ireland|gbr'],
  ['NL', 'the netherlands|holland|nld'],
  ['CZ', 'czech republic|cze'],
  ['TR', 'turkey|tur'],
  ['KR', 'republic of korea|kor'],
  ['RU', 'russian federation|rus'],
  ['AE', 'uae|are'],
  ['HK', 'hong kong sar|hkg'],
  ['IE', 'republic of ireland|irl'],
  ['CI', 'ivory coast|civ'],
  ['MK', 'macedonia|mkd'],
  ['CN', 'prc|chn'],
  ['DE', 'brd|deu'],
  ['CH', 'che'],
  ['AT', 'aut|oesterreich'],
  ['FR', 'fra'],
  ['IT', 'ita'],
  ['ES', 'esp'],
  ['PT', 'prt'],
  ['BE', 'bel'],
  ['CA', 'can'],
  ['MX', 'mex'],
  ['BR', 'bra'],
  ['IN', 'ind'],
  ['JP', 'jpn'],
  ['AU', 'aus'],
  ['SE', 'swe'],
  ['NO', 'nor'],
  ['DK', 'dnk'],
  ['FI', 'fin'],
  ['PL', 'pol'],
]

/** Built on first use. A name of different countries in two languages is null. */
const codesByName = once<Map<string, string | null>>(() => {
  const codes = new Map<string, string | null>()
  const add = (name: string, code: string) => {
    const known = codes.get(name)
    codes.set(name, known === undefined || known === code ? code : null)
  }
  for (const language of LANGUAGES) {
    for (const style of ['long', 'short'] as const) {
      const names = new Intl.DisplayNames(language, { type: 'region', style, fallback: 'none' })
      for (const code of REGION_CODES) add(simplified(names.of(code) ?? code), code)
    }
  }
  for (const [code, names] of ALSO) for (const name of names.split('|')) add(name, code)
  return codes
})

/** Lower case, no diacritics, no punctuation: "U.S.A." is usa. */
const simplified = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/(?<=\p{L})\.(?=\p{L}(?!\p{L}))|\.$/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
