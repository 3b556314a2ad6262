import { UsageError } from '../../errors.ts'
import { errorTypeOf } from '../unreadable-file.ts'
import { type FileContext, openCounter } from './file-context.ts'

/** HubSpot's names for a file that ends in the middle of the reading, where they refuse it. */
const UNREADABLE = new Set([
  'COULD_NOT_PARSE_ROW',
  'ROW_DATA_TOO_LARGE',
  'INCORRECT_NUMBER_OF_COLUMNS',
  'INVALID_SPREADSHEET',
])

/** The file of this finding cannot be read to its end, so it cannot be uploaded either. */
export const isUnreadable = ({ errorType, outcome }: { errorType: string; outcome: string | null }): boolean =>
  outcome === 'file_refused' && UNREADABLE.has(errorType)

/** What broke the reading becomes a finding, beside those of the rows before. False: it is not about the content. */
export function tellUnreadable(error: unknown, context: FileContext): boolean {
  if (!(error instanceof UsageError)) return false
  const errorType = errorTypeOf(error, context.file.format !== 'csv')
  if (errorType === null) return false
  const { message, fix, line } = error
  const counter = openCounter(context, {
    errorType,
    outcome: 'file_refused',
    text: () => ({ message: `${message} The file is not read any further and cannot be uploaded.`, fix }),
  })
  if (line === undefined) counter.count = 1
  else context.ledger.hit(counter, line, '')
  return true
}
