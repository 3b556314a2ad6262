import { z } from 'zod'
import { finding } from '../import/finding.ts'
import { report } from '../import/preflight/report.ts'

/** The answer of validate_import. */
export const reportView = z.object({
  planId: z.string(),
  ready: z.boolean(),
  ...report.omit({ ready: true, findings: true }).shape,
  findings: z.array(finding),
  /** Further findings after these. */
  findingsLeftOut: z.number(),
  /** Further repairs in use. */
  repairsLeftOut: z.number(),
  dateFormat: z.string(),
  confirm: z.string(),
  nextStep: z.string(),
})

export type ReportView = z.output<typeof reportView>
