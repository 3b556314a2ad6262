import { z } from 'zod'
import { counted } from '../counted.ts'
import { UsageError } from '../errors.ts'
import type { ImportRecord } from '../hubspot/import-record.ts'
import { isFinished } from '../import/progress.ts'
import { safeText } from '../safe-text.ts'
import { confirmArgument, mustBeConfirmed } from './confirm.ts'
import { findImport, findStarted, importArguments, notThereYet, readImport, type StartedPlan } from './find-imports.ts'
import { hasParts, readPartsNow, tellNextOfParts } from './follow-parts.ts'
import { defineTool, type ToolCall } from './tool.ts'
import { readBack, sayNotStarted } from './write-outcome.ts'

const output = z.object({
  importId: z.string().nullable().describe('null: all parts of the plan, or none was there yet'),
  actionStatus: z.string().describe('Of the cancel action, not of the import; NONE: it was cancelled before'),
  stateBefore: z.string(),
  state: z.string(),
  counters: z.record(z.string(), z.number()),
  parts: z
    .array(z.object({ part: z.number(), importId: z.string().nullable(), state: z.string() }))
    .optional()
    .describe('Of a file above the limits'),
  nextStep: z.string(),
})

type Cancelled = z.input<typeof output>

export const cancelImportTool = defineTool({
  name: 'cancel_import',
  title: 'Cancel an import',
  description:
    'Use this to stop an import that has not ended; with planId also an upload, and all parts of a file. Rows that were written stay written.',
  effect: 'destroy',
  toolset: 'imports',
  idempotent: true,
  input: z.strictObject({ ...importArguments, confirm: confirmArgument }),
  output,
  async run({ confirm, ...args }, call) {
    const found = await findImport(args, call).catch(sayNotStarted)
    if ('importId' in found) return cancelOne(found.importId, confirm, call)
    return hasParts(found) ? cancelParts(found, confirm, call) : stopUpload(found, confirm, call)
  },
  summary: ({ importId, parts, stateBefore, state }) =>
    `${parts === undefined ? `Import ${importId ?? '(not there yet)'}` : `The import in ${parts.length} parts`}: ${stateBefore} → ${state}.`,
})

async function cancelOne(importId: string, confirm: string | undefined, call: ToolCall): Promise<Cancelled> {
  const before = await readImport({ importId }, call).catch(sayNotStarted)
  if (before.state === 'CANCELED') return tellCancelled(before, { actionStatus: 'NONE', stateBefore: before.state })
  if (isFinished(before.state)) throw hasEnded(before)
  const name = safeText(before.importName ?? 'without a name', 80)
  const question = `Cancel import ${importId} "${name}", now ${before.state}? Rows that were written stay.`
  mustBeConfirmed({ subject: `cancel ${importId}`, question, confirm }, call)
  return cancelled(importId, before.state, call)
}

async function cancelled(importId: string, stateBefore: string, call: ToolCall): Promise<Cancelled> {
  const actionStatus = await cancel(importId, call)
  const after = await readBack(() => readImport({ importId }, call), 'get_import')
  if (actionStatus === TOO_LATE && after.state !== 'CANCELED') throw hasEnded(after)
  return tellCancelled(after, { actionStatus, stateBefore })
}

function tellCancelled(
  { id, state, metadata: { counters } }: ImportRecord,
  told: Pick<Cancelled, 'actionStatus' | 'stateBefore'>,
): Cancelled {
  const stays = tellWritten((counters.CREATED_OBJECTS ?? 0) + (counters.UPDATED_OBJECTS ?? 0))
  const isCancelled = `The import is cancelled.${stays === '' ? '' : ` ${stays}`}`
  return {
    importId: id,
    ...told,
    state,
    counters,
    nextStep: state === 'CANCELED' ? isCancelled : `Call get_import with importId: "${id}".`,
  }
}

const tellWritten = (written: number): string =>
  written === 0 ? '' : `${counted(written, 'record')} written before stay as they are: no tool can undo them.`

const hasEnded = ({ id, state }: ImportRecord) =>
  new UsageError(
    'hubspot_conflict',
    `Import ${id} has ended: it is ${state}. Nothing was cancelled, and what it wrote stays.`,
    `Call get_import with importId: "${id}" to see what was written. No tool undoes it: a person deletes records in HubSpot.`,
    { outcome: 'not_started' },
  )

/** Nothing more is sent, then what runs is cancelled; parts that have ended stay as they are. */
async function cancelParts(found: StartedPlan, confirm: string | undefined, call: ToolCall): Promise<Cancelled> {
  const { plan } = found
  const { progress: before } = await readPartsNow(found, call).catch(sayNotStarted)
  const count = before.parts.filter(({ importId }) => importId !== null).length
  const question = `Cancel the import of "${safeText(plan.name, 80)}", ${count} of ${before.parts.length} parts started, now ${before.state}? Rows that were written stay.`
  mustBeConfirmed({ subject: `cancel ${plan.planId}`, question, confirm }, call)
  await call.starter.stop(plan)
  const actions: string[] = []
  const read = async () => readPartsNow(await findStarted({ planId: plan.planId }, call), call)
  for (const { importId, state } of (await readBack(read, 'get_import')).progress.parts) {
    if (importId === null || isFinished(state)) continue
    actions.push(await cancel(importId, call).catch((error: unknown) => sayPartial(error, actions.length)))
  }
  const after = await readBack(read, 'get_import')
  const { state, counters, parts, records } = after.progress
  const imported = parts.filter((one) => one.state === 'DONE').map(({ part }) => part)
  return {
    importId: null,
    actionStatus: actions.includes('UNKNOWN') ? 'UNKNOWN' : 'COMPLETE',
    stateBefore: before.state,
    state,
    counters,
    parts: parts.map(({ part, importId, state: ofPart }) => ({ part, importId, state: ofPart })),
    nextStep: [
      ...(imported.length === 0 ? [] : [`Imported and not undone: part ${imported.join(', ')}.`]),
      tellWritten(records.created + records.updated),
      tellNextOfParts(after),
    ]
      .join(' ')
      .trim(),
  }
}

/** One import cannot be cancelled, and the sending of the others has been stopped before. */
function sayPartial(error: unknown, sentBefore: number): never {
  if (!(error instanceof UsageError)) throw error
  throw error.toldAs({
    message: `No further part is sent and the cancellation of ${counted(sentBefore, 'import')} was, but not of the next. ${error.message}`,
    fix: 'Call get_import with the planId to see what still runs, then cancel_import again.',
    outcome: 'partial',
  })
}

/**
 * The upload of one import ends, unless its last byte has left: then the import is cancelled. One that is not sent by this
 * process ends in the others, and is not taken up again.
 */
async function stopUpload(found: StartedPlan, confirm: string | undefined, call: ToolCall): Promise<Cancelled> {
  const { plan, result } = found
  const underWay = await call.plans.underWay.list().catch(sayNotStarted)
  const isUnderWay = underWay.some(({ planId }) => planId === plan.planId)
  if (result.outcome === 'unknown' || !(result.outcome === 'uploading' || isUnderWay)) sayNotStarted(notThereYet(found))
  const question = `Stop the upload of "${safeText(plan.name, 80)}"?`
  mustBeConfirmed({ subject: `cancel ${plan.planId}`, question, confirm }, call)
  await call.starter.stop(plan)
  const now = await readBack(() => findImport({ planId: plan.planId }, call), 'get_import')
  if ('importId' in now) return cancelled(now.importId, 'UPLOADING', call)
  if (now.result.outcome === 'unknown') throw notThereYet(now)
  return {
    importId: null,
    actionStatus: 'COMPLETE',
    stateBefore: 'UPLOADING',
    state: 'NOT_STARTED',
    counters: {},
    nextStep: `Nothing was imported. Call start_import with planId: "${plan.planId}" when it is wanted after all.`,
  }
}

/** Not HubSpot's: it refused because the import had ended when the request came. */
const TOO_LATE = 'TOO_LATE'

/** An answer that was lost says nothing; the state read afterwards tells what became of the import. */
async function cancel(importId: string, call: ToolCall): Promise<string> {
  const { imports } = await call.connect()
  return imports.cancel(importId, { signal: call.signal }).then(
    ({ status }) => status,
    async (error: unknown) => {
      if (!(error instanceof UsageError)) throw error
      if (error.outcome === 'unknown') return 'UNKNOWN'
      if (error.hubspot?.status !== 400) throw error
      const { state } = await readImport({ importId }, call).catch((failed: unknown) => {
        throw failed instanceof UsageError ? error : failed
      })
      if (isFinished(state)) return TOO_LATE
      throw error
    },
  )
}
