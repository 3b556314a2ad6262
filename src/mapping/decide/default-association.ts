import facts from '../../hubspot/facts/association-types.json' with { type: 'json' }
import type { ForeignKeyType } from '../../hubspot/import-request.ts'

/** HubSpot's own unlabeled association in this direction; undefined for custom objects, whose ids the account gives. */
export function defaultAssociation(fromObjectTypeId: string, toObjectTypeId: string): ForeignKeyType | undefined {
  const fact = facts.find(
    (type) =>
      type.kind === 'default' && type.fromObjectTypeId === fromObjectTypeId && type.toObjectTypeId === toObjectTypeId,
  )
  return fact === undefined ? undefined : { associationTypeId: fact.typeId, associationCategory: 'HUBSPOT_DEFINED' }
}
