import { counted } from '../../counted.ts'
import { safeText } from '../../safe-text.ts'
import { commonColumnOf, keyOwnerOf, kindOfProperty, sameKey } from './association-key.ts'
import { type CheckedRow, count, FINE, isLost, type RowCheck } from './checked-row.ts'
import { columnKind, isUniqueProperty, type MappedColumn } from './column-kind.ts'
import { type DeferredKeys, deferredKeys } from './deferred-keys.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { KeyIndex } from './key-index.ts'
import type { Counter } from './ledger.ts'
import { type LinkCheck, linkCheck } from './link-check.ts'
import type { RecordColumns } from './record-columns.ts'
import { holderOf } from './record-holder.ts'

export interface AssociationChecks {
  checks: RowCheck[]
  /** Columns whose keys a file has that is read later: they are looked up in a second reading. */
  deferred: DeferredKeys[]
  /** Where the account's records were looked up. */
  links: LinkCheck[]
}

/** What the common columns of two files have to agree on, and the records that association columns name. */
export function associationChecks(
  columns: readonly MappedColumn[],
  context: FileContext,
  { records, mayRepeat }: { records: readonly RecordColumns[]; mayRepeat: boolean },
): AssociationChecks {
  const owners = records.flatMap((record) => ownerCheck(record, columns, context, mayRepeat))
  const deferred: DeferredKeys[] = []
  const links: LinkCheck[] = []
  const references = columns.flatMap((column, place) => {
    const inFiles = columnKind(column) === 'foreign_key' ? fileLookUp(column, place, { context, deferred }) : null
    const inAccount = linkCheck(column, place, context)
    if (inAccount !== null) links.push(inAccount)
    if (inFiles === null && inAccount === null) return []
    return [
      (row: CheckedRow) => {
        if (row.states[place] !== FINE || isLost(row, column.objectTypeId)) return
        if (inAccount?.take(row) !== true) inFiles?.(row)
      },
    ]
  })
  return { checks: [...owners, ...references], deferred, links }
}

/** Looks a key up in the file that owns it: at once, or when that has been read. */
function fileLookUp(
  column: MappedColumn,
  place: number,
  { context, deferred }: { context: FileContext; deferred: DeferredKeys[] },
): RowCheck | null {
  const lookUp = keyLookUp(column, context)
  if (lookUp === null) return null
  if (context.sharedKeys.has(lookUp.owner)) return (row) => lookUp.tell(row.line, row.text(place))
  const later = deferredKeys(column, context, lookUp.tell)
  deferred.push(later)
  return (row) => later.remember(row.line)
}

/** Remembers the keys for the files that are read later, and finds those that stand for more than one record. */
function ownerCheck(
  record: RecordColumns,
  columns: readonly MappedColumn[],
  context: FileContext,
  mayRepeat: boolean,
): RowCheck[] {
  const { definitions, file, ledger } = context
  const column = commonColumnOf(file, record.objectTypeId, definitions)
  if (column === undefined || !isUniqueProperty(column, definitions)) return []
  const place = columns.indexOf(column)
  const keys = new KeyIndex()
  const lostKeys = new KeyIndex()
  const holders = new KeyIndex()
  context.sharedKeys.set(column, { keys, lostKeys })
  const kind = kindOfProperty(column, definitions)
  const counter = openDuplicates(column, context)
  const holder = holderOf(record, columns, definitions)
  return [
    (row) => {
      if (row.states[place] !== FINE) return
      const value = row.text(place)
      const key = sameKey(value, kind)
      if (isLost(row, record.objectTypeId)) {
        lostKeys.add(key, row.line)
        return
      }
      const isRepeated = keys.add(key, row.line) > 0
      const { by, text } = holder(row)
      // A row that is found by this very value leads to the record that an earlier row gave it to, by whatever it was found.
      const isFoundByIt = place === record.identifier && by === 'key'
      const isKnown = holders.addRow([key, text], row.line) > 0
      const isSameRecord = mayRepeat && (isFoundByIt || isKnown)
      if (isRepeated && !isSameRecord) count(row, counter, ledger, value)
    },
  ]
}

const openDuplicates = (column: MappedColumn, context: FileContext): Counter =>
  openCounter(context, {
    errorType: 'DUPLICATE_ASSOCIATION_ID',
    column,
    text: ({ count: rows, column: name }) => ({
      message: `${counted(rows, 'row repeats', 'rows repeat')} a value in ${name}, by which the other file finds its records: it must lead to one.`,
      fix: 'Make the values of this column unique in the file.',
    }),
  })

interface KeyLookUp {
  owner: MappedColumn
  tell(line: number, value: string): void
}

/** Keys that the owning file does not hold, or only in rows that are lost. A warning: the account may have the record. */
function keyLookUp(column: MappedColumn, context: FileContext): KeyLookUp | null {
  const owner = keyOwnerOf(column, context.plan, context.definitions)
  if (owner === null || !isUniqueProperty(owner.column, context.definitions)) return null
  const fileName = safeText(owner.file.fileName, 60)
  const missing = openMissing('NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER', `not in ${fileName}`, column, context)
  const lost = openMissing('FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS', `in a lost row of ${fileName}`, column, context)
  const kind = kindOfProperty(owner.column, context.definitions)
  return {
    owner: owner.column,
    tell(line, value) {
      const known = context.sharedKeys.get(owner.column)
      const key = sameKey(value, kind)
      if (known?.keys.has(key) === true) return
      context.ledger.hit(known?.lostKeys.has(key) === true ? lost : missing, line, value)
    },
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
