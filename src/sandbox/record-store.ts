import type { Property } from '../hubspot/property.ts'
import type { Sqlite, SqlRow } from '../sqlite.ts'
import { type AssociationStore, createAssociationStore } from './association-store.ts'
import type { ConfigurationStore } from './configuration-store.ts'
import type { AssociationType, LabelStore } from './label-store.ts'
import { OWNERS } from './owners.ts'
import type { PropertyStore } from './property-store.ts'
import { createRecordSearch, type RecordSearch, recordOf } from './record-search.ts'
import type { CrmRecord, RecordStore } from './store.ts'
import { createUniqueValues, type UniqueValues } from './unique-values.ts'
import type { ValidationStore } from './validation-store.ts'

/** What the routes need besides what the import engine uses. */
export interface SandboxRecords extends RecordStore, RecordSearch {
  /** Takes an association type that was deleted away from all records. */
  removeAssociationType(type: AssociationType): void
}

interface Sources {
  database: Sqlite
  properties: PropertyStore
  validations: ValidationStore
  labels: LabelStore
  configurations: ConfigurationStore
  now(): number
}

/** Record ids look like HubSpot's and are never used twice. */
const FIRST_RECORD_ID = 30_000_000_001

export function createRecordStore(sources: Sources): SandboxRecords {
  const { database, properties, labels, configurations, now } = sources
  const unique = createUniqueValues(database, properties)
  const associations = createAssociationStore({ database, labels, configurations })
  return {
    ...definitionsOf(sources),
    ...recordsOf({ database, unique, now }),
    ...associationsOf(associations),
    ...createRecordSearch(database, unique),
  }
}

function definitionsOf({ properties, validations, labels, configurations }: Sources) {
  return {
    properties: (objectTypeId: string): readonly Property[] => properties.list(objectTypeId),
    validations: validations.list,
    owners: () => OWNERS,
    labels: (fromObjectTypeId: string, toObjectTypeId: string) =>
      labels
        .types({ fromObjectTypeId, toObjectTypeId })
        .map(({ category, typeId, label }) => ({ category, typeId, label })),
    configurations: (fromObjectTypeId: string, toObjectTypeId: string) =>
      labels.types({ fromObjectTypeId, toObjectTypeId }).map((type) => ({
        category: type.category,
        typeId: type.typeId,
        label: type.label,
        userEnforcedMaxToObjectIds: configurations.limit(type) ?? null,
      })),
  }
}

function associationsOf(associations: AssociationStore) {
  return {
    associate: associations.add,
    associations: (fromObjectTypeId: string, fromId: string, toObjectTypeId: string) =>
      associations.list({ fromObjectTypeId, toObjectTypeId }, fromId),
    removeAssociationType: associations.removeType,
  }
}

function recordsOf({ database, unique, now }: Pick<Sources, 'database' | 'now'> & { unique: UniqueValues }) {
  const insert = database.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?)')
  const write = database.prepare('UPDATE records SET updated = ?, properties = ? WHERE id = ?')
  const byId = database.prepare('SELECT * FROM records WHERE id = ?')
  const lastId = database.prepare('SELECT max(id) AS id FROM records').get()?.id
  let nextId = typeof lastId === 'number' ? lastId + 1 : FIRST_RECORD_ID

  // An update follows the lookup of its record: that row need not be read twice.
  let latest: { id: number; row: SqlRow } | undefined
  const rowOf = (id: number) => {
    if (latest?.id === id) return latest.row
    const row = byId.get(id)
    latest = row === undefined ? undefined : { id, row }
    return row
  }
  const find = (objectTypeId: string, id: string): CrmRecord | undefined => {
    const row = /^\d{1,15}$/.test(id) ? rowOf(Number(id)) : undefined
    return row?.object_type === objectTypeId ? recordOf(objectTypeId, row) : undefined
  }
  return {
    find,
    findByUniqueValue: (objectTypeId: string, propertyName: string, value: string): CrmRecord[] =>
      unique.recordIds(objectTypeId, propertyName, value).flatMap((id) => find(objectTypeId, String(id)) ?? []),
    create(objectTypeId: string, given: Record<string, string>): CrmRecord {
      const id = nextId
      nextId += 1
      const time = now()
      insert.run(id, objectTypeId, time, time, JSON.stringify(given))
      unique.add(objectTypeId, id, given)
      const at = new Date(time).toISOString()
      return { objectTypeId, id: String(id), properties: { ...given }, createdAt: at, updatedAt: at }
    },
    update(objectTypeId: string, id: string, given: Record<string, string>): CrmRecord {
      const before = find(objectTypeId, id)
      if (before === undefined) throw new RangeError(`no record ${id} of ${objectTypeId}`)
      const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
      const merged = { ...before.properties, ...changes }
      const time = now()
      latest = undefined
      write.run(time, JSON.stringify(merged), Number(id))
      unique.change(objectTypeId, Number(id), before.properties, merged)
      return { ...before, properties: merged, updatedAt: new Date(time).toISOString() }
    },
    transaction<T>(work: () => T): T {
      try {
        return database.transaction(work)
      } finally {
        latest = undefined
      }
    },
  }
}
