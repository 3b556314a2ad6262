import { z } from 'zod'

/** One record of the CRM as the objects endpoints give it. */
export const crmObject = z.looseObject({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullable()).default({}),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  archived: z.boolean().optional(),
})

export const owner = z.looseObject({
  id: z.string(),
  email: z
    .string()
    .nullish()
    .transform((text) => text ?? ''),
  firstName: z
    .string()
    .nullish()
    .transform((text) => text ?? ''),
  lastName: z
    .string()
    .nullish()
    .transform((text) => text ?? ''),
  archived: z.boolean().optional(),
})

export interface BatchRead {
  /** Name of a unique property; without it `ids` are record ids. */
  idProperty?: string
  /** Any number: they are asked for a hundred at a time. Unknown ones are missing in the answer. */
  ids: readonly string[]
  properties: readonly string[]
}

export interface SearchFilter {
  propertyName: string
  /** EQ, NEQ, IN, HAS_PROPERTY, … */
  operator: string
  value?: string
  values?: readonly string[]
}

export interface ObjectSearch {
  /** Groups are joined by OR, the filters of one by AND. */
  filterGroups?: readonly { filters: readonly SearchFilter[] }[]
  query?: string
  properties?: readonly string[]
  sorts?: readonly { propertyName: string; direction: 'ASCENDING' | 'DESCENDING' }[]
  limit?: number
  after?: string
}

export type CrmObject = z.infer<typeof crmObject>
export type Owner = z.infer<typeof owner>
