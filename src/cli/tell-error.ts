import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { EXIT } from './exit-codes.ts'

/** What is told when the work could not be done: on stderr, or as the one JSON document of `--json` on stdout. */
export interface ToldError {
  out: string
  err: string
  exitCode: number
}

export function tellError(error: unknown, { json }: { json: boolean }): ToldError {
  if (!(error instanceof UsageError)) {
    const message = error instanceof Error ? error.message : String(error)
    return { out: '', err: `hubspot-import-mcp has failed: ${safeText(message, 2000)}\n`, exitCode: EXIT.DEFECT }
  }
  const { code, message, fix } = error
  if (!json) return { out: '', err: `${message}\n${fix}\n`, exitCode: EXIT.NOT_DONE }
  return { out: `${JSON.stringify({ error: { code, message, fix } }, null, 2)}\n`, err: '', exitCode: EXIT.NOT_DONE }
}
