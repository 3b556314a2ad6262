import { isUtf8 } from 'node:buffer'
import { becameShorter, bomLength, wholeLength } from '../../table/read-text.ts'
import type { SourceFile } from '../../table/source-file.ts'
import type { Dialect } from '../../table/table.ts'

export interface Utf8Text {
  chunks: AsyncGenerator<string>
  /** Bytes that are no UTF-8 have been met: from then on U+FFFD may stand for one. */
  isBroken(): boolean
}

const CHUNK = 256 * 1024

/** The text of a CSV, in chunks that never cut a character. Wrong bytes become U+FFFD: they cost their row, not the file. */
export function readUtf8(file: SourceFile, { bom }: Pick<Dialect, 'bom'>): Utf8Text {
  let isBroken = false
  async function* chunks(): AsyncGenerator<string> {
    for (let position = bom ? bomLength('utf-8') : 0; position < file.bytes; ) {
      const bytes = await file.read(position, Math.min(CHUNK, file.bytes - position))
      if (bytes.length === 0) throw becameShorter(file, position)
      const isLast = position + bytes.length >= file.bytes
      const whole = isLast ? bytes : bytes.subarray(0, wholeLength(bytes, 'utf-8'))
      isBroken ||= !isUtf8(whole)
      position += whole.length
      yield Buffer.from(whole.buffer, whole.byteOffset, whole.length).toString('utf8')
    }
  }
  return { chunks: chunks(), isBroken: () => isBroken }
}
