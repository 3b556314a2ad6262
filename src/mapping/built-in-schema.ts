import facts from '../hubspot/facts/default-properties.json' with { type: 'json' }
import { OBJECT_TYPES } from '../hubspot/object-types.ts'
import type { Property } from '../hubspot/property.ts'
import { once } from '../once.ts'
import type { Schema } from './proposal.ts'

/** What every account has: HubSpot's default properties, for work without a connection. Custom ones are not in it. */
export const builtInSchema = once<Schema>(() => {
  const properties = new Map<string, Property[]>()
  for (const fact of facts) {
    const known = properties.get(fact.objectTypeId) ?? []
    known.push(propertyOf(fact))
    properties.set(fact.objectTypeId, known)
  }
  return { objectTypes: OBJECT_TYPES, properties }
})

type Fact = (typeof facts)[number]

function propertyOf(fact: Fact): Property {
  return {
    name: fact.name,
    label: fact.label,
    type: fact.type,
    fieldType: fact.fieldType,
    options: 'options' in fact && fact.options !== undefined ? fact.options : [],
    hasUniqueValue: 'hasUniqueValue' in fact && fact.hasUniqueValue === true,
    calculated: 'calculated' in fact && fact.calculated === true,
    referencedObjectType: fact.name === 'hubspot_owner_id' ? 'OWNER' : null,
    modificationMetadata: { readOnlyValue: 'readOnly' in fact && fact.readOnly === true },
  }
}
