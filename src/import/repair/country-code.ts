import { REGION_CODES } from '../../mapping/values/region-codes.ts'
import { once } from '../../once.ts'

/**
 * The ISO code for a country as people write it: the code, its name in one of these languages, a usual short form.
 * null: none, or a name that means two countries.
 */
export function countryCode(text: string): string | null {
  if (text.length > LONGEST) return null
  const upper = text.trim().toUpperCase()
  if (CODES.has(upper)) return upper
  const name = simplified(text)
  return englishNames().get(name) ?? allNames().get(name) ?? null
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

type CodesByName = Map<string, string | null>

/** Built on first use, in a few milliseconds; none of these names is that of another country in another language. */
const englishNames = once<CodesByName>(() => namesIn(['en']))

const allNames = once<CodesByName>(() => {
  const codes = namesIn(LANGUAGES)
  for (const [code, names] of ALSO) for (const name of names.split('|')) add(codes, name, code)
  return codes
})

function namesIn(languages: readonly string[]): CodesByName {
  const codes: CodesByName = new Map()
  for (const language of languages) {
    const [long, short] = (['long', 'short'] as const).map(
      (style) => new Intl.DisplayNames(language, { type: 'region', style, fallback: 'none' }),
    )
    for (const code of REGION_CODES) {
      for (const name of new Set([long?.of(code), short?.of(code)])) add(codes, simplified(name ?? code), code)
    }
  }
  return codes
}

/** A name of different countries is null. */
function add(codes: CodesByName, name: string, code: string): void {
  const known = codes.get(name)
  codes.set(name, known === undefined || known === code ? code : null)
}

/** Lower case, no diacritics, no punctuation: "U.S.A." is usa. */
const simplified = (name: string): string => (PLAIN.test(name) ? name.toLowerCase() : simplifiedAny(name))

const PLAIN = /^[A-Za-z]+$/

const simplifiedAny = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/(?<=\p{L})\.(?=\p{L}(?!\p{L}))|\.$/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
