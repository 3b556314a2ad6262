import type { DateFormat } from '../hubspot/import-request.ts'
import type { Definitions } from './definitions.ts'
import type { Plan, PlannedColumn, PlannedFile } from './plan.ts'
import { columnKind, definitionOf, isMapped } from './preflight/column-kind.ts'

/** The cells of a row with the dates of a workbook in the order of the plan; a CSV file stays as it is. */
export function compileDateCells(
  plan: Pick<Plan, 'dateFormat'>,
  file: Pick<PlannedFile, 'columns' | 'format'>,
  definitions: Definitions,
): (cells: string[]) => string[] {
  const columns = file.columns.flatMap((column) => {
    const dates = compileDateCell(column, { plan, file, definitions })
    return dates === null ? [] : [{ index: column.index, dates }]
  })
  if (columns.length === 0) return (cells) => cells
  return (cells) => {
    const ordered = [...cells]
    for (const { index, dates } of columns) {
      const cell = ordered[index]
      if (cell !== undefined) ordered[index] = dates(cell)
    }
    return ordered
  }
}

interface DateContext {
  plan: Pick<Plan, 'dateFormat'>
  file: Pick<PlannedFile, 'format'>
  definitions: Definitions
}

/** The same for the cells of one column; null: it holds no dates of a workbook. */
export function compileDateCell(
  column: PlannedColumn,
  { plan, file, definitions }: DateContext,
): ((cell: string) => string) | null {
  if (file.format === 'csv' || !isMapped(column)) return null
  const type = columnKind(column) === 'event_time' ? 'datetime' : definitionOf(column, definitions)?.type
  if (type !== 'date' && type !== 'datetime') return null
  return (cell) => inOrder(cell, { order: plan.dateFormat, dateOnly: type === 'date' })
}

/** What a cell with a date is read as (numberText of src/table). */
const CELL = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}):(\d{2}))?$/

/**
 * In the form of HubSpot's help, 28/10/2020 or 28/10/2020 14:30: HubSpot documents no date in another order than the
 * import's. Seconds are not documented, so they are written only where there are any. A date property holds no time.
 * Every other text stays as it is.
 */
function inOrder(cell: string, { order, dateOnly }: { order: DateFormat; dateOnly: boolean }): string {
  const [, year, month, day, time, seconds] = CELL.exec(cell) ?? []
  if (year === undefined || month === undefined || day === undefined) return cell
  const date = ORDERS[order](year, month, day)
  if (time === undefined || dateOnly) return date
  return seconds === '00' ? `${date} ${time}` : `${date} ${time}:${seconds}`
}

const ORDERS = {
  YEAR_MONTH_DAY: (year: string, month: string, day: string) => `${year}-${month}-${day}`,
  MONTH_DAY_YEAR: (year: string, month: string, day: string) => `${month}/${day}/${year}`,
  DAY_MONTH_YEAR: (year: string, month: string, day: string) => `${day}/${month}/${year}`,
} satisfies Record<DateFormat, (year: string, month: string, day: string) => string>
