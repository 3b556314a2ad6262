import { codecOf } from './codecs.ts'
import type { Encoding } from './encodings.ts'
import { LANGUAGES, type Language } from './languages.ts'

export interface Verdict {
  /** The likeliest of the single-byte encodings; windows-1252 where no other makes words of most of the bytes. */
  encoding: Encoding
  /** How much likelier it is than windows-1252: a natural logarithm. */
  overWestern: number
  /** The next one that reads some word differently, and how much likelier the best is. */
  rival?: { encoding: Encoding; odds: number }
}

interface Candidate {
  encoding: Encoding
  languages: readonly Language[]
  /** Logarithm: how seldom a file is in it. */
  handicap: number
}

const WESTERN: Candidate = { encoding: 'windows-1252', languages: LANGUAGES.western, handicap: 0 }

const CANDIDATES: readonly Candidate[] = [
  { encoding: 'windows-1250', languages: LANGUAGES.central, handicap: 2 },
  { encoding: 'iso-8859-2', languages: LANGUAGES.central, handicap: 3 },
  { encoding: 'windows-1254', languages: LANGUAGES.turkish, handicap: 2.5 },
  { encoding: 'windows-1257', languages: LANGUAGES.baltic, handicap: 3 },
  { encoding: 'windows-1251', languages: LANGUAGES.cyrillic, handicap: 2 },
  { encoding: 'windows-1253', languages: LANGUAGES.greek, handicap: 2.5 },
  { encoding: 'windows-1258', languages: LANGUAGES.vietnamese, handicap: 5 },
  { encoding: 'macintosh', languages: LANGUAGES.western, handicap: 4 },
  { encoding: 'koi8-r', languages: LANGUAGES.cyrillic, handicap: 4 },
  { encoding: 'koi8-u', languages: LANGUAGES.cyrillic, handicap: 5 },
  { encoding: 'iso-8859-5', languages: LANGUAGES.cyrillic, handicap: 5 },
  { encoding: 'ibm866', languages: LANGUAGES.cyrillic, handicap: 4 },
  { encoding: 'x-mac-cyrillic', languages: LANGUAGES.cyrillic, handicap: 5 },
  { encoding: 'iso-8859-7', languages: LANGUAGES.greek, handicap: 4 },
  { encoding: 'windows-1255', languages: LANGUAGES.hebrew, handicap: 3 },
  { encoding: 'windows-1256', languages: LANGUAGES.arabic, handicap: 3 },
  { encoding: 'iso-8859-6', languages: LANGUAGES.arabic, handicap: 5 },
  { encoding: 'windows-874', languages: LANGUAGES.thai, handicap: 3 },
]

const MOST_WORDS = 1000

/**
 * Which single-byte encoding makes the likeliest words of these bytes. Every word is weighed in the languages of the
 * encoding, and what a file has shown so far counts: words of Icelandic make a "þ" Icelandic, those of Turkish an "ş".
 */
export function weighEncodings(bytes: Uint8Array): Verdict {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const words = wordsOf(text)
  const domains = domainsOf(text)
  const western = readWith(WESTERN, words, domains)
  const others = CANDIDATES.map((candidate) => readWith(candidate, words, domains)).filter(({ isFluent }) => isFluent)
  const best = others.reduce((left, right) => (oddsOf(right, left) > 0 ? right : left), western)
  const [rival] = [western, ...others]
    .filter((reading) => reading.texts.some((word, index) => word !== best.texts[index]))
    .map((reading) => ({ encoding: reading.encoding, odds: oddsOf(best, reading) }))
    .sort((left, right) => left.odds - right.odds)
  return { encoding: best.encoding, overWestern: oddsOf(best, western), ...(rival !== undefined && { rival }) }
}

/** Different words with bytes above ASCII, one Latin-1 character for a byte. */
function wordsOf(text: string): Buffer[] {
  const words = new Set<string>()
  for (const [word] of text.matchAll(/[A-Za-z\x80-\xff]{2,}/g)) {
    if (/[\x80-\xff]/.test(word)) words.add(word)
    if (words.size === MOST_WORDS) break
  }
  return [...words].map((word) => Buffer.from(word, 'latin1'))
}

/** Share of the e-mail addresses under each top-level domain. */
function domainsOf(text: string): ReadonlyMap<string, number> {
  const endings = [...text.matchAll(/@[a-z0-9.-]{1,60}\.([a-z]{2,3})\b/gi)].map(([, ending = '']) => ending)
  const domains = new Map<string, number>()
  for (const ending of endings) domains.set(ending, (domains.get(ending) ?? 0) + 1 / endings.length)
  return domains
}

/** A word with bytes that have no character in the encoding is as strange as a word of signs. */
const NO_WORD = 'x\ufffdx\ufffdx\ufffdx'

interface Reading {
  encoding: Encoding
  handicap: number
  /** The words in this encoding. */
  texts: string[]
  shares: number[]
  /** For each word: how likely its letters are in each language. */
  likelihoods: number[][]
  isFluent: boolean
}

function readWith(
  { encoding, handicap, languages }: Candidate,
  words: readonly Buffer[],
  domains: ReadonlyMap<string, number>,
): Reading {
  const { decode } = codecOf(encoding)
  const texts = words.map((word) => decode(word) ?? NO_WORD)
  const all = [...languages, UNKNOWN]
  const tables = all.map((language) => ({ ...language, weights: weightsOf(language) }))
  const likelihoods = texts.map((word) => tables.map((language) => likelihood(word, language)))
  const wanted = all.map(({ share, domains: own }) => share * (1 + 20 * sum(own.map((one) => domains.get(one) ?? 0))))
  const fluent = likelihoods.filter((each, index) => Math.max(...each) > FLUENT ** highCount(texts[index] ?? ''))
  return {
    encoding,
    handicap,
    texts,
    shares: wanted.map((share) => share / sum(wanted)),
    likelihoods,
    isFluent: fluent.length >= texts.length * 0.8,
  }
}

type Weights = ReadonlyMap<string, number>

function weightsOf({ letters }: Language): Weights {
  const entries = [...letters.matchAll(/(\S[^\d.\s]?)([\d.]+)/gu)].map(
    ([, key = '', weight]) => [key, Number(weight)] as const,
  )
  const total = sum(entries.map(([, weight]) => weight))
  return new Map(entries.map(([key, weight]) => [key, weight / total]))
}

/** Of a letter that the language does not have: a foreign name, a misspelling. */
const FOREIGN = 2e-4
/** Letter for letter, words of a language are likelier than this; those of another soon have a foreign one. */
const FLUENT = 0.014
/** Words of no language of the encoding: where they are many, a word of one of them is no longer expected either. */
const UNKNOWN: Language = { share: 3, domains: [], letters: '' }
const UNKNOWN_LETTER = 2e-3
/** Of signs as texts have them, beside a word or joining two: quotes, dashes, a no-break space; of any other sign. */
const BESIDE = 0.02
const JOINING = 0.1
const STRANGE_SIGN = 5e-5
/** Of a capital behind a small letter. */
const WRONG_CASE = 0.02
const WRONG_SCRIPT = 1e-6

function likelihood(word: string, language: Language & { weights: Weights }): number {
  const characters = [...word]
  let product = language.isOtherScript === true && /[A-Za-z]/.test(word) ? WRONG_SCRIPT : 1
  for (const [index, character] of characters.entries()) {
    if (character < '\x80') continue
    product *= likelihoodAt(character, characters[index - 1], characters[index + 1], language.weights)
  }
  return Math.max(product, Number.MIN_VALUE)
}

function likelihoodAt(
  character: string,
  before: string | undefined,
  after: string | undefined,
  weights: Weights,
): number {
  if (!isLetter(character)) return signLikelihood(character, isLetter(before) && isLetter(after))
  const small = character === 'İ' ? character : character.toLowerCase()
  const next = isLetter(after) ? (after ?? '').toLowerCase() : '$'
  const wrongCase = small !== character && before !== undefined && before !== before.toUpperCase()
  const foreign = weights.size === 0 ? UNKNOWN_LETTER : FOREIGN
  return (weights.get(small + next) ?? weights.get(small) ?? foreign) * (wrongCase ? WRONG_CASE : 1)
}

function signLikelihood(sign: string, isInWord: boolean): number {
  if (isInWord) return /[\u2010-\u201e\u2022\u2026´·\u00a0\u00ad]/.test(sign) ? JOINING : STRANGE_SIGN
  return /[\u00a0-\u00bf×\u2010-\u201e\u2022\u2026‰€™№]/.test(sign) ? BESIDE : STRANGE_SIGN
}

const isLetter = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{M}]/u.test(character)

/** How much likelier the words are in `one` than in `other`, by those that differ; the same ones tell the language. */
function oddsOf(one: Reading, other: Reading): number {
  const places = one.texts.map((word, index) => ({ index, differs: word !== other.texts[index] }))
  const order = [...places.filter(({ differs }) => !differs), ...places.filter(({ differs }) => differs)]
  return logLikelihood(one, order) - logLikelihood(other, order) - one.handicap + other.handicap
}

/** How many words the expected shares of the languages weigh, against those that were seen. */
const EXPECTED = 1

function logLikelihood(
  { shares, likelihoods }: Reading,
  order: readonly { index: number; differs: boolean }[],
): number {
  const seen = shares.map((share) => share * EXPECTED)
  let total = 0
  for (const [count, { index, differs }] of order.entries()) {
    const joint = (likelihoods[index] ?? []).map((one, language) => one * ((seen[language] ?? 0) / (count + EXPECTED)))
    const all = sum(joint)
    if (differs) total += Math.log(all)
    for (const [language, one] of joint.entries()) seen[language] = (seen[language] ?? 0) + one / all
  }
  return total
}

const highCount = (word: string): number => [...word].filter((character) => character >= '\x80').length

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
