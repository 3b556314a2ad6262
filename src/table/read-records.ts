import { type ByteIndex, openByteIndex } from './byte-index/byte-index.ts'
import { type FileWindow, openWindows } from './byte-index/file-windows.ts'
import type { RecordChunk } from './byte-index/record-chunk.ts'
import { readRows } from './read-rows.ts'
import { decodeAt, wholeLength } from './read-text.ts'
import { RowScanner } from './row-scanner.ts'
import type { SourceFile } from './source-file.ts'
import type { Dialect, Row } from './table.ts'

export type SourceRow = Pick<Row, 'cells' | 'line'>

/** Some records of a file: as bytes where that is certain to mean the same, otherwise as rows. */
export type Records = { rows: SourceRow[] } | { chunk: RecordChunk }

export interface ReadRecordsOptions {
  signal?: AbortSignal
  /** Bytes that are read and looked at at once. */
  chunkBytes?: number
  /** Longest record, in bytes, that is looked at as bytes where it does not fit into one chunk. */
  mostKept?: number
}

const CHUNK = 2 * 1024 * 1024
const MOST_KEPT = 256 * 1024
/** The header and the lines before it are in here, almost always. */
const FIRST_CHUNK = 4 * 1024

/**
 * The data rows of a file like readRows(), several times faster: cells of a UTF-8 file become text only when they are
 * asked for. Every other file comes as rows. Throws what readRows() throws.
 */
export async function* readRecords(
  file: SourceFile,
  dialect: Dialect,
  options: ReadRecordsOptions = {},
): AsyncGenerator<Records> {
  if (file.format === 'csv' && dialect.encoding === 'utf-8') yield* readBytes(file, dialect, options)
  else for await (const rows of readRows(file, dialect, options)) yield { rows }
}

async function* readBytes(file: SourceFile, dialect: Dialect, options: ReadRecordsOptions): AsyncGenerator<Records> {
  const { signal } = options
  // As much memory as the file needs: with that of a large one, every third of many small files would cause a full garbage
  // collection, which also throws compiled code away.
  const chunkBytes = Math.min(options.chunkBytes ?? CHUNK, file.bytes)
  const mostKept = Math.min(options.mostKept ?? MOST_KEPT, file.bytes)
  const index = openByteIndex(dialect, { chunkBytes, mostKept })
  const reader = {
    index,
    text: openTextReader(file, dialect, new Uint8Array(index.windows.memory), mostKept),
    mostKept,
  }
  const firstBytes = Math.min(FIRST_CHUNK, chunkBytes)
  const windows = openWindows(file, index.windows, { position: dialect.bom ? 3 : 0, firstBytes })
  try {
    let next: Next = { line: null, kept: 0 }
    for (let window = await windows.next(0); window !== null; window = await windows.next(next.kept)) {
      signal?.throwIfAborted()
      next = yield* readWindow(window, next.line, reader)
    }
  } finally {
    await windows.end()
  }
}

/** As bytes as far as that goes; where it does not, a piece is read as text. */
async function* readWindow(
  window: FileWindow,
  firstLine: number | null,
  { index, text, mostKept }: { index: ByteIndex; text: TextReader; mostKept: number },
): AsyncGenerator<Records, Next> {
  let from = 0
  let line = firstLine
  while (from < window.length) {
    const indexed = line === null ? null : index.index(window, from, line)
    if (indexed !== null && indexed.chunk.count > 0) {
      yield { chunk: indexed.chunk }
      from += indexed.consumed
      line = indexed.nextLine
      continue
    }
    const rest = window.length - from
    if (indexed !== null && rest <= mostKept) return { line, kept: rest }
    const piece = pieceOf(window, from)
    const { rows, ...next } = await text.read(piece, line)
    if (rows.length > 0) yield { rows }
    from += piece.length - next.kept
    line = next.line
    if (from + next.kept === window.length) return next
  }
  return { line, kept: 0 }
}

/** Bytes that are read as text at once. */
const TEXT_PIECE = 256 * 1024

function pieceOf(window: FileWindow, from: number): FileWindow {
  const length = Math.min(TEXT_PIECE, window.length - from)
  return {
    start: window.start + from,
    length,
    position: window.position + from,
    isLast: window.isLast && from + length === window.length,
  }
}

interface Next {
  /** The line on which a record begins where the next window begins; null: the text reader is in the middle of one. */
  line: number | null
  /** Bytes of this window that belong to the next. */
  kept: number
}

interface TextReader {
  read(window: FileWindow, line: number | null): Promise<Next & { rows: SourceRow[] }>
}

/** Reads windows as text, and gives up its unfinished record as soon as that begins in the window. */
function openTextReader(file: SourceFile, dialect: Dialect, memory: Uint8Array, mostKept: number): TextReader {
  const { delimiter, firstLine, hasHeader } = dialect
  let scanner = new RowScanner({ delimiter, firstLine, firstRecord: hasHeader ? 0 : 1 })
  return {
    async read({ start, length, position, isLast }, line) {
      if (line !== null) scanner = new RowScanner({ delimiter, firstLine: 1, firstRecord: 1, line })
      const bytes = memory.subarray(start, start + length)
      const whole = isLast ? bytes : bytes.subarray(0, wholeLength(bytes, 'utf-8'))
      const text = await decodeAt(file, dialect, position, whole)
      const rows = scanner.push(text)
      if (isLast) rows.push(...scanner.end())
      const hasBegun = rows.length > 0
      if (rows[0]?.record === 0) rows.shift()
      const cut = length - whole.length
      const unfinished = hasBegun && scanner.pending <= text.length ? text.slice(text.length - scanner.pending) : null
      const kept = cut + Buffer.byteLength(unfinished ?? '')
      if (unfinished === null || kept > mostKept) return { rows, line: null, kept: cut }
      return { rows, line: scanner.line, kept }
    },
  }
}
