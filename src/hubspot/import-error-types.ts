import facts from './facts/import-error-types.json' with { type: 'json' }

export interface ImportErrorType {
  errorType: string
  appliesTo: string
  /** Why it happened: one sentence for a person. */
  cause: string
  /** What to do next, naming tools where they help. */
  fix: string
  /** What a person does with the row in the file of failed rows. */
  inFile: string
  /**
   * `mend`: the row belongs into the CRM once it is corrected. `exists`: its record is there, so sending the row again
   * would overwrite it. `nothing`: it must not be sent. `empty`: there was nothing to write, so nothing is lost.
   */
  reimport: string
  rowOutcome: string
  /** What is needed to find it before the upload: the file, the account's definitions, its records; or only HubSpot can. */
  preflight: string
}

export const IMPORT_ERROR_TYPES: readonly ImportErrorType[] = facts

const byType = new Map(IMPORT_ERROR_TYPES.map((type) => [type.errorType, type]))

/** HubSpot's enum is open: of a type that is not known yet nobody can say here what it did to the row. */
export function importErrorType(errorType: string): ImportErrorType {
  return (
    byType.get(errorType) ?? {
      errorType,
      appliesTo: 'a row or a cell',
      cause: 'HubSpot names a reason that this version does not know, and whether the row was written is not known.',
      fix: "Read HubSpot's message in the examples and look one of the records up in HubSpot.",
      inFile: 'Look the record up in HubSpot first.',
      reimport: 'mend',
      rowOutcome: 'unknown',
      preflight: 'server',
    }
  )
}
