import { counted } from '../../counted.ts'
import { joinCells } from '../../table/byte-index/record-chunk.ts'
import { textHash } from '../../table/byte-index/text-hash.ts'
import type { SourceRow } from '../../table/read-records.ts'
import { type KeyKind, sameKey } from './association-key.ts'
import { BLANK, count, FAULTY, FINE, type RowCheck } from './checked-row.ts'
import type { ColumnRun } from './column-run.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { RowInWork } from './row-in-work.ts'
import type { SeenRows } from './seen-rows.ts'
import { MAX_CELL, MAX_ROW } from './sizes.ts'
import { copyCounter } from './special-rows.ts'

/** The checks of one row, step by step. Rows that are broken as a whole and copies of an earlier row are lost, and not looked at any further. */
export interface RowScan {
  row: RowInWork
  /** Copies are of rows in here. */
  seen: SeenRows
  /** All steps for a row of texts. */
  takeTexts(source: SourceRow): void
  /** Counts what the cell says about its column and puts its repaired text in its place. True: the text is another one. */
  readCell(place: number): boolean
  isTooLarge(): boolean
  /** Looks at the row in `seen`, by its texts. */
  isCopy(): boolean
  /** The row is a copy of that on the line: true. */
  tellCopy(first: number): boolean
  /** BLANK, FINE or FAULTY. True: the check has found nothing to tell. */
  checkCell(place: number): boolean
  /** What several cells or several rows have to do with each other. */
  checkRow(): void
}

/** The column by whose values rows are told apart, where canBeHashed(). */
export interface HashedKey {
  place: number
  kind: KeyKind
}

export function createRowScan(
  columns: readonly ColumnRun[],
  rowChecks: readonly RowCheck[],
  { seen, key }: { seen: SeenRows; key: HashedKey | null },
  context: FileContext,
): RowScan {
  const row = new RowInWork(columns.map(({ index }) => index))
  const isRagged = raggedCheck(context)
  const isTooLarge = sizeCheck(columns, context)
  const countCopy = copyCounter(context)
  const readCell = cellReader(columns, row)
  const checkCell = cellCheck(columns, row, context)
  const checkRow = () => {
    for (const check of rowChecks) check(row)
  }
  const tellCopy = (first: number) => {
    countCopy(row.allCells(), row.line, first)
    return true
  }
  const lookAt = copyLook(row, seen, { key, delimiter: context.file.dialect.delimiter })
  const isCopy = () => {
    const first = lookAt()
    return first > 0 && tellCopy(first)
  }
  return {
    row,
    seen,
    readCell,
    isTooLarge: () => isTooLarge(row),
    isCopy,
    tellCopy,
    checkCell,
    checkRow,
    takeTexts(source) {
      row.start(source.line, (index) => source.cells[index] ?? '')
      row.lost = isRagged(source)
      if (row.lost) return
      for (let place = 0; place < columns.length; place += 1) readCell(place)
      row.lost = isTooLarge(row) || isCopy()
      if (!row.lost) {
        for (let place = 0; place < columns.length; place += 1) checkCell(place)
        checkRow()
      }
      seen.end()
    },
  }
}

/** SeenRows.look() for the row in work. */
function copyLook(
  row: RowInWork,
  seen: SeenRows,
  { key, delimiter }: { key: HashedKey | null; delimiter: string },
): () => number {
  return () => {
    const keyText = key === null ? '' : sameKey(row.text(key.place), key.kind)
    const hash = textHash(joinCells(row.allCells(), delimiter))
    return seen.look(hash, keyText === '' ? null : textHash(keyText), row.line)
  }
}

/** Also where only cells of unmapped columns are missing: nobody can tell which cells they are. */
function raggedCheck(context: FileContext): (row: SourceRow) => boolean {
  const { columnCount } = context.file.dialect
  const counter = openCounter(context, { errorType: 'INCORRECT_NUMBER_OF_COLUMNS' })
  return ({ cells, line }) => {
    if (cells.length === columnCount) return false
    context.ledger.hit(counter, line, `${counted(cells.length, 'cell')} instead of ${columnCount}`)
    return true
  }
}

function cellReader(columns: readonly ColumnRun[], row: RowInWork): (place: number) => boolean {
  return (place) => {
    const column = columns[place]
    const cell = row.cell(place)
    column?.evidence?.observe(cell, row.line, row.read)
    const repaired = column?.repair?.(cell, row.line, row.read) ?? cell
    if (repaired === cell) return false
    row.setCell(place, repaired)
    return true
  }
}

function sizeCheck(columns: readonly ColumnRun[], context: FileContext): (row: RowInWork) => boolean {
  const rowTooLarge = openCounter(context, { errorType: 'ROW_DATA_TOO_LARGE' })
  return (row) => {
    const characters = row.characters()
    if (characters <= MAX_CELL) return false
    const place = row.allCells().findIndex((cell) => cell.length > MAX_CELL)
    const column = columns[place]
    if (characters > MAX_ROW) context.ledger.hit(rowTooLarge, row.line, '')
    else if (column === undefined) return false
    else context.ledger.hit(column.counterOf('COLUMN_TOO_LARGE', '', row), row.line, row.cell(place))
    return true
  }
}

function cellCheck(columns: readonly ColumnRun[], row: RowInWork, context: FileContext): (place: number) => boolean {
  return (place) => {
    const column = columns[place]
    const value = row.text(place)
    row.states[place] = value === '' ? BLANK : FINE
    if (column === undefined || column.check === null || value === '' || column.isLate) return true
    const fault = column.check(value)
    if (fault === null) return true
    if (column.isUndecided(fault)) {
      row.states[place] = FAULTY
      row.undecided.push({ place, fault })
      return false
    }
    const counter = column.counterOf(fault, value, row)
    // Where nothing is lost for certain, the value counts as one that HubSpot takes.
    if (counter.spec.outcome !== null) row.states[place] = FAULTY
    count(row, counter, context.ledger, value)
    return false
  }
}
