import { BLANK, type CheckedRow, count, FAULTY, type RowCheck } from './checked-row.ts'
import type { MappedColumn } from './column-kind.ts'
import type { ColumnRun } from './column-run.ts'
import { duplicateChecks } from './duplicate-check.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { counted } from './finding-text.ts'
import type { Counter } from './ledger.ts'
import type { RecordColumns } from './record-columns.ts'
import { requiredCheck } from './required-check.ts'

export interface RecordPlace {
  /** The file holds only this object; where it holds several, one may be missing in a row. */
  alone: boolean
  /** Rows hold or name several records, so one may stand in many rows (the company of its contacts). */
  mayRepeat: boolean
}

/** What a row must have to make or find one record. */
export function recordCheck(
  record: RecordColumns,
  runs: readonly ColumnRun[],
  context: FileContext,
  { alone, mayRepeat }: RecordPlace,
): RowCheck {
  const columns = runs.map(({ column }) => column)
  const isEmpty = emptyCheck(record, context, { alone })
  const isUnidentified = identifierCheck(record, runs, context)
  const missesRequired = requiredCheck(record, columns, context)
  const duplicates = duplicateChecks(record, columns, context, { mayRepeat })
  return (row) => {
    if (isEmpty(row) || isUnidentified(row)) return
    const isLost = missesRequired(row) || (alone && row.lost) || row.states[record.identifier] === FAULTY
    for (const check of duplicates) check(row, isLost)
  }
}

function emptyCheck(
  { objectTypeId, columns }: RecordColumns,
  context: FileContext,
  { alone }: { alone: boolean },
): (row: CheckedRow) => boolean {
  const errorType = 'FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES'
  const lost = openCounter(context, { errorType, objectTypeId })
  const absent = openCounter(context, { errorType, objectTypeId, severity: 'warning', outcome: null })
  return (row) => {
    if (columns.some((place) => row.states[place] !== BLANK)) return false
    const isWholeRow = alone || row.states.every((state) => state === BLANK)
    count(row, isWholeRow ? lost : absent, context.ledger, '')
    return true
  }
}

/** Rows that cannot be matched: no value in the identifier column, or nothing to update by. */
function identifierCheck(
  record: RecordColumns,
  runs: readonly ColumnRun[],
  context: FileContext,
): (row: CheckedRow) => boolean {
  const { operation, recordId, identifier, identifierIsNeeded } = record
  if (operation !== 'UPDATE' && !identifierIsNeeded) return () => false
  const run = runs[identifier >= 0 ? identifier : recordId]
  const counter =
    run !== undefined && identifierIsNeeded
      ? run.counterOf('INVALID_ALTERNATE_ID', '', 0)
      : notFound(record, run?.column, context)
  return (row) => {
    if ([recordId, identifier].some((place) => place >= 0 && row.states[place] !== BLANK)) return false
    count(row, counter, context.ledger, '')
    return true
  }
}

function notFound({ objectTypeId }: RecordColumns, column: MappedColumn | undefined, context: FileContext): Counter {
  return openCounter(context, {
    errorType: 'UPDATE_ONLY_IMPORT',
    column,
    objectTypeId,
    text: ({ count: rows, column: name, object }) => ({
      message:
        column === undefined
          ? `No column identifies the ${object} to update, so ${counted(rows, 'row finds', 'rows find')} no record.`
          : `${counted(rows, 'row has', 'rows have')} no value in ${name}, so there is no record to update; ${rows === 1 ? 'it is' : 'they are'} not imported.`,
      fix:
        column === undefined
          ? 'Map a record id (columnType HUBSPOT_OBJECT_ID) or another unique property (HUBSPOT_ALTERNATE_ID) with revise_mapping.'
          : 'Fill the identifier in the file, or use importOperations UPSERT with revise_mapping.',
    }),
  })
}
