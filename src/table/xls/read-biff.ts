import { damaged } from '../spreadsheet-problems.ts'
import type { CompoundStream } from './compound-file.ts'

/** Types of the records that are read ([MS-XLS] 2.3); all others are passed over. */
export const RECORD = {
  FORMULA: 0x06,
  EOF: 0x0a,
  DATE1904: 0x22,
  FILEPASS: 0x2f,
  CONTINUE: 0x3c,
  BOUNDSHEET: 0x85,
  MULRK: 0xbd,
  RSTRING: 0xd6,
  XF: 0xe0,
  SST: 0xfc,
  LABELSST: 0xfd,
  NUMBER: 0x203,
  LABEL: 0x204,
  BOOLERR: 0x205,
  STRING: 0x207,
  RK: 0x27e,
  FORMAT: 0x41e,
  BOF: 0x809,
} as const

/** The content is there for this call only. `position`: of the record in the stream. True: nothing behind it is wanted. */
export type RecordHandler = (type: number, content: Buffer, position: number) => boolean

/** A workbook's stream of records, and how much of it may still be read. */
export interface BiffStream extends CompoundStream {
  fileName: string
  /** Sheets may be told to lie over each other, so that a small file is read for hours. */
  budget: { bytes: number }
}

/** Holds the longest record, which has 64 kB, several times. */
const CHUNK = 128 * 1024
const HEAD = 4

/**
 * Feeds the records from `start` on to the handler, until it has what it wants, and yields the bytes read so far once
 * per chunk. A stream that ends before is UsageError file_unreadable.
 */
export async function* readBiff(
  stream: BiffStream,
  handler: RecordHandler,
  { start, signal }: { start: number; signal?: AbortSignal },
): AsyncGenerator<number> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK)
  let kept = 0
  for (let position = start; position < stream.bytes; ) {
    signal?.throwIfAborted()
    const read = await stream.readInto(buffer.subarray(kept), position)
    const chunk = buffer.subarray(0, kept + read)
    const { used, isDone } = feed(chunk, position - kept, handler)
    stream.budget.bytes -= used
    if (stream.budget.bytes < 0) throw damaged(stream.fileName, 'its sheets lie over each other')
    position += read
    yield position - start
    if (isDone) return
    kept = chunk.copy(buffer, 0, used)
  }
  throw damaged(stream.fileName, 'it ends within a sheet')
}

/** A record is its type, the length of its content, and the content. */
function feed(chunk: Buffer, position: number, handler: RecordHandler): { used: number; isDone: boolean } {
  let used = 0
  while (used + HEAD <= chunk.length) {
    const end = used + HEAD + chunk.readUInt16LE(used + 2)
    if (end > chunk.length) break
    if (handler(chunk.readUInt16LE(used), chunk.subarray(used + HEAD, end), position + used)) {
      return { used: end, isDone: true }
    }
    used = end
  }
  return { used, isDone: false }
}
