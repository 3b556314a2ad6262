import { Readable } from 'node:stream'
import type { SourceFile } from '../../src/table/source-file.ts'

/** A file of any bytes, also those that openFile() refuses. */
export function fileInMemory(content: string | Uint8Array): SourceFile {
  const bytes = Buffer.from(content)
  const close = () => Promise.resolve()
  return {
    realPath: '/memory.csv',
    fileName: 'memory.csv',
    bytes: bytes.length,
    format: 'csv',
    read: async (position, length) => bytes.subarray(position, position + length),
    readInto: async (target, position) => bytes.copy(target, 0, position, position + target.length),
    stream: () => Readable.from([bytes]),
    chunks: () => Readable.from([bytes]),
    sha256: async () => '',
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** `head`, then `filler` again and again: a file of any size that takes no room. */
export function endlessFile({ head, filler, bytes }: { head: string; filler: string; bytes: number }) {
  const start = Buffer.from(head)
  const period = Buffer.from(filler)
  const repeated = Buffer.alloc(Math.ceil((1 << 20) / period.length) * period.length, period)
  let bytesRead = 0
  const readInto = async (target: Uint8Array, position: number) => {
    const wanted = Math.min(target.length, bytes - position)
    let filled = position < start.length ? start.copy(target, 0, position, position + wanted) : 0
    while (filled < wanted) {
      const from = (position + filled - start.length) % period.length
      filled += repeated.copy(target, filled, from, from + wanted - filled)
    }
    bytesRead += wanted
    return wanted
  }
  const read = async (position: number, length: number) => {
    const target = Buffer.alloc(Math.max(0, Math.min(length, bytes - position)))
    await readInto(target, position)
    return target
  }
  return { file: { ...fileInMemory(''), bytes, read, readInto }, bytesRead: () => bytesRead }
}
