import { z } from 'zod'
import { importProgress } from '../import/progress.ts'
import { toldEnvironment } from './told-environment.ts'

const part = z.object({
  part: z.number(),
  importId: z.string().nullable(),
  state: z.string(),
  rows: z.number(),
  errors: z.number(),
})

/** The answer of get_import. */
export const progressView = importProgress.extend({
  importId: z.string().nullable(),
  environment: toldEnvironment,
  planId: z.string().nullable(),
  upload: z.object({ sentBytes: z.number(), totalBytes: z.number() }).optional(),
  parts: z.array(part).optional(),
  nextStep: z.string(),
})

export const toldProgress = progressView
  .omit({ importName: true, counters: true, createdAt: true, associationsLost: true, parts: true })
  .extend({
    associationsLost: z.number().optional().describe('Of rows that were written'),
    parts: z
      .array(part)
      .optional()
      .describe('Of a file above the limits, those that went wrong first; everything else is then the sum of all'),
    partsLeftOut: z.number().optional(),
  })

const MOST_PARTS = 20

export function tellProgress({
  importName: _name,
  counters: _counters,
  createdAt: _createdAt,
  associationsLost,
  parts,
  ...progress
}: z.output<typeof progressView>): z.input<typeof toldProgress> {
  return {
    ...progress,
    ...(associationsLost !== null && associationsLost > 0 && { associationsLost }),
    ...(parts !== undefined && tellParts(parts)),
  }
}

function tellParts(
  parts: readonly z.output<typeof part>[],
): Pick<z.input<typeof toldProgress>, 'parts' | 'partsLeftOut'> {
  if (parts.length <= MOST_PARTS) return { parts: [...parts] }
  const isWhole = ({ state, errors }: z.output<typeof part>) => state === 'DONE' && errors === 0
  const ordered = [...parts.filter((one) => !isWhole(one)), ...parts.filter(isWhole)]
  return { parts: ordered.slice(0, MOST_PARTS), partsLeftOut: parts.length - MOST_PARTS }
}
