import type { Row } from '../../table/table.ts'
import { type AssociationChecks, associationChecks } from './association-check.ts'
import { BLANK, type CheckedRow, count, FAULTY, FINE, newRow, type RowCheck, startRow } from './checked-row.ts'
import { type ColumnKind, columnKind, isMapped } from './column-kind.ts'
import { type ColumnRun, compileColumn } from './column-run.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { lateChecks } from './late-check.ts'
import { checkMapping } from './mapping-check.ts'
import { overwriteWarning } from './overwrite-warning.ts'
import { withoutPlainSpace } from './plain-space.ts'
import { recordCheck } from './record-check.ts'
import { type RecordColumns, recordColumns } from './record-columns.ts'
import { MAX_CELL, MAX_ROW } from './sizes.ts'
import { copyCheck, eventChecks } from './special-rows.ts'

export interface FileScan {
  columns: readonly ColumnRun[]
  /** What was found so far; rows in the order of the file. */
  totals: { rows: number; rowsLost: number; valuesLost: number; associationsLost: number; characters: number }
  row(row: Row): void
  /** After the last row. */
  end(): void
  /** Takes the rows again when all files have been read; null: there is nothing to look up. */
  secondReading: ((row: Row) => void) | null
}

/** All checks of one file, compiled once. Rows come from outside, so any reader can feed them. */
export function createFileScan(context: FileContext): FileScan {
  const mapped = context.file.columns.filter(isMapped)
  const records = recordColumns(mapped, context.plan, context.definitions)
  checkMapping(records, context)
  const columns = mapped.map((column, place) => {
    const record = records.find(({ objectTypeId }) => objectTypeId === column.objectTypeId)
    return compileColumn(column, { place, record }, context)
  })
  const mayRepeat = records.length > 1 || mapped.some((column) => REPEATING.has(columnKind(column)))
  const associations = associationChecks(mapped, context, { records, mayRepeat })
  const overwrites = overwriteWarning(records, mapped, context, mayRepeat)
  const rowChecks = [
    ...compileRowChecks(columns, context, { records, mayRepeat }),
    ...overwrites.checks,
    ...associations.checks,
  ]
  const check = compileRow(columns, rowChecks, context)
  const totals = { rows: 0, rowsLost: 0, valuesLost: 0, associationsLost: 0, characters: 0 }
  return {
    columns,
    totals,
    row(row) {
      const checked = check(row)
      totals.rows += 1
      totals.characters += checked.characters
      if (checked.lost) totals.rowsLost += 1
      else {
        totals.valuesLost += checked.valuesLost
        totals.associationsLost += checked.associationsLost
      }
    },
    end() {
      for (const { evidence, counters } of columns) evidence?.conclude(counters())
      overwrites.conclude()
    },
    secondReading: secondReadingOf(associations),
  }
}

function secondReadingOf({ deferred }: AssociationChecks): FileScan['secondReading'] {
  if (deferred.length === 0) return null
  return (row) => {
    for (const keys of deferred) keys.row(row)
  }
}

/** In the order in which a row can be lost. */
function compileRowChecks(
  columns: readonly ColumnRun[],
  context: FileContext,
  place: { records: readonly RecordColumns[]; mayRepeat: boolean },
): RowCheck[] {
  const { records } = place
  const mapped = columns.map(({ column }) => column)
  return [
    ...records.map((record) => recordCheck(record, columns, context, place)),
    ...lateChecks(columns, records, context),
    ...eventChecks(mapped, records, context),
  ]
}

/** Where rows name other records or participations, one record has a row for each of them. */
const REPEATING = new Set<ColumnKind>(['foreign_key', 'association_keys', 'event_time'])

type RowResult = CheckedRow & { cells: string[]; characters: number }

/** Rows that are broken as a whole are not looked at any further; so are copies of an earlier row. */
function compileRow(
  columns: readonly ColumnRun[],
  rowChecks: readonly RowCheck[],
  context: FileContext,
): (row: Row) => RowResult {
  const result: RowResult = {
    ...newRow(columns.length),
    cells: new Array<string>(columns.length).fill(''),
    characters: 0,
  }
  const isRagged = raggedCheck(context)
  const isTooLarge = sizeCheck(columns, context)
  const isCopy = copyCheck(context)
  return (row) => {
    startRow(result, row.line)
    result.characters = 0
    result.lost = isRagged(row)
    if (result.lost) return result
    readCells(columns, row, result)
    result.lost = isTooLarge(result) || isCopy(result.cells, row.line)
    if (result.lost) return result
    checkCells(columns, result, context)
    for (const check of rowChecks) check(result)
    return result
  }
}

/** Also where only cells of unmapped columns are missing: nobody can tell which cells they are. */
function raggedCheck(context: FileContext): (row: Row) => boolean {
  const { columnCount } = context.file.dialect
  const counter = openCounter(context, { errorType: 'INCORRECT_NUMBER_OF_COLUMNS' })
  return ({ cells, line }) => {
    if (cells.length === columnCount) return false
    context.ledger.hit(counter, line, `${cells.length} cells instead of ${columnCount}`)
    return true
  }
}

/** Takes over the cells as they will be uploaded. */
function readCells(columns: readonly ColumnRun[], { cells, line }: Row, result: RowResult): void {
  let characters = 0
  for (let place = 0; place < columns.length; place += 1) {
    const column = columns[place]
    if (column === undefined) continue
    const cell = cells[column.index] ?? ''
    column.evidence?.observe(cell, line)
    const value = column.repair === null ? cell : column.repair(cell, line)
    characters += value.length
    result.cells[place] = value
    result.values[place] = withoutPlainSpace(value)
  }
  result.characters = characters
}

function sizeCheck(columns: readonly ColumnRun[], context: FileContext): (row: RowResult) => boolean {
  const rowTooLarge = openCounter(context, { errorType: 'ROW_DATA_TOO_LARGE' })
  return (row) => {
    if (row.characters <= MAX_CELL) return false
    const place = row.cells.findIndex((cell) => cell.length > MAX_CELL)
    const column = columns[place]
    if (row.characters > MAX_ROW) context.ledger.hit(rowTooLarge, row.line, '')
    else if (column === undefined) return false
    else context.ledger.hit(column.counterOf('COLUMN_TOO_LARGE', '', row), row.line, row.cells[place] ?? '')
    return true
  }
}

function checkCells(columns: readonly ColumnRun[], result: RowResult, context: FileContext): void {
  for (let place = 0; place < columns.length; place += 1) {
    const column = columns[place]
    const value = result.values[place] ?? ''
    if (column === undefined || value === '') {
      result.states[place] = BLANK
      continue
    }
    const fault = column.check === null || column.isLate ? null : column.check(value)
    result.states[place] = FINE
    if (fault === null) continue
    if (column.isUndecided(fault)) {
      result.states[place] = FAULTY
      result.undecided.push({ place, fault })
      continue
    }
    const counter = column.counterOf(fault, value, result)
    // Where nothing is lost for certain, the value counts as one that HubSpot takes.
    if (counter.spec.outcome !== null) result.states[place] = FAULTY
    count(result, counter, context.ledger, value)
  }
}
