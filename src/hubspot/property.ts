import { z } from 'zod'
import { documentedAs } from './documented.ts'
import { lenient } from './lenient.ts'

const TYPES = [
  ...['bool', 'date', 'datetime', 'enumeration', 'number', 'phone_number', 'string'],
  // Only when reading.
  ...['object_coordinates', 'json'],
]

/** One property definition as `GET /crm/v3/properties/{objectType}` gives it. Unknown fields pass. */
export const property = z.looseObject({
  name: z.string(),
  label: z.string(),
  type: documentedAs('a type of properties', TYPES),
  fieldType: z.string(),
  groupName: lenient(z.string()),
  description: lenient(z.string()),
  options: z.array(z.looseObject({ label: z.string(), value: z.string(), hidden: lenient(z.boolean()) })).default([]),
  hasUniqueValue: lenient(z.boolean()),
  calculated: lenient(z.boolean()),
  externalOptions: lenient(z.boolean()),
  /** OWNER: the values are owner ids, and an import accepts the owner's name or e-mail address. */
  referencedObjectType: z.string().nullish(),
  /** How HubSpot shows a number: percentage, currency, formatted, … */
  numberDisplayHint: z.string().nullish(),
  hidden: lenient(z.boolean()),
  archived: lenient(z.boolean()),
  modificationMetadata: lenient(z.looseObject({ readOnlyValue: lenient(z.boolean()) })),
})

export type Property = z.infer<typeof property>

export const isReadOnly = (definition: Property): boolean =>
  definition.calculated === true || definition.modificationMetadata?.readOnlyValue === true

/** A number that is shown as 10 % is kept as 0.1; so are the probabilities of deals, whatever hint they have. */
export const isShare = ({ name, numberDisplayHint }: Property): boolean =>
  numberDisplayHint === 'percentage' || SHARES.has(name)

const SHARES = new Set(['hs_deal_stage_probability', 'hs_forecast_probability'])

export const isOwnerProperty = (definition: Property): boolean =>
  definition.referencedObjectType === 'OWNER' || definition.name === 'hubspot_owner_id'

/** What HubSpot needs to create a property. */
export interface PropertyInput {
  name: string
  label: string
  type: string
  fieldType: string
  groupName: string
  description?: string
  options?: readonly { label: string; value: string; displayOrder?: number; hidden?: boolean }[]
  hasUniqueValue?: boolean
  formField?: boolean
}
