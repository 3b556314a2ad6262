import { z } from 'zod'
import { documentedCategory } from './documented.ts'
import { lenient } from './lenient.ts'

/** One association type of one direction. `name` and `inverseLabel` are never returned by HubSpot. */
export const associationLabel = z.looseObject({
  category: documentedCategory(),
  typeId: z.number(),
  /** null for the unlabeled default type. */
  label: z.string().nullish(),
})

export const associationConfiguration = z.looseObject({
  category: documentedCategory(),
  typeId: z.number(),
  label: z.string().nullish(),
  /** null or missing: no limit of the account. The request calls the same value maxToObjectIds. */
  userEnforcedMaxToObjectIds: z.number().nullish(),
})

/** Told to people; no error in another form may make an answer look as if there were none. */
export const batchError = z.looseObject({
  status: lenient(z.string()),
  category: lenient(z.string()),
  subCategory: z.unknown().optional(),
  message: lenient(z.string()),
  context: lenient(z.record(z.string(), z.array(z.string()))),
})

/** Answer of a batch call. 207 comes with errors, and can mean that nothing was done: look at numErrors. */
export const configurationBatch = z.looseObject({
  status: z.string(),
  results: z.array(associationConfiguration).default([]),
  numErrors: lenient(z.number()),
  errors: lenient(z.array(batchError)),
})

export interface AssociationSpec {
  category: string
  typeId: number
}

export interface AssociationLimit extends AssociationSpec {
  maxToObjectIds: number
}

export interface LabelInput {
  /** Internal name: no hyphen, no digit at the start, never to be changed. */
  name: string
  label: string
  /** Text seen from the other side; without it both sides carry `label`. */
  inverseLabel?: string
}

export interface LabelUpdate {
  associationTypeId: number
  label: string
  /** Leaving it out overwrites both sides with `label`: read first, send both. */
  inverseLabel?: string
}

export type AssociationLabel = z.infer<typeof associationLabel>
export type AssociationConfiguration = z.infer<typeof associationConfiguration>
export type ConfigurationBatch = z.infer<typeof configurationBatch>

export const isSameType = (one: AssociationSpec, other: AssociationSpec): boolean =>
  one.typeId === other.typeId && one.category === other.category

/** Whether the limit is so already. */
export const isLimitSet = (now: readonly AssociationConfiguration[], limit: AssociationLimit): boolean =>
  now.some((one) => isSameType(one, limit) && one.userEnforcedMaxToObjectIds === limit.maxToObjectIds)
