import type { ObjectType } from '../hubspot/object-types.ts'
import { type Property, property } from '../hubspot/property.ts'
import type { Sqlite } from '../sqlite.ts'
import { textOf } from './database.ts'
import { Refusal } from './refusal.ts'
import { seedProperties } from './seed-properties.ts'

export interface PropertyStore {
  /** Empty: the object type does not exist. */
  list(objectTypeId: string): readonly Property[]
  find(objectTypeId: string, name: string): Property | undefined
  /** Definitions that were archived and are listed nowhere else. */
  archived(objectTypeId: string): readonly Property[]
  /** @throws Refusal 409 when the name is taken. */
  add(type: ObjectType, definition: Property): void
  /** Instead of the one of the same name. */
  replace(objectTypeId: string, definition: Property): void
  archive(objectTypeId: string, definition: Property, at: string): void
}

/**
 * The seeded definitions are in memory, what the account creates or changes is in the database. A list is a new one after
 * every change, so that whoever has worked something out for a list sees that it is another.
 */
export function createPropertyStore(database: Sqlite): PropertyStore {
  const lists = new Map<string, readonly Property[]>(seedProperties())
  const gone = new Map<string, readonly Property[]>()
  const listOf = (objectTypeId: string) => lists.get(objectTypeId) ?? []
  const hold = (objectTypeId: string, definition: Property) => {
    const { name } = definition
    const isListed = listOf(objectTypeId).some((other) => other.name === name)
    const place = definition.archived === true ? gone : lists
    if (isListed && place === lists) {
      lists.set(
        objectTypeId,
        listOf(objectTypeId).map((other) => (other.name === name ? definition : other)),
      )
      return
    }
    for (const all of [lists, gone]) all.set(objectTypeId, withoutName(all.get(objectTypeId) ?? [], name))
    place.set(objectTypeId, [...(place.get(objectTypeId) ?? []), definition])
  }
  for (const row of database.prepare('SELECT object_type, definition FROM properties').all()) {
    hold(textOf(row.object_type), property.parse(JSON.parse(textOf(row.definition))))
  }
  const write = database.prepare('INSERT OR REPLACE INTO properties VALUES (?, ?, ?)')
  const keep = (objectTypeId: string, definition: Property) => {
    write.run(objectTypeId, definition.name, JSON.stringify(definition))
    hold(objectTypeId, definition)
  }
  const find = (objectTypeId: string, name: string) => listOf(objectTypeId).find((other) => other.name === name)
  return {
    list: listOf,
    find,
    archived: (objectTypeId) => gone.get(objectTypeId) ?? [],
    add({ objectTypeId }, definition) {
      if (find(objectTypeId, definition.name) !== undefined) throw nameTaken(definition.name)
      keep(objectTypeId, definition)
    },
    replace: keep,
    archive: (objectTypeId, definition, at) => keep(objectTypeId, { ...definition, archived: true, archivedAt: at }),
  }
}

const withoutName = (all: readonly Property[], name: string): Property[] => all.filter((other) => other.name !== name)

const nameTaken = (name: string): Refusal =>
  new Refusal(409, {
    message: `Property named ${name} already exists.`,
    category: 'CONFLICT',
    subCategory: 'PROPERTY_EXISTS',
    context: { propertyName: [name] },
  })
