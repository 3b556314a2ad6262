import { kindOfProperty, sameKey } from './association-key.ts'
import { BLANK, type CheckedRow, count, FINE } from './checked-row.ts'
import type { MappedColumn } from './column-kind.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { counted } from './finding-text.ts'
import { KeyIndex } from './key-index.ts'
import type { Counter } from './ledger.ts'
import { alwaysCreates, type RecordColumns } from './record-columns.ts'

/** `isLost`: the record of the row is not written for another reason. */
type DuplicateCheck = (row: CheckedRow, isLost: boolean) => void

/** Values that two rows of a file may not share. The first row is imported; every later one counts. */
export function duplicateChecks(
  record: RecordColumns,
  columns: readonly MappedColumn[],
  context: FileContext,
  { mayRepeat }: { mayRepeat: boolean },
): DuplicateCheck[] {
  const { recordId, identifier, identifierIsNeeded } = record
  // Beside a record id in the row, the e-mail address is a value like any other that must be unique.
  const besideId = recordId >= 0 && identifier >= 0 ? [identifier] : []
  const unique = [...record.unique, ...besideId].flatMap((place) => uniqueCheck(place, record, columns, context))
  if (mayRepeat) return unique
  // Rows that repeat the common column of two files are told as DUPLICATE_ASSOCIATION_ID.
  const isCommonColumn = !identifierIsNeeded && columns[identifier]?.associationIdentifierColumn === true
  const hasNoId = (row: CheckedRow) => recordId < 0 || row.states[recordId] === BLANK
  return [
    ...repeatCheck({ errorType: 'DUPLICATE_OBJECT_ID', place: recordId }, columns, context),
    ...(isCommonColumn
      ? []
      : repeatCheck({ errorType: 'DUPLICATE_ALTERNATE_ID', place: identifier, where: hasNoId }, columns, context)),
    ...unique,
  ]
}

interface Repeat {
  errorType: string
  place: number
  where?: (row: CheckedRow) => boolean
}

function repeatCheck(
  { errorType, place, where = () => true }: Repeat,
  columns: readonly MappedColumn[],
  context: FileContext,
): DuplicateCheck[] {
  const column = columns[place]
  if (column === undefined) return []
  const seen = new KeyIndex()
  const kind = kindOfProperty(column)
  const { counter, tell } = openRepeats(errorType, column, context)
  return [
    (row) => {
      if (row.states[place] !== FINE || !where(row)) return
      const value = row.values[place] ?? ''
      const first = seen.add(sameKey(value, kind), row.line)
      if (first === 0) return
      tell(row.line, first)
      count(row, counter, context.ledger, value)
    },
  ]
}

/** A value that must be unique may come again only for the same record. */
function uniqueCheck(
  place: number,
  record: RecordColumns,
  columns: readonly MappedColumn[],
  context: FileContext,
): DuplicateCheck[] {
  const column = columns[place]
  if (column === undefined) return []
  const errorType = alwaysCreates(record) ? 'DUPLICATE_UNIQUE_CREATION_KEY' : 'DUPLICATE_UNIQUE_PROPERTY_VALUE'
  const values = new KeyIndex()
  const holders = new KeyIndex()
  const kind = kindOfProperty(column)
  const { counter, tell } = openRepeats(errorType, column, context)
  const holderOf = (row: CheckedRow): string => {
    const id = row.values[record.recordId] ?? ''
    return id === '' && record.identifier >= 0 ? (row.values[record.identifier] ?? '').toLowerCase() : id
  }
  return [
    (row, isLost) => {
      if (row.states[place] !== FINE || isLost) return
      const value = row.values[place] ?? ''
      const key = sameKey(value, kind)
      const holder = holderOf(row)
      const first = values.add(key, row.line)
      const isSameHolder = holders.addRow([key, holder], row.line) > 0 && holder !== ''
      const isFoundByIt = place === record.identifier && (row.values[record.recordId] ?? '') === ''
      if (first === 0 || isSameHolder || isFoundByIt) return
      tell(row.line, first)
      count(row, counter, context.ledger, value)
    },
  ]
}

/** A finding that names the first pair of lines. */
function openRepeats(
  errorType: string,
  column: MappedColumn,
  context: FileContext,
): { counter: Counter; tell: (line: number, first: number) => void } {
  let pair = ''
  const counter = openCounter(context, {
    errorType,
    column,
    text: ({ count: rows, column: name }) => ({
      message: `${counted(rows, 'row repeats', 'rows repeat')} the ${name} of an earlier row (${pair}).`,
      fix: 'Merge the rows of one record into one in the file, or accept with start_import (acceptFindings: true) that only the first counts.',
    }),
  })
  const tell = (line: number, first: number) => {
    if (pair === '') pair = `line ${line} that of line ${first}`
  }
  return { counter, tell }
}
