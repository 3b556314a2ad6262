import { UsageError } from '../errors.ts'
import type { StartResult } from '../import/start-result.ts'
import { readImport } from './find-imports.ts'
import type { ToolCall } from './tool.ts'

/** That an import was started is known without HubSpot, so its state is not waited for long. */
const LOOK_MS = 3000

/**
 * HubSpot's states of imports that an earlier call started, by their ids: since then each can have been cancelled, or have
 * ended. What cannot be read, or not soon, is left out.
 */
export async function statesNow({ outcome, starts }: StartResult, call: ToolCall): Promise<Map<string, string>> {
  if (outcome !== 'already_started') return new Map()
  const ids = starts.flatMap(({ importId }) => importId ?? [])
  const limited = { ...call, signal: AbortSignal.any([call.signal, AbortSignal.timeout(LOOK_MS)]) }
  const undefinedIfUnread = (error: unknown): undefined => {
    if (call.signal.aborted || !(error instanceof UsageError)) throw error
  }
  const read = await Promise.all(ids.map((importId) => readImport({ importId }, limited).catch(undefinedIfUnread)))
  return new Map(read.flatMap((record) => (record === undefined ? [] : [[record.id, record.state]])))
}

/** What a cancelled import means, and how its file is imported after all where that is known. */
export function tellCancelled({ canRepeat }: { canRepeat: boolean }): string {
  const again = canRepeat ? ' To import the file again, call start_import with allowRepeat: true.' : ''
  return `The import was cancelled: rows that were not reached are not imported.${again}`
}
