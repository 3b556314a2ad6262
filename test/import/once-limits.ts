import { HUBSPOT_LIMITS, type ImportLimits } from '../../src/import/parts/limits.ts'

/** Small, so that a small file is sent in parts. */
export const ONCE_LIMITS: ImportLimits = { ...HUBSPOT_LIMITS, rows: 100 }
