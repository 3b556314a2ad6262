import facts from '../../hubspot/facts/association-types.json' with { type: 'json' }
import type { ForeignKeyType } from '../../hubspot/import-request.ts'

/** HubSpot's own unlabeled association in this direction; undefined for custom objects, whose ids the account gives. */
export const defaultAssociation = (fromObjectTypeId: string, toObjectTypeId: string): ForeignKeyType | undefined =>
  ownAssociation('default', fromObjectTypeId, toObjectTypeId)

/** The one with the main company of a contact, deal or ticket; undefined for objects that have none. */
export const primaryAssociation = (fromObjectTypeId: string, toObjectTypeId: string): ForeignKeyType | undefined =>
  ownAssociation('primary', fromObjectTypeId, toObjectTypeId)

function ownAssociation(kind: 'default' | 'primary', from: string, to: string): ForeignKeyType | undefined {
  const fact = facts.find((type) => type.kind === kind && type.fromObjectTypeId === from && type.toObjectTypeId === to)
  return fact === undefined ? undefined : { associationTypeId: fact.typeId, associationCategory: 'HUBSPOT_DEFINED' }
}
