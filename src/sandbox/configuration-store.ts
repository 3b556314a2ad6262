import type { Sqlite } from '../sqlite.ts'
import { numberOf, textOf } from './database.ts'
import type { AssociationType } from './label-store.ts'

/** One association type in one direction: what a limit belongs to. */
export type Limited = Pick<AssociationType, 'category' | 'typeId' | 'fromObjectTypeId' | 'toObjectTypeId'>

/** Limits the account has set: how many records one record may be associated with, per type and direction. */
export interface ConfigurationStore {
  limit(type: Limited): number | undefined
  all(): readonly (Limited & { maximum: number })[]
  set(type: Limited, maximum: number): void
  remove(type: Limited): void
}

export function createConfigurationStore(database: Sqlite): ConfigurationStore {
  const limits = new Map<string, Limited & { maximum: number }>()
  for (const row of database.prepare('SELECT * FROM configurations').all()) {
    const limited = {
      fromObjectTypeId: textOf(row.from_type),
      toObjectTypeId: textOf(row.to_type),
      category: textOf(row.category),
      typeId: numberOf(row.type_id),
      maximum: numberOf(row.maximum),
    }
    limits.set(keyOf(limited), limited)
  }
  const write = database.prepare('INSERT OR REPLACE INTO configurations VALUES (?, ?, ?, ?, ?)')
  const erase = database.prepare(
    'DELETE FROM configurations WHERE from_type = ? AND to_type = ? AND category = ? AND type_id = ?',
  )
  return {
    limit: (type) => limits.get(keyOf(type))?.maximum,
    all: () => [...limits.values()],
    set({ fromObjectTypeId, toObjectTypeId, category, typeId }, maximum) {
      const limited = { fromObjectTypeId, toObjectTypeId, category, typeId, maximum }
      write.run(fromObjectTypeId, toObjectTypeId, category, typeId, maximum)
      limits.set(keyOf(limited), limited)
    },
    remove(type) {
      erase.run(type.fromObjectTypeId, type.toObjectTypeId, type.category, type.typeId)
      limits.delete(keyOf(type))
    },
  }
}

const keyOf = (type: Limited): string =>
  `${type.fromObjectTypeId}>${type.toObjectTypeId} ${type.category} ${type.typeId}`
