import { headerTokens } from './header-tokens.ts'
import { lexicon, type Word } from './lexicon.ts'
import type { Tile } from './tile.ts'
import { tileHeader } from './tiles.ts'

/** One way to understand a header: a concept, and what the other words of the header add to it. */
export interface Reading {
  concept: string
  /** The phrase of the header that names the concept. */
  phrase: string
  languages: readonly string[]
  /** Objects the header names: `Deal - Title`, `Company City`. */
  entities: readonly string[]
  /** home, work, billing, shipping, second … */
  qualifiers: readonly string[]
  /** Share of the header's letters that the concept's phrase covers. */
  share: number
  /** Number of words nobody knows, and of those after the phrase. */
  unknown: number
  unknownTail: number
  /** Other concepts named in the same header: `Email Status`. */
  conflicts: number
  /** The phrase stands where its language puts the thing that is meant: last, or before an "of". */
  inPlace: boolean
  found: Tile['found']
}

export interface HeaderText {
  tokens: readonly string[]
  /** Joined words: equal for `first_name` and `First Name`. */
  key: string
  /** The key without words for objects and noise: `Deal - Favourite colour` → favouritecolour. */
  bareKey: string
  entities: readonly string[]
  readings: readonly Reading[]
}

/** `meant`: the tokens of which the readings are made, where others of the header say nothing. */
export function readHeader(header: string, meant?: readonly string[]): HeaderText {
  const tokens = headerTokens(header)
  const tiles = meant === undefined ? tilesOf(header, tokens) : tileHeader(meant)
  return {
    tokens,
    key: tokens.join(''),
    bareKey: tiles
      .filter((tile) => !tile.words.some((word) => word.sort === 'entity' || word.sort === 'filler'))
      .map((tile) => tile.key)
      .join(''),
    entities: entitiesOf(tiles),
    readings: tiles.flatMap((tile, index) => readingsAt(tiles, tile, index)).map((found) => inPercent(found, header)),
  }
}

/** "Rabatt %": the unit is no word, and makes another property of it. */
const inPercent = (found: Reading, header: string): Reading =>
  found.concept === 'discount' && header.includes('%') ? { ...found, concept: 'discount_percent' } : found

const BRACKETS = /[([{（【]([^)\]}）】]*)[)\]}）】]/gu

/** "Quantity (- Refund)": what was taken away or added. */
const IS_SUM = /^\s*[-+−]/

/** What stands in brackets only says which one: "Phone (work)"; longer asides say nothing: "Revenue (in 000 USD)". */
function tilesOf(header: string, tokens: readonly string[]): readonly Tile[] {
  const asides = [...header.matchAll(BRACKETS)].map(([, aside = '']) => (IS_SUM.test(aside) ? '' : aside))
  const main = asides.length === 0 ? [] : headerTokens(header.replace(BRACKETS, ' '))
  if (main.length === 0) return tileHeader(tokens)
  const inside = tileHeader(headerTokens(asides.join(' ')))
  const telling = inside.filter((tile) =>
    inside.length === 1
      ? tile.words.length > 0
      : tile.words.some((word) => word.sort === 'qualifier' || word.sort === 'entity'),
  )
  return [...tileHeader(main), ...telling]
}

const entitiesOf = (tiles: readonly Tile[]): string[] => [
  ...new Set(tiles.flatMap((tile) => tile.words.filter((word) => word.sort === 'entity').map((word) => word.id))),
]

function readingsAt(tiles: readonly Tile[], tile: Tile, index: number): Reading[] {
  const fields = tile.words.filter((word) => word.sort === 'field')
  if (fields.length === 0) return []
  const concepts = [...new Set(fields.map((word) => word.id))].filter((id) => !isOfCode(id, tiles[index - 1]))
  const rest = describeRest(tiles, index)
  return concepts.map((concept) => ({
    ...rest,
    concept,
    phrase: tile.key,
    languages: fields.filter((word) => word.id === concept).map((word) => word.language),
    found: tile.found,
    conflicts: rest.others.filter((other) => !isAbsorbed(concept, other)).length,
  }))
}

/** Kinds of codes: "Result Description" puts one of them into words and does not describe the record. */
const CODES = new Set([
  'category',
  'customer_type',
  'deal_stage',
  'deal_status',
  'lead_source',
  'lead_status',
  'outcome',
  'priority',
  'reason',
  'registered_company_number',
  'source',
  'stage',
  'status',
  'ticket_category',
  'ticket_status',
  'type',
])

const isOfCode = (concept: string, before: Tile | undefined): boolean =>
  concept === 'description' && before !== undefined && idsOf(before.words, 'field').some((id) => CODES.has(id))

type Rest = Pick<Reading, 'entities' | 'qualifiers' | 'share' | 'unknown' | 'unknownTail' | 'inPlace'> & {
  others: string[][]
}

function describeRest(tiles: readonly Tile[], index: number): Rest {
  const others = tiles.filter((_, at) => at !== index)
  const letters = tiles.reduce((sum, tile) => sum + tile.key.length, 0)
  const isUnknown = (tile: Tile): boolean => tile.words.length === 0
  // "Activity - Assigned to user": the object that stands by itself is the one that is meant.
  const outer = entitiesOf(others)
  return {
    entities: outer.length > 0 ? outer : [...new Set(innerWords(tiles[index], 'entity'))],
    qualifiers: [
      ...new Set([
        ...others.flatMap((tile) => idsOf(tile.words, 'qualifier')),
        ...innerWords(tiles[index], 'qualifier'),
      ]),
    ],
    share: (tiles[index]?.key.length ?? 0) / Math.max(1, letters),
    unknown: others.filter(isUnknown).length,
    unknownTail: tiles.slice(index + 1).filter(isUnknown).length,
    inPlace: isInPlace(tiles, index),
    others: others.filter(isOnlyField).map((tile) => idsOf(tile.words, 'field')),
  }
}

/**
 * "company website" is one phrase of the tables and still names the company; "work email" says which. "Last" in "Last
 * name" says neither which nor whose: with another word it would be another name.
 */
function innerWords(tile: Tile | undefined, sort: Word['sort']): string[] {
  if (tile === undefined || tile.tokens.length < 2) return []
  if (tile.words.some(({ id }) => (sort === 'qualifier' ? WHOLE : PLACE_OF_ORIGIN).has(id))) return []
  return tile.tokens.flatMap((token) => idsOf(lexicon().words.get(token) ?? [], sort))
}

/** Meanings whose phrases hold words that qualify others. */
const WHOLE = new Set(['website', 'first_name', 'last_name'])
const PLACE_OF_ORIGIN = new Set(['lead_source'])

const idsOf = (words: readonly Word[], sort: Word['sort']): string[] =>
  words.filter((word) => word.sort === sort).map((word) => word.id)

const isOnlyField = (tile: Tile): boolean => tile.words.length > 0 && tile.words.every((word) => word.sort === 'field')

export const CONNECTORS: ReadonlySet<string> = new Set(
  'of for de del della delle dello degli dei di da do dos du des den der von fur voor van per par para pour por til for av af för z do na en in nella en'.split(
    ' ',
  ),
)

/** Where a language puts what is meant: last, "ticket status", or before an "of", "status of the ticket". */
function isInPlace(tiles: readonly Tile[], index: number): boolean {
  const fields = [...tiles.entries()].filter(([, tile]) => tile.words.some((word) => word.sort === 'field'))
  const pure = fields.filter(([, tile]) => isOnlyField(tile))
  const isPure = pure.some(([at]) => at === index)
  // "Organization - Address": a word that can name the object does so when another one can be the field.
  if (!isPure && pure.length > 0) return false
  const heads = (isPure ? pure : fields).map(([at]) => at)
  if (heads.length < 2) return true
  const first = heads[0] ?? 0
  return CONNECTORS.has(tiles[first + 1]?.key ?? '') ? first === index : heads.at(-1) === index
}

/** Concepts that may stand beside another one without changing it: "address city". */
const ABSORBED: Readonly<Record<string, readonly string[]>> = {
  city: ['street', 'address', 'location'],
  state: ['street', 'address', 'location', 'region'],
  zip: ['street', 'address', 'location'],
  country: ['street', 'address', 'location', 'region'],
  street: ['address', 'location', 'city'],
  address: ['street', 'location', 'city'],
  street_1: ['street', 'address'],
  street_2: ['street', 'address'],
  phone: ['full_name'],
  mobile: ['phone'],
  whatsapp: ['phone', 'mobile'],
  domain: ['website', 'url'],
  website: ['url'],
  linkedin: ['url'],
  twitter: ['url', 'username'],
  facebook: ['url'],
  product_url: ['url'],
  image: ['url'],
}

const isAbsorbed = (concept: string, others: readonly string[]): boolean =>
  others.some((other) => other === concept || (ABSORBED[concept] ?? []).includes(other))
