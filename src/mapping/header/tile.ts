import type { Word } from './lexicon.ts'

/** A stretch of a header that the word tables know, or one unknown word (`words` empty). */
export interface Tile {
  key: string
  words: readonly Word[]
  /** The words of the header it covers. */
  tokens: readonly string[]
  /** How it was found: as written, as part of a compound, or after correcting one letter. */
  found: 'written' | 'compound' | 'corrected' | 'unknown'
}

/** Known phrases are cheap, noise costs next to nothing, an unknown word costs as much as three phrases. */
export function costOf(words: readonly Word[]): number {
  if (words.length === 0) return 3
  if (words.every((word) => word.sort === 'filler')) return 0.3
  return words.some((word) => word.sort === 'field') ? 1 : 1.05
}
