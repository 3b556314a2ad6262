import { z } from 'zod'
import { counted } from '../counted.ts'
import type { ImportRecord } from '../hubspot/import-record.ts'
import type { Plan } from '../import/plan.ts'
import { type ImportProgress, tellProgress, watchImport } from '../import/progress.ts'
import type { StartResult } from '../import/start-result.ts'
import { safeText } from '../safe-text.ts'
import { definitionsOf } from './check-plan.ts'
import { findImport, importArguments, type NamedImport, notThereYet, type StartedPlan } from './find-imports.ts'
import { followParts, hasParts, tellNextOfParts } from './follow-parts.ts'
import { tellLosses } from './tell-losses.ts'
import { tellOwnWaiting } from './tell-waiting.ts'
import { tellCancelled } from './told-again.ts'
import { environmentOf } from './told-environment.ts'
import { progressView, tellProgress as tellAnswer, toldProgress } from './told-progress.ts'
import { type ToldWait, toldWait } from './told-wait.ts'
import { defineTool, type ToolCall } from './tool.ts'

export const getImportTool = defineTool({
  name: 'get_import',
  title: 'Get an import',
  description:
    'Use this after start_import to follow the import. DONE does not mean that every row was imported: see allImported. Then call get_import_errors if anything was lost.',
  effect: 'read',
  toolset: 'imports',
  page: true,
  input: z.strictObject({
    ...importArguments,
    waitSeconds: z.coerce.number().int().min(0).max(40).default(0).describe('For a change of its state'),
  }),
  output: progressView,
  told: { output: toldProgress, tell: tellAnswer },
  run: (args, call) => followImport(args, toldWait(args.waitSeconds, call), call),
  summary: tellImport,
})

function tellImport(answer: Answer): string {
  const { importId, parts, state, allImported, finished, rows, records, valuesLost, associationsLost, errors } = answer
  const name = parts === undefined ? `Import ${importId ?? '(not there yet)'}` : `The import in ${parts.length} parts`
  const losses = { rowsLost: rows.lost ?? 0, valuesLost: valuesLost ?? 0, associationsLost: associationsLost ?? 0 }
  const lost = rows.lost === null ? counted(errors, 'error') : tellLosses(losses)
  const written = `${counted(records.created, 'record')} created, ${records.updated.toLocaleString('en-US')} updated`
  const ended =
    finished && !allImported && state === 'DONE' ? 'is DONE, but not everything was imported' : `is ${state}`
  return `${name} ${ended}: ${written}, ${lost}.`
}

async function followImport(
  args: Named,
  { until, tell }: ToldWait,
  call: ToolCall,
): Promise<z.input<typeof progressView>> {
  const { clock, signal } = call
  const found = await findWhenUploaded(args, { until, tell }, call)
  if (!('importId' in found)) return hasParts(found) ? tellParts(found, { until, tell }, call) : tellUpload(found, call)
  const onRead = ({ state, metadata: { counters } }: ImportRecord) => {
    const written = (counters.CREATED_OBJECTS ?? 0) + (counters.UPDATED_OBJECTS ?? 0)
    tell(`${state}, ${counted(written, 'record')} written`)
  }
  const record = await watchImport(call.poller, found.importId, { until, clock, signal, onRead })
  const progress = await tellProgress(await call.connect(), record, found.plan, signal)
  if (found.plan !== undefined && isAccepted(found.plan, progress)) await rememberMapping(found.plan, call)
  const planId = found.plan?.planId ?? null
  const { importName, finished, rows } = progress
  return {
    ...progress,
    // HubSpot's own count rises while it reads.
    rows: finished ? rows : { ...rows, total: found.rows ?? rows.total },
    importName: importName === null ? null : safeText(importName),
    environment: await environmentOf(call),
    planId,
    nextStep: nextStep(progress, { planId, byPlan: args.planId !== undefined }),
  }
}

type Answer = z.output<typeof progressView>
type Named = { importId?: string; planId?: string }

const LOOK_AT_UPLOAD_MS = 1_000
/** Each look reads HubSpot's list, where an import whose answer was lost can appear. */
const LOOK_FOR_LOST_MS = 5_000

/** Waits out an upload that still runs, and looks again for an import whose answer was lost. */
async function findWhenUploaded(
  args: Named,
  { until, tell }: ToldWait,
  call: ToolCall,
): Promise<NamedImport | StartedPlan> {
  for (;;) {
    const found = await findImport(args, call)
    if ('importId' in found || hasParts(found)) return found
    if (found.result.outcome === 'not_started' || call.clock.now() >= until) return found
    const isUploading = found.result.outcome === 'uploading'
    tell(isUploading ? tellUploading(found.result) : 'Looking for the import in HubSpot')
    const wait = isUploading ? LOOK_AT_UPLOAD_MS : LOOK_FOR_LOST_MS
    await call.clock.sleep(Math.min(wait, until - call.clock.now()), call.signal)
  }
}

const tellUploading = ({ sentBytes, totalBytes, waiting }: StartResult): string =>
  waiting === null ? `Uploading, ${sentBytes} of ${totalBytes} bytes` : `Waiting: ${waiting.why}`

async function tellParts(found: StartedPlan, wait: ToldWait, call: ToolCall): Promise<z.input<typeof progressView>> {
  const { plan, result, progress } = await followParts(found, wait, call)
  const { sentBytes, totalBytes, outcome } = result
  if (progress.state === 'DONE' && isAccepted(plan, progress)) await rememberMapping(plan, call)
  return {
    ...progress,
    importName: safeText(plan.name),
    environment: await environmentOf(call),
    planId: plan.planId,
    ...(outcome === 'uploading' && { upload: { sentBytes, totalBytes } }),
    nextStep: tellNextOfParts({ plan, result, progress }),
  }
}

async function tellUpload(pending: StartedPlan, call: ToolCall): Promise<z.input<typeof progressView>> {
  const { plan, result } = pending
  const { starts, sentBytes, totalBytes } = result
  const [start] = starts
  if (result.outcome !== 'uploading' || start === undefined) throw notThereYet(pending)
  return {
    importId: null,
    importName: safeText(start.importName),
    state: 'UPLOADING',
    finished: false,
    allImported: false,
    records: { created: 0, updated: 0 },
    rows: { total: start.rows, lost: null },
    valuesLost: null,
    associationsLost: null,
    errors: 0,
    counters: {},
    createdAt: start.plannedAt,
    environment: await environmentOf(call),
    planId: plan.planId,
    upload: { sentBytes, totalBytes },
    nextStep: `${tellOwnWaiting(result.waiting)}Call get_import with this planId and waitSeconds: 20.`,
  }
}

/** Repaired rows and imports that wrote nothing are no example to follow. */
const isAccepted = ({ repairsPlanId }: Plan, { state, records }: Pick<ImportProgress, 'state' | 'records'>): boolean =>
  state === 'DONE' && repairsPlanId === undefined && records.created + records.updated > 0

/** An import that ran to its end is a mapping that was accepted: the next file with these headers is mapped the same. */
async function rememberMapping(plan: Plan, call: ToolCall): Promise<void> {
  try {
    await call.memory.remember(plan, await definitionsOf(plan, call), new Date(call.clock.now()).toISOString())
  } catch (error) {
    // The import is what was asked about; that its mapping is not remembered is for the log.
    call.log('warn', 'The mapping could not be remembered', { error })
  }
}

/** `byPlan`: the caller knows the import by its plan. A plan can have several imports, so the others name their own. */
function nextStep(
  { importId, finished, allImported, errors, state, records }: ImportProgress,
  { planId, byPlan }: { planId: string | null; byPlan: boolean },
): string {
  const name = byPlan ? 'this planId' : `importId: "${importId}"`
  if (!finished) return `Call get_import with ${name} and waitSeconds: 20.`
  if (allImported) {
    const noted = `HubSpot noted ${counted(errors, 'record')} without a value, which it did not make: ${errors === 1 ? 'that is' : 'those are'} no loss. `
    return `Everything was imported. ${errors === 0 ? '' : noted}Nothing more to do.`
  }
  if (state === 'CANCELED') return tellCancelled({ canRepeat: planId !== null })
  if (state === 'FAILED') return `${tellFailure(records)} Call get_import_errors with ${name} to see why.`
  if (state === 'REVERTED') return 'The import was reverted in HubSpot: look there at what became of its records.'
  if (errors > 0) {
    const then = planId === null ? '' : ', then export_failed_rows'
    return `Call get_import_errors with ${name}${then}.`
  }
  return `The import ended ${state} and HubSpot counts no record that was written: look at it in HubSpot.`
}

function tellFailure({ created, updated }: ImportProgress['records']): string {
  const written = created + updated
  return written === 0 ? 'Nothing was imported.' : `The import broke off after ${counted(written, 'record')}.`
}
