import { type ErrorCode, UsageError } from '../errors.ts'
import type { ImportRecord } from '../hubspot/import-record.ts'
import type { StartedPart } from '../import/error-place.ts'
import { type Plan, planId } from '../import/plan.ts'
import type { Start } from '../import/recorded-start.ts'
import type { StartResult } from '../import/start-result.ts'
import { idText } from './arguments.ts'
import { resolvePlan } from './resolve-plan.ts'
import type { ToolCall } from './tool.ts'

/** How an import is named: by HubSpot's id, or by the plan that started it. */
export const importArguments = { importId: idText.optional(), planId: planId.optional() }

interface ImportArguments {
  importId?: string
  planId?: string
}

export interface NamedImport {
  importId: string
  /** Known when this server started the import: only then lines of the source file can be told. */
  plan: Plan | undefined
  /** Rows that were sent, as far as that is known here. */
  rows: number | undefined
  /** Data rows of the source before it: more than 0 where the source was sent in parts. */
  recordsBefore: number
}

/** What became of a plan. */
export interface StartedPlan {
  plan: Plan
  result: StartResult
}

/** @throws UsageError invalid_arguments, plan_unknown, mapping of a plan that was never started */
export async function findImport(args: ImportArguments, call: ToolCall): Promise<NamedImport | StartedPlan> {
  if (args.importId !== undefined && args.planId === undefined) return findById(args.importId, call)
  const found = await findStarted(args, call)
  const [only, ...more] = found.result.starts
  return only?.importId === undefined || more.length > 0 ? found : named(only, found.plan)
}

/** The plan that an importId or a planId leads to, and what became of it. @throws as findImport */
export async function findStarted(args: ImportArguments, call: ToolCall): Promise<StartedPlan> {
  if (args.planId === undefined) {
    throw new UsageError(
      'invalid_arguments',
      'Neither importId nor planId was given.',
      'Pass the planId of start_import, or an importId of list_imports.',
    )
  }
  const plan = await resolvePlan({ planId: args.planId }, call)
  const result = await call.starter.status(plan, call.signal)
  if (result === undefined) throw neverStarted(plan)
  return { plan, result }
}

const named = ({ importId = '', part, rows }: Start, plan: Plan | undefined): NamedImport => ({
  importId,
  plan,
  rows,
  recordsBefore: part.recordsBefore,
})

/** Without a plan: another program started it, or the state folder is another one. */
async function findById(importId: string, call: ToolCall): Promise<NamedImport> {
  const { portalId } = await call.account.details()
  const account = { environment: call.environment, portalId }
  const start = await call.journal.findImport(importId, account).catch(undefinedIfUnreadable)
  if (start === undefined) return { importId, plan: undefined, rows: undefined, recordsBefore: 0 }
  return named(start, await call.plans.get(start.planId).catch(undefinedIfUnreadable))
}

/** What HubSpot says of the import does not need the state folder. */
function undefinedIfUnreadable(error: unknown): undefined {
  if (error instanceof UsageError && UNREADABLE.includes(error.code)) return
  throw error
}

const UNREADABLE: readonly ErrorCode[] = ['journal_unavailable', 'plan_unknown', 'plan_expired']

/** Imports that exist, read now: one, or the started parts of a plan. */
export interface ReadImports {
  /** null: several. */
  importId: string | null
  plan: Plan | undefined
  parts: StartedPart[]
  /** What its errors do not tell: parts that were not started, rows that a cancelled import did not reach. '' for nothing. */
  missing: string
  /** How a next call names it. */
  name: string
}

/** As findImport, for tools that need imports that exist. */
export async function readImports(args: ImportArguments, call: ToolCall): Promise<ReadImports> {
  const found = await findImport(args, call)
  if ('importId' in found) {
    const { importId, plan, recordsBefore } = found
    const record = await readImport(found, call)
    const missing = tellUnreached([record])
    return { importId, plan, parts: [{ record, recordsBefore }], missing, name: `importId: "${importId}"` }
  }
  const { plan, result } = found
  const started = result.starts.flatMap((start) => (start.importId === undefined ? [] : named(start, plan)))
  if (started.length === 0) throw notThereYet(found)
  const parts: StartedPart[] = []
  for (const one of started) parts.push({ record: await readImport(one, call), recordsBefore: one.recordsBefore })
  const unstarted =
    started.length === result.starts.length
      ? ''
      : `Only ${started.length} of ${result.starts.length} parts were started so far. `
  const missing = unstarted + tellUnreached(parts.map(({ record }) => record))
  return { importId: null, plan, parts, missing, name: `planId: "${plan.planId}"` }
}

/** They are no errors at HubSpot. */
const tellUnreached = (records: readonly ImportRecord[]): string =>
  records.some(({ state }) => state === 'CANCELED')
    ? 'The import was cancelled: rows that it did not reach are not among these. '
    : ''

/** The import as HubSpot tells it now. */
export async function readImport({ importId }: Pick<NamedImport, 'importId'>, call: ToolCall): Promise<ImportRecord> {
  return (await call.connect()).imports.get(importId, { signal: call.signal })
}

function neverStarted({ planId: id }: Plan): UsageError {
  return new UsageError(
    'plan_unknown',
    'This plan was never started.',
    `There is no import of it. Call start_import with planId: "${id}" if it is wanted.`,
  )
}

export function notThereYet({ plan, result }: StartedPlan): UsageError {
  if (result.outcome === 'unknown') {
    return new UsageError(
      'outcome_unknown',
      `The upload of this plan got no answer, and no import "${result.starts[0]?.importName ?? plan.name}" is in HubSpot's list so far.`,
      'Call get_import with the planId again in a few minutes, or look in HubSpot: its list has only imports of the same app, so with another token than at the upload it is not found here. Nothing is sent again by itself.',
      { outcome: 'unknown' },
    )
  }
  const fix =
    result.outcome === 'uploading'
      ? 'Call get_import with the planId to follow it.'
      : `Call start_import with planId: "${plan.planId}".`
  return new UsageError('plan_unknown', `The import of this plan is ${result.outcome.replace('_', ' ')}.`, fix)
}
