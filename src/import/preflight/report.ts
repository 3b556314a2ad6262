import { z } from 'zod'
import { finding } from '../finding.ts'
import { forecast } from '../forecast/forecast.ts'
import { REPAIR_NAMES } from '../repair-names.ts'

const limit = z.object({
  name: z.enum(['rows', 'bytes', 'columns', 'rowsPerDay']),
  /** null: of the whole import. */
  fileName: z.string().nullable(),
  value: z.number(),
  limit: z.number(),
  /** More than HubSpot takes at once. A file alone is then sent in parts; other files and columns: refused. */
  exceeded: z.boolean(),
  /** In at least so many imports the file will be sent. */
  parts: z.number().optional(),
})

/** One repair that is switched on, and what it changes. */
const repairInUse = z.object({
  fileName: z.string(),
  columnName: z.string(),
  columnIndex: z.number(),
  name: z.enum(REPAIR_NAMES),
  cells: z.number(),
  countryColumn: z.number().optional(),
  country: z.string().optional(),
  dateFormat: z.string().optional(),
  /** Of replace_values. */
  values: z.record(z.string(), z.string()).optional(),
  examples: z.array(z.object({ line: z.number(), before: z.string(), after: z.string() })),
})

/** The answer of preflight(). */
export const report = z.object({
  /** No finding of severity `error`: HubSpot takes every row and every value, as far as can be known from here. */
  ready: z.boolean(),
  rows: z.number(),
  /** In the order of the plan's files. */
  rowsByFile: z.array(z.number()),
  /** Rows of which at least one record is not written, each counted once. Not the rows of a refused file. */
  rowsLost: z.number(),
  /** Values that stay empty on rows that are written. */
  valuesLost: z.number(),
  /** Associations that are missing on rows that are written. */
  associationsLost: z.number(),
  /** Errors first, then by outcome and count. */
  findings: z.array(finding),
  repairs: z.array(repairInUse),
  limits: z.array(limit),
  /** What no check before the upload can tell, in plain words. */
  onlyHubSpotKnows: z.array(z.string()),
  definitionsSource: z.enum(['account', 'built-in']),
  /** Where the account's records were looked up. */
  forecast: forecast.optional(),
})

export type Limit = z.infer<typeof limit>
export type RepairInUse = z.infer<typeof repairInUse>
