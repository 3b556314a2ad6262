import { z } from 'zod'
import { dateFormat, importRequest } from '../hubspot/import-request.ts'
import { fileFacts } from './plan-view.ts'

/** Of day, month and year. Absent where no column is mapped to a date: then the order decides nothing. */
export const proposedDateFormat = z
  .object({ value: dateFormat, certain: z.boolean(), evidence: z.string() })
  .describe('Only where a column is mapped to a date')

export const columnView = z.object({
  index: z.number(),
  columnName: z.string(),
  objectTypeId: z.string().nullable(),
  /** null without objectTypeId: no match, the column is left out. */
  propertyName: z.string().nullable(),
  propertyLabel: z.string().nullable(),
  columnType: z.string().optional(),
  toColumnObjectTypeId: z.string().optional(),
  confidence: z.number(),
  reason: z.string(),
  examples: z.array(z.string()),
  alternatives: z.array(z.string()).optional().describe('objectTypeId.propertyName (confidence)'),
})

/** The answer of propose_mapping. */
export const mappingView = z.object({
  planId: z.string(),
  files: z.array(fileFacts.extend({ columns: z.array(columnView) })),
  importOperations: z.record(z.string(), z.string()),
  dateFormat: proposedDateFormat.optional(),
  questions: z.array(z.string()),
  definitions: z.enum(['account', 'built-in']),
  importRequest: importRequest.optional(),
  nextStep: z.string(),
})

export type MappingView = z.output<typeof mappingView>
