import { tooLarge } from './spreadsheet-problems.ts'

const COUNT_CAP = 5_000_000
const BYTE_CAP = 256 * 1024 * 1024
const CHUNK = 256 * 1024

/**
 * The texts that the cells of a workbook share, by index. They are kept as UTF-8 outside the heap: millions of short
 * texts take five bytes more than themselves each. Throws UsageError spreadsheet_too_large.
 */
export class TextStore {
  readonly #fileName: string
  readonly #chunks: Buffer[] = []
  /** Where each text ends. */
  #ends = new Uint32Array(256)
  #bytes = 0
  length = 0

  constructor(fileName: string) {
    this.#fileName = fileName
  }

  add(text: string): void {
    if (this.length >= COUNT_CAP) throw tooLarge(this.#fileName, `more than ${COUNT_CAP} different texts`)
    this.#append(text)
    if (this.#bytes > BYTE_CAP) throw tooLarge(this.#fileName, `more than ${BYTE_CAP} bytes of text`)
    if (this.length === this.#ends.length) this.#ends = grown(this.#ends)
    this.#ends[this.length] = this.#bytes
    this.length += 1
  }

  get(index: number): string | undefined {
    const end = index < this.length ? this.#ends[index] : undefined
    if (end === undefined) return undefined
    const start = this.#ends[index - 1] ?? 0
    const first = Math.floor(start / CHUNK)
    const [chunk] = this.#chunks.slice(first, first + 1)
    const offset = start - first * CHUNK
    if (offset + end - start <= CHUNK) return chunk?.toString('utf8', offset, offset + end - start) ?? ''
    const last = Math.ceil(end / CHUNK)
    return Buffer.concat(this.#chunks.slice(first, last)).toString('utf8', offset, offset + end - start)
  }

  #append(text: string): void {
    const offset = this.#bytes % CHUNK
    const length = Buffer.byteLength(text)
    if (offset === 0 && length > 0) this.#chunks.push(Buffer.allocUnsafeSlow(CHUNK))
    const chunk = this.#chunks.at(-1)
    if (chunk !== undefined && offset + length <= CHUNK) chunk.write(text, offset)
    else this.#appendPieces(Buffer.from(text), offset)
    this.#bytes += length
  }

  /** A text that does not fit into one chunk. */
  #appendPieces(bytes: Buffer, offset: number): void {
    let done = bytes.copy(this.#chunks.at(-1) ?? bytes, offset)
    while (done < bytes.length) {
      const chunk = Buffer.allocUnsafeSlow(CHUNK)
      this.#chunks.push(chunk)
      done += bytes.copy(chunk, 0, done)
    }
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
