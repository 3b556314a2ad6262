import { z } from 'zod'
import { leftOutGroup } from '../import/failed-rows/left-out.ts'
import { fitting } from './fitting.ts'

export const exportedPlan = z.object({
  planId: z.string(),
  importOperations: z.string(),
  files: z.array(
    z.object({
      path: z.string(),
      link: z.string().optional().describe('Where a person fetches it in the next hour'),
      rows: z.number(),
      cellsRepaired: z.number(),
    }),
  ),
  rows: z.number(),
  rowsStillFailing: z.number().describe('Rows the check of the new file still finds lost'),
  valuesStillFailing: z.number(),
  findings: z.array(
    z.object({
      errorType: z.string(),
      columnName: z.string().nullable(),
      count: z.number(),
      /** Different texts that stand for nothing HubSpot knows: replace_values can say what they mean. */
      unknownValues: z.number().optional(),
    }),
  ),
})

/** The answer of export_failed_rows. */
export const exportedView = z.object({
  importId: z.string().nullable().describe('null: all parts of the plan'),
  plans: z.array(exportedPlan).describe('One for each import that is needed: mostly one'),
  leftOut: z.array(leftOutGroup).describe('What is in no file, and why'),
  complete: z.boolean().describe('false: there are more errors than were read'),
  nextStep: z.string(),
})

export const toldExported = exportedView.extend({
  plans: z
    .array(
      exportedPlan.extend({
        findingsLeftOut: z.number().optional().describe('validate_import with its planId tells them'),
      }),
    )
    .describe('One for each import that is needed: mostly one'),
  moreLeftOut: z.number().optional().describe('Further kinds: get_import_errors with an errorType tells them'),
})

const MOST_FINDINGS = 8
const LEFT_OUT_CHARACTERS = 2_000

export function tellExported({
  plans,
  leftOut,
  ...exported
}: z.output<typeof exportedView>): z.input<typeof toldExported> {
  const shown = fitting(leftOut, { characters: LEFT_OUT_CHARACTERS })
  const more = leftOut.length - shown.length
  return { ...exported, plans: plans.map(tellPlan), leftOut: shown, ...(more > 0 && { moreLeftOut: more }) }
}

function tellPlan({ findings, ...plan }: z.output<typeof exportedPlan>): z.input<typeof toldExported>['plans'][number] {
  const more = findings.length - MOST_FINDINGS
  return { ...plan, findings: findings.slice(0, MOST_FINDINGS), ...(more > 0 && { findingsLeftOut: more }) }
}
