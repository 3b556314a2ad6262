import { counted } from '../../counted.ts'
import { showObjectType } from '../../hubspot/object-types.ts'
import { type KeyColumn, keyColumns, type RecordName } from '../record-lookup/key-columns.ts'
import { targetName } from '../record-lookup/lookup-target.ts'
import { keyOwnerOf, kindOfProperty, sameKey } from './association-key.ts'
import type { CheckedRow } from './checked-row.ts'
import { columnKind, isMapped, type MappedColumn, propertyNameOf, RECORD_ID } from './column-kind.ts'
import { type CounterSpec, type FileContext, openCounter } from './file-context.ts'
import type { KnownAccount } from './known-account.ts'

/** The records that the cells of one association column name. */
export interface LinkCheck {
  /** Takes the cell of a row whose own record is written; false: the row was not looked up. */
  take(row: CheckedRow): boolean
  /** When all rows of all files are written: that is when HubSpot looks for them. Answers with the associations lost. */
  conclude(): number
}

/** null: no records were looked up, or the column names none. */
export function linkCheck(column: MappedColumn, place: number, context: FileContext): LinkCheck | null {
  const { account, file, plan, definitions } = context
  if (account === null || columnKind(column) === 'property') return null
  const key = keyColumns(file, plan, definitions).find((one) => one.column === column)
  if (key === undefined) return null
  const named = new Map<string, NamedRecord>()
  return {
    take(row) {
      if (!account.reaches(file, row)) return false
      remember(named, key.namesIn(row.text(place)), { line: row.line, examples: context.ledger.maxExamples })
      return true
    },
    conclude: () => tellLost([...named.values()], key, { account, context }),
  }
}

/** A record that rows name, with the first of their lines. */
interface NamedRecord {
  name: RecordName
  count: number
  lines: number[]
}

function remember(
  named: Map<string, NamedRecord>,
  names: readonly RecordName[],
  { line, examples }: { line: number; examples: number },
): void {
  for (const name of names) {
    const id = name.key === null ? NO_RECORD : `${targetName(name.key.target)} ${name.key.key}`
    const known = named.get(id) ?? { name, count: 0, lines: [] }
    known.count += 1
    if (known.lines.length < examples) known.lines.push(line)
    named.set(id, known)
  }
}

/** Whatever the text, no record can have such a name. */
const NO_RECORD = ''

interface AccountContext {
  account: KnownAccount
  context: FileContext
}

function tellLost(named: readonly NamedRecord[], { column }: KeyColumn, { account, context }: AccountContext): number {
  const faultOf = linkFault(column, { account, context })
  const byFault = new Map<string, NamedRecord[]>()
  for (const record of named) {
    const fault = faultOf(record.name)
    if (fault === null) continue
    const records = byFault.get(fault) ?? []
    records.push(record)
    byFault.set(fault, records)
  }
  let lost = 0
  for (const [errorType, records] of byFault) {
    const counter = openCounter(context, lostLink(errorType, column, { account, context }))
    const examples = records.flatMap(({ name, lines }) => lines.map((line) => ({ line, text: name.text })))
    const shown = examples.sort((one, other) => one.line - other.line).slice(0, context.ledger.maxExamples)
    const count = records.reduce((sum, record) => sum + record.count, 0)
    for (const { line, text } of shown) context.ledger.hit(counter, line, text)
    counter.count = count
    if (counter.spec.outcome !== null) lost += count
  }
  return lost
}

/** Why no record can be associated by a name, in HubSpot's words; null: there is one, or nobody knows. */
function linkFault(column: MappedColumn, { account, context }: AccountContext): (name: RecordName) => string | null {
  const { plan, definitions, sharedKeys } = context
  const owner = keyOwnerOf(column, plan, definitions)
  const missing = missingType(column, owner !== null)
  const known = owner === null ? undefined : sharedKeys.get(owner.column)
  const kind = owner === null ? 'other' : kindOfProperty(owner.column, definitions)
  const isId = owner !== null && propertyNameOf(owner.column) === RECORD_ID
  return ({ text, key }) => {
    const inFile = sameKey(text, kind)
    if (!isId && known?.keys.has(inFile) === true) return null
    const records = key === null ? [] : account.records.having(key.target, key.key)
    if (records === undefined || records.length === 1) return null
    if (records.length > 1) return 'DUPLICATE_ASSOCIATION_ID'
    const hasFailed = known?.keys.has(inFile) === false && known.lostKeys.has(inFile)
    return hasFailed ? 'FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS' : missing
  }
}

function missingType(column: MappedColumn, hasOwner: boolean): string {
  if (columnKind(column) === 'association_keys') return 'INVALID_ASSOCIATION_KEY'
  if (column.columnType === 'HUBSPOT_OBJECT_ID') return 'UNKNOWN_ASSOCIATION_RECORD_ID'
  return hasOwner ? 'NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER' : 'ASSOCIATION_RECORD_NOT_FOUND'
}

function lostLink(errorType: string, column: MappedColumn, { account, context }: AccountContext): CounterSpec {
  const to = column.toColumnObjectTypeId ?? column.objectTypeId
  const other = showObjectType(to, context.definitions.objectTypes)
  // Rows that were not looked up may make the record.
  const isSure = account.isWhole || !isWritten(to, context)
  return {
    errorType,
    column,
    ...(isSure ? { outcome: 'association_lost' } : { severity: 'warning', outcome: null }),
    text: ({ count, column: name }) => ({
      message: `${counted(count, 'value', 'values')} in ${name} ${count === 1 ? 'leads' : 'lead'} to ${WHERE.get(errorType) ?? 'none'} of the ${other}${isSure ? '' : ' as far as was looked up'}; the records are written, their association is not.`,
      fix: FIX.get(errorType) ?? 'Import those records first, or correct the values in the file.',
    }),
  }
}

const WHERE = new Map([
  ['DUPLICATE_ASSOCIATION_ID', 'more than one'],
  ['FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS', 'a lost row and no existing one'],
])

const FIX = new Map([
  ['DUPLICATE_ASSOCIATION_ID', 'Merge those records in HubSpot, or use their record ids.'],
  ['FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS', 'Correct the rows of the other file that are lost.'],
])

const isWritten = (objectTypeId: string, { plan }: FileContext): boolean =>
  plan.files.some(({ columns }) =>
    columns.filter(isMapped).some((one) => columnKind(one) === 'property' && one.objectTypeId === objectTypeId),
  )
