import { counted } from '../../counted.ts'
import { BLANK, type CheckedRow, count, FINE, isLost, type KeyLines, type RowCheck } from './checked-row.ts'
import type { MappedColumn } from './column-kind.ts'
import type { ColumnRun } from './column-run.ts'
import { repeatChecks } from './duplicate-check.ts'
import { type FileContext, openCounter } from './file-context.ts'
import type { Counter } from './ledger.ts'
import { matchCheck, type RecordMatch } from './match-check.ts'
import { parentCheck } from './parent-check.ts'
import type { RecordColumns } from './record-columns.ts'
import { requiredCheck } from './required-check.ts'
import { undecidedFaults } from './undecided-faults.ts'
import { uniqueCheck } from './unique-check.ts'

export interface RecordPlace {
  /** All of the file, in the order in which they are written. */
  records: readonly RecordColumns[]
  /** Rows hold or name several records, so one may stand in many rows (the company of its contacts). */
  mayRepeat: boolean
  /** Where the keys of a column are remembered. */
  keyLines(place: number): KeyLines
}

/** What a row must have to make or find one record. */
export function recordCheck(
  record: RecordColumns,
  runs: readonly ColumnRun[],
  context: FileContext,
  { records, mayRepeat, keyLines }: RecordPlace,
): RowCheck {
  const { objectTypeId } = record
  const columns = runs.map(({ column }) => column)
  const undecided = undecidedFaults(record, runs, context)
  const repeats = mayRepeat ? [] : repeatChecks(record, columns, keyLines, context)
  const beforeWriting = [
    emptyCheck(record, records, context),
    identifierCheck(record, runs, context),
    ...repeats.map(({ check }) => check),
    ...parentCheck(record, { columns, records }, context),
  ]
  const account = matchCheck(record, columns, context)
  const createOnly = createOnlyCheck(record, runs, context)
  const required = requiredCheck(record, columns, { context, undecided, mayRepeat })
  const unique = uniqueCheck(record, columns, context, account)
  const findRecord = (row: CheckedRow): RecordMatch => {
    for (const check of beforeWriting) if (!isLost(row, objectTypeId)) check(row)
    if (isLost(row, objectTypeId)) return 'not_looked_up'
    const match = account.match(row)
    if (match === 'not_looked_up' && !isLost(row, objectTypeId)) createOnly(row)
    return match
  }
  return (row) => {
    const match = findRecord(row)
    if (isLost(row, objectTypeId)) return undecided.tell(row, undecided.of(row))
    required.check(row, match)
    if (isLost(row, objectTypeId)) return
    unique(row, match)
    required.remember(row, isLost(row, objectTypeId))
    if (isLost(row, objectTypeId)) return
    for (const { remember } of repeats) remember(row)
    account.write(row, match)
  }
}

/**
 * Where a file holds several objects, one may be missing in a row. A row that says nothing of any is lost, unless nothing
 * at all stands in it: spreadsheet programs leave such rows behind the last one.
 */
function emptyCheck(
  { objectTypeId, columns }: RecordColumns,
  records: readonly RecordColumns[],
  context: FileContext,
): RowCheck {
  const errorType = 'FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES'
  const lost = openCounter(context, { errorType, objectTypeId })
  const absent = openCounter(context, {
    errorType,
    objectTypeId,
    severity: 'warning',
    outcome: null,
    text: ({ count: rows, object }) => ({
      message: `${counted(rows, 'row has', 'rows have')} no value at all for ${object}: what else the ${rows === 1 ? 'row holds' : 'rows hold'} is imported.`,
      fix: 'Nothing to do, unless the values are missing by mistake.',
    }),
  })
  const blank = openCounter(context, {
    errorType,
    severity: 'warning',
    outcome: null,
    text: ({ count: rows }) => ({
      message: `${counted(rows, 'row has', 'rows have')} no value at all in the mapped columns: nothing is imported of ${rows === 1 ? 'it' : 'them'}, and nothing is lost.`,
      fix: 'Nothing to do, unless the values are missing by mistake.',
    }),
  })
  const isFirst = records[0]?.objectTypeId === objectTypeId
  const isEmpty = (row: CheckedRow, places: readonly number[]) => places.every((place) => row.states[place] === BLANK)
  return (row) => {
    if (!isEmpty(row, columns)) return
    if (row.states.some((state) => state !== BLANK)) {
      const isOfNone = records.every((record) => isEmpty(row, record.columns))
      count(row, isOfNone ? lost : absent, context.ledger, '')
    } else if (isFirst) count(row, blank, context.ledger, '')
    row.lostObjects.push(objectTypeId)
  }
}

/** Rows that cannot be matched: no value in the identifier column, or nothing to update by. */
function identifierCheck(record: RecordColumns, runs: readonly ColumnRun[], context: FileContext): RowCheck {
  const { operation, recordId, identifier, identifierIsNeeded } = record
  if (operation !== 'UPDATE' && !identifierIsNeeded) return () => undefined
  const run = runs[identifier >= 0 ? identifier : recordId]
  const counter =
    run !== undefined && identifierIsNeeded
      ? run.counterOf('INVALID_ALTERNATE_ID', '', NO_ROW)
      : notFound(record, run?.column, context)
  return (row) => {
    if ([recordId, identifier].some((place) => place >= 0 && row.states[place] !== BLANK)) return
    count(row, counter, context.ledger, '')
  }
}

const NO_ROW = { line: 0, text: () => '', read: () => '' }

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
          ? 'Map a record id (HUBSPOT_OBJECT_ID) or another unique property (HUBSPOT_ALTERNATE_ID) with revise_mapping.'
          : 'Fill the identifier in the file, or use importOperations UPSERT with revise_mapping.',
    }),
  })
}

/** HubSpot gives the ids: a new record cannot have one, so it would be that of an existing record. */
function createOnlyCheck(
  { operation, isOnlyCreated, recordId }: RecordColumns,
  runs: readonly ColumnRun[],
  context: FileContext,
): RowCheck {
  const run = runs[recordId]
  if (run === undefined || (operation !== 'CREATE' && !isOnlyCreated)) return () => undefined
  return (row) => {
    if (row.states[recordId] !== FINE) return
    const value = row.text(recordId)
    count(row, run.counterOf('CREATE_ONLY_IMPORT', value, row), context.ledger, value)
  }
}
