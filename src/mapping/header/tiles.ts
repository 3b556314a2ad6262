import { writtenOut } from './abbreviations.ts'
import { cheapestPath, type Path } from './cheapest-path.ts'
import { compound } from './compound.ts'
import { type Lexicon, lexicon, type Word } from './lexicon.ts'
import { closestKey } from './spelling.ts'
import { costOf, type Tile } from './tile.ts'

const MAX_PHRASE = 7

/** The header cut into the fewest known phrases. */
export function tileHeader(tokens: readonly string[]): readonly Tile[] {
  const words = lexicon()
  const path = cheapestPath(tokens.length, MAX_PHRASE, (start, end) => phrase(tokens.slice(start, end), words))
  return path?.pieces ?? []
}

function phrase(tokens: readonly string[], words: Lexicon): Path<Tile> | undefined {
  const key = tokens.join('')
  const entries = words.words.get(key) ?? singular(key, words) ?? words.words.get(writtenOut(tokens) ?? '')
  if (entries !== undefined) {
    return { cost: costOf(entries), pieces: [{ key, words: entries, tokens, found: 'written' }] }
  }
  if (tokens.length > 1) return undefined
  return compound(key, words) ?? corrected(key, words) ?? unknown(key)
}

function singular(key: string, words: Lexicon): readonly Word[] | undefined {
  return key.length > 3 && key.endsWith('s') ? words.words.get(key.slice(0, -1)) : undefined
}

const MIN_CORRECTED = 5

function corrected(key: string, words: Lexicon): Path<Tile> | undefined {
  if (key.length < MIN_CORRECTED || !/^\p{L}+$/u.test(key)) return undefined
  const closest = closestKey(key, words.spellings)
  const entries = closest === undefined ? undefined : words.words.get(closest)
  if (entries === undefined) return undefined
  return { cost: 1.8, pieces: [{ key, words: entries, tokens: [key], found: 'corrected' }] }
}

const unknown = (key: string): Path<Tile> => ({
  cost: costOf([]),
  pieces: [{ key, words: [], tokens: [key], found: 'unknown' }],
})
