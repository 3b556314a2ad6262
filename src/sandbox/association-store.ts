import type { Sqlite } from '../sqlite.ts'
import type { ConfigurationStore } from './configuration-store.ts'
import { numberOf, textOf } from './database.ts'
import type { AssociationType, LabelStore, Pair } from './label-store.ts'
import type { Association } from './store.ts'

export interface AssociationStore {
  /** Writes both directions. @throws RangeError when the pair has no such type. */
  add(association: Association): 'created' | 'exists' | 'limit_exceeded'
  list(pair: Pair, fromId: string): Association[]
  /** Takes a type that was deleted away from all records. */
  removeType(type: AssociationType): void
  /** Takes every association of a record that was archived away, from its partners too. */
  removeRecord(id: string): void
}

interface Sources {
  database: Sqlite
  labels: LabelStore
  configurations: ConfigurationStore
}

export function createAssociationStore({ database, labels, configurations }: Sources): AssociationStore {
  const insert = database.prepare('INSERT OR IGNORE INTO associations VALUES (?, ?, ?, ?, ?)')
  const count = database.prepare(
    'SELECT count(*) AS n FROM associations WHERE from_record = ? AND to_type = ? AND category = ? AND type_id = ?',
  )
  const exists = database.prepare(
    `SELECT 1 AS n FROM associations
     WHERE from_record = ? AND to_type = ? AND category = ? AND type_id = ? AND to_record = ?`,
  )
  const ofRecord = database.prepare(
    `SELECT category, type_id, to_record FROM associations WHERE from_record = ? AND to_type = ?
     ORDER BY to_record, category, type_id`,
  )
  const erase = database.prepare(
    `DELETE FROM associations WHERE to_type = ? AND category = ? AND type_id = ?
     AND from_record IN (SELECT id FROM records WHERE object_type = ?)`,
  )
  const eraseRecord = database.prepare('DELETE FROM associations WHERE from_record = ? OR to_record = ?')

  const isFull = (type: AssociationType, fromId: number): boolean => {
    const maximum = configurations.limit(type)
    if (maximum === undefined) return false
    return numberOf(count.get(fromId, type.toObjectTypeId, type.category, type.typeId)?.n) >= maximum
  }
  return {
    add(association) {
      const type = labels.find(association, association.category, association.typeId)
      if (type === undefined) throw new RangeError(`no association type ${association.typeId} in this direction`)
      const inverse = inverseOf(type)
      const [from, to] = [Number(association.fromId), Number(association.toId)]
      if (isFull(type, from) || isFull(inverse, to)) {
        const known = exists.get(from, type.toObjectTypeId, type.category, type.typeId, to)
        return known === undefined ? 'limit_exceeded' : 'exists'
      }
      const { changes } = insert.run(from, type.toObjectTypeId, type.category, type.typeId, to)
      insert.run(to, type.fromObjectTypeId, inverse.category, inverse.typeId, from)
      return changes > 0 ? 'created' : 'exists'
    },
    list: ({ fromObjectTypeId, toObjectTypeId }, fromId) =>
      ofRecord.all(Number(fromId), toObjectTypeId).map((row) => ({
        fromObjectTypeId,
        fromId,
        toObjectTypeId,
        toId: String(row.to_record),
        typeId: numberOf(row.type_id),
        category: textOf(row.category),
      })),
    removeType: (type) => {
      erase.run(type.toObjectTypeId, type.category, type.typeId, type.fromObjectTypeId)
    },
    removeRecord: (id) => {
      eraseRecord.run(Number(id), Number(id))
    },
  }
}

const inverseOf = (type: AssociationType): AssociationType => ({
  ...type,
  typeId: type.inverseTypeId,
  inverseTypeId: type.typeId,
  fromObjectTypeId: type.toObjectTypeId,
  toObjectTypeId: type.fromObjectTypeId,
})
