import type { KeyIndex } from './key-index.ts'
import type { RowInWork } from './row-in-work.ts'

/** Files with many optional columns have more patterns than are worth remembering. */
const MOST_PATTERNS = 4_096

/**
 * Remembers for which patterns of blank and fine cells the checks of a row neither told nor asked anything, but at most
 * looked up one key: they would do the same for the next such row.
 */
export class QuietRows {
  /** null: not even a key is looked up. */
  readonly #keyIndexes = new Map<number, KeyIndex | null>()
  readonly #allIndexes = new Set<KeyIndex>()
  #expected = 0

  /** Where the key of such a row has to be looked up; undefined: nothing is known about the pattern. */
  keyIndexOf(pattern: number): KeyIndex | null | undefined {
    return this.#keyIndexes.get(pattern)
  }

  /** `row` has just been checked. */
  learn(pattern: number, row: RowInWork): void {
    if (this.#keyIndexes.size >= MOST_PATTERNS || row.wasAsked || row.addedTo.length > 1 || row.hasOutcome()) return
    const seen = row.addedTo[0] ?? null
    this.#keyIndexes.set(pattern, seen)
    if (seen === null || this.#allIndexes.has(seen)) return
    this.#allIndexes.add(seen)
    seen.reserve(this.#expected)
  }

  /** See KeyIndex.warm(). */
  warm(keys: Uint32Array): number {
    let warmed = 0
    for (const seen of this.#allIndexes) warmed ^= seen.warm(keys)
    return warmed
  }

  /** See KeyIndex.reserve(). */
  reserve(keys: number): void {
    this.#expected = keys
    for (const seen of this.#allIndexes) seen.reserve(keys)
  }
}
