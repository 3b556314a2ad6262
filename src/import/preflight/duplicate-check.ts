import { counted } from '../../counted.ts'
import { commonColumnOf, kindOfProperty } from './association-key.ts'
import { BLANK, type CheckedRow, count, FINE, type KeyLines, type RowCheck } from './checked-row.ts'
import type { MappedColumn } from './column-kind.ts'
import { type FileContext, openCounter } from './file-context.ts'
import type { Counter } from './ledger.ts'
import type { RecordColumns } from './record-columns.ts'

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

/** A finding that names the first pair of lines. */
export function openRepeats(
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
