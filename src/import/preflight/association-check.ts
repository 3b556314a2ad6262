import { safeText } from '../../safe-text.ts'
import type { PlannedFile } from '../plan.ts'
import { keyOwnerOf, kindOfProperty, sameKey } from './association-key.ts'
import { count, FINE, type RowCheck } from './checked-row.ts'
import { columnKind, isMapped, type MappedColumn } from './column-kind.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { counted } from './finding-text.ts'
import { KeyIndex } from './key-index.ts'
import type { Counter } from './ledger.ts'

/** What the common columns of two files have to agree on. */
export function associationChecks(columns: readonly MappedColumn[], context: FileContext): RowCheck[] {
  return columns.flatMap((column, place) => {
    if (column.associationIdentifierColumn === true) return [ownerCheck(column, place, context)]
    return columnKind(column) === 'foreign_key' ? (foreignKeyCheck(column, place, context) ?? []) : []
  })
}

/** Remembers the keys for the files that are read later, and finds those that stand for more than one record. */
function ownerCheck(column: MappedColumn, place: number, context: FileContext): RowCheck {
  const keys = new KeyIndex()
  const lostKeys = new KeyIndex()
  context.keysByObject.set(column.objectTypeId, { keys, lostKeys })
  const kind = kindOfProperty(column)
  // A repeated identifier is told as such already, and costs the row.
  const counter = isIdentifier(column) ? null : openDuplicates(column, context)
  return (row) => {
    if (row.states[place] !== FINE) return
    const value = row.values[place] ?? ''
    const key = sameKey(value, kind)
    if (row.lost) lostKeys.add(key, row.line)
    else if (keys.add(key, row.line) > 0 && counter !== null) count(row, counter, context.ledger, value)
  }
}

const isIdentifier = ({ columnType }: MappedColumn): boolean =>
  columnType === 'HUBSPOT_OBJECT_ID' || columnType === 'HUBSPOT_ALTERNATE_ID'

const openDuplicates = (column: MappedColumn, context: FileContext): Counter =>
  openCounter(context, {
    errorType: 'DUPLICATE_ASSOCIATION_ID',
    column,
    text: ({ count: rows, column: name }) => ({
      message: `${counted(rows, 'row repeats', 'rows repeat')} a value in ${name}, by which the other file finds its records: it must lead to one.`,
      fix: 'Make the values of this column unique in the file.',
    }),
  })

/** Keys that the owning file does not hold, or only in rows that are lost. A warning: the account may have the record. */
function foreignKeyCheck(column: MappedColumn, place: number, context: FileContext): RowCheck | null {
  const owner = keyOwnerOf(column, context.plan)
  const known = context.keysByObject.get(column.toColumnObjectTypeId ?? '')
  if (owner === null || known === undefined) return null
  const fileName = safeText(owner.file.fileName, 60)
  const missing = openMissing('NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER', `not in ${fileName}`, column, context)
  const lost = openMissing('FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS', `in a lost row of ${fileName}`, column, context)
  const kind = kindOfProperty(owner.column)
  return (row) => {
    if (row.states[place] !== FINE || row.lost) return
    const value = row.values[place] ?? ''
    const key = sameKey(value, kind)
    if (!known.keys.has(key)) count(row, known.lostKeys.has(key) ? lost : missing, context.ledger, value)
  }
}

const openMissing = (errorType: string, where: string, column: MappedColumn, context: FileContext): Counter =>
  openCounter(context, {
    errorType,
    column,
    severity: 'warning',
    outcome: null,
    text: ({ count: rows, column: name }) => ({
      message: `${counted(rows, 'value', 'values')} in ${name} ${rows === 1 ? 'is' : 'are'} ${where}: without such a record in the account, the association is lost.`,
      fix: 'Make the values in both files identical, and correct the rows that are lost.',
    }),
  })

/** Files whose keys others refer to come first; their places in the plan. */
export function readingOrder(files: readonly PlannedFile[]): number[] {
  const isOwner = ({ columns }: PlannedFile) =>
    columns.some((column) => isMapped(column) && column.associationIdentifierColumn === true)
  const places = files.map((file, place) => ({ place, isOwner: isOwner(file) }))
  return [...places.filter((one) => one.isOwner), ...places.filter((one) => !one.isOwner)].map(({ place }) => place)
}
