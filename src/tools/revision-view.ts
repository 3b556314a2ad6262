import { z } from 'zod'
import { repairTally } from '../import/plan.ts'
import { plannedColumnView } from './plan-view.ts'

/** The answer of revise_mapping. */
export const revisionView = z.object({
  planId: z.string(),
  changed: z.array(z.string()),
  columns: z.array(plannedColumnView),
  repairs: z.array(repairTally).optional(),
  importOperations: z.record(z.string(), z.string()),
  dateFormat: z.string(),
  nextStep: z.string(),
})

export type RevisionView = z.output<typeof revisionView>
