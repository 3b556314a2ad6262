import type { Row } from '../../table/table.ts'
import { csvLines } from '../../table/write-csv.ts'
import { borderOfGroups, type KeyColumn } from './key-groups.ts'
import type { ImportLimits } from './limits.ts'

/** Some rows of one part, as they are sent. */
export interface RowPiece {
  /** From 0. */
  part: number
  rows: number
  bytes: Uint8Array
  /** Where the part ends with this piece: key columns of which neighbours with the same value are cut apart. */
  splits: string[]
}

export interface CutRowsOptions {
  limits: Pick<ImportLimits, 'rows' | 'bytes'>
  keys: readonly KeyColumn[]
  headerBytes: number
  toUpload: (row: Row) => string[]
}

interface Batch {
  rows: readonly Row[]
  lines: readonly string[][]
  bytes: Uint8Array
}

/** Rows in the pieces in which they are written. A batch is held back until the next one is known not to end its part. */
export async function* cutRows(batches: AsyncIterable<Row[]>, options: CutRowsOptions): AsyncGenerator<RowPiece> {
  const part = { number: 0, rows: 0, bytes: options.headerBytes }
  const piece = ({ rows, bytes }: Batch, splits: string[] = []): RowPiece => {
    part.rows += rows.length
    part.bytes += bytes.length
    return { part: part.number, rows: rows.length, bytes, splits }
  }
  let held = batchOf([], [])
  for await (const rows of batches) {
    const next = batchOf(rows, rows.map(options.toUpload))
    if (hasRoom(part, [held, next], options)) {
      yield piece(held)
      held = next
      continue
    }
    held = batchOf([...held.rows, ...next.rows], [...held.lines, ...next.lines])
    for (;;) {
      const most = rowsThatFit(held, part, options)
      if (most === held.rows.length) break
      const border = borderOfGroups(most, 0, options.keys, (row) => held.rows[row]?.cells)
      yield piece(batchOf(held.rows.slice(0, border.place), held.lines.slice(0, border.place)), border.splits)
      held = batchOf(held.rows.slice(border.place), held.lines.slice(border.place))
      Object.assign(part, { number: part.number + 1, rows: 0, bytes: options.headerBytes })
    }
  }
  yield piece(held)
}

const batchOf = (rows: readonly Row[], lines: readonly string[][]): Batch => ({
  rows,
  lines,
  bytes: Buffer.from(csvLines(lines)),
})

interface Filled {
  rows: number
  bytes: number
}

function hasRoom(part: Filled, batches: readonly Batch[], { limits }: CutRowsOptions): boolean {
  const rows = batches.reduce((sum, batch) => sum + batch.rows.length, part.rows)
  const bytes = batches.reduce((sum, batch) => sum + batch.bytes.length, part.bytes)
  return rows <= limits.rows && bytes <= limits.bytes
}

/** A row that is larger than a part is a part of its own: HubSpot has to refuse it. */
function rowsThatFit({ lines }: Batch, part: Filled, { limits }: CutRowsOptions): number {
  let { bytes } = part
  const most = lines.slice(0, limits.rows - part.rows)
  const first = most.findIndex((line) => {
    bytes += Buffer.byteLength(csvLines([line]))
    return bytes > limits.bytes
  })
  if (first < 0) return most.length
  return first === 0 && part.rows === 0 ? 1 : first
}
