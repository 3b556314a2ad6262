import facts from '../hubspot/facts/association-types.json' with { type: 'json' }
import type { Sqlite, SqlRow } from '../sqlite.ts'
import { SUBSCRIPTION_PLAN, SUBSCRIPTION_PLAN_PARTNERS } from './custom-objects.ts'
import { numberOf, textOf, textOrNull } from './database.ts'

/** One association type in one direction. The same number can be another type of another category or direction. */
export interface AssociationType {
  category: string
  typeId: number
  fromObjectTypeId: string
  toObjectTypeId: string
  /** The type that the other record sees. */
  inverseTypeId: number
  /** null: the unlabeled type of the pair. */
  label: string | null
  /** Internal name; only types of the account have one. */
  name: string | null
}

export interface Pair {
  fromObjectTypeId: string
  toObjectTypeId: string
}

export interface NewLabel {
  name: string
  /** null: the unlabeled type of a pair with a custom object. */
  label: string | null
  inverseLabel: string | null
}

export interface LabelStore {
  /** All types from → to, HubSpot's own first. */
  types(pair: Pair): readonly AssociationType[]
  find(pair: Pair, category: string, typeId: number): AssociationType | undefined
  /** Types the account has made, in any pair. */
  ofAccount(): readonly AssociationType[]
  /** Makes two types, one for each direction, and returns them in this order. */
  add(pair: Pair, label: NewLabel): [AssociationType, AssociationType]
  relabel(type: AssociationType, label: string, inverseLabel: string): void
  /** Removes the type and its partner, and returns both. */
  remove(type: AssociationType): AssociationType[]
}

export function createLabelStore(database: Sqlite): LabelStore {
  const own = hubspotTypes()
  const statements = {
    all: database.prepare('SELECT * FROM labels ORDER BY type_id'),
    insert: database.prepare(
      'INSERT INTO labels (from_type, to_type, inverse_id, name, label) VALUES (?, ?, 0, ?, ?) RETURNING type_id',
    ),
    link: database.prepare('UPDATE labels SET inverse_id = ? WHERE type_id = ?'),
    relabel: database.prepare('UPDATE labels SET label = ? WHERE type_id = ?'),
    remove: database.prepare('DELETE FROM labels WHERE type_id = ?'),
  }
  let account: AssociationType[] = []
  const reload = () => {
    account = statements.all.all().map(typeOf)
  }
  const add: LabelStore['add'] = (pair, label) => {
    const { fromObjectTypeId: from, toObjectTypeId: to } = pair
    const ids = database.transaction(() => {
      const first = numberOf(statements.insert.get(from, to, label.name, label.label)?.type_id)
      const second = numberOf(statements.insert.get(to, from, label.name, label.inverseLabel)?.type_id)
      statements.link.run(second, first)
      statements.link.run(first, second)
      return [first, second]
    })
    reload()
    const [type, inverse] = ids.map((id) => account.find((other) => other.typeId === id))
    if (type === undefined || inverse === undefined) throw new Error('a new label is missing in the database')
    return [type, inverse]
  }
  reload()
  const ofPair = (pair: Pair) => own.get(keyOf(pair)) ?? []
  const connects = (type: AssociationType, { fromObjectTypeId, toObjectTypeId }: Pair) =>
    type.fromObjectTypeId === fromObjectTypeId && type.toObjectTypeId === toObjectTypeId
  const store: LabelStore = {
    types: (pair) => [...ofPair(pair), ...account.filter((type) => connects(type, pair))],
    find(pair, category, typeId) {
      const isIt = (type: AssociationType) => type.category === category && type.typeId === typeId
      return ofPair(pair).find(isIt) ?? account.find((type) => isIt(type) && connects(type, pair))
    },
    ofAccount: () => account,
    add,
    relabel(type, label, inverseLabel) {
      database.transaction(() => {
        statements.relabel.run(label, type.typeId)
        statements.relabel.run(inverseLabel, type.inverseTypeId)
      })
      reload()
    },
    remove(type) {
      const removed = account.filter((other) => [type.typeId, type.inverseTypeId].includes(other.typeId))
      database.transaction(() => {
        for (const { typeId } of removed) statements.remove.run(typeId)
      })
      reload()
      return removed
    },
  }
  if (account.length === 0) seed(store)
  return store
}

const keyOf = (pair: Pair): string => `${pair.fromObjectTypeId}>${pair.toObjectTypeId}`

/** A custom object is born with unlabeled types to the standard objects. */
function seed(store: LabelStore): void {
  for (const toObjectTypeId of SUBSCRIPTION_PLAN_PARTNERS) {
    const pair = { fromObjectTypeId: SUBSCRIPTION_PLAN.objectTypeId, toObjectTypeId }
    store.add(pair, { name: `subscription_plan_to_${toObjectTypeId}`, label: null, inverseLabel: null })
  }
}

function hubspotTypes(): Map<string, AssociationType[]> {
  const types = new Map<string, AssociationType[]>()
  for (const fact of facts) {
    const { category, typeId, fromObjectTypeId, toObjectTypeId, label } = fact
    if (fromObjectTypeId === null || toObjectTypeId === null) continue
    const inverseTypeId = fact.inverseTypeId ?? typeId
    const type = { category, typeId, fromObjectTypeId, toObjectTypeId, inverseTypeId, label, name: null }
    types.set(keyOf(type), [...(types.get(keyOf(type)) ?? []), type])
  }
  return types
}

const typeOf = (row: SqlRow): AssociationType => ({
  category: 'USER_DEFINED',
  typeId: numberOf(row.type_id),
  fromObjectTypeId: textOf(row.from_type),
  toObjectTypeId: textOf(row.to_type),
  inverseTypeId: numberOf(row.inverse_id),
  label: textOrNull(row.label),
  name: textOrNull(row.name),
})
