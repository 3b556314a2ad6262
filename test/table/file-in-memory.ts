import { Readable } from 'node:stream'
import type { SourceFile } from '../../src/table/open-file.ts'

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
    sha256: async () => '',
    close,
    [Symbol.asyncDispose]: close,
  }
}
