import { CONTACT } from '../../hubspot/object-types.ts'
import type { CellCheck } from './cell-check.ts'
import { BLANK, type CheckedRow, count, FAULTY, isLost, type RowCheck } from './checked-row.ts'
import { columnKind, type MappedColumn } from './column-kind.ts'
import { type ColumnRun, isLate } from './column-run.ts'
import type { FileContext } from './file-context.ts'
import type { RecordColumns } from './record-columns.ts'

export function lateChecks(
  runs: readonly ColumnRun[],
  records: readonly RecordColumns[],
  context: FileContext,
): RowCheck[] {
  const columns = runs.map(({ column }) => column)
  return runs.flatMap((run, place) => {
    if (!isLate(run) || run.check === null) return []
    // A label matters only where there is an association to label.
    const isReached = columnKind(run.column) === 'label' ? otherSide(run.column, columns, records).isReached : always
    return [lateCheck({ ...run, check: run.check }, { place, isReached }, context)]
  })
}

const always = (): boolean => true

function lateCheck(
  { column, check, counterOf }: ColumnRun & { check: CellCheck },
  { place, isReached }: { place: number; isReached: (row: CheckedRow) => boolean },
  context: FileContext,
): RowCheck {
  const from = columnKind(column) === 'event_time' ? CONTACT : column.objectTypeId
  return (row) => {
    const value = row.text(place)
    if (value === '' || isLost(row, from) || !isReached(row)) return
    const fault = check(value)
    if (fault === null) return
    row.states[place] = FAULTY
    count(row, counterOf(fault, value, row), context.ledger, value)
  }
}

export interface OtherSide {
  /** A column leads to the record at the other end; otherwise the mapping is at fault, not the row. */
  exists: boolean
  /** So does the row. */
  isReached(row: CheckedRow): boolean
}

/** The record at the other end of a label column: in the row, or named by one of its cells. */
export function otherSide(
  { objectTypeId, toColumnObjectTypeId }: MappedColumn,
  columns: readonly MappedColumn[],
  records: readonly RecordColumns[],
): OtherSide {
  const isInFile = records.some((record) => record.objectTypeId === objectTypeId)
  const inRow = records.find(
    (record) => record.objectTypeId === toColumnObjectTypeId && record.objectTypeId !== objectTypeId,
  )
  const named = columns.flatMap((column, place) =>
    leadsTo(column, { objectTypeId, toColumnObjectTypeId }) ? [place] : [],
  )
  return {
    exists: isInFile && (inRow !== undefined || named.length > 0),
    isReached: (row) =>
      (inRow !== undefined && !isLost(row, inRow.objectTypeId)) || named.some((place) => row.states[place] !== BLANK),
  }
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
