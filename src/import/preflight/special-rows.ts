import { counted } from '../../counted.ts'
import { CONTACT } from '../../hubspot/object-types.ts'
import { BLANK, count, FINE, isLost, type RowCheck } from './checked-row.ts'
import { columnKind, type MappedColumn } from './column-kind.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { KeyIndex } from './key-index.ts'
import type { RecordColumns } from './record-columns.ts'
import { holderOf } from './record-holder.ts'

/** Counts rows with the same mapped cells as an earlier one. */
export function copyCounter(context: FileContext): (cells: readonly string[], line: number, first: number) => void {
  const repeat = { line: 0, first: 0 }
  const counter = openCounter(context, {
    errorType: 'DUPLICATE_ROW_CONTENT',
    text: ({ count: rows }) => ({
      message: `${counted(rows, 'row is a copy', 'rows are copies')} of an earlier row in all mapped columns (line ${repeat.line} of line ${repeat.first}); only the first is imported.`,
      fix: 'Remove the copies from the file.',
    }),
  })
  return (cells, line, first) => {
    if (repeat.line === 0) Object.assign(repeat, { line, first })
    context.ledger.hit(counter, line, cells.join(','))
  }
}

/** Participations in a marketing event: every row needs the time of at least one, and each counts once. */
export function eventChecks(
  columns: readonly MappedColumn[],
  records: readonly RecordColumns[],
  context: FileContext,
): RowCheck[] {
  const places = columns.flatMap((column, place) => (columnKind(column) === 'event_time' ? [place] : []))
  const contact = records.find(({ objectTypeId }) => objectTypeId === CONTACT)
  const missing = missingTime(places, columns, context)
  if (contact === undefined) return missing
  return [...missing, ...places.map((place) => repeatedEvent({ place, contact }, columns, context))]
}

function missingTime(places: readonly number[], columns: readonly MappedColumn[], context: FileContext): RowCheck[] {
  const column = columns[places[0] ?? -1]
  if (column === undefined) return []
  const counter = openCounter(context, {
    errorType: 'MISSING_EVENT_TIMESTAMP',
    column,
    text: ({ count: rows }) => ({
      message: `${counted(rows, 'row has', 'rows have')} no time of participation and ${rows === 1 ? 'is' : 'are'} not imported.`,
      fix: 'Fill the time in the file.',
    }),
  })
  return [
    (row) => {
      if (isLost(row, CONTACT)) return
      if (places.every((place) => row.states[place] === BLANK)) count(row, counter, context.ledger, '')
    },
  ]
}

function repeatedEvent(
  { place, contact }: { place: number; contact: RecordColumns },
  columns: readonly MappedColumn[],
  context: FileContext,
): RowCheck {
  const seen = new KeyIndex()
  const holder = holderOf(contact, columns, context.definitions)
  const counter = openCounter(context, {
    errorType: 'DUPLICATE_EVENT',
    column: columns[place],
    text: ({ count: rows, column: name }) => ({
      message: `${counted(rows, 'row repeats', 'rows repeat')} a contact and time in ${name}.`,
      fix: 'Remove the repeated rows from the file.',
    }),
  })
  return (row) => {
    if (row.states[place] !== FINE || isLost(row, CONTACT)) return
    const time = row.text(place)
    const isRepeated = seen.addRow([holder(row).text, time], row.line) > 0
    if (isRepeated) count(row, counter, context.ledger, time)
  }
}
