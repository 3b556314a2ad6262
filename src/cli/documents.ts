import { z } from 'zod'
import { ERROR_CODES } from '../errors.ts'
import { proposeMappingTool } from '../tools/propose_mapping.ts'
import { validateImportTool } from '../tools/validate_import.ts'
import { doctorCheck } from './doctor/check.ts'

/** What `check --json` prints: the answers of the tools, without what only a running server could use. */
export const checkDocument = z.object({
  file: z.string().describe('Absolute path of the file'),
  ready: z.boolean().describe('Nothing would be lost, as far as can be known from here; the exit code is then 0'),
  mapping: proposeMappingTool.output.omit({ planId: true, nextStep: true }).describe('Which property each column is'),
  check: validateImportTool.output
    .omit({ planId: true, nextStep: true, confirm: true })
    .nullable()
    .describe('What would be lost; null where no column fits, so that there is nothing to check'),
})

/** What `doctor --json` prints. */
export const doctorDocument = z.object({
  ok: z.boolean().describe('Nothing is missing; the exit code is then 0'),
  checks: z.array(doctorCheck),
})

export type DoctorDocument = z.output<typeof doctorDocument>

/** What every command prints with `--json` when the work could not be done; the exit code is then 2. */
export const errorDocument = z.object({
  error: z.object({ code: z.enum(ERROR_CODES), message: z.string(), fix: z.string().describe('What to do') }),
})
