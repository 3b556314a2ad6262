import { commonColumnOf, kindOfProperty, sameKey } from './association-key.ts'
import { BLANK, type CheckedRow, count, FINE, type KeyLines, type RowCheck } from './checked-row.ts'
import type { MappedColumn } from './column-kind.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { counted } from './finding-text.ts'
import { KeyIndex } from './key-index.ts'
import type { Counter } from './ledger.ts'
import type { MatchCheck, RecordMatch } from './match-check.ts'
import { alwaysCreates, type RecordColumns } from './record-columns.ts'
import { type Holder, holderOf } from './record-holder.ts'

export interface RepeatCheck {
  check: RowCheck
  /** The record of the row is written: later rows may repeat it. */
  remember: RowCheck
}

/** Rows of one record, where every row should be a record of its own. The first is imported; every later one counts. */
export function repeatChecks(
  record: RecordColumns,
  columns: readonly MappedColumn[],
  keyLines: (place: number) => KeyLines,
  context: FileContext,
): RepeatCheck[] {
  const { objectTypeId, recordId, identifier, identifierIsNeeded } = record
  const hasNoId = (row: CheckedRow) => recordId < 0 || row.states[recordId] === BLANK
  const repeatsOf = (repeat: Repeat) => repeatCheck(repeat, columns, keyLines, context)
  const checks = repeatsOf({ errorType: 'DUPLICATE_OBJECT_ID', place: recordId })
  // Rows that repeat the common column of two files are told as DUPLICATE_ASSOCIATION_ID.
  const common = commonColumnOf(context.file, objectTypeId, context.definitions)
  const isCommonColumn = !identifierIsNeeded && common !== undefined && common === columns[identifier]
  if (isCommonColumn) return checks
  return [...checks, ...repeatsOf({ errorType: 'DUPLICATE_ALTERNATE_ID', place: identifier, where: hasNoId })]
}

interface Repeat {
  errorType: string
  place: number
  /** Rows that are found by the column. */
  where?: (row: CheckedRow) => boolean
}

function repeatCheck(
  { errorType, place, where = () => true }: Repeat,
  columns: readonly MappedColumn[],
  keyLines: (place: number) => KeyLines,
  context: FileContext,
): RepeatCheck[] {
  const column = columns[place]
  if (column === undefined) return []
  const seen = keyLines(place)
  const kind = kindOfProperty(column, context.definitions)
  const { counter, tell } = openRepeats(errorType, column, context)
  const firstOf = (row: CheckedRow) => row.addKey(seen, place, kind)
  return [
    {
      check(row) {
        if (row.states[place] !== FINE || !where(row)) return
        const first = firstOf(row)
        if (first === 0) return
        tell(row.line, first)
        count(row, counter, context.ledger, row.text(place))
      },
      remember(row) {
        if (row.states[place] === FINE && !where(row)) firstOf(row)
      },
    },
  ]
}

/** Values that must be unique: one may come again only for the same record. For rows whose record is written otherwise. */
export function uniqueCheck(
  record: RecordColumns,
  columns: readonly MappedColumn[],
  context: FileContext,
  account: Pick<MatchCheck, 'isTaken'>,
): (row: CheckedRow, match: RecordMatch) => void {
  const holder = holderOf(record, columns, context.definitions)
  const uniques = record.unique.flatMap((place) => uniqueColumn(place, record, columns, context))
  return (row, match) => {
    const filled = uniques.filter(({ place }) => row.states[place] === FINE)
    if (filled.length === 0) return
    const own = holder(row)
    const taken = filled.filter((column) => account.isTaken(row, column.place, match) ?? column.isTaken(row, own))
    for (const column of taken) column.tell(row)
    // A row that is lost takes no value.
    if (taken.length === 0) for (const column of filled) column.take(row, own)
  }
}

interface UniqueColumn {
  place: number
  isTaken(row: CheckedRow, holder: Holder): boolean
  take(row: CheckedRow, holder: Holder): void
  tell(row: CheckedRow): void
}

function uniqueColumn(
  place: number,
  record: RecordColumns,
  columns: readonly MappedColumn[],
  context: FileContext,
): UniqueColumn[] {
  const column = columns[place]
  if (column === undefined) return []
  const errorType = alwaysCreates(record) ? 'DUPLICATE_UNIQUE_CREATION_KEY' : 'DUPLICATE_UNIQUE_PROPERTY_VALUE'
  const seen = new KeyIndex()
  const kind = kindOfProperty(column, context.definitions)
  const { counter, tell } = openRepeats(errorType, column, context)
  const inAccount = openTaken(column, context)
  const keyIn = (row: CheckedRow) => sameKey(row.text(place), kind)
  const isOf = (key: string, by: Holder['by']) => seen.hasRow([key, `by ${by}`])
  // Whether a record id and an identifier name the same record is known to HubSpot only.
  const isOther = (key: string, { by }: Holder) => by === 'new' || isOf(key, by) || isOf(key, 'new')
  const isFoundByIt = ({ by }: Holder) => place === record.identifier && by === 'key'
  return [
    {
      place,
      isTaken(row, own) {
        const key = keyIn(row)
        if (isFoundByIt(own) || !seen.hasRow([key, ''])) return false
        return !seen.hasRow([key, own.text]) && isOther(key, own)
      },
      take(row, own) {
        const key = keyIn(row)
        for (const text of ['', own.text, `by ${own.by}`]) seen.addRow([key, text], row.line)
      },
      tell(row) {
        const isRepeated = seen.hasRow([keyIn(row), ''])
        if (isRepeated) tell(row.line, seen.addRow([keyIn(row), ''], row.line))
        count(row, isRepeated ? counter : inAccount, context.ledger, row.text(place))
      },
    },
  ]
}

const openTaken = (column: MappedColumn, context: FileContext): Counter =>
  openCounter(context, {
    errorType: 'DUPLICATE_UNIQUE_PROPERTY_VALUE',
    column,
    text: ({ count: rows, column: name, object }) => ({
      message: `${counted(rows, 'value', 'values')} in ${name} ${rows === 1 ? 'belongs' : 'belong'} to another one of the ${object} in HubSpot, and must be unique; those rows are not imported.`,
      fix: 'Correct the values, or make the column the identifier (columnType HUBSPOT_ALTERNATE_ID) with revise_mapping to update those records.',
    }),
  })

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
      message: `${counted(rows, 'row repeats', 'rows repeat')} the ${name} of an earlier row (${pair}); only the first is imported.`,
      fix: 'Merge the rows of one record into one in the file.',
    }),
  })
  const tell = (line: number, first: number) => {
    if (pair === '') pair = `line ${line} that of line ${first}`
  }
  return { counter, tell }
}
