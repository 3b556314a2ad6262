import type { Row } from '../../table/table.ts'
import { associationChecks } from './association-check.ts'
import { BLANK, type CheckedRow, count, FAULTY, FINE, newRow, type RowCheck, startRow } from './checked-row.ts'
import { isMapped, type MappedColumn } from './column-kind.ts'
import { type ColumnRun, compileColumn } from './column-run.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { checkMapping } from './mapping-check.ts'
import { withoutPlainSpace } from './plain-space.ts'
import { recordCheck } from './record-check.ts'
import { recordColumns } from './record-columns.ts'
import { MAX_CELL, MAX_ROW } from './sizes.ts'
import { copyCheck, eventCheck, lineItemCheck } from './special-rows.ts'

export interface FileScan {
  columns: readonly ColumnRun[]
  /** What was found so far; rows in the order of the file. */
  totals: { rows: number; rowsLost: number; valuesLost: number; associationsLost: number; characters: number }
  row(row: Row): void
  /** After the last row. */
  end(): void
}

/** All checks of one file, compiled once. Rows come from outside, so any reader can feed them. */
export function createFileScan(context: FileContext): FileScan {
  const mapped = context.file.columns.filter(isMapped)
  const records = recordColumns(mapped, context.plan, context.definitions)
  checkMapping(records, context)
  const columns = mapped.map((column) => {
    const record = records.find(({ objectTypeId }) => objectTypeId === column.objectTypeId)
    return compileColumn(column, record, context)
  })
  const alone = records.length === 1
  const rowChecks = [
    ...records.map((record) => recordCheck(record, columns, context, { alone })),
    ...associationChecks(mapped, context),
    ...eventCheck(mapped, context),
    ...lineItemCheck(mapped, context),
  ]
  const totals = { rows: 0, rowsLost: 0, valuesLost: 0, associationsLost: 0, characters: 0 }
  const check = compileRow({ columns, mapped, rowChecks }, context)
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
    },
  }
}

interface RowPlan {
  columns: readonly ColumnRun[]
  mapped: readonly MappedColumn[]
  rowChecks: readonly RowCheck[]
}

type RowResult = CheckedRow & { characters: number }

/** Rows that are broken as a whole are not looked at any further; so are copies of an earlier row. */
function compileRow({ columns, mapped, rowChecks }: RowPlan, context: FileContext): (row: Row) => RowResult {
  const result: RowResult = { ...newRow(columns.length), characters: 0 }
  const isBroken = brokenCheck(mapped, context)
  const isCopy = copyCheck(context)
  const readCells = cellReader(columns, context)
  return (row) => {
    startRow(result, row.line)
    result.characters = 0
    if (isBroken(row)) {
      result.lost = true
      return result
    }
    readCells(row, result)
    if (isCopy(result.values, row.line)) {
      result.lost = true
      return result
    }
    checkCells(columns, result, context)
    for (const check of rowChecks) check(result)
    return result
  }
}

/** Cells that are missing in unmapped columns do no harm: those columns are not uploaded. */
function brokenCheck(mapped: readonly MappedColumn[], context: FileContext): (row: Row) => boolean {
  const { columnCount } = context.file.dialect
  const needed = Math.max(-1, ...mapped.map(({ index }) => index)) + 1
  const counter = openCounter(context, { errorType: 'INCORRECT_NUMBER_OF_COLUMNS' })
  return ({ cells, line }) => {
    if (cells.length <= columnCount && cells.length >= needed) return false
    context.ledger.hit(counter, line, `${cells.length} cells instead of ${columnCount}`)
    return true
  }
}

/** Takes over the cells as they will be uploaded. */
function cellReader(columns: readonly ColumnRun[], context: FileContext): (row: Row, result: RowResult) => void {
  const tooLarge = openCounter(context, { errorType: 'ROW_DATA_TOO_LARGE' })
  return (row, result) => {
    let characters = 0
    for (let place = 0; place < columns.length; place += 1) {
      const column = columns[place]
      if (column === undefined) continue
      const cell = row.cells[column.index] ?? ''
      column.evidence?.observe(cell, row.line)
      const value = column.repair === null ? cell : column.repair(cell, row.line)
      characters += value.length
      result.values[place] = withoutPlainSpace(value)
    }
    result.characters = characters
    if (characters > MAX_ROW) count(result, tooLarge, context.ledger, '')
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
    const fault = value.length > MAX_CELL ? 'COLUMN_TOO_LARGE' : (column.check?.(value) ?? null)
    result.states[place] = fault === null ? FINE : FAULTY
    if (fault !== null) count(result, column.counterOf(fault, value, result.line), context.ledger, value)
  }
}
