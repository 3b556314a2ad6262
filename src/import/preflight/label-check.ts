import { BLANK, count, type RowCheck } from './checked-row.ts'
import { columnKind, type MappedColumn } from './column-kind.ts'
import type { ColumnRun } from './column-run.ts'
import type { FileContext } from './file-context.ts'
import type { RecordColumns } from './record-columns.ts'

/** Labels matter only in rows that have an association to label. */
export function labelChecks(
  runs: readonly ColumnRun[],
  records: readonly RecordColumns[],
  context: FileContext,
): RowCheck[] {
  const columns = runs.map(({ column }) => column)
  return runs.flatMap((run, place) => (isLabel(run) ? [labelCheck(run, place, { columns, records, context })] : []))
}

export const isLabel = ({ column }: ColumnRun): boolean => columnKind(column) === 'label'

function labelCheck(
  { column, check, counterOf }: ColumnRun,
  place: number,
  {
    columns,
    records,
    context,
  }: { columns: readonly MappedColumn[]; records: readonly RecordColumns[]; context: FileContext },
): RowCheck {
  const others = otherSide(column, columns, records)
  return (row) => {
    const value = row.values[place] ?? ''
    if (value === '' || check === null || others.every((other) => row.states[other] === BLANK)) return
    const fault = check(value)
    if (fault !== null) count(row, counterOf(fault, value, row.line), context.ledger, value)
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
