import { UsageError } from '../errors.ts'
import type { StartResult } from '../import/start-result.ts'
import { readImport } from './find-imports.ts'
import type { ToolCall } from './tool.ts'

/**
 * HubSpot's states of imports that an earlier call started, by their ids: since then each can have been cancelled, or have
 * ended. What cannot be read is left out: that it is started is known without.
 */
export async function statesNow({ outcome, starts }: StartResult, call: ToolCall): Promise<Map<string, string>> {
  if (outcome !== 'already_started') return new Map()
  const ids = starts.flatMap(({ importId }) => importId ?? [])
  const read = await Promise.all(ids.map((importId) => readImport({ importId }, call).catch(undefinedIfUnread)))
  return new Map(read.flatMap((record) => (record === undefined ? [] : [[record.id, record.state]])))
}

function undefinedIfUnread(error: unknown): undefined {
  if (error instanceof UsageError && error.code !== 'cancelled') return
  throw error
}

/** What a cancelled import means, and how its file is imported after all where that is known. */
export function tellCancelled({ canRepeat }: { canRepeat: boolean }): string {
  const again = canRepeat ? ' To import the file again, call start_import with allowRepeat: true.' : ''
  return `The import was cancelled: rows that were not reached are not imported.${again}`
}
