import { z } from 'zod'
import { REPAIR_NAMES } from './repair-names.ts'

/** What happens to the row: nothing is imported, the row is lost, one value is lost, one association is lost. */
export const OUTCOMES = ['file_refused', 'row_lost', 'value_lost', 'association_lost'] as const

export const findingExample = z.object({
  /** Line of the source file. */
  line: z.number(),
  /** The cell, made safe to show and cut at 200 characters. */
  value: z.string(),
})

/** What preflight found, in HubSpot's own errorTypes: one per errorType, column and file. Counts are exact. */
export const finding = z.object({
  errorType: z.string(),
  /** error: HubSpot refuses the file, the row or the value. warning: it imports, but probably not as meant. */
  severity: z.enum(['error', 'warning']),
  outcome: z.enum(OUTCOMES).nullable(),
  fileName: z.string(),
  columnName: z.string().nullable(),
  columnIndex: z.number().nullable(),
  /** Rows concerned, over the whole file. */
  count: z.number(),
  message: z.string(),
  examples: z.array(findingExample),
  /** Texts that stand for nothing HubSpot knows, without those a repair mends: replace_values says what they mean. */
  unknown: z
    .object({
      /** The most frequent first, with the cells that hold them. */
      values: z.array(z.object({ value: z.string(), count: z.number() })),
      /** At least so many different ones more. */
      valuesLeftOut: z.number(),
      /** What they may mean; none: not known. */
      choices: z.array(z.object({ value: z.string(), label: z.string() })),
      choicesLeftOut: z.number(),
      /** Index of the file in the plan, where it has several. */
      file: z.number().optional(),
    })
    .optional(),
  fix: z.string(),
  /** The repair that would remove all or some of it, with what it would do. */
  repair: z
    .object({
      name: z.enum(REPAIR_NAMES),
      count: z.number(),
      /** It was tried on the first so many cells only, and `count` is of them; on all where it is absent. */
      tried: z.number().optional(),
      /** Of phone_e164: the column with the country of the row. */
      countryColumn: z.number().optional(),
      examples: z.array(z.object({ line: z.number(), before: z.string(), after: z.string() })),
    })
    .optional(),
})

export type Finding = z.infer<typeof finding>
export type Outcome = (typeof OUTCOMES)[number]
