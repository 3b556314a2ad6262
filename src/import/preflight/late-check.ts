import type { CellCheck } from './cell-check.ts'
import { BLANK, count, FAULTY, type RowCheck } from './checked-row.ts'
import { type ColumnKind, columnKind, type MappedColumn } from './column-kind.ts'
import type { ColumnRun } from './column-run.ts'
import type { FileContext } from './file-context.ts'
import type { RecordColumns } from './record-columns.ts'

/** Cells about associations are checked last: a row that is lost has none. */
export const isLate = ({ column }: Pick<ColumnRun, 'column'>): boolean => LATE.has(columnKind(column))

const LATE = new Set<ColumnKind>(['label', 'foreign_key', 'association_keys'])

export function lateChecks(
  runs: readonly ColumnRun[],
  records: readonly RecordColumns[],
  context: FileContext,
): RowCheck[] {
  const columns = runs.map(({ column }) => column)
  return runs.flatMap((run, place) => {
    if (!isLate(run) || run.check === null) return []
    // A label matters only where there is an association to label.
    const others = columnKind(run.column) === 'label' ? otherSide(run.column, columns, records) : [place]
    return [lateCheck({ ...run, check: run.check }, { place, others }, context)]
  })
}

function lateCheck(
  { check, counterOf }: ColumnRun & { check: CellCheck },
  { place, others }: { place: number; others: readonly number[] },
  context: FileContext,
): RowCheck {
  return (row) => {
    const value = row.values[place] ?? ''
    if (value === '' || row.lost || others.every((other) => row.states[other] === BLANK)) return
    const fault = check(value)
    if (fault === null) return
    row.states[place] = FAULTY
    count(row, counterOf(fault, value, row.line), context.ledger, value)
  }
}

/** Places that show whether a row leads to the record at the other end; none: the mapping is at fault, not the row. */
export function otherSide(
  { objectTypeId, toColumnObjectTypeId }: MappedColumn,
  columns: readonly MappedColumn[],
  records: readonly RecordColumns[],
): number[] {
  const inRow =
    toColumnObjectTypeId === objectTypeId
      ? []
      : records.filter((record) => record.objectTypeId === toColumnObjectTypeId).flatMap((record) => record.columns)
  const named = columns.flatMap((column, place) =>
    leadsTo(column, { objectTypeId, toColumnObjectTypeId }) ? [place] : [],
  )
  return [...inRow, ...named]
}

function leadsTo(
  column: MappedColumn,
  { objectTypeId, toColumnObjectTypeId }: Pick<MappedColumn, 'objectTypeId' | 'toColumnObjectTypeId'>,
): boolean {
  const kind = columnKind(column)
  if (column.objectTypeId !== objectTypeId) return false
  if (kind === 'association_keys') return toColumnObjectTypeId === objectTypeId
  return kind === 'foreign_key' && column.toColumnObjectTypeId === toColumnObjectTypeId
}
