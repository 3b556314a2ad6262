import type { AssociationSpec } from '../../hubspot/association.ts'
import facts from '../../hubspot/facts/association-types.json' with { type: 'json' }
import type { RecordStore } from '../store.ts'

interface Pair {
  fromObjectTypeId: string
  toObjectTypeId: string
}

/** The plain type between two objects in this direction; for custom objects the account's type without a label. */
export function plainType(pair: Pair, store: RecordStore): AssociationSpec | null {
  const types = store.labels(pair.fromObjectTypeId, pair.toObjectTypeId)
  const known = typeOfKind(pair, 'default') ?? types.find(({ label }) => (label ?? '') === '')
  const type = types.find(({ typeId, category }) => typeId === known?.typeId && category === known.category)
  return type === undefined ? null : { typeId: type.typeId, category: type.category }
}

/** Primary company of a contact, deal or ticket. */
export const primaryType = (pair: Pair): AssociationSpec | null => typeOfKind(pair, 'primary')

function typeOfKind({ fromObjectTypeId, toObjectTypeId }: Pair, kind: string): AssociationSpec | null {
  const type = facts.find(
    (fact) =>
      fact.kind === kind && fact.fromObjectTypeId === fromObjectTypeId && fact.toObjectTypeId === toObjectTypeId,
  )
  return type === undefined ? null : { typeId: type.typeId, category: type.category }
}
