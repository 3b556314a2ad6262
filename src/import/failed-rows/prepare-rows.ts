import type { Row } from '../../table/table.ts'
import { compileDateCells } from '../date-cells.ts'
import type { Plan, PlannedFile } from '../plan.ts'
import { compileRepairs, type RepairTools } from '../repair.ts'
import type { RepairName } from '../repair-names.ts'
import { chooseCells, type RowChoice } from './choose-cells.ts'
import type { Failure, FileFailures } from './failures.ts'
import { type FileShape, shapeOf } from './file-shape.ts'
import { compileMending, type Mended } from './mend-cells.ts'

/** A failed row as it goes into the file. */
export interface PreparedRow {
  choice: RowChoice
  /** As they were uploaded, those that failed mended where that is safe. By index of the source column. */
  cells: string[]
  mended: Mended[]
  /** Failures of cells that only said that there is no value: without them nothing is missing. */
  blank: Failure[]
  /** It holds some value of a record that is to be made. */
  makesRecord: boolean
}

export interface PrepareOptions {
  tools: RepairTools
  /** Only these; undefined: those that fit the errors. */
  repairs?: readonly RepairName[]
}

/** Decides for every failed row of a file what of it is sent again. */
export function compileRows(
  file: PlannedFile,
  plan: Plan,
  { byRecord }: FileFailures,
  options: PrepareOptions,
): (row: Row) => PreparedRow {
  const { tools } = options
  const shape = shapeOf(file, plan, tools.definitions)
  const repair = compileRepairs(file, tools)
  const dates = compileDateCells(plan, file, tools.definitions)
  const mend = compileMending(file, plan, options)
  return ({ record, cells: source }) => {
    const failures = byRecord.get(record) ?? []
    const cells = [...dates(repair(source))]
    const choice = chooseCells(shape, cells, failures)
    const mended = source.length === shape.columnCount ? mend(cells, choice.failures) : []
    for (const { columnIndex, after } of mended) cells[columnIndex] = after
    const blank = choice.failures.filter(({ columnIndex }) =>
      mended.some((cell) => cell.columnIndex === columnIndex && cell.after === ''),
    )
    return { choice, cells, mended, blank, makesRecord: hasValueOfNew(shape, choice, cells) }
  }
}

const hasValueOfNew = ({ records }: FileShape, choice: RowChoice, cells: readonly string[]): boolean =>
  records.some(
    ({ objectTypeId, columns }) =>
      choice.records.get(objectTypeId) === 'new' && columns.some((index) => (cells[index] ?? '').trim() !== ''),
  )

/** Something of the row is worth sending: a new record, or a value that is there. */
export const isSent = ({ choice, blank, makesRecord }: PreparedRow): boolean =>
  (choice.cells === 'row' || choice.cells.size > 0) && (makesRecord || blank.length < choice.failures.length)
