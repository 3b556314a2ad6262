import { z } from 'zod'
import type { Sqlite } from '../sqlite.ts'
import { textOf } from './database.ts'
import type { PropertyStore } from './property-store.ts'

const propertyGroup = z.object({ name: z.string(), label: z.string(), displayOrder: z.number(), archived: z.boolean() })

export type PropertyGroup = z.infer<typeof propertyGroup>

export interface PropertyGroupStore {
  /** Those that properties name, and those that were made. Archived ones are not told. */
  list(objectTypeId: string): PropertyGroup[]
  /** Also as archived. */
  set(objectTypeId: string, group: PropertyGroup): void
}

export function createPropertyGroupStore(database: Sqlite, properties: PropertyStore): PropertyGroupStore {
  const stored = database.prepare('SELECT definition FROM property_groups WHERE object_type = ?')
  const write = database.prepare('INSERT OR REPLACE INTO property_groups VALUES (?, ?, ?)')
  return {
    list(objectTypeId) {
      const used = properties.list(objectTypeId).flatMap(({ groupName }) => groupName ?? [])
      const kept = stored.all(objectTypeId).map((row) => propertyGroup.parse(JSON.parse(textOf(row.definition))))
      const groups = new Map([...used.map(nameless), ...kept].map((group) => [group.name, group]))
      return [...groups.values()].filter(({ archived }) => !archived)
    },
    set: (objectTypeId, group) => {
      write.run(objectTypeId, group.name, JSON.stringify(group))
    },
  }
}

/** `contactinformation` → Contact information: the group that HubSpot has made for every object. */
const nameless = (name: string): PropertyGroup => {
  const words = name
    .replace(/information$/, ' information')
    .replaceAll('_', ' ')
    .trim()
  return { name, label: words.charAt(0).toUpperCase() + words.slice(1), displayOrder: -1, archived: false }
}
