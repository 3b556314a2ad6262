import type { CrmRecord, RecordStore } from '../store.ts'
import type { Match } from './match-record.ts'
import { cellFault, type ReadObject } from './read-object.ts'
import type { Fault } from './tally.ts'

export interface WrittenRecord {
  id: string
  /** Created by this row. */
  isNew: boolean
}

/** Creates or updates the matched record, or tells why it may not be written. */
export function writeRecord(
  read: ReadObject,
  { record }: Match,
  { store, cells }: { store: RecordStore; cells: readonly string[] },
): WrittenRecord | Fault {
  const taken = takenValue(read, { record, store, cells })
  if (taken !== undefined) return taken
  if (record === null) {
    return { id: store.create(read.plan.objectTypeId, Object.fromEntries(read.values)).id, isNew: true }
  }
  const values = read.values.filter(([name, value]) => !goesBackwards(read, { name, value, record }))
  if (values.length > 0) store.update(read.plan.objectTypeId, record.id, Object.fromEntries(values))
  return { id: record.id, isNew: false }
}

/** What a new record needs and the row does not have: one fault for each need. */
export function requiredFaults(read: ReadObject): Fault[] {
  const { requiredToCreate, objectTypeId } = read.plan
  return requiredToCreate
    .filter((names) => !read.values.some(([name]) => names.includes(name)))
    .map((names) => {
      const refused = read.refused.find(({ propertyName = '' }) => names.includes(propertyName))
      if (refused === undefined) return missing(names, objectTypeId)
      return {
        ...refused,
        errorType: 'INVALID_REQUIRED_PROPERTY',
        message: `A new record needs it: ${refused.message}`,
      }
    })
}

function missing(names: readonly string[], objectTypeId: string): Fault {
  const needed = names.length === 1 ? names[0] : `one of ${names.join(', ')}`
  return { errorType: 'MISSING_REQUIRED_PROPERTY', message: `A new record needs ${needed}.`, objectTypeId }
}

/** A value that must be unique and that another record holds. The identifier was looked up already. */
function takenValue(
  read: ReadObject,
  { record, store, cells }: { record: CrmRecord | null; store: RecordStore; cells: readonly string[] },
): Fault | undefined {
  const { objectTypeId, identifier, columns } = read.plan
  for (const column of columns) {
    if (!column.isUnique || (column === identifier?.column && read.recordId === '')) continue
    const value = read.values.find(([name]) => name === column.propertyName)?.[1]
    if (value === undefined) continue
    const holders = store.findByUniqueValue(objectTypeId, column.propertyName, value)
    if (holders.some((holder) => holder.id !== record?.id)) return cellFault(TAKEN, column, { objectTypeId, cells })
  }
  return undefined
}

const TAKEN = {
  errorType: 'DUPLICATE_UNIQUE_PROPERTY_VALUE',
  message: 'Another record already holds this value, which must be unique.',
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
