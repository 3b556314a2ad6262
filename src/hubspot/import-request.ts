import { z } from 'zod'

export const IMPORT_OPERATIONS = ['CREATE', 'UPDATE', 'UPSERT'] as const
export const DATE_FORMATS = ['MONTH_DAY_YEAR', 'DAY_MONTH_YEAR', 'YEAR_MONTH_DAY'] as const
export const COLUMN_TYPES = [
  'STANDARD',
  'HUBSPOT_OBJECT_ID',
  'HUBSPOT_ALTERNATE_ID',
  'FLEXIBLE_ASSOCIATION_LABEL',
  'ASSOCIATION_KEYS',
  'EVENT_TIMESTAMP',
] as const
export const MARKETING_EVENT_SUBMISSION_TYPES = ['REGISTERED', 'JOINED', 'LEFT', 'CANCELLED'] as const
export const ASSOCIATION_CATEGORIES = ['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK'] as const

export const importOperation = z.enum(IMPORT_OPERATIONS)
export const dateFormat = z.enum(DATE_FORMATS)
export const columnType = z.enum(COLUMN_TYPES)
export const associationCategory = z.enum(ASSOCIATION_CATEGORIES)

/** Kind of association, in the direction columnObjectTypeId → toColumnObjectTypeId. One object, never an array. */
export const foreignKeyType = z.looseObject({
  associationTypeId: z.number().int(),
  associationCategory,
})

/**
 * One column of the file. Every column of the uploaded file has one, in file order.
 * `columnObjectType` and `idColumnType` are older spellings: read, never written.
 */
export const columnMapping = z.looseObject({
  columnObjectTypeId: z.string().optional(),
  columnObjectType: z.string().nullish(),
  columnName: z.string(),
  propertyName: z.string().nullish(),
  columnType: columnType.nullish(),
  idColumnType: columnType.nullish(),
  toColumnObjectTypeId: z.string().nullish(),
  foreignKeyType: foreignKeyType.nullish(),
  associationIdentifierColumn: z.boolean().nullish(),
  marketingEventSubmissionType: z.enum(MARKETING_EVENT_SUBMISSION_TYPES).nullish(),
})

export const importRequestFile = z.looseObject({
  /** Base name with extension; equals the file name of the uploaded part. */
  fileName: z.string(),
  fileFormat: z.enum(['CSV', 'SPREADSHEET']).optional(),
  /** Older samples put it here instead of at the top. */
  dateFormat: dateFormat.optional(),
  fileImportPage: z.looseObject({ hasHeader: z.boolean(), columnMappings: z.array(columnMapping) }),
})

/** A name of the IANA database, an offset, or the Z that HubSpot itself writes for UTC. */
export const timeZone = z.string().refine(isTimeZone, 'a time zone is a name such as Europe/Berlin')

function isTimeZone(name: string): boolean {
  if (/^(?:Z|[+-]\d\d:\d\d)$/.test(name)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** The JSON part of `POST /crm/v3/imports`. */
export const importRequest = z.looseObject({
  name: z.string().optional(),
  importOperations: z.record(z.string(), importOperation).optional(),
  dateFormat: dateFormat.optional(),
  timeZone: timeZone.optional(),
  marketableContactImport: z.boolean().optional(),
  createContactListFromImport: z.boolean().optional(),
  marketingEventObjectId: z.number().nullish(),
  files: z.array(importRequestFile),
})

export type ImportOperation = z.infer<typeof importOperation>
export type DateFormat = z.infer<typeof dateFormat>
export type ColumnType = z.infer<typeof columnType>
export type ForeignKeyType = z.infer<typeof foreignKeyType>
export type ColumnMapping = z.infer<typeof columnMapping>
export type ImportRequestFile = z.infer<typeof importRequestFile>
export type ImportRequest = z.infer<typeof importRequest>
