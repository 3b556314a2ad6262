import { compileStoredValue, type StoredValue } from '../forecast/stored-value.ts'
import { type AccountRecord, currentValue } from '../record-lookup/account-records.ts'
import { type KeyColumn, keyColumns } from '../record-lookup/key-columns.ts'
import { OTHER_EMAILS, type RecordKey } from '../record-lookup/lookup-target.ts'
import { type CheckedRow, count, FINE } from './checked-row.ts'
import { definitionOf, type MappedColumn, propertyNameOf, RECORD_ID } from './column-kind.ts'
import type { FileContext } from './file-context.ts'
import type { KnownAccount } from './known-account.ts'
import { matchCounters } from './match-text.ts'
import type { RecordColumns } from './record-columns.ts'

/** The record of a row: one that is there, a new one (null), or nobody knows. */
export type RecordMatch = { record: AccountRecord | null } | 'not_looked_up'

/** What the account's records have to do with one object of the rows. */
export interface MatchCheck {
  /** Finds the record; what the operation forbids is counted, and the row is lost then. */
  match(row: CheckedRow): RecordMatch
  /** Records other than that of the row have the value; undefined: nobody knows. */
  isTaken(row: CheckedRow, place: number, match: RecordMatch): boolean | undefined
  /** The row is written, so the rows after it find another account. */
  write(row: CheckedRow, match: RecordMatch): void
}

/** Where no records were looked up. */
export const NO_MATCH_CHECK: MatchCheck = {
  match: () => 'not_looked_up',
  isTaken: () => undefined,
  write: () => undefined,
}

export function matchCheck(record: RecordColumns, columns: readonly MappedColumn[], context: FileContext): MatchCheck {
  const { account } = context
  if (account === null) return NO_MATCH_CHECK
  account.tally.open(record.objectTypeId)
  const keys = keysOf(columns, context)
  const match = matcher(record, columns, { keys, account, context })
  const writer = recordWriter(record, columns, { account, context })
  return {
    match: (row) => (account.reaches(context.file, row) ? match.of(row) : 'not_looked_up'),
    isTaken(row, place, found) {
      if (found === 'not_looked_up') return undefined
      const key = keys(row, place)
      const holders = key === null ? undefined : account.records.having(key.target, key.key)
      return holders?.some((holder) => holder !== found.record)
    },
    write(row, found) {
      if (found !== 'not_looked_up') match.remember(row, writer(row, found.record))
      else if (account.reaches(context.file, row)) account.tally.pass(record.objectTypeId)
    },
  }
}

/** The record that a cell of the row names; null: none, or the cell is not fine. */
type KeyAt = (row: CheckedRow, place: number) => RecordKey | null

interface MatchContext {
  keys: KeyAt
  account: KnownAccount
  context: FileContext
}

function keysOf(columns: readonly MappedColumn[], { file, plan, definitions }: FileContext): KeyAt {
  const byColumn = new Map<MappedColumn, KeyColumn>(keyColumns(file, plan, definitions).map((key) => [key.column, key]))
  const readers = columns.map((column) => byColumn.get(column))
  return (row, place) => {
    if (place < 0 || row.states[place] !== FINE) return null
    return readers[place]?.namesIn(row.text(place))[0]?.key ?? null
  }
}

interface Matcher {
  of(row: CheckedRow): RecordMatch
  /** Which record the row has turned out to be: later rows with its key are the same, whatever its properties are. */
  remember(row: CheckedRow, record: AccountRecord | null): void
}

function matcher(
  record: RecordColumns,
  columns: readonly MappedColumn[],
  { keys, account, context }: MatchContext,
): Matcher {
  const { recordId, identifier, isOnlyCreated } = record
  const operation = isOnlyCreated ? 'CREATE' : record.operation
  const counters = matchCounters(record, columns, context)
  const written = new Map<string, AccountRecord>()
  const refuse = (row: CheckedRow, place: number, errorType: keyof typeof counters): RecordMatch => {
    count(row, counters[errorType](place), context.ledger, row.text(place))
    return 'not_looked_up'
  }
  const byId = (row: CheckedRow, { target, key }: RecordKey): RecordMatch => {
    const found = account.records.having(target, key)
    if (found === undefined) return 'not_looked_up'
    const [known] = found
    if (known === undefined) return refuse(row, recordId, 'INVALID_OBJECT_ID')
    return operation === 'CREATE' ? refuse(row, recordId, 'CREATE_ONLY_IMPORT') : { record: known }
  }
  const byKey = (row: CheckedRow, { target, key }: RecordKey): RecordMatch => {
    const earlier = written.get(key)
    if (earlier !== undefined) return { record: earlier }
    const found = account.records.having(target, key)
    if (found === undefined) return 'not_looked_up'
    if (found.length > 1) return refuse(row, identifier, 'MULTIPLE_COMPANIES_WITH_THIS_DOMAIN')
    const [known = null] = found
    if (known === null && operation === 'UPDATE') return refuse(row, identifier, 'UPDATE_ONLY_IMPORT')
    if (known !== null && operation === 'CREATE') return refuse(row, identifier, 'CREATE_ONLY_IMPORT')
    return { record: known }
  }
  return {
    of(row) {
      const id = keys(row, recordId)
      if (id !== null) return byId(row, id)
      const key = keys(row, identifier)
      return key === null ? { record: null } : byKey(row, key)
    },
    remember(row, known) {
      const key = keys(row, identifier)
      if (key !== null && known !== null) written.set(key.key, known)
    },
  }
}

interface WrittenColumn {
  place: number
  propertyName: string
  columnName: string
  stored: StoredValue
  /** Values of the property in their order, if a record never goes back to an earlier one; else empty. */
  stages: readonly string[]
}

/** Writes the row to its record and counts it; answers with the record, null where nobody will look for it again. */
function recordWriter(
  { objectTypeId, columns: places }: RecordColumns,
  columns: readonly MappedColumn[],
  { account, context }: Omit<MatchContext, 'keys'>,
): (row: CheckedRow, record: AccountRecord | null) => AccountRecord | null {
  const written = places.flatMap((place) => writtenColumn(place, columns[place], context))
  const { records, tally } = account
  // Whatever the column is in this file: another one may look for the record by it.
  const looked = written.filter(({ propertyName }) => records.looksUp({ objectTypeId, propertyName }))
  const create = (row: CheckedRow): AccountRecord | null => {
    tally.create(objectTypeId)
    const found = looked.flatMap(({ place, propertyName, stored }) => {
      const value = row.states[place] === FINE ? stored.of(row.text(place)) : null
      return value === null ? [] : [[propertyName, value] as const]
    })
    return found.length === 0 ? null : records.create(objectTypeId, new Map(found))
  }
  return (row, record) => {
    if (record === null) return create(row)
    if (record.id === null) return rewrite(row, record)
    tally.write(record)
    return rewrite(row, record)
  }

  function rewrite(row: CheckedRow, record: AccountRecord): AccountRecord {
    for (const { place, stored, stages, ...column } of written) {
      const after = row.states[place] === FINE ? stored.of(row.text(place)) : null
      if (after === null || goesBack(stages, currentValue(record, column.propertyName), after)) continue
      if (column.propertyName === 'email' && isOtherAddress(record, after)) continue
      records.write(
        record,
        { propertyName: column.propertyName, isSame: stored.isSame },
        { after, line: row.line, columnName: column.columnName },
      )
    }
    return record
  }
}

const isOtherAddress = ({ properties }: AccountRecord, address: string): boolean =>
  (properties.get(OTHER_EMAILS) ?? '').split(';').includes(address)

/** The lifecycle stage is never set to an earlier one. */
const goesBack = (stages: readonly string[], now: string, after: string): boolean =>
  stages.indexOf(now) >= 0 && stages.indexOf(after) < stages.indexOf(now)

function writtenColumn(
  place: number,
  column: MappedColumn | undefined,
  { plan, definitions }: FileContext,
): WrittenColumn[] {
  const propertyName = column === undefined ? null : propertyNameOf(column)
  if (column === undefined || propertyName === null || propertyName === RECORD_ID) return []
  const options = definitionOf(column, definitions)?.options ?? []
  const stages = propertyName === 'lifecyclestage' ? options.map(({ value }) => value) : []
  const stored = compileStoredValue(column, plan, definitions)
  return [{ place, propertyName, columnName: column.columnName, stored, stages }]
}
