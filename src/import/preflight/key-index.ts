const FIRST_CAPACITY = 1024
const FULLEST = 0.6

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
    return this.#add(this.#hash.start().text(text).end(), line)
  }

  /** The same for a row of texts; where they are cut matters. */
  addRow(texts: readonly string[], line: number): number {
    const hash = this.#hash.start()
    for (const text of texts) hash.text(text).cut()
    return this.#add(hash.end(), line)
  }

  has(text: string): boolean {
    const { high, low } = this.#hash.start().text(text).end()
    return this.#lines[this.#slot(high, low)] !== 0
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

/** 64 bits of hash of UTF-16 text in two lanes of multiply and xor, mixed at the end. Not for security. */
class TextHash {
  high = 0
  low = 0

  start(): this {
    this.high = 0x243f6a88
    this.low = 0x85a308d3
    return this
  }

  text(text: string): this {
    let high = this.high
    let low = this.low
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      high = Math.imul(high ^ code, 0x85ebca6b)
      low = Math.imul(low ^ code, 0x9e3779b1)
      low ^= low >>> 15
    }
    this.high = high
    this.low = low
    return this
  }

  /** Between two texts: a code no text has. */
  cut(): this {
    this.high = Math.imul(this.high ^ 0x10001, 0xc2b2ae35)
    this.low = Math.imul(this.low ^ 0x10001, 0x27d4eb2f)
    return this
  }

  end(): this {
    const high = mixed(this.high ^ (this.low >>> 16))
    this.low = mixed(this.low ^ high) >>> 0
    this.high = high >>> 0
    return this
  }
}

function mixed(lane: number): number {
  const first = Math.imul(lane ^ (lane >>> 16), 0x7feb352d)
  const second = Math.imul(first ^ (first >>> 15), 0x846ca68b)
  return second ^ (second >>> 16)
}
