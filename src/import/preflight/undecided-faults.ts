import { type CheckedRow, count, type UndecidedFault } from './checked-row.ts'
import { propertyNameOf } from './column-kind.ts'
import type { ColumnRun } from './column-run.ts'
import { type FileContext, openCounter } from './file-context.ts'
import type { Counter } from './ledger.ts'
import type { RecordColumns } from './record-columns.ts'

/** Faults of values that a new record needs, and what they turn out to cost. */
export interface UndecidedFaults {
  /** Those of the record in this row. */
  of(row: CheckedRow): UndecidedFault[]
  /** Only the values are lost. */
  tell(row: CheckedRow, faults: readonly UndecidedFault[]): void
  /** The record is lost: it is a new one. */
  tellAsRequired(row: CheckedRow, faults: readonly UndecidedFault[]): void
  /** If the record is a new one it is lost, and not just the value. */
  warn(row: CheckedRow, faults: readonly UndecidedFault[]): void
}

export function undecidedFaults(
  { objectTypeId }: RecordColumns,
  runs: readonly ColumnRun[],
  context: FileContext,
): UndecidedFaults {
  const { ledger } = context
  const warnings = new Map<number, Counter>()
  const warningAt = (place: number): Counter => {
    const counter = warnings.get(place) ?? openWarning(runs[place], context)
    warnings.set(place, counter)
    return counter
  }
  const tellAs = (row: CheckedRow, place: number, fault: string): void => {
    const value = row.text(place)
    const counter = runs[place]?.counterOf(fault, value, row)
    if (counter !== undefined) count(row, counter, ledger, value)
  }
  return {
    of: ({ undecided }) =>
      undecided.length === 0 ? [] : undecided.filter(({ place }) => runs[place]?.column.objectTypeId === objectTypeId),
    tell(row, faults) {
      for (const { place, fault } of faults) tellAs(row, place, fault)
    },
    tellAsRequired(row, faults) {
      for (const { place } of faults) tellAs(row, place, 'INVALID_REQUIRED_PROPERTY')
    },
    warn(row, faults) {
      for (const { place } of faults) count(row, warningAt(place), ledger, row.text(place))
    },
  }
}

function openWarning(run: ColumnRun | undefined, context: FileContext): Counter {
  const column = run?.column
  const name = column === undefined ? null : propertyNameOf(column)
  return openCounter(context, {
    errorType: 'INVALID_REQUIRED_PROPERTY',
    column,
    severity: 'warning',
    outcome: null,
    text: ({ count: rows, object }) => ({
      message: `${rows} of these rows are lost if the record does not exist yet, because new ${object} need a valid ${name}.`,
      fix: 'Correct the values, or use importOperations UPDATE if all records exist.',
    }),
  })
}
