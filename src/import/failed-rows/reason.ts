import { importErrorType } from '../../hubspot/import-error-types.ts'
import { safeText } from '../../safe-text.ts'
import type { Failure } from './failures.ts'
import type { Mended } from './mend-cells.ts'

const VALUE_MAX = 80

/** What the file says about a row: what was changed, and what a person has to do. */
export function reasonText(failures: readonly Failure[], mended: readonly Mended[]): string {
  const isMended = ({ columnIndex }: Failure) => mended.some((cell) => cell.columnIndex === columnIndex)
  const todo = failures.filter((failure) => !isMended(failure)).map(tellFailure)
  return [...new Set([...todo, ...mended.map(tellMended)])].join(' | ')
}

function tellFailure({ errorType, columnName, message }: Failure): string {
  const { cause, inFile } = importErrorType(errorType)
  const said = message === null ? '' : ` HubSpot says: ${message}`
  return `${inColumn(columnName)}${cause}${said} ${inFile}`
}

function tellMended({ columnName, before, after, repair }: Mended): string {
  const now = after === '' ? 'is now empty' : `is now "${safeText(after, VALUE_MAX)}"`
  return `${inColumn(columnName)}Repaired (${repair}): "${safeText(before, VALUE_MAX)}" ${now}.`
}

const inColumn = (columnName: string | null): string =>
  columnName === null ? '' : `${safeText(columnName, VALUE_MAX)}: `
