import { UsageError } from '../errors.ts'
import type { ImportRecord } from '../hubspot/import-record.ts'
import { type Plan, planId } from '../import/plan.ts'
import type { StartResult } from '../import/start.ts'
import { idText } from './arguments.ts'
import { resolvePlan } from './resolve-plan.ts'
import type { ToolCall } from './tool.ts'

/** How an import is named: by HubSpot's id, or by the plan that started it. */
export const importArguments = { importId: idText.optional(), planId: planId.optional() }

export interface NamedImport {
  importId: string
  /** Known when this server started the import: only then lines of the source file can be told. */
  plan: Plan | undefined
}

/** A plan whose upload runs, or whose outcome is not known: it has no import id yet. */
export interface PendingStart {
  plan: Plan
  result: StartResult
}

/** @throws UsageError invalid_arguments, plan_unknown, mapping of a plan that was never started */
export async function findImport(
  args: { importId?: string; planId?: string },
  call: ToolCall,
): Promise<NamedImport | PendingStart> {
  if (args.importId !== undefined && args.planId === undefined) {
    return { importId: args.importId, plan: await startedPlan(args.importId, call) }
  }
  if (args.planId === undefined) {
    throw new UsageError(
      'invalid_arguments',
      'Neither importId nor planId was given.',
      'Pass the planId of start_import, or an importId of list_imports.',
    )
  }
  const plan = await resolvePlan({ planId: args.planId }, call)
  const last = (await call.starter.status(plan, call.signal)).at(-1)
  if (last === undefined) throw neverStarted(plan)
  const { importId } = last.start
  return importId === undefined ? { plan, result: last } : { importId, plan }
}

/** The plan that started an import; undefined: another program did, or the state folder is another one. */
async function startedPlan(importId: string, call: ToolCall): Promise<Plan | undefined> {
  const { portalId } = await call.account.details()
  const start = await call.journal.findImport(importId, { environment: call.environment, portalId })
  if (start === undefined) return undefined
  return call.plans.get(start.planId).catch((error: unknown) => {
    const isGone = error instanceof UsageError && (error.code === 'plan_unknown' || error.code === 'plan_expired')
    if (isGone) return undefined
    throw error
  })
}

/** As findImport, for tools that need an import that exists. */
export async function findStartedImport(
  args: { importId?: string; planId?: string },
  call: ToolCall,
): Promise<NamedImport> {
  const found = await findImport(args, call)
  if ('importId' in found) return found
  throw notThereYet(found)
}

/** The import as HubSpot tells it now. */
export async function readImport({ importId }: NamedImport, call: ToolCall): Promise<ImportRecord> {
  return (await call.connect()).imports.get(importId, { signal: call.signal })
}

function neverStarted({ planId: id }: Plan): UsageError {
  return new UsageError('plan_unknown', 'This plan was never started.', `Call start_import with planId: "${id}".`)
}

export function notThereYet({ plan, result }: PendingStart): UsageError {
  if (result.outcome === 'unknown') {
    return new UsageError(
      'outcome_unknown',
      `The upload of this plan got no answer, and no import "${result.start.importName}" is in HubSpot's list so far.`,
      'Call get_import with the planId again in a few minutes, or look in HubSpot. Nothing is sent again by itself.',
      { outcome: 'unknown' },
    )
  }
  const fix =
    result.outcome === 'uploading'
      ? 'Call get_import with the planId to follow it.'
      : `Call start_import with planId: "${plan.planId}".`
  return new UsageError('plan_unknown', `The import of this plan is ${result.outcome.replace('_', ' ')}.`, fix)
}
