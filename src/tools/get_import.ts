import { z } from 'zod'
import type { Plan } from '../import/plan.ts'
import { importProgress, tellProgress, watchImport } from '../import/progress.ts'
import { safeText } from '../safe-text.ts'
import { definitionsOf } from './check-plan.ts'
import { counted, tellLosses } from './counted.ts'
import { findImport, importArguments, notThereYet, type PendingStart } from './find-imports.ts'
import { defineTool, type ToolCall } from './tool.ts'

const output = importProgress.extend({
  importId: z.string().nullable(),
  environment: z.enum(['sandbox', 'production']),
  planId: z.string().nullable(),
  upload: z.object({ sentBytes: z.number(), totalBytes: z.number() }).optional(),
  nextStep: z.string(),
})

export const getImportTool = defineTool({
  name: 'get_import',
  title: 'Get an import',
  description:
    'Use this after start_import to see how far the import is; waitSeconds waits for its end. DONE does not mean that every row was imported: look at rows.lost. Then call get_import_errors if anything was lost.',
  effect: 'read',
  toolset: 'imports',
  input: z.strictObject({
    ...importArguments,
    waitSeconds: z.coerce.number().int().min(0).max(40).default(0),
  }),
  output,
  async run({ waitSeconds, ...args }, call) {
    const { clock, environment } = call
    const until = clock.now() + waitSeconds * 1000
    const found = await findWhenUploaded(args, until, call)
    if (!('importId' in found)) return tellUpload(found, call)
    const hubspot = await call.connect()
    const record = await watchImport(hubspot, found.importId, {
      waitMs: until - clock.now(),
      clock,
      signal: call.signal,
      onRead: ({ state, metadata: { counters } }) => {
        const written = (counters.CREATED_OBJECTS ?? 0) + (counters.UPDATED_OBJECTS ?? 0)
        const progress = waitSeconds - Math.max(0, until - clock.now()) / 1000
        call.report({ progress, total: waitSeconds, message: `${state}, ${counted(written, 'record')} written` })
      },
    })
    const progress = await tellProgress(hubspot, record, found.plan, call.signal)
    if (found.plan !== undefined && isAccepted(found.plan, progress)) await rememberMapping(found.plan, call)
    const planId = found.plan?.planId ?? null
    const { importName } = progress
    return {
      ...progress,
      importName: importName === null ? null : safeText(importName),
      environment,
      planId,
      nextStep: nextStep(progress, { planId, byPlan: args.planId !== undefined }),
    }
  },
  summary: ({ importId, state, rows, records, valuesLost, errors }) => {
    const lost =
      rows.lost === null ? counted(errors, 'error') : tellLosses({ rowsLost: rows.lost, valuesLost: valuesLost ?? 0 })
    const written = `${counted(records.created, 'record')} created, ${records.updated} updated`
    return `Import ${importId ?? '(not there yet)'} is ${state}: ${written}, ${lost}.`
  },
})

type Named = { importId?: string; planId?: string }

/** Waits out an upload that still runs. */
async function findWhenUploaded(args: Named, until: number, call: ToolCall): ReturnType<typeof findImport> {
  for (;;) {
    const found = await findImport(args, call)
    if ('importId' in found || found.result.outcome !== 'uploading' || call.clock.now() >= until) return found
    const { sentBytes, totalBytes } = found.result
    call.report({ progress: sentBytes, total: totalBytes, message: 'Uploading' })
    await call.clock.sleep(Math.min(1000, until - call.clock.now()), call.signal)
  }
}

function tellUpload(pending: PendingStart, { environment }: ToolCall): z.input<typeof output> {
  const { plan, result } = pending
  if (result.outcome !== 'uploading') throw notThereYet(pending)
  const { start, sentBytes, totalBytes } = result
  return {
    importId: null,
    importName: safeText(start.importName),
    state: 'UPLOADING',
    finished: false,
    records: { created: 0, updated: 0 },
    rows: { total: start.rows, lost: null },
    valuesLost: null,
    associationsLost: null,
    errors: 0,
    counters: {},
    createdAt: start.plannedAt,
    environment,
    planId: plan.planId,
    upload: { sentBytes, totalBytes },
    nextStep: `Call get_import with planId: "${plan.planId}" and waitSeconds: 20.`,
  }
}

/** Repaired rows and imports that wrote nothing are no example to follow. */
const isAccepted = ({ repairsPlanId }: Plan, { state, records }: z.output<typeof importProgress>): boolean =>
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
  { importId, finished, errors, state }: z.output<typeof importProgress>,
  { planId, byPlan }: { planId: string | null; byPlan: boolean },
): string {
  const name = byPlan ? `planId: "${planId}"` : `importId: "${importId}"`
  if (!finished) return `Call get_import with ${name} and waitSeconds: 20.`
  if (state === 'CANCELED') return 'The import was cancelled: rows that were not reached are not imported.'
  if (state === 'FAILED') return `Nothing was imported. Call get_import_errors with ${name} to see why.`
  if (errors > 0) {
    const then = planId === null ? '' : ', then export_failed_rows'
    return `Call get_import_errors with ${name}${then}.`
  }
  return state === 'DONE'
    ? 'Everything was imported. Nothing more to do.'
    : `The import ended ${state}: call get_import_errors with ${name}.`
}
