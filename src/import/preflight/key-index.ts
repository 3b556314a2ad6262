import { textHash } from '../../table/byte-index/text-hash.ts'
import { LineTable } from './line-table.ts'

/** Tables with more are never copied to grow, which would take long: another one is put beside them. */
const MOST_COPIED = 100_000
/** Share of what is reserved, in case there are some more. */
const MARGIN = 1.03

/** Between the cells of a row; a cell that holds it could at worst be taken for two. */
const CUT = '\u001f'

/**
 * Remembers which texts were seen, and on which line first, in 16–32 bytes a text, whatever its length, where a Set of
 * strings needs about 190. Texts are compared by 64 bits of hash, so among a million different texts a false match has
 * a chance of about 1 in 37 million.
 */
export class KeyIndex {
  /** Full ones. */
  readonly #older: LineTable[] = []
  #table = new LineTable()

  /** The line on which the text was seen first, or 0 when it is new; then it is remembered. */
  add(text: string, line: number): number {
    const { high, low } = textHash(text)
    return this.addHash(high, low, line)
  }

  /** The same for a text of which only the hash is known. */
  addHash(high: number, low: number, line: number): number {
    const first = this.#older.length === 0 ? 0 : this.#olderLine(high, low)
    if (first !== 0) return first
    if (this.#table.room === 0) this.#makeRoom()
    return this.#table.add(high, low, line)
  }

  /**
   * The same for many hashes, two numbers each, that come first on `lines`; those on line 0 are passed over. Writes the
   * answers to `firsts`. Faster than one by one: the memory is waited for less often.
   */
  addHashes(count: number, hashes: Uint32Array, lines: Int32Array, firsts: Int32Array): void {
    const isEasy = this.#older.length === 0 && this.#table.room > count
    if (isEasy) this.#table.addAll(count, hashes, lines, firsts)
    else {
      for (let at = 0; at < count; at += 1) {
        const line = lines[at] ?? 0
        firsts[at] = line === 0 ? 0 : this.addHash(hashes[at * 2] ?? 0, hashes[at * 2 + 1] ?? 0, line)
      }
    }
  }

  /** The same for a row of texts; where they are cut matters. */
  addRow(texts: readonly string[], line: number): number {
    return this.add(texts.join(CUT), line)
  }

  has(text: string): boolean {
    return this.lineOf(text) !== 0
  }

  /** 0: the text was not seen. */
  lineOf(text: string): number {
    const { high, low } = textHash(text)
    return this.#olderLine(high, low) || this.#table.lineOf(high, low)
  }

  /** From now on it was seen on this line. */
  put(text: string, line: number): void {
    const { high, low } = textHash(text)
    const older = this.#older.find((table) => table.lineOf(high, low) !== 0)
    const isNew = older === undefined && this.#table.lineOf(high, low) === 0
    if (isNew && this.#table.room === 0) this.#makeRoom()
    const table = older ?? this.#table
    table.put(high, low, line)
  }

  /** Makes room for so many texts at once, as far as that does not take long. */
  reserve(texts: number): void {
    const isSmall = this.#older.length === 0 && this.#table.size < MOST_COPIED
    if (isSmall && texts > this.#table.size + this.#table.room) this.#table.grow(Math.ceil(texts * MARGIN))
  }

  get size(): number {
    return this.#older.reduce((sum, { size }) => sum + size, this.#table.size)
  }

  #olderLine(high: number, low: number): number {
    for (const table of this.#older) {
      const line = table.lineOf(high, low)
      if (line !== 0) return line
    }
    return 0
  }

  #makeRoom(): void {
    if (this.#table.size < MOST_COPIED) this.#table.grow()
    else {
      // As much room as there is in all: every text is looked for in all tables, so they have to be few.
      const { size } = this
      this.#older.push(this.#table)
      this.#table = new LineTable(size)
    }
  }
}
