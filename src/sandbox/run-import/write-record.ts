import type { CrmRecord, RecordStore } from '../store.ts'
import type { Match } from './match-record.ts'
import { cellFault, type ReadObject } from './read-object.ts'
import type { Fault } from './tally.ts'

export interface WrittenRecord {
  id: string
  /** Created by this row. */
  isNew: boolean
}

/** Creates or updates the matched record. */
export function writeRecord(read: ReadObject, { record }: Match, store: RecordStore): WrittenRecord {
  if (record === null) return createRecord(read, store)
  const given = read.values.filter(([name, value]) => !goesBackwards(read, { name, value, record }))
  const values = [...given, ...read.plan.constants]
  if (values.length > 0) store.update(read.plan.objectTypeId, record.id, Object.fromEntries(values))
  return { id: record.id, isNew: false }
}

function createRecord({ plan, values }: ReadObject, store: RecordStore): WrittenRecord {
  const { id } = store.create(plan.objectTypeId, Object.fromEntries([...values, ...plan.constants]))
  for (const column of plan.columns) {
    if (column.created === null || column === plan.identifier?.column) continue
    const value = values.find(([name]) => name === column.propertyName)?.[1]
    if (value !== undefined) column.created.set([value], Number(id))
  }
  return { id, isNew: true }
}

/** What a new record needs and the row does not have: one fault for each need. */
export function requiredFaults(read: ReadObject): Fault[] {
  const { requiredToCreate, objectTypeId } = read.plan
  const unmet = requiredToCreate.filter((names) => !read.values.some(([name]) => names.includes(name)))
  const isOptional = ({ propertyName = '' }: Fault) =>
    requiredToCreate.some((names) => names.includes(propertyName) && !unmet.includes(names))
  const refused = read.refused.filter((fault) => !isOptional(fault))
  const absent = unmet.filter((names) => !refused.some(({ propertyName = '' }) => names.includes(propertyName)))
  return [...refused.map(notCreatable), ...absent.map((names) => missing(names, objectTypeId))]
}

const notCreatable = (refused: Fault): Fault => ({
  ...refused,
  errorType: 'INVALID_REQUIRED_PROPERTY',
  message: `A new record cannot do without this value. ${refused.message}`,
})

function missing(names: readonly string[], objectTypeId: string): Fault {
  const needed = names.length === 1 ? names[0] : `one of ${names.join(', ')}`
  return { errorType: 'MISSING_REQUIRED_PROPERTY', message: `A new record needs ${needed}.`, objectTypeId }
}

/** Values that must be unique and that another record holds. The identifier was looked up already. */
export function takenValues(
  read: ReadObject,
  { record }: Match,
  { store, cells }: { store: RecordStore; cells: readonly string[] },
): Fault[] {
  const { objectTypeId, identifier, columns } = read.plan
  return columns.flatMap((column) => {
    if (column.created === null || (column === identifier?.column && read.recordId === '')) return []
    const value = read.values.find(([name]) => name === column.propertyName)?.[1]
    if (value === undefined) return []
    const holders = store.findByUniqueValue(objectTypeId, column.propertyName, value)
    if (!holders.some((holder) => holder.id !== record?.id)) return []
    const isOfThisFile = record === null && column.created.get([value]) !== undefined
    return [cellFault(isOfThisFile ? CREATED_TWICE : TAKEN, column, { objectTypeId, cells })]
  })
}

const TAKEN = {
  errorType: 'DUPLICATE_UNIQUE_PROPERTY_VALUE',
  message: 'Another record already holds this value, which must be unique.',
} as const

const CREATED_TWICE = {
  errorType: 'DUPLICATE_UNIQUE_CREATION_KEY',
  message: 'An earlier row created a record with this value, which must be unique.',
} as const

/** The lifecycle stage is never set to an earlier one; the cell is left out without an error. */
function goesBackwards(
  { plan }: ReadObject,
  { name, value, record }: { name: string; value: string; record: CrmRecord },
): boolean {
  if (name !== 'lifecyclestage') return false
  const now = plan.lifecycleStages.indexOf(record.properties[name] ?? '')
  return now >= 0 && plan.lifecycleStages.indexOf(value) < now
}
