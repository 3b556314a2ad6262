import defaults from '../hubspot/facts/default-properties.json' with { type: 'json' }
import type { ObjectType } from '../hubspot/object-types.ts'
import type { Property } from '../hubspot/property.ts'
import { ALL_OBJECT_TYPES, SUBSCRIPTION_PLAN } from './custom-objects.ts'

export interface PropertySeed {
  name: string
  label: string
  type: string
  fieldType: string
  options?: readonly { label: string; value: string }[]
  readOnly?: boolean
  calculated?: boolean
  hasUniqueValue?: boolean
  /** Made by the account, not by HubSpot. */
  custom?: boolean
  groupName?: string
}

/** The definitions every new account has: HubSpot's own of each object type, and a few the account has made. */
export function seedProperties(): Map<string, Property[]> {
  const seeds = new Map<string, PropertySeed[]>(ALL_OBJECT_TYPES.map((type) => [type.objectTypeId, []]))
  for (const { objectTypeId, ...seed } of defaults) seeds.get(objectTypeId)?.push(seed)
  return new Map(
    ALL_OBJECT_TYPES.map((type) => {
      const known = (seeds.get(type.objectTypeId) ?? []).map((seed) =>
        seed.name === BRANDS.name ? { ...seed, ...BRANDS } : seed,
      )
      const all = [...known, ...missingBasics(type, known), ...(CUSTOM.get(type.objectTypeId) ?? [])]
      return [type.objectTypeId, all.map((seed) => definitionOf(type, seed))]
    }),
  )
}

export function definitionOf(type: ObjectType, seed: PropertySeed): Property {
  const isOwner = seed.name === 'hubspot_owner_id'
  const readOnly = seed.readOnly === true || seed.calculated === true
  return {
    updatedAt: '2025-01-02T00:00:00.000Z',
    createdAt: '2025-01-02T00:00:00.000Z',
    name: seed.name,
    label: seed.label,
    type: seed.type,
    fieldType: seed.fieldType,
    description: '',
    groupName: seed.groupName ?? groupOf(type),
    options: optionsOf(seed),
    ...(isOwner ? { referencedObjectType: 'OWNER' } : {}),
    displayOrder: -1,
    calculated: seed.calculated === true,
    externalOptions: isOwner,
    archived: false,
    hasUniqueValue: seed.hasUniqueValue === true,
    hidden: false,
    hubspotDefined: seed.custom !== true,
    modificationMetadata: {
      archivable: seed.custom === true,
      readOnlyDefinition: seed.custom !== true,
      readOnlyValue: readOnly,
    },
    formField: !readOnly,
    dataSensitivity: 'non_sensitive',
  }
}

/** contactinformation, companyinformation: the group every standard object starts with. */
export const groupOf = (type: ObjectType): string => `${type.singular.toLowerCase().replaceAll(/\s+/g, '')}information`

function optionsOf(seed: PropertySeed): Property['options'] {
  const given = seed.options ?? (seed.type === 'bool' ? BOOLEAN_OPTIONS : [])
  return given.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false }))
}

/** Objects whose catalogue is not known have at least what every object has, and what their creation needs. */
function missingBasics(type: ObjectType, known: readonly PropertySeed[]): PropertySeed[] {
  const names = new Set([...type.primaryDisplayProperty, ...type.requiredToCreate.flat()])
  const texts = [...names].map((name) => ({ name, label: labelOf(name), ...kindOf(name) }))
  return [...BASICS, ...texts].filter((seed) => known.every((other) => other.name !== seed.name))
}

function labelOf(name: string): string {
  const words = name.replace(/^hs_/, '').replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function kindOf(name: string): { type: string; fieldType: string } {
  if (/(_date|_timestamp)$/.test(name)) return { type: 'datetime', fieldType: 'date' }
  if (/_amount$/.test(name)) return { type: 'number', fieldType: 'number' }
  return { type: 'string', fieldType: 'text' }
}

const BOOLEAN_OPTIONS = [
  { label: 'True', value: 'true' },
  { label: 'False', value: 'false' },
]

const BASICS: readonly PropertySeed[] = [
  {
    name: 'hs_object_id',
    label: 'Record ID',
    type: 'number',
    fieldType: 'number',
    readOnly: true,
    hasUniqueValue: true,
  },
  { name: 'hs_createdate', label: 'Create date', type: 'datetime', fieldType: 'date', readOnly: true },
  { name: 'hs_lastmodifieddate', label: 'Last modified date', type: 'datetime', fieldType: 'date', readOnly: true },
  { name: 'hubspot_owner_id', label: 'Owner', type: 'enumeration', fieldType: 'select' },
]

/** The account has two brands (once called business units), whose ids are the values of this property. */
const BRANDS = {
  name: 'hs_all_assigned_business_unit_ids',
  readOnly: false,
  options: [
    { label: 'Sandbox', value: '0' },
    { label: 'Second Brand', value: '1201' },
  ],
}

const REGIONS = ['Northern Europe', 'Southern Europe', 'North America', 'Latin America', 'Asia Pacific'].map(
  (label) => ({
    label,
    value: label.toLowerCase().replaceAll(' ', '_'),
  }),
)

const text = { type: 'string', fieldType: 'text', custom: true } as const
const select = { type: 'enumeration', fieldType: 'select', custom: true } as const

const CUSTOM: ReadonlyMap<string, readonly PropertySeed[]> = new Map([
  [
    '0-1',
    [
      { ...text, name: 'customer_number', label: 'Customer Number', hasUniqueValue: true },
      {
        name: 'interests',
        label: 'Interests',
        type: 'enumeration',
        fieldType: 'checkbox',
        custom: true,
        options: ['Webinars', 'Newsletter', 'Product updates', 'Events'].map((label) => ({
          label,
          value: label.toLowerCase().replace(' ', '_'),
        })),
      },
    ],
  ],
  [
    '0-2',
    [
      { ...text, name: 'vat_id', label: 'VAT ID', hasUniqueValue: true },
      { ...select, name: 'sales_region', label: 'Sales Region', options: REGIONS },
    ],
  ],
  ['0-3', [{ ...text, name: 'contract_number', label: 'Contract Number', hasUniqueValue: true }]],
  ['0-5', [{ ...text, name: 'external_ticket_id', label: 'External Ticket ID', hasUniqueValue: true }]],
  [
    SUBSCRIPTION_PLAN.objectTypeId,
    [
      { ...text, name: 'plan_code', label: 'Plan Code', hasUniqueValue: true },
      { name: 'monthly_price', label: 'Monthly Price', type: 'number', fieldType: 'number', custom: true },
      { name: 'starts_on', label: 'Starts On', type: 'date', fieldType: 'date', custom: true },
      {
        ...select,
        name: 'tier',
        label: 'Tier',
        options: ['Basic', 'Plus', 'Enterprise'].map((label) => ({ label, value: label.toLowerCase() })),
      },
    ],
  ],
])
