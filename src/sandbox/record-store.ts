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
  /** As update(), but a value that is empty erases what was there. */
  set(objectTypeId: string, id: string, properties: Record<string, string>): CrmRecord
  /** The record is not found any more, its values are free and its associations gone. */
  archive(record: CrmRecord): void
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
    ...recordsOf({ database, unique, now, associations }),
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

interface RecordSources extends Pick<Sources, 'database' | 'now'> {
  unique: UniqueValues
  associations: AssociationStore
}

function recordsOf({ database, unique, now, associations }: RecordSources) {
  const insert = database.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?)')
  const write = database.prepare('UPDATE records SET updated = ?, properties = ? WHERE id = ?')
  // The row stays, so that its id is never given again.
  const hide = database.prepare("UPDATE records SET object_type = 'archived ' || object_type, updated = ? WHERE id = ?")
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
  const replace = (
    objectTypeId: string,
    id: string,
    change: (before: Record<string, string>) => Record<string, string>,
  ): CrmRecord => {
    const before = find(objectTypeId, id)
    if (before === undefined) throw new RangeError(`no record ${id} of ${objectTypeId}`)
    const properties = change(before.properties)
    const time = now()
    latest = undefined
    write.run(time, JSON.stringify(properties), Number(id))
    unique.change(objectTypeId, Number(id), before.properties, properties)
    return { ...before, properties, updatedAt: new Date(time).toISOString() }
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
    update: (objectTypeId: string, id: string, given: Record<string, string>): CrmRecord =>
      replace(objectTypeId, id, (before) => ({ ...before, ...withoutEmpty(given) })),
    set: (objectTypeId: string, id: string, given: Record<string, string>): CrmRecord =>
      replace(objectTypeId, id, (before) => withoutEmpty({ ...before, ...given })),
    archive({ objectTypeId, id, properties }: CrmRecord): void {
      latest = undefined
      hide.run(now(), Number(id))
      unique.change(objectTypeId, Number(id), properties, {})
      associations.removeRecord(id)
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

const withoutEmpty = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
