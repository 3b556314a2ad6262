import type { ObjectType } from '../../hubspot/object-types.ts'
import { findObjectType, SUBSCRIPTION_PLAN } from '../custom-objects.ts'
import { PATHS } from '../paths.ts'
import { notFound } from '../refusal.ts'
import { ok, type Route } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'

const SCOPES = ['contacts', 'companies', 'deals', 'custom'].map((name) => `crm.schemas.${name}.read`)

/** Only custom objects are in the list; a standard object can be read by its name. */
export function schemaRoutes(parts: SandboxParts): Route[] {
  return [
    {
      method: 'GET',
      paths: PATHS.schemas(),
      scopes: SCOPES,
      answer: ({ query }) =>
        ok({ results: query.get('archived') === 'true' ? [] : [schemaOf(SUBSCRIPTION_PLAN, parts)] }),
    },
    {
      method: 'GET',
      paths: PATHS.schemas('/{objectType}'),
      scopes: SCOPES,
      answer: ({ params }) => {
        const type = findObjectType(params.objectType ?? '')
        if (type === undefined) throw notFound(`No object type ${params.objectType?.slice(0, 100)} exists`)
        return ok(schemaOf(type, parts))
      },
    },
  ]
}

function schemaOf(type: ObjectType, { portalId, properties, labels }: SandboxParts): object {
  const name = type.aliases[0] ?? type.singular.toLowerCase()
  const isCustom = type.objectTypeId.startsWith('2-')
  const [primary = null, ...secondary] = type.primaryDisplayProperty
  const own = labels.ofAccount().filter((one) => one.fromObjectTypeId === type.objectTypeId)
  return {
    id: type.objectTypeId.replace('2-', ''),
    objectTypeId: type.objectTypeId,
    fullyQualifiedName: isCustom ? `p${portalId}_${name}` : type.singular.toUpperCase(),
    name,
    labels: { singular: type.singular, plural: type.plural },
    metaType: isCustom ? 'PORTAL_SPECIFIC' : 'HUBSPOT',
    requiredProperties: type.requiredToCreate.map((group) => group[0]),
    searchableProperties: [...type.primaryDisplayProperty, ...type.uniqueIdentifierProperties],
    primaryDisplayProperty: primary,
    secondaryDisplayProperties: secondary,
    archived: false,
    restorable: true,
    allowsSensitiveProperties: false,
    properties: properties.list(type.objectTypeId),
    associations: own.map((one) => ({
      id: String(one.typeId),
      fromObjectTypeId: one.fromObjectTypeId,
      toObjectTypeId: one.toObjectTypeId,
      name: one.name,
      createdAt: null,
      updatedAt: null,
    })),
    createdAt: '2025-01-02T00:00:00.000Z',
    updatedAt: '2025-01-02T00:00:00.000Z',
  }
}
