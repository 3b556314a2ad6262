const FIRST_CAPACITY = 16
const FULLEST = 0.75
/** High half and low half of the hash, line. */
const SLOT = 3

/** Lines by 64 bits of hash, in 12 bytes a slot. Open addressing; a slot without a line is free. */
export class LineTable {
  #size = 0
  #capacity: number
  /** Slots for each step of the low half of the hash. */
  #scale: number
  #slots: Uint32Array
  #warmed = 0

  /** `room`: for so many lines. */
  constructor(room = 0) {
    this.#capacity = Math.max(FIRST_CAPACITY, Math.ceil(room / FULLEST) + 1)
    this.#scale = this.#capacity / 2 ** 32
    this.#slots = new Uint32Array(this.#capacity * SLOT)
  }

  /** The line of the hash; 0: it has none. */
  lineOf(high: number, low: number): number {
    return this.#slots[this.#find(high, low) + 2] ?? 0
  }

  /** The hash has this line, whatever it had before; there must be room. */
  put(high: number, low: number, line: number): void {
    if (this.add(high, low, line) !== 0) this.#slots[this.#find(high, low) + 2] = line
  }

  /** The line that the hash has already; 0: it has this one now. */
  add(high: number, low: number, line: number): number {
    const slots = this.#slots
    const at = this.#find(high, low)
    const first = slots[at + 2] ?? 0
    if (first !== 0) return first
    slots[at] = high
    slots[at + 1] = low
    slots[at + 2] = line
    this.#size += 1
    return 0
  }

  /** See KeyIndex.addHashes(); there must be room. */
  addAll(count: number, hashes: Uint32Array, lines: Int32Array, firsts: Int32Array): void {
    this.#warmed ^= this.#warm(count, hashes)
    for (let at = 0; at < count; at += 1) {
      const line = lines[at] ?? 0
      firsts[at] = line === 0 ? 0 : this.add(hashes[at * 2] ?? 0, hashes[at * 2 + 1] ?? 0, line)
    }
  }

  get room(): number {
    return Math.floor(this.#capacity * FULLEST) - this.#size
  }

  get size(): number {
    return this.#size
  }

  /** Room for twice as many, or for `size`. */
  grow(size = 0): void {
    const before = this.#slots
    const { room } = this
    const larger = new LineTable(Math.max(2 * (this.#size + room), size))
    for (let at = 0; at < before.length; at += SLOT) {
      const [high = 0, low = 0, line = 0] = [before[at], before[at + 1], before[at + 2]]
      if (line !== 0) larger.add(high, low, line)
    }
    this.#capacity = larger.#capacity
    this.#scale = larger.#scale
    this.#slots = larger.#slots
  }

  /** Reads the slots one after the other, so that the memory is waited for once. The answer is only that somebody needs it. */
  #warm(count: number, hashes: Uint32Array): number {
    const slots = this.#slots
    const scale = this.#scale
    let read = 0
    for (let at = 1; at < 2 * count; at += 2) read ^= slots[Math.floor((hashes[at] ?? 0) * scale) * SLOT + 2] ?? 0
    return read
  }

  /** Where the hash is, or the free slot where it belongs. */
  #find(high: number, low: number): number {
    const slots = this.#slots
    let at = Math.floor(low * this.#scale) * SLOT
    while (slots[at + 2] !== 0 && (slots[at + 1] !== low || slots[at] !== high)) {
      at += SLOT
      if (at === slots.length) at = 0
    }
    return at
  }
}
