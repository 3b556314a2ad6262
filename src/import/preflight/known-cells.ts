const SLOTS = 1024
const FULLEST = 512
const LONGEST = 32

/** Cells of one column that its check has found fine, by their bytes: a choice property repeats a few. */
export class KnownCells {
  #size = 0
  readonly #lengths = new Uint8Array(SLOTS)
  readonly #bytes = new Uint8Array(SLOTS * LONGEST)

  has(bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start
    if (length > LONGEST || this.#size === 0) return false
    return this.#lengths[this.#slot(bytes, start, length)] === length
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start
    if (length === 0 || length > LONGEST || this.#size >= FULLEST) return
    const slot = this.#slot(bytes, start, length)
    if (this.#lengths[slot] !== 0) return
    this.#lengths[slot] = length
    this.#bytes.set(bytes.subarray(start, end), slot * LONGEST)
    this.#size += 1
  }

  /** Where the cell is, or the free slot where it belongs. */
  #slot(bytes: Uint8Array, start: number, length: number): number {
    const middle = bytes[start + (length >> 1)] ?? 0
    const ends = (bytes[start] ?? 0) * 31 + (bytes[start + length - 1] ?? 0) * 7
    let slot = (length * 37 + middle * 131 + ends) & (SLOTS - 1)
    while (this.#lengths[slot] !== 0 && !this.#isAt(slot, bytes, start, length)) slot = (slot + 1) & (SLOTS - 1)
    return slot
  }

  #isAt(slot: number, bytes: Uint8Array, start: number, length: number): boolean {
    if (this.#lengths[slot] !== length) return false
    const place = slot * LONGEST
    for (let at = 0; at < length; at += 1) if (this.#bytes[place + at] !== bytes[start + at]) return false
    return true
  }
}
