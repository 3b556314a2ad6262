import { z } from 'zod'

/** One thing the doctor looked at. */
export const doctorCheck = z.object({
  name: z.string(),
  status: z.enum(['ok', 'note', 'missing']).describe('missing: it has to be put right; note: it works, with less'),
  told: z.string().describe('What is there. Never a secret'),
  fix: z.string().optional().describe('What to do'),
})

export type Check = z.output<typeof doctorCheck>
