import { z } from 'zod'
import { fitting } from './fitting.ts'
import { plannedColumnView } from './plan-view.ts'
import type { RevisionView } from './revision-view.ts'

export const toldRevision = z.object({
  planId: z.string(),
  changed: z.array(z.string()),
  columns: z
    .array(plannedColumnView.extend({ columnType: z.string().optional().describe('Default: STANDARD') }))
    .optional()
    .describe('With columnsFrom, or where nothing was changed'),
  columnsLeftOut: z.number().optional().describe('After the last one shown'),
  repairs: z
    .array(z.object({ repair: z.string(), column: z.string(), cells: z.number() }))
    .optional()
    .describe('Cells each repair changes, by the last check of this plan'),
  importOperations: z.record(z.string(), z.string()),
  dateFormat: z.string(),
  nextStep: z.string(),
})

const MOST_CHANGES = 12
const MOST_REPAIRS = 15
const CHARACTERS = 3_500

/** What was changed is known to who changed it: all columns are told only on request. */
export function tellRevision(
  { planId, changed, columns, repairs = [], importOperations, dateFormat, nextStep }: RevisionView,
  { columnsFrom }: { columnsFrom?: number },
): z.input<typeof toldRevision> {
  const isShown = columnsFrom !== undefined || changed.length === 0
  const from = columnsFrom ?? 0
  const shown = isShown ? fitting(columns.slice(from).map(withoutUsual), { characters: CHARACTERS }) : []
  const leftOut = isShown ? Math.max(0, columns.length - from - shown.length) : 0
  return {
    planId,
    changed: shortened(changed),
    ...(isShown && { columns: shown }),
    ...(leftOut > 0 && { columnsLeftOut: leftOut }),
    ...(repairs.length > 0 && {
      repairs: repairs
        .slice(0, MOST_REPAIRS)
        .map(({ name, columnName, cells }) => ({ repair: name, column: columnName, cells })),
    }),
    importOperations,
    dateFormat,
    nextStep: leftOut > 0 ? `${nextStep} Further columns: columnsFrom: ${from + shown.length}.` : nextStep,
  }
}

const shortened = (changes: readonly string[]): string[] =>
  changes.length <= MOST_CHANGES
    ? [...changes]
    : [...changes.slice(0, MOST_CHANGES), `and ${changes.length - MOST_CHANGES} more`]

function withoutUsual({ columnType, ...column }: z.output<typeof plannedColumnView>) {
  return { ...column, ...(columnType !== 'STANDARD' && { columnType }) }
}
