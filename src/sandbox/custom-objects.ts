import { OBJECT_TYPES, type ObjectType } from '../hubspot/object-types.ts'

/** The one custom object of every sandbox, with a property that identifies its records. */
export const SUBSCRIPTION_PLAN: ObjectType = {
  objectTypeId: '2-1000001',
  singular: 'Subscription plan',
  plural: 'Subscription plans',
  aliases: ['subscription_plan', 'subscription_plans'],
  primaryDisplayProperty: ['plan_name'],
  uniqueIdentifierProperties: ['plan_code'],
  requiredToCreate: [['plan_name']],
  canCreate: true,
  canUpdate: true,
}

/** It can be associated with these, by types of the account (USER_DEFINED), as HubSpot does for custom objects. */
export const SUBSCRIPTION_PLAN_PARTNERS = ['0-1', '0-2', '0-3', '0-5'] as const

export const ALL_OBJECT_TYPES: readonly ObjectType[] = [...OBJECT_TYPES, SUBSCRIPTION_PLAN]

const byName = new Map(
  ALL_OBJECT_TYPES.flatMap((type) =>
    [type.objectTypeId, type.singular, type.plural, ...type.aliases].map((name) => [simplify(name), type] as const),
  ),
)

/** By id, name, plural or fully qualified name of the custom object, without case. */
export function findObjectType(text: string): ObjectType | undefined {
  return byName.get(simplify(text)) ?? byName.get(simplify(text).replace(/^p\d+_/, ''))
}

/** CONTACT, LINE_ITEM: how HubSpot's messages name an object type. */
export const constantName = (type: ObjectType): string => simplify(type.singular).toUpperCase()

function simplify(text: string): string {
  return text.trim().toLowerCase().replaceAll(/\s+/g, '_')
}
