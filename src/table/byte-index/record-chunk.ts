import type { Row } from '../table.ts'
import type { DateOrder, PlainKind } from './kernel.ts'

/**
 * Records of one piece of a UTF-8 file: the bytes, and where the fields in them end. The memory is used again: it holds
 * until the next piece is asked for.
 */
export interface RecordChunk {
  bytes: Buffer
  count: number
  /** Line of the first record. */
  firstLine: number
  /** For each field the position of the byte that ends it; before the first field stands −1. */
  ends: Int32Array
  /** For each record four numbers: see kernel.as. */
  records: Int32Array
  delimiter: string
  /** For the first 32 columns that are looked at, for the next 32, and so on: theirs are the `places`. */
  marks: readonly Marks[]
  /** Marks the cells of columns that are not blank as fine; those of which that is not certain as unknown. */
  markFilled(columns: FilledColumns): void
  /** Marks the cells of one column: those of the kind as fine, the others as unknown; nothing where one is empty. */
  markPlain(column: MarkedColumn, kind: PlainKind): void
  /** The same for numbers that every notation reads alike; answers how many of them have a decimal point. */
  markNumbers(column: MarkedColumn): number
  /**
   * The same for phone numbers: those that begin with a plus, and the others, too, unless `leavesOthers`. Answers how many
   * of these are fine.
   */
  markPhones(column: MarkedColumn, options: { leavesOthers: boolean }): number
  /** The same for dates in the order; `countsEither` false: those with a different date in another order are unknown. */
  markDates(column: MarkedColumn, order: { order: DateOrder; countsEither: boolean }): OrderCounts
  /** The same for cells that were learned. */
  markKnown(column: MarkedColumn): void
  /** The bytes of the cell are fine whenever they come again in the column. */
  learn(record: number, column: MarkedColumn): void
  /**
   * Two numbers of hash for each WHOLE record: the cell of one column, as if its ASCII letters were `lower` case. Behind
   * those of the last record the array holds anything.
   */
  hashCells(column: number, lower: boolean): Uint32Array
  /** The same for several columns, in their order; what it is the hash of: joinCells(). */
  hashRecords(columns: ColumnRuns): Uint32Array
}

/** Pairs of a column and its bit, for each group of marks. */
export type FilledColumns = readonly Int32Array[]

export function filledColumns(columns: readonly MarkedColumn[]): FilledColumns {
  const groups = 1 + Math.max(-1, ...columns.map(({ place }) => groupOf(place)))
  return Array.from({ length: groups }, (_, group) =>
    Int32Array.from(columns.flatMap(({ column, place }) => (groupOf(place) === group ? [column, bitOf(place)] : []))),
  )
}

/** First and last column of each run of neighbours: 3, 4, 5, 9 → 3, 5, 9, 9 */
export type ColumnRuns = Int32Array

export function columnRuns(columns: readonly number[]): ColumnRuns {
  const runs: [number, number][] = []
  for (const column of columns) {
    const last = runs.at(-1)
    if (last !== undefined && column === last[1] + 1) last[1] = column
    else runs.push([column, column])
  }
  return Int32Array.from(runs.flat())
}

/** Which of a chunk's marks are those of a place, and which bit in them. */
export const groupOf = (place: number): number => Math.floor(place / MARKS_OF_A_GROUP)
export const bitOf = (place: number): number => 1 << (place % MARKS_OF_A_GROUP)

/** Dates whose order is certain, or not. */
export interface OrderCounts {
  onlyMonthFirst: number
  onlyDayFirst: number
  either: number
}

export interface MarkedColumn {
  /** Its number in the file. */
  column: number
  /** Which of the marks are its own. */
  place: number
}

/** For each WHOLE record the bits of cells that are fine, and of those that nobody knows yet. No bit: it is empty. */
export interface Marks {
  fine: Int32Array
  unknown: Int32Array
}

export const MARKS_OF_A_GROUP = 32

const WHOLE = 1
const QUOTE = 0x22
const CR = 0x0d

/** The record has a cell for every column. */
export const isWhole = ({ records }: RecordChunk, record: number): boolean =>
  ((records[record * 4 + 3] ?? 0) & WHOLE) !== 0

export const lineOf = ({ records, firstLine }: RecordChunk, record: number): number =>
  firstLine + (records[record * 4 + 2] ?? 0)

/** Bytes of the record with its line end. */
export const bytesOf = ({ records, ends }: RecordChunk, record: number): number =>
  (ends[(records[record * 4 + 1] ?? 0) - 1] ?? 0) - (ends[(records[record * 4] ?? 0) - 1] ?? 0)

/** A cell as text, as readRows() gives it. */
export function cellOf(chunk: RecordChunk, record: number, column: number): string {
  const field = (chunk.records[record * 4] ?? 0) + column
  const isLast = field + 1 === chunk.records[record * 4 + 1]
  return fieldText(chunk, field, isLast)
}

/** A record as readRows() gives it; null: a blank line. */
export function rowOf(chunk: RecordChunk, record: number): Pick<Row, 'cells' | 'line'> | null {
  const first = chunk.records[record * 4] ?? 0
  const behind = chunk.records[record * 4 + 1] ?? 0
  const cells: string[] = []
  for (let field = first; field < behind; field += 1) cells.push(fieldText(chunk, field, field + 1 === behind))
  // Quotes around it make an empty cell of a line, and white space within them too.
  const isBlank = cells.length === 1 && chunk.bytes[startOf(chunk, first)] !== QUOTE && cells[0]?.trim() === ''
  return isBlank ? null : { cells, line: lineOf(chunk, record) }
}

/** The text whose hash RecordChunk.hashRecords() is: a CSV record, with quotes only where they are needed. */
export const joinCells = (cells: readonly string[], delimiter: string): string =>
  cells.map((cell) => (needsQuotes(cell, delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter)

const needsQuotes = (cell: string, delimiter: string): boolean => /["\r\n]/.test(cell) || cell.includes(delimiter)

const startOf = ({ ends }: RecordChunk, field: number): number => (ends[field - 1] ?? 0) + 1

/** A CR before the line break belongs to it. */
function endOf({ bytes, ends }: RecordChunk, field: number, isLast: boolean): number {
  const end = ends[field] ?? 0
  return isLast && bytes[end - 1] === CR && end - 1 > (ends[field - 1] ?? 0) ? end - 1 : end
}

function fieldText(chunk: RecordChunk, field: number, isLast: boolean): string {
  const { bytes } = chunk
  const start = startOf(chunk, field)
  const end = endOf(chunk, field, isLast)
  if (start === end) return ''
  if (bytes[start] !== QUOTE) return bytes.toString('utf8', start, end)
  const inner = bytes.toString('utf8', start + 1, end - 1)
  return inner.includes('"') ? inner.replaceAll('""', '"') : inner
}
