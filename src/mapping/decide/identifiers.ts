import type { ColumnType } from '../../hubspot/import-request.ts'
import { objectTypeById } from '../../hubspot/object-types.ts'
import type { KnownProperty } from '../candidates/property-index.ts'

/**
 * HUBSPOT_OBJECT_ID for the record id, HUBSPOT_ALTERNATE_ID for a property that tells records apart: contact e-mail,
 * company domain, the account's own unique properties.
 */
export function columnTypeOf({ objectTypeId, property }: KnownProperty): ColumnType {
  if (property.name === 'hs_object_id') return 'HUBSPOT_OBJECT_ID'
  const isIdentifier =
    property.hasUniqueValue === true ||
    objectTypeById(objectTypeId)?.uniqueIdentifierProperties.includes(property.name) === true
  return isIdentifier ? 'HUBSPOT_ALTERNATE_ID' : 'STANDARD'
}
