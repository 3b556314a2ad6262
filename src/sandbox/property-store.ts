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
  /** @throws Refusal 409 when the name is taken. */
  add(type: ObjectType, definition: Property): void
}

/** The seeded definitions are in memory, what the account creates is in the database. */
export function createPropertyStore(database: Sqlite): PropertyStore {
  const lists = seedProperties()
  for (const row of database.prepare('SELECT object_type, definition FROM properties').all()) {
    lists.get(textOf(row.object_type))?.push(property.parse(JSON.parse(textOf(row.definition))))
  }
  const insert = database.prepare('INSERT INTO properties VALUES (?, ?, ?)')
  const find = (objectTypeId: string, name: string) => lists.get(objectTypeId)?.find((other) => other.name === name)
  return {
    list: (objectTypeId) => lists.get(objectTypeId) ?? [],
    find,
    add(type, definition) {
      if (find(type.objectTypeId, definition.name) !== undefined) throw nameTaken(definition.name)
      insert.run(type.objectTypeId, definition.name, JSON.stringify(definition))
      lists.get(type.objectTypeId)?.push(definition)
    },
  }
}

const nameTaken = (name: string): Refusal =>
  new Refusal(409, {
    message: `Property named ${name} already exists.`,
    category: 'CONFLICT',
    subCategory: 'PROPERTY_EXISTS',
    context: { propertyName: [name] },
  })
