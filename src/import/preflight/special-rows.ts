import { BLANK, count, FINE, type RowCheck } from './checked-row.ts'
import { columnKind, type MappedColumn } from './column-kind.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { counted } from './finding-text.ts'
import { KeyIndex } from './key-index.ts'
import type { RecordColumns } from './record-columns.ts'

/** Rows with the same mapped cells as an earlier one; such a row is not looked at any further. */
export function copyCheck(context: FileContext): (cells: readonly string[], line: number) => boolean {
  const seen = new KeyIndex()
  const repeat = { line: 0, first: 0 }
  const counter = openCounter(context, {
    errorType: 'DUPLICATE_ROW_CONTENT',
    text: ({ count: rows }) => ({
      message: `${counted(rows, 'row is a copy', 'rows are copies')} of an earlier row in all mapped columns (line ${repeat.line} of line ${repeat.first}).`,
      fix: 'Remove the copies from the file, or accept with start_import (acceptFindings: true) that only the first counts.',
    }),
  })
  return (cells, line) => {
    const first = seen.addRow(cells, line)
    if (first === 0) return false
    if (repeat.line === 0) Object.assign(repeat, { line, first })
    context.ledger.hit(counter, line, cells.join(','))
    return true
  }
}

/** Participations in a marketing event: every row needs the time of at least one, and each counts once. */
export function eventChecks(
  columns: readonly MappedColumn[],
  records: readonly RecordColumns[],
  context: FileContext,
): RowCheck[] {
  const places = columns.flatMap((column, place) => (columnKind(column) === 'event_time' ? [place] : []))
  const contact = records.find(({ objectTypeId }) => objectTypeId === '0-1')
  const missing = missingTime(places, columns, context)
  const key = contact === undefined ? -1 : Math.max(contact.identifier, contact.recordId)
  return key < 0 ? missing : [...missing, ...places.map((place) => repeatedEvent({ place, key }, columns, context))]
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
      if (places.every((place) => row.states[place] === BLANK)) count(row, counter, context.ledger, '')
    },
  ]
}

function repeatedEvent(
  { place, key }: { place: number; key: number },
  columns: readonly MappedColumn[],
  context: FileContext,
): RowCheck {
  const seen = new KeyIndex()
  const counter = openCounter(context, {
    errorType: 'DUPLICATE_EVENT',
    column: columns[place],
    text: ({ count: rows, column: name }) => ({
      message: `${counted(rows, 'row repeats', 'rows repeat')} a contact and time in ${name}.`,
      fix: 'Remove the repeated rows from the file, or accept with start_import (acceptFindings: true) that the first counts.',
    }),
  })
  return (row) => {
    if (row.states[place] !== FINE || row.states[key] !== FINE) return
    const time = row.values[place] ?? ''
    const isRepeated = seen.addRow([(row.values[key] ?? '').toLowerCase(), time], row.line) > 0
    if (isRepeated) count(row, counter, context.ledger, time)
  }
}

const LINE_ITEM = '0-8'
/** Deal, quote, invoice, subscription, order, cart. */
const LINE_ITEM_PARENTS = new Set(['0-3', '0-14', '0-53', '0-69', '0-123', '0-142'])
/** Notes, meetings and e-mails need a record they belong to; calls and tasks can stand alone. */
export const NEEDS_PARENT = new Set(['0-46', '0-47', '0-49'])

/** What a row must lead to beside the record: one parent for a line item, at least one for a note. */
export function parentChecks(
  columns: readonly MappedColumn[],
  records: readonly RecordColumns[],
  context: FileContext,
): RowCheck[] {
  return records.flatMap(({ objectTypeId }) => {
    const parents = parentsOf(objectTypeId, columns, records)
    if (objectTypeId === LINE_ITEM) return [severalParents(parents, context)]
    return NEEDS_PARENT.has(objectTypeId) && parents.length > 0 ? [noParent(objectTypeId, parents, context)] : []
  })
}

/** Places that show whether the row leads to a parent: columns of another record, or one that names it. */
interface Parent {
  objectTypeId: string
  places: readonly number[]
}

function parentsOf(
  objectTypeId: string,
  columns: readonly MappedColumn[],
  records: readonly RecordColumns[],
): Parent[] {
  const inRow = records
    .filter((record) => record.objectTypeId !== objectTypeId)
    .map((record) => ({ objectTypeId: record.objectTypeId, places: record.columns }))
  const named = columns.flatMap((column, place) =>
    columnKind(column) === 'foreign_key' && column.objectTypeId === objectTypeId
      ? [{ objectTypeId: column.toColumnObjectTypeId ?? '', places: [place] }]
      : [],
  )
  return [...inRow, ...named]
}

function severalParents(all: readonly Parent[], context: FileContext): RowCheck {
  const parents = all.filter(({ objectTypeId }) => LINE_ITEM_PARENTS.has(objectTypeId))
  const counter = openCounter(context, {
    errorType: 'LINE_ITEM_MULTIPLE_PARENTS_IN_ROW',
    objectTypeId: LINE_ITEM,
    text: ({ count: rows }) => ({
      message: `${counted(rows, 'row connects', 'rows connect')} a line item with more than one parent and ${rows === 1 ? 'is' : 'are'} not imported.`,
      fix: 'Use one row for each line item and parent, or leave the other parent out with revise_mapping.',
    }),
  })
  return (row) => {
    const filled = parents.filter(({ places }) => places.some((place) => row.states[place] !== BLANK))
    if (filled.length > 1) count(row, counter, context.ledger, '')
  }
}

function noParent(objectTypeId: string, parents: readonly Parent[], context: FileContext): RowCheck {
  const counter = openCounter(context, {
    errorType: 'UNKNOWN_BAD_REQUEST',
    objectTypeId,
    text: ({ count: rows, object }) => ({
      message: `${counted(rows, 'row leads', 'rows lead')} to no record that the ${object} could belong to; ${rows === 1 ? 'it is' : 'they are'} not imported.`,
      fix: 'Fill the identifier of the contact, company, deal or ticket in the file.',
    }),
  })
  return (row) => {
    const isAlone = parents.every(({ places }) => places.every((place) => row.states[place] === BLANK))
    if (isAlone && !row.lost) count(row, counter, context.ledger, '')
  }
}
