import facts from './facts/import-error-types.json' with { type: 'json' }

/** What happens to the row an import error is about. */
export type RowOutcome =
  | 'nothing_imported'
  | 'row_skipped'
  | 'value_blank'
  | 'value_not_written'
  | 'association_missing'

export interface ImportErrorType {
  errorType: string
  appliesTo: string
  cause: string
  fix: string
  rowOutcome: string
  /** What is needed to find it before the upload: the file, the account's definitions, its records; or only HubSpot can. */
  preflight: string
}

export const IMPORT_ERROR_TYPES: readonly ImportErrorType[] = facts

const byType = new Map(IMPORT_ERROR_TYPES.map((type) => [type.errorType, type]))

/** HubSpot's enum is open: a type that is not known yet is told as one only HubSpot can explain. */
export function importErrorType(errorType: string): ImportErrorType {
  return (
    byType.get(errorType) ?? {
      errorType,
      appliesTo: 'a row or a cell',
      cause: 'HubSpot gives a reason that was not known when this version was made.',
      fix: "Read HubSpot's message in the examples.",
      rowOutcome: 'row_skipped',
      preflight: 'server',
    }
  )
}
