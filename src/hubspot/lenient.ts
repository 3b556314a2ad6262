import type { z } from 'zod'

/** A field that is nice to have: null or of another kind counts as absent, and the rest of the answer stays readable. */
export const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined)
