/** What HubSpot takes. */
export interface ImportLimits {
  /** Data rows of one file. */
  rows: number
  /** Of one file. */
  bytes: number
  /** Of an account, in any 24 hours. */
  rowsPerDay: number
}

/** HubSpot's import guide. */
export const HUBSPOT_LIMITS: ImportLimits = { rows: 1_048_576, bytes: 512 * 1024 * 1024, rowsPerDay: 80_000_000 }
