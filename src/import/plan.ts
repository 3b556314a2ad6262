import { z } from 'zod'
import {
  columnType,
  dateFormat,
  foreignKeyType,
  importOperation,
  MARKETING_EVENT_SUBMISSION_TYPES,
} from '../hubspot/import-request.ts'
import { ENCODINGS } from '../table/encoding/encodings.ts'
import { REPAIR_NAMES } from './repair-names.ts'

/** 128 random bits as a decimal number. Knowing it is the right to use the plan. */
export const planId = z.string().regex(/^p\d{39}$/, 'a planId is p and 39 digits')

const dialect = z.object({
  encoding: z.enum(ENCODINGS),
  bom: z.boolean(),
  delimiter: z.enum([',', ';', '\t', '|']),
  hasHeader: z.boolean(),
  firstLine: z.number().int(),
  columnCount: z.number().int(),
  sheet: z.string().optional(),
})

/** What happens with one column of the source file. `objectTypeId` null: it is left out of the uploaded file. */
export const plannedColumn = z.object({
  index: z.number().int(),
  columnName: z.string(),
  objectTypeId: z.string().nullable(),
  propertyName: z.string().nullable(),
  columnType,
  toColumnObjectTypeId: z.string().optional(),
  foreignKeyType: foreignKeyType.optional(),
  associationIdentifierColumn: z.boolean().optional(),
  marketingEventSubmissionType: z.enum(MARKETING_EVENT_SUBMISSION_TYPES).optional(),
  /** Repairs switched on for the values of this column; they run in the order of REPAIR_NAMES. */
  repairs: z.array(z.enum(REPAIR_NAMES)).default([]),
  /** For phone_e164: index of the column with the country of the row, and the country where that says nothing. */
  countryColumn: z.number().int().optional(),
  country: z.string().length(2).optional(),
  /** For iso_date: the order of the dates in this column, where it is not that of the import. */
  dateFormat: dateFormat.optional(),
  /** For replace_values: texts of the file, and what is uploaded instead. Pairs: a record takes no key "__proto__". */
  replacements: z.array(z.tuple([z.string(), z.string()])).optional(),
})

/** One repair of one column, and the cells it changes. */
export const repairTally = z.object({
  fileName: z.string(),
  columnName: z.string(),
  columnIndex: z.number(),
  name: z.enum(REPAIR_NAMES),
  cells: z.number(),
})

export const plannedFile = z.object({
  /** Real path in an allowed folder, or an upload handle. */
  file: z.string(),
  fileName: z.string(),
  format: z.enum(['csv', 'xlsx', 'xls']),
  bytes: z.number().int(),
  sha256: z.string(),
  dialect,
  /** Of a workbook, those with a value in them; only one is imported. 1 where one was asked for. */
  sheets: z.number().int().optional(),
  /** Somebody has said which one is meant. */
  sheetNamed: z.boolean().optional(),
  columns: z.array(plannedColumn),
})

export const plan = z.object({
  planId,
  createdAt: z.string(),
  environment: z.enum(['sandbox', 'production']),
  /** null: made without a connection; the first connected call fills it in. */
  portalId: z.number().nullable(),
  name: z.string(),
  importOperations: z.record(z.string(), importOperation),
  dateFormat,
  timeZone: z.string().optional(),
  marketableContactImport: z.boolean().optional(),
  createContactListFromImport: z.boolean().optional(),
  marketingEventObjectId: z.number().optional(),
  files: z.array(plannedFile),
  /** Last preflight of exactly these files and settings; gone as soon as one of them changes. */
  preflight: z
    .object({
      checkedAt: z.string(),
      ready: z.boolean(),
      rows: z.number(),
      rowsByFile: z.array(z.number()),
      rowsLost: z.number(),
      /** Not in plans of earlier versions. */
      valuesLost: z.number().default(0),
      associationsLost: z.number().default(0),
      findings: z.array(z.object({ errorType: z.string(), count: z.number() })),
      /** A file cannot be read to its end: nothing is uploaded, whatever a person accepts. */
      unreadable: z.boolean().optional(),
      /** Why HubSpot would refuse all of it: that is not for anybody to accept. */
      refused: z.object({ errorType: z.string(), message: z.string(), fix: z.string() }).optional(),
      /** How many cells each repair changes. */
      repairs: z.array(repairTally).default([]),
    })
    .optional(),
  /** Keys of its starts in the journal, oldest first. */
  contentKeys: z.array(z.string()).default([]),
  /** A re-import of failed rows names the plan it repairs. */
  repairsPlanId: planId.optional(),
})

export type PlannedColumn = z.infer<typeof plannedColumn>
export type PlannedFile = z.infer<typeof plannedFile>
export type Plan = z.infer<typeof plan>

/** A column that is not uploaded. */
export const leftOut = ({ index, columnName }: Pick<PlannedColumn, 'index' | 'columnName'>): PlannedColumn => ({
  index,
  columnName,
  objectTypeId: null,
  propertyName: null,
  columnType: 'STANDARD',
  repairs: [],
})
