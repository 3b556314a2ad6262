const FIRST_CAPACITY = 1024
const FULLEST = 0.6

/** Between the cells of a row; a cell that holds it could at worst be taken for two. */
const CUT = '\u001f'

/**
 * Remembers which texts were seen, and on which line first, in 12 bytes a slot: 20–40 bytes a text, whatever its
 * length, where a Set of strings needs about 190. Texts are compared by 64 bits of hash, so among a million different
 * texts a false match has a chance of about 1 in 37 million.
 */
export class KeyIndex {
  #size = 0
  #mask = FIRST_CAPACITY - 1
  #high = new Uint32Array(FIRST_CAPACITY)
  #low = new Uint32Array(FIRST_CAPACITY)
  /** 0: the slot is free. */
  #lines = new Uint32Array(FIRST_CAPACITY)
  readonly #hash = new TextHash()

  /** The line on which the text was seen first, or 0 when it is new; then it is remembered. */
  add(text: string, line: number): number {
    return this.#add(this.#hash.of(text), line)
  }

  /** The same for a row of texts; where they are cut matters. */
  addRow(texts: readonly string[], line: number): number {
    return this.#add(this.#hash.of(texts.join(CUT)), line)
  }

  has(text: string): boolean {
    const { high, low } = this.#hash.of(text)
    return this.#lines[this.#slot(high, low)] !== 0
  }

  hasRow(texts: readonly string[]): boolean {
    return this.has(texts.join(CUT))
  }

  get size(): number {
    return this.#size
  }

  #add({ high, low }: { high: number; low: number }, line: number): number {
    const slot = this.#slot(high, low)
    const first = this.#lines[slot] ?? 0
    if (first !== 0) return first
    this.#high[slot] = high
    this.#low[slot] = low
    this.#lines[slot] = line
    this.#size += 1
    if (this.#size > (this.#mask + 1) * FULLEST) this.#grow()
    return 0
  }

  /** Where the hash is, or the free slot where it belongs. */
  #slot(high: number, low: number): number {
    let slot = low & this.#mask
    while (this.#lines[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) {
      slot = (slot + 1) & this.#mask
    }
    return slot
  }

  #grow(): void {
    const [highs, lows, lines] = [this.#high, this.#low, this.#lines]
    const capacity = lines.length * 2
    this.#mask = capacity - 1
    this.#high = new Uint32Array(capacity)
    this.#low = new Uint32Array(capacity)
    this.#lines = new Uint32Array(capacity)
    for (const [index, line] of lines.entries()) {
      if (line === 0) continue
      const high = highs[index] ?? 0
      const low = lows[index] ?? 0
      const slot = this.#slot(high, low)
      this.#high[slot] = high
      this.#low[slot] = low
      this.#lines[slot] = line
    }
  }
}

/** 64 bits of hash of UTF-8 text in two lanes of multiply and xor, four bytes at a time. Not for security. */
class TextHash {
  high = 0
  low = 0
  #bytes = Buffer.from(new ArrayBuffer(4096))
  #words = new Uint32Array(this.#bytes.buffer)

  of(text: string): this {
    if (text.length * 3 + 4 > this.#bytes.length) this.#makeRoom(text.length * 3 + 4)
    const length = this.#bytes.write(text, 0, 'utf8')
    this.#bytes.writeUInt32LE(0, length)
    let high = length ^ 0x243f6a88
    let low = length ^ 0x85a308d3
    const words = (length + 3) >> 2
    for (let at = 0; at < words; at += 1) {
      const word = this.#words[at] ?? 0
      high = Math.imul(high ^ word, 0x85ebca6b)
      high ^= high >>> 13
      low = Math.imul(low ^ word, 0x9e3779b1)
      low ^= low >>> 15
    }
    this.high = mixed(high ^ (low >>> 16))
    this.low = mixed(low ^ this.high) >>> 0
    this.high >>>= 0
    return this
  }

  #makeRoom(length: number): void {
    const memory = new ArrayBuffer(2 ** Math.ceil(Math.log2(length)))
    this.#bytes = Buffer.from(memory)
    this.#words = new Uint32Array(memory)
  }
}

function mixed(lane: number): number {
  const first = Math.imul(lane ^ (lane >>> 16), 0x7feb352d)
  const second = Math.imul(first ^ (first >>> 15), 0x846ca68b)
  return second ^ (second >>> 16)
}
