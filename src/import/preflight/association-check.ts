import { safeText } from '../../safe-text.ts'
import type { PlannedFile } from '../plan.ts'
import { keyKindOf, keyOwnerOf, sameKey } from './association-key.ts'
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
  context.keysByObject.set(column.objectTypeId, keys)
  const ignoresCase = ignoresCaseIn(column, context)
  // A repeated identifier is told as such already, and costs the row.
  const counter = isIdentifier(column) ? null : openDuplicates(column, context)
  return (row) => {
    if (row.states[place] !== FINE) return
    const value = row.values[place] ?? ''
    const first = keys.add(sameKey(value, ignoresCase), row.line)
    if (first > 0 && counter !== null) count(row, counter, context.ledger, value)
  }
}

const isIdentifier = ({ columnType, objectTypeId, propertyName }: MappedColumn): boolean =>
  columnType === 'HUBSPOT_OBJECT_ID' ||
  columnType === 'HUBSPOT_ALTERNATE_ID' ||
  (objectTypeId === '0-1' && propertyName === 'email')

const openDuplicates = (column: MappedColumn, context: FileContext): Counter =>
  openCounter(context, {
    errorType: 'DUPLICATE_ASSOCIATION_ID',
    column,
    text: ({ count: rows, column: name }) => ({
      message: `${counted(rows, 'row repeats', 'rows repeat')} a value in ${name}, by which the other file finds its records.`,
      fix: 'Make the values of this column unique in the file.',
    }),
  })

/** Keys that the owning file does not hold. A warning: the account may have the record. */
function foreignKeyCheck(column: MappedColumn, place: number, context: FileContext): RowCheck | null {
  const owner = keyOwnerOf(column, context.plan)
  const keys = context.keysByObject.get(column.toColumnObjectTypeId ?? '')
  if (owner === null || keys === undefined) return null
  const counter = openCounter(context, {
    errorType: 'NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER',
    column,
    severity: 'warning',
    outcome: null,
    text: ({ count: rows, column: name }) => ({
      message: `${counted(rows, 'value', 'values')} in ${name} ${rows === 1 ? 'is' : 'are'} not in ${safeText(owner.file.fileName, 60)}: without such a record in the account, the association is lost.`,
      fix: 'Make the values in both files identical, or add the missing records.',
    }),
  })
  const ignoresCase = ignoresCaseIn(owner.column, context)
  return (row) => {
    const value = row.values[place] ?? ''
    if (row.states[place] === FINE && !keys.has(sameKey(value, ignoresCase))) count(row, counter, context.ledger, value)
  }
}

function ignoresCaseIn(column: MappedColumn, { plan }: FileContext): boolean {
  const kind = keyKindOf({ ...column, toColumnObjectTypeId: column.objectTypeId }, plan)
  return kind === 'email' || kind === 'domain'
}

/** Files whose keys others refer to come first; their places in the plan. */
export function readingOrder(files: readonly PlannedFile[]): number[] {
  const isOwner = ({ columns }: PlannedFile) =>
    columns.some((column) => isMapped(column) && column.associationIdentifierColumn === true)
  const places = files.map((file, place) => ({ place, isOwner: isOwner(file) }))
  return [...places.filter((one) => one.isOwner), ...places.filter((one) => !one.isOwner)].map(({ place }) => place)
}
