import { findObjectType } from './custom-objects.ts'

/** Objects that have scopes of their own; the others are read with one of these. */
const OBJECT_SCOPES: readonly (readonly [string, string])[] = [
  ['0-1', 'crm.objects.contacts'],
  ['0-2', 'crm.objects.companies'],
  ['0-3', 'crm.objects.deals'],
  ['0-7', 'e-commerce'],
  ['0-8', 'crm.objects.line_items'],
  ['0-14', 'crm.objects.quotes'],
  ['0-53', 'crm.objects.invoices'],
  ['0-69', 'crm.objects.subscriptions'],
  ['0-101', 'crm.objects.commercepayments'],
  ['0-115', 'crm.objects.users'],
  ['0-123', 'crm.objects.orders'],
  ['0-136', 'crm.objects.leads'],
  ['0-142', 'crm.objects.carts'],
  ['0-162', 'crm.objects.services'],
  ['0-410', 'crm.objects.courses'],
  ['0-420', 'crm.objects.listings'],
  ['0-421', 'crm.objects.appointments'],
  ['0-54', 'crm.objects.marketing_events'],
  ['0-74', 'crm.objects.goals'],
]

const SCHEMA_SCOPES = ['contacts', 'companies', 'deals', 'custom'].flatMap((name) => [
  `crm.schemas.${name}.read`,
  `crm.schemas.${name}.write`,
])

export const IMPORT_SCOPES = ['crm.import'] as const
export const OWNER_SCOPES = ['crm.objects.owners.read', 'crm.objects.contacts.read'] as const

const withDot = OBJECT_SCOPES.map(([, scope]) => scope).filter((scope) => scope.includes('.'))

/** Any one of them lets an app read and write labels and configurations: there is no scope of its own for that. */
export const ASSOCIATION_SCOPES: readonly string[] = [
  ...withDot.flatMap((scope) => [`${scope}.read`, `${scope}.write`]),
  ...['crm.objects.custom.read', 'crm.objects.custom.write', 'tickets', 'e-commerce', 'media_bridge.read'],
]

export const ALL_SCOPES: readonly string[] = [
  ...['oauth', ...IMPORT_SCOPES, 'crm.objects.owners.read', ...ASSOCIATION_SCOPES, ...SCHEMA_SCOPES],
  ...['crm.lists.read', 'crm.lists.write'],
]

export function objectScopes(objectTypeId: string, access: 'read' | 'write'): readonly string[] {
  const own = OBJECT_SCOPES.find(([id]) => id === objectTypeId)?.[1]
  if (own !== undefined) return own.includes('.') ? [`${own}.${access}`] : [own]
  if (objectTypeId === '0-5') return ['tickets']
  if (objectTypeId.startsWith('2-')) return [`crm.objects.custom.${access}`]
  return [`crm.objects.contacts.${access}`]
}

export function propertyScopes(objectType: string, access: 'read' | 'write'): readonly string[] {
  const objectTypeId = findObjectType(objectType)?.objectTypeId ?? ''
  const schemas = ['contacts', 'companies', 'deals', 'custom'].map((name) => `crm.schemas.${name}.${access}`)
  return [...objectScopes(objectTypeId, access), ...schemas]
}
