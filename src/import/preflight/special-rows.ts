import { BLANK, count, type RowCheck } from './checked-row.ts'
import { columnKind, type MappedColumn } from './column-kind.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { counted } from './finding-text.ts'
import { KeyIndex } from './key-index.ts'

/** Rows with the same cells in all mapped columns as an earlier one; such a row is not looked at any further. */
export function copyCheck(context: FileContext): (values: readonly string[], line: number) => boolean {
  const seen = new KeyIndex()
  const repeat = { line: 0, first: 0 }
  const counter = openCounter(context, {
    errorType: 'DUPLICATE_ROW_CONTENT',
    text: ({ count: rows }) => ({
      message: `${counted(rows, 'row is a copy', 'rows are copies')} of an earlier row in all mapped columns (line ${repeat.line} of line ${repeat.first}).`,
      fix: 'Remove the copies from the file, or accept with start_import (acceptFindings: true) that only the first counts.',
    }),
  })
  return (values, line) => {
    const first = seen.addRow(values, line)
    if (first === 0) return false
    if (repeat.line === 0) Object.assign(repeat, { line, first })
    context.ledger.hit(counter, line, values.join(','))
    return true
  }
}

/** Participations in a marketing event: every row needs the time of at least one. */
export function eventCheck(columns: readonly MappedColumn[], context: FileContext): RowCheck[] {
  const places = columns.flatMap((column, place) => (columnKind(column) === 'event_time' ? [place] : []))
  const [first] = places
  const column = first === undefined ? undefined : columns[first]
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

const LINE_ITEM = '0-8'

/** A line item belongs to one deal, quote, invoice or order. */
export function lineItemCheck(columns: readonly MappedColumn[], context: FileContext): RowCheck[] {
  if (!columns.some((column) => column.objectTypeId === LINE_ITEM)) return []
  const parents = columns.flatMap((column, place) => {
    const parent = columnKind(column) === 'foreign_key' ? column.toColumnObjectTypeId : column.objectTypeId
    return parent === undefined || parent === LINE_ITEM || columnKind(column) === 'label' ? [] : [{ place, parent }]
  })
  if (new Set(parents.map(({ parent }) => parent)).size < 2) return []
  const counter = openCounter(context, {
    errorType: 'LINE_ITEM_MULTIPLE_PARENTS_IN_ROW',
    objectTypeId: LINE_ITEM,
    text: ({ count: rows }) => ({
      message: `${counted(rows, 'row connects', 'rows connect')} a line item with more than one parent and ${rows === 1 ? 'is' : 'are'} not imported.`,
      fix: 'Use one row for each line item and parent, or leave the other parent out with revise_mapping.',
    }),
  })
  return [
    (row) => {
      const filled = parents.filter(({ place }) => row.states[place] !== BLANK).map(({ parent }) => parent)
      if (new Set(filled).size > 1) count(row, counter, context.ledger, '')
    },
  ]
}
