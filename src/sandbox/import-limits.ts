/** What one import, and all imports of 24 hours, may hold. */
export interface SandboxImportLimits {
  /** Of one file, without its header. */
  rows: number
  /** Of one file. */
  bytes: number
  rowsPerDay: number
}

export const HUBSPOT_IMPORT_LIMITS: SandboxImportLimits = {
  rows: 1_048_576,
  bytes: 512 * 1024 * 1024,
  rowsPerDay: 80_000_000,
}
