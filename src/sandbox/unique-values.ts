import type { Property } from '../hubspot/property.ts'
import type { Sqlite } from '../sqlite.ts'
import { numberOf } from './database.ts'
import type { PropertyStore } from './property-store.ts'
import { withoutPlainSpace } from './run-import/values/plain-space.ts'

/** The index that finds records by e-mail address, domain or a property with unique values. */
export interface UniqueValues {
  /** Records that have this value; none for a property that is not indexed. */
  recordIds(objectTypeId: string, propertyName: string, value: string): number[]
  /** How the values of an indexed property are written in the index. */
  entries(objectTypeId: string, propertyName: string, values: readonly string[]): IndexEntries | undefined
  add(objectTypeId: string, id: number, properties: Record<string, string>): void
  change(objectTypeId: string, id: number, before: Record<string, string>, after: Record<string, string>): void
}

export interface IndexEntries {
  property: string
  values: string[]
}

/** Domain is an identifier of imports but not enforced as unique: several companies can have one. */
const IDENTIFIERS: ReadonlyMap<string, string> = new Map([
  ['0-1', 'email'],
  ['0-2', 'domain'],
])

export function createUniqueValues(database: Sqlite, properties: PropertyStore): UniqueValues {
  const indexed = new Map<string, { definitions: readonly Property[]; names: readonly string[] }>()
  const namesOf = (objectTypeId: string): readonly string[] => {
    const definitions = properties.list(objectTypeId)
    const known = indexed.get(objectTypeId)
    if (known?.definitions === definitions) return known.names
    const names = definitions
      .filter((one) => one.name !== 'hs_object_id')
      .filter((one) => one.hasUniqueValue === true || IDENTIFIERS.get(objectTypeId) === one.name)
      .map((one) => one.name)
    indexed.set(objectTypeId, { definitions, names })
    return names
  }
  const insert = database.prepare('INSERT OR IGNORE INTO unique_values VALUES (?, ?, ?)')
  const erase = database.prepare('DELETE FROM unique_values WHERE property = ? AND value = ? AND record = ?')
  // Most lookups of an import find nothing: the index alone answers those.
  const select = database.prepare('SELECT record FROM unique_values WHERE property = ? AND value = ? ORDER BY record')
  return {
    recordIds(objectTypeId, propertyName, value) {
      if (!namesOf(objectTypeId).includes(propertyName)) return []
      const rows = select.all(keyOf(objectTypeId, propertyName), comparable(objectTypeId, propertyName, value))
      return rows.map((row) => numberOf(row.record))
    },
    entries(objectTypeId, propertyName, values) {
      if (!namesOf(objectTypeId).includes(propertyName)) return undefined
      const property = keyOf(objectTypeId, propertyName)
      return { property, values: values.map((value) => comparable(objectTypeId, propertyName, value)) }
    },
    add(objectTypeId, id, given) {
      for (const name of namesOf(objectTypeId)) {
        const value = given[name]
        if (value === undefined || value === '') continue
        insert.run(keyOf(objectTypeId, name), comparable(objectTypeId, name, value), id)
      }
    },
    change(objectTypeId, id, before, after) {
      for (const name of namesOf(objectTypeId)) {
        const [old = '', value = ''] = [before[name], after[name]]
        if (old === value) continue
        if (old !== '') erase.run(keyOf(objectTypeId, name), comparable(objectTypeId, name, old), id)
        if (value !== '') insert.run(keyOf(objectTypeId, name), comparable(objectTypeId, name, value), id)
      }
    },
  }
}

/** E-mail addresses and domains are the same in capital and small letters; other values are compared as they are. */
function comparable(objectTypeId: string, propertyName: string, value: string): string {
  const text = withoutPlainSpace(value)
  return IDENTIFIERS.get(objectTypeId) === propertyName ? text.toLowerCase() : text
}

const keyOf = (objectTypeId: string, propertyName: string): string => `${objectTypeId} ${propertyName}`
