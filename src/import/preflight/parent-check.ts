import { counted } from '../../counted.ts'
import { BLANK, type CheckedRow, count, isLost, type RowCheck } from './checked-row.ts'
import { columnKind, type MappedColumn } from './column-kind.ts'
import { type FileContext, openCounter } from './file-context.ts'
import type { RecordColumns } from './record-columns.ts'

const LINE_ITEM = '0-8'
/** Deal, quote, invoice, subscription, order, cart. */
const LINE_ITEM_PARENTS = new Set(['0-3', '0-14', '0-53', '0-69', '0-123', '0-142'])
/** Notes, meetings and e-mails need a record they belong to; calls and tasks can stand alone. */
export const NEEDS_PARENT = new Set(['0-46', '0-47', '0-49'])

/** What a row must lead to beside the record: one parent for a line item, at least one for a note. */
export function parentCheck(
  record: RecordColumns,
  { columns, records }: { columns: readonly MappedColumn[]; records: readonly RecordColumns[] },
  context: FileContext,
): RowCheck[] {
  const { objectTypeId } = record
  if (objectTypeId !== LINE_ITEM && !NEEDS_PARENT.has(objectTypeId)) return []
  const parentsOf = parentsIn(objectTypeId, columns, records)
  if (objectTypeId === LINE_ITEM) return [severalParents(parentsOf, context)]
  // A file without any parent is told about its mapping.
  const isAlone = records.length === 1 && !columns.some((column) => columnKind(column) === 'foreign_key')
  return isAlone ? [] : [noParent(objectTypeId, parentsOf, context)]
}

/** Objects of the records that a row leads to: those written before, and those its cells name. */
type ParentsOf = (row: CheckedRow) => string[]

function parentsIn(
  objectTypeId: string,
  columns: readonly MappedColumn[],
  records: readonly RecordColumns[],
): ParentsOf {
  const inRow = records.slice(
    0,
    records.findIndex((record) => record.objectTypeId === objectTypeId),
  )
  const named = columns.flatMap((column, place) =>
    columnKind(column) === 'foreign_key' && column.objectTypeId === objectTypeId
      ? [{ objectTypeId: column.toColumnObjectTypeId ?? '', place }]
      : [],
  )
  return (row) => [
    ...inRow.flatMap((record) => (isLost(row, record.objectTypeId) ? [] : [record.objectTypeId])),
    ...named.flatMap((one) => (row.states[one.place] === BLANK ? [] : [one.objectTypeId])),
  ]
}

function severalParents(parentsOf: ParentsOf, context: FileContext): RowCheck {
  const counter = openCounter(context, {
    errorType: 'LINE_ITEM_MULTIPLE_PARENTS_IN_ROW',
    objectTypeId: LINE_ITEM,
    text: ({ count: rows }) => ({
      message: `${counted(rows, 'row connects', 'rows connect')} a line item with more than one parent and ${rows === 1 ? 'is' : 'are'} not imported.`,
      fix: 'Use one row for each line item and parent, or leave the other parent out with revise_mapping.',
    }),
  })
  return (row) => {
    const parents = parentsOf(row).filter((parent) => LINE_ITEM_PARENTS.has(parent))
    if (parents.length > 1) count(row, counter, context.ledger, '')
  }
}

function noParent(objectTypeId: string, parentsOf: ParentsOf, context: FileContext): RowCheck {
  const counter = openCounter(context, {
    errorType: 'UNKNOWN_BAD_REQUEST',
    objectTypeId,
    text: ({ count: rows, object }) => ({
      message: `${counted(rows, 'row leads', 'rows lead')} to no record that the ${object} could belong to; ${rows === 1 ? 'it is' : 'they are'} not imported.`,
      fix: 'Fill the identifier of the contact, company, deal or ticket in the file.',
    }),
  })
  return (row) => {
    if (parentsOf(row).length === 0) count(row, counter, context.ledger, '')
  }
}
