const FIRST_LINES = 8192

/** Lines of a file, in one bit each. */
export class LineSet {
  #bits = new Uint8Array(FIRST_LINES / 8)

  add(line: number): void {
    if (line >> 3 >= this.#bits.length) this.#grow(line)
    this.#bits[line >> 3] = (this.#bits[line >> 3] ?? 0) | (1 << (line & 7))
  }

  has(line: number): boolean {
    return ((this.#bits[line >> 3] ?? 0) & (1 << (line & 7))) !== 0
  }

  #grow(line: number): void {
    const bits = new Uint8Array(Math.max(this.#bits.length * 2, (line >> 3) + 1))
    bits.set(this.#bits)
    this.#bits = bits
  }
}
