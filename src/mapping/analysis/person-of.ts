import { lexicon, type Word } from '../header/lexicon.ts'
import { plainness } from '../header/plainness.ts'
import { CONNECTORS, type HeaderText, readHeader } from '../header/read-header.ts'

/** Whose column it is, where the header says so: "Parent 2 Mobile" → parent 2, Mobile. */
export interface PersonNamed {
  /** The word for the person, with the number behind it. */
  who: string
  /** A parent or another one who speaks for the person of the row. */
  isGuardian: boolean
  /** An assistant, somebody for emergencies: nobody's row, whatever it says of them. */
  isCompanion: boolean
  /** A doctor, a landlord: rather not the one whom the row is about. */
  isRelated: boolean
  /** The one who pays or the one who gets the goods: mostly the same. */
  isParty: boolean
  /** The header without the person; "Guardian" alone is a name. */
  rest: HeaderText
}

const MAX_WORDS = 3

/** The person that a header names before or behind what it says of him or her. */
export function personOf({ tokens }: HeaderText): PersonNamed | undefined {
  for (let length = Math.min(MAX_WORDS, tokens.length); length > 0; length -= 1) {
    for (const start of new Set([0, tokens.length - length])) {
      const found = personAt(tokens, start, length)
      if (found !== undefined) return found
    }
  }
  return undefined
}

function personAt(tokens: readonly string[], start: number, length: number): PersonNamed | undefined {
  const name = tokens.slice(start, start + length)
  const ids = idsOfSpan(name)
  const isParty = ids.some((id) => PARTIES.has(id))
  if (!ids.includes('person') && !isParty) return undefined
  const others = [...tokens.slice(0, start), ...tokens.slice(start + length)]
  const numbers = others.filter((token) => /^\d+$/.test(token) && token !== '1')
  const telling = others.filter((token) => !/^\d+$/.test(token) && !CONNECTORS.has(token) && !isFiller(token))
  const rest = readHeader(telling.length === 0 ? 'full name' : telling.join(' '))
  // "Billing Address" is of whoever the row is about.
  if (isParty && (telling.length === 0 || !saysOneOf(rest, OF_A_PERSON))) return undefined
  return {
    who: isParty ? (ids.find((id) => PARTIES.has(id)) ?? '') : [...name, ...numbers].join(' '),
    isGuardian: ids.includes('guardian'),
    isCompanion: ids.includes('companion'),
    isRelated: ids.includes('related') || ids.includes('shipping'),
    isParty,
    rest,
  }
}

/** "Parent/Guardian", "Mother or Father": two words for one. */
function idsOfSpan(tokens: readonly string[]): string[] {
  const ids = idsOf(tokens.join(''))
  const isJoined =
    ids.length === 0 &&
    [tokens[0], tokens.at(-1)].every((token) => idsOf(token ?? '').includes('person')) &&
    tokens.slice(1, -1).every(isFiller)
  return isJoined ? tokens.flatMap(idsOf) : ids
}

const PARTIES: ReadonlySet<string> = new Set(['billing', 'shipping'])

const OF_A_PERSON: ReadonlySet<string> = new Set([
  'email',
  'first_name',
  'full_name',
  'job_title',
  'last_name',
  'mobile',
  'name',
  'phone',
  'title',
])

const wordsOf = (key: string): readonly Word[] => {
  const { words } = lexicon()
  return words.get(key) ?? (key.endsWith('s') ? words.get(key.slice(0, -1)) : undefined) ?? []
}

const idsOf = (key: string): string[] =>
  wordsOf(key).flatMap(({ sort, id }) => (sort === 'qualifier' || sort === 'person' ? [id] : []))

function isFiller(token: string): boolean {
  const words = wordsOf(token)
  return words.length > 0 && words.every(({ sort }) => sort === 'filler')
}

/** Whether the header says one of the meanings and hardly anything else. */
export const saysOneOf = ({ readings }: HeaderText, concepts: ReadonlySet<string>): boolean =>
  readings.some((reading) => concepts.has(reading.concept) && plainness(reading) > 0.6)
