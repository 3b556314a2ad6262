/**
 * 64 bits of hash of UTF-8 text: eight lanes of four bytes, each in two chains of multiply and xor. Not for security.
 * The kernel of src/table/byte-index computes the same from the bytes of a file.
 */
export class TextHash {
  high = 0
  low = 0
  #bytes = Buffer.from(new ArrayBuffer(4096))
  #words = new Uint32Array(this.#bytes.buffer)
  readonly #a = new Int32Array(8)
  readonly #b = new Int32Array(8)

  of(text: string): this {
    if (text.length * 3 + BLOCK > this.#bytes.length) this.#makeRoom(text.length * 3 + BLOCK)
    const length = this.#bytes.write(text, 0, 'utf8')
    const padded = (length + BLOCK - 1) & -BLOCK
    this.#bytes.fill(0, length, padded)
    this.#ofWords(length, padded >> 2)
    return this
  }

  /** Lanes 0–3 are those of the first, third … block, lanes 4–7 of the others. */
  #ofWords(length: number, count: number): void {
    const [a, b, words] = [this.#a, this.#b, this.#words]
    a.fill(length ^ START_A)
    b.fill(length ^ START_B)
    for (let at = 0; at < count; at += 1) {
      const lane = at & 7
      const word = words[at] ?? 0
      a[lane] = turnA(a[lane] ?? 0, word)
      b[lane] = turnB(b[lane] ?? 0, word)
    }
    let [high, low] = [length, length]
    for (let lane = 0; lane < 4; lane += 1) {
      high = turnA(high, turnA(a[lane] ?? 0, a[lane + 4] ?? 0))
      low = turnB(low, turnB(b[lane] ?? 0, b[lane + 4] ?? 0))
    }
    const mixedHigh = mixed(high ^ (low >>> 16))
    this.high = mixedHigh >>> 0
    this.low = mixed(low ^ mixedHigh) >>> 0
  }

  #makeRoom(length: number): void {
    const memory = new ArrayBuffer(2 ** Math.ceil(Math.log2(length)))
    this.#bytes = Buffer.from(memory)
    this.#words = new Uint32Array(memory)
  }
}

const BLOCK = 16
const START_A = 0x243f6a88
const START_B = 0x85a308d3

function turnA(state: number, word: number): number {
  const next = Math.imul(state ^ word, 0x85ebca6b)
  return next ^ (next >>> 13)
}

function turnB(state: number, word: number): number {
  const next = Math.imul(state ^ word, 0x9e3779b1)
  return next ^ (next >>> 15)
}

function mixed(lane: number): number {
  const first = Math.imul(lane ^ (lane >>> 16), 0x7feb352d)
  const second = Math.imul(first ^ (first >>> 15), 0x846ca68b)
  return second ^ (second >>> 16)
}
