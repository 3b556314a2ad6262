import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { confirmArgument, mustBeConfirmed } from './confirm.ts'
import { findStartedImport, importArguments, readImport } from './find-imports.ts'
import { defineTool, type ToolCall } from './tool.ts'

export const cancelImportTool = defineTool({
  name: 'cancel_import',
  title: 'Cancel an import',
  description:
    'Use this to stop an import that is STARTED, PROCESSING or DEFERRED. Rows that were written stay written. The answer tells the state read afterwards.',
  effect: 'destroy',
  toolset: 'imports',
  idempotent: true,
  input: z.strictObject({ ...importArguments, confirm: confirmArgument }),
  output: z.object({
    importId: z.string(),
    actionStatus: z.string().describe('Of the cancel action, not of the import'),
    stateBefore: z.string(),
    state: z.string(),
    counters: z.record(z.string(), z.number()),
    nextStep: z.string(),
  }),
  async run({ confirm, ...args }, call) {
    const named = await findStartedImport(args, call)
    const before = await readImport(named, call)
    const { importId } = named
    const name = safeText(before.importName ?? 'without a name', 80)
    const question = `Cancel import ${importId} "${name}", now ${before.state}? Rows that were written stay.`
    mustBeConfirmed({ subject: `cancel ${importId}`, question, confirm }, call)
    const action = await cancel(importId, call)
    const { state, metadata } = await readImport(named, call)
    return {
      importId,
      actionStatus: action,
      stateBefore: before.state,
      state,
      counters: metadata.counters,
      nextStep: state === 'CANCELED' ? 'The import is cancelled.' : `Call get_import with importId: "${importId}".`,
    }
  },
  summary: ({ importId, stateBefore, state }) => `Import ${importId}: ${stateBefore} → ${state}.`,
})

/** An answer that was lost says nothing; the state read afterwards tells what became of the import. */
async function cancel(importId: string, call: ToolCall): Promise<string> {
  const { imports } = await call.connect()
  return imports.cancel(importId, { signal: call.signal }).then(
    ({ status }) => status,
    (error: unknown) => {
      if (error instanceof UsageError && error.outcome === 'unknown') return 'UNKNOWN'
      throw error
    },
  )
}
