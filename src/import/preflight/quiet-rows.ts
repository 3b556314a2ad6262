import type { Marks } from '../../table/byte-index/record-chunk.ts'

/** Files with many optional columns have more patterns than are worth remembering. */
const MOST_PATTERNS = 4_096

/** Patterns by the bits of one group of columns, then by those of the next. */
type Patterns = Map<number, Patterns>

/**
 * Remembers for which patterns of blank and fine cells the checks of a row neither told nor asked anything: they would
 * do the same for the next such row.
 */
export class QuietRows {
  readonly #patterns: Patterns = new Map()
  #size = 0
  /** Patterns of one group that are quiet, each where its hash says, as long as no other takes its place. */
  readonly #recent = new Int32Array(256)

  /** All cells of the record are known, and in a pattern that is quiet. */
  has(groups: readonly Marks[], record: number): boolean {
    const [first] = groups
    const bits = first?.fine[record] ?? 0
    if (groups.length === 1 && first?.unknown[record] === 0 && bits !== 0 && this.#recent[placeOf(bits)] === bits)
      return true
    const isQuiet = this.#isIn(groups, record)
    if (isQuiet && groups.length === 1) this.#recent[placeOf(bits)] = bits
    return isQuiet
  }

  #isIn(groups: readonly Marks[], record: number): boolean {
    let patterns = this.#patterns
    for (const { fine, unknown } of groups) {
      const next = unknown[record] === 0 ? patterns.get(fine[record] ?? 0) : undefined
      if (next === undefined) return false
      patterns = next
    }
    return true
  }

  add(groups: readonly Marks[], record: number): void {
    if (this.#size >= MOST_PATTERNS) return
    this.#size += 1
    let patterns = this.#patterns
    for (const { fine } of groups) {
      const bits = fine[record] ?? 0
      const next: Patterns = patterns.get(bits) ?? new Map()
      patterns.set(bits, next)
      patterns = next
    }
  }
}

const placeOf = (bits: number): number => Math.imul(bits, 0x9e3779b1) >>> 24
