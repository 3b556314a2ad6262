import {
  columnRuns,
  filledColumns,
  groupOf,
  type Marks,
  type RecordChunk,
} from '../../table/byte-index/record-chunk.ts'
import { type ByteColumn, byteColumn } from './byte-column.ts'
import type { ColumnRun } from './column-run.ts'
import { type PreparedChunk, RecordScan, type RecordScanOptions } from './scan-record.ts'
import type { HashedKey, RowScan } from './scan-row.ts'

export type ChunkScanOptions = Pick<RecordScanOptions, 'fileBytes' | 'totals' | 'key'>

/**
 * The checks of records that come as bytes: first column by column, which finds the cells that are certainly fine, then
 * row by row, where only the other cells become text.
 */
export function createChunkScan(
  columns: readonly ColumnRun[],
  scan: RowScan,
  options: ChunkScanOptions,
): (chunk: RecordChunk) => void {
  const { key } = options
  const byteColumns = columns.map((column, place) => byteColumn(column, place, place === key?.place))
  const prepare = preparation(byteColumns, key)
  const isUnchanged = columns.every(({ repair }) => repair === null)
  const records = new RecordScan(byteColumns, scan, { ...options, isUnchanged })
  return (chunk) => records.check(prepare(chunk))
}

function preparation(columns: readonly ByteColumn[], key: HashedKey | null): (chunk: RecordChunk) => PreparedChunk {
  const runs = columnRuns(columns.map(({ index }) => index))
  const keyIndex = columns[key?.place ?? -1]?.index
  const isLower = key?.kind === 'email' || key?.kind === 'domain'
  const groupCount = groupOf(columns.length - 1) + 1
  const filled = filledColumns(
    columns.flatMap(({ index, mark }, place) => (mark === null ? [{ column: index, place }] : [])),
  )
  return (chunk) => {
    const groups = chunk.marks.slice(0, groupCount)
    for (const marks of groups) clear(marks, chunk.count)
    for (const { mark } of columns) mark?.(chunk)
    chunk.markFilled(filled)
    return {
      chunk,
      groups,
      hashes: chunk.hashRecords(runs),
      keys: keyIndex === undefined ? NO_HASHES : chunk.hashCells(keyIndex, isLower),
    }
  }
}

const NO_HASHES = new Uint32Array(0)

function clear({ fine, unknown }: Marks, count: number): void {
  fine.fill(0, 0, count)
  unknown.fill(0, 0, count)
}
