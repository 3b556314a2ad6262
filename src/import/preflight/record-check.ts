import { kindOfProperty, sameKey } from './association-key.ts'
import { BLANK, type CheckedRow, count, FINE, type RowCheck } from './checked-row.ts'
import type { MappedColumn } from './column-kind.ts'
import type { ColumnRun } from './column-run.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { counted } from './finding-text.ts'
import { KeyIndex } from './key-index.ts'
import type { Counter } from './ledger.ts'
import { alwaysCreates, type RecordColumns } from './record-columns.ts'
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
  const duplicates = mayRepeat ? [] : duplicateChecks(record, columns, context)
  return (row) => {
    if (isEmpty(row) || isUnidentified(row)) return
    missesRequired(row)
    for (const check of duplicates) check(row)
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
  { operation, recordId, identifier, identifierIsNeeded }: RecordColumns,
  runs: readonly ColumnRun[],
  context: FileContext,
): (row: CheckedRow) => boolean {
  const place = identifier >= 0 ? identifier : recordId
  const run = runs[place]
  if (run === undefined || (operation !== 'UPDATE' && !identifierIsNeeded)) return () => false
  const counter = identifierIsNeeded ? run.counterOf('INVALID_ALTERNATE_ID', '', 0) : notFound(run.column, context)
  return (row) => {
    const isIdentified = (recordId >= 0 && row.states[recordId] !== BLANK) || row.states[place] !== BLANK
    if (!isIdentified) count(row, counter, context.ledger, '')
    return !isIdentified
  }
}

const notFound = (column: MappedColumn, context: FileContext): Counter =>
  openCounter(context, {
    errorType: 'UPDATE_ONLY_IMPORT',
    column,
    text: ({ count: rows, column: name }) => ({
      message: `${counted(rows, 'row has', 'rows have')} no value in ${name}, so there is no record to update; ${rows === 1 ? 'it is' : 'they are'} not imported.`,
      fix: 'Fill the identifier in the file, or use importOperations UPSERT with revise_mapping.',
    }),
  })

function duplicateChecks(record: RecordColumns, columns: readonly MappedColumn[], context: FileContext): RowCheck[] {
  const unique = alwaysCreates(record) ? 'DUPLICATE_UNIQUE_CREATION_KEY' : 'DUPLICATE_UNIQUE_PROPERTY_VALUE'
  return [
    { place: record.recordId, errorType: 'DUPLICATE_OBJECT_ID' },
    { place: isCommonColumn(record, columns) ? -1 : record.identifier, errorType: 'DUPLICATE_ALTERNATE_ID' },
    ...record.unique.map((place) => ({ place, errorType: unique })),
  ].flatMap(({ place, errorType }) => {
    const column = columns[place]
    return column === undefined ? [] : [duplicateCheck(errorType, place, column, context)]
  })
}

/** Rows that repeat the common column of two files are told as DUPLICATE_ASSOCIATION_ID. */
function isCommonColumn({ identifier, identifierIsNeeded }: RecordColumns, columns: readonly MappedColumn[]): boolean {
  return !identifierIsNeeded && columns[identifier]?.associationIdentifierColumn === true
}

/** The first row with a value is imported; every later one counts. */
function duplicateCheck(errorType: string, place: number, column: MappedColumn, context: FileContext): RowCheck {
  const seen = new KeyIndex()
  const kind = kindOfProperty(column)
  const repeat = { line: 0, first: 0 }
  const counter: Counter = openCounter(context, { errorType, column, text: (it) => duplicateText(it, repeat) })
  return (row) => {
    if (row.states[place] !== FINE) return
    const value = row.values[place] ?? ''
    const first = seen.add(sameKey(value, kind), row.line)
    if (first === 0) return
    if (repeat.line === 0) Object.assign(repeat, { line: row.line, first })
    count(row, counter, context.ledger, value)
  }
}

const duplicateText = (
  { count: rows, column }: { count: number; column: string },
  { line, first }: { line: number; first: number },
) => ({
  message: `${counted(rows, 'row repeats', 'rows repeat')} the ${column} of an earlier row (line ${line} that of line ${first}).`,
  fix: 'Merge the rows of one record into one in the file, or accept with start_import (acceptFindings: true) that only the first counts.',
})
