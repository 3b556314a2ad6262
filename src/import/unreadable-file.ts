import type { ErrorCode } from '../errors.ts'
import { UsageError } from '../errors.ts'

/** What HubSpot would report of a file that cannot be read, or not to its end. */
const ERROR_TYPES = new Map<ErrorCode, string>([
  ['csv_malformed', 'COULD_NOT_PARSE_ROW'],
  ['encoding_invalid', 'COULD_NOT_PARSE_ROW'],
  ['csv_record_too_large', 'ROW_DATA_TOO_LARGE'],
  ['csv_too_many_columns', 'INCORRECT_NUMBER_OF_COLUMNS'],
  ['file_type_unsupported', 'INVALID_FILE_TYPE'],
  ['file_empty', 'INVALID_FILE_TYPE'],
  ['file_encrypted', 'INVALID_SPREADSHEET'],
  ['spreadsheet_too_large', 'INVALID_SPREADSHEET'],
])

/** null: the problem is not the content of the file. */
export function errorTypeOf({ code }: UsageError, isSpreadsheet: boolean): string | null {
  if (code === 'file_unreadable') return isSpreadsheet ? 'INVALID_SPREADSHEET' : null
  return ERROR_TYPES.get(code) ?? null
}

/** The problem with HubSpot's name for it, for a file that cannot even be planned. */
export function named(error: unknown, isSpreadsheet: boolean): unknown {
  if (!(error instanceof UsageError)) return error
  const errorType = errorTypeOf(error, isSpreadsheet)
  if (errorType === null) return error
  const { code, message, fix, outcome, hubspot, cause, line } = error
  return new UsageError(code, `${message} HubSpot would report ${errorType}.`, fix, { outcome, hubspot, cause, line })
}
