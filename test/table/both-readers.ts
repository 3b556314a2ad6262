import { UsageError } from '../../src/errors.ts'
import { lineOf, type RecordChunk, rowOf } from '../../src/table/byte-index/record-chunk.ts'
import { type ReadRecordsOptions, readRecords, type SourceRow } from '../../src/table/read-records.ts'
import { rowsOfText } from '../../src/table/read-rows.ts'
import { readText } from '../../src/table/read-text.ts'
import type { SourceFile } from '../../src/table/source-file.ts'
import type { Dialect } from '../../src/table/table.ts'

export const WHOLE = 1 << 20
/** Bytes per chunk: every place of a short file is the end of one. */
export const SIZES = [1, 2, 3, 7, 64, WHOLE]

export const DIALECT: Dialect = {
  encoding: 'utf-8',
  bom: false,
  delimiter: ',',
  hasHeader: false,
  firstLine: 1,
  columnCount: 2,
}

/** What a reader makes of a file: its rows, or why it refuses it. */
export type Reading = { rows: SourceRow[] } | { code: string; message: string }

export type Reader = (file: SourceFile, dialect: Dialect, options?: ReadRecordsOptions) => Promise<Reading>

/** readRows(), with chunks of any size. */
export const readAsText: Reader = (...args) => tell(rowsAsText(...args))

async function* rowsAsText(...[file, dialect, options]: Parameters<Reader>): AsyncGenerator<SourceRow[]> {
  let last = 0
  for await (const batch of rowsOfText(readText(file, dialect, options), dialect)) {
    if (batch.some(({ record }, index) => record !== last + index + 1)) throw new Error(`wrong record after ${last}`)
    last += batch.length
    yield batch.map(({ cells, line }) => ({ cells, line }))
  }
}

/** readRecords(); `asBytes`: how many of them came as bytes. */
export async function readAsBytes(
  ...[file, dialect, options]: Parameters<Reader>
): Promise<{ reading: Reading; asBytes: number }> {
  let asBytes = 0
  async function* rows(): AsyncGenerator<SourceRow[]> {
    for await (const records of readRecords(file, dialect, options)) {
      const batch = 'rows' in records ? records.rows.map(({ cells, line }) => ({ cells, line })) : rowsOf(records.chunk)
      if ('chunk' in records) asBytes += batch.length
      yield batch
    }
  }
  return { reading: await tell(rows()), asBytes }
}

/** The two that have to give the same. */
export const READERS: [name: string, read: Reader][] = [
  ['text', readAsText],
  ['bytes', async (...args) => (await readAsBytes(...args)).reading],
]

function rowsOf(chunk: RecordChunk): SourceRow[] {
  return Array.from({ length: chunk.count }, (_, record) => {
    const row = rowOf(chunk, record)
    if (row !== null && row.line !== lineOf(chunk, record)) throw new Error(`two lines of one record: ${row.line}`)
    return row ?? []
  }).flat()
}

async function tell(batches: AsyncGenerator<SourceRow[]>): Promise<Reading> {
  const rows: SourceRow[] = []
  try {
    for await (const batch of batches) rows.push(...batch)
    return { rows }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { code: error.code, message: error.message }
  }
}
