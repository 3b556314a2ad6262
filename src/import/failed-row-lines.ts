import type { Row } from '../table/table.ts'
import { type FailedRows, REASON_HEADER } from './failed-rows.ts'
import type { PlannedColumn } from './plan.ts'
import { isMapped } from './preflight/column-kind.ts'
import { hasTwoReadings } from './repair/decimal-comma.ts'
import { compileColumnRepairs, compileSteps, type RepairStep, type RepairTools, runRepairs } from './repair.ts'
import type { RepairName } from './repair-names.ts'
import { uploadColumns } from './request.ts'

export interface FailedRowLines {
  /** Header first. */
  lines: string[][]
  /** Cells that are not as they were uploaded. */
  cellsRepaired: number
  /** What made cells differ from the source file, before the import or now. */
  repairs: { name: RepairName; columnName: string; cells: number }[]
}

/**
 * The lines of the file with the failed rows: cells as they were uploaded, the failed ones repaired. A row with a
 * wrong number of cells keeps it, so that it is refused again until somebody has put its cells in order.
 */
export function failedRowLines(failed: FailedRows, rows: ReadonlyMap<number, Row>, tools: RepairTools): FailedRowLines {
  const columns = uploadColumns(failed.file).map(({ header, column }) => ({
    header,
    compiled: compileFailedColumn(column, failed.extras.get(column.index) ?? [], tools),
  }))
  const tallies = new Map<string, FailedRowLines['repairs'][number]>()
  let cellsRepaired = 0
  const lines = [...rows].map(([record, { cells }]) => {
    const reason = failed.reasons.get(record)
    const done: string[] = []
    const kept = columns.map(({ compiled }) => {
      const isFailed = reason?.columnNames.includes(compiled.columnName) === true
      const { cell, isRepaired, names } = compiled.cellOf(cells, isFailed)
      if (isRepaired) cellsRepaired += 1
      for (const name of names) done.push(countIn(tallies, name, compiled.columnName))
      return cell
    })
    return [...kept, tellReason(reason?.text ?? '', done), ...surplus(cells, failed.file.dialect.columnCount)]
  })
  return {
    lines: [[...columns.map(({ header }) => header), REASON_HEADER], ...lines],
    cellsRepaired,
    repairs: [...tallies.values()],
  }
}

interface FailedCell {
  cell: string
  isRepaired: boolean
  /** The repairs that changed it, before the import or now. */
  names: RepairName[]
}

function compileFailedColumn(column: PlannedColumn, extras: readonly RepairName[], tools: RepairTools) {
  const planned = compileColumnRepairs(column, tools)
  const extra = isMapped(column) ? compileSteps(extras, column, tools).map(onlyWhereSure) : []
  return {
    columnName: column.columnName,
    cellOf(cells: readonly string[], isFailed: boolean): FailedCell {
      const names: RepairName[] = []
      const read = (index: number) => cells[index] ?? ''
      const remember = ({ name }: RepairStep) => names.push(name)
      const before = runRepairs(planned, read(column.index), read, remember)
      const cell = isFailed ? runRepairs(extra, before, read, remember) : before
      return { cell, isRepaired: cell !== before, names }
    },
  }
}

const OF_NUMBERS = new Set<RepairName>(['decimal_comma', 'currency_sign'])

/** Nobody has seen the other cells of the column here, so a number with two readings stays. */
const onlyWhereSure = ({ name, repair }: RepairStep): RepairStep =>
  OF_NUMBERS.has(name)
    ? { name, repair: (value, read) => (hasTwoReadings(value) ? value : repair(value, read)) }
    : { name, repair }

/** Counts the cell and tells what was done: `clean_email (Email)`. */
function countIn(
  tallies: Map<string, FailedRowLines['repairs'][number]>,
  name: RepairName,
  columnName: string,
): string {
  const text = `${name} (${columnName})`
  const tally = tallies.get(text) ?? { name, columnName, cells: 0 }
  tally.cells += 1
  tallies.set(text, tally)
  return text
}

const tellReason = (text: string, done: readonly string[]): string =>
  done.length === 0 ? text : `${text}; repaired: ${done.join(', ')}`

function surplus(cells: readonly string[], width: number): string[] {
  if (cells.length === width) return []
  return cells.length > width ? cells.slice(width) : ['']
}
