import { z } from 'zod'
import { openAuditFile } from './audit/audit-file.ts'
import { keepHead } from './audit/heads.ts'
import type { Clock } from './clock.ts'
import type { Plan } from './import/plan.ts'
import { planId } from './import/plan.ts'
import type { PlanStore } from './import/plan-store.ts'
import type { StateFolder } from './import/state-folder.ts'
import type { Witness } from './import/witnessed-journal.ts'
import type { Log } from './log.ts'
import { safeText } from './safe-text.ts'

/** A call of a tool that writes. Of its arguments only ids are written down. */
export interface AuditedCall {
  requestId: string
  principal: string
  tool: string
  effect: 'write' | 'destroy'
  environment: 'sandbox' | 'production'
  args: unknown
  plans: PlanStore
  /** null: not connected. */
  portalId: () => Promise<number | null>
}

export interface AuditedEnd {
  /** `ok`, `asked` or an error code. */
  outcome: string
  /** What is known about the write. */
  written?: string
  structured?: unknown
}

/** Who did what to which account. One line before each write, one after, and one for each step of an import's start. */
export interface AuditLog {
  /** @throws UsageError journal_unavailable: then nothing may be written to HubSpot */
  intent(call: AuditedCall): Promise<void>
  /** A line that cannot be written any more is told in the log: what was done is done. */
  result(call: AuditedCall, end: AuditedEnd): Promise<void>
  /** @throws UsageError journal_unavailable before the last byte of an upload leaves */
  step: Witness
  /** What keeps it from being written; undefined: nothing. */
  problem(): Promise<string | undefined>
}

/** Without --audit-log. */
export const noAudit: AuditLog = {
  intent: async () => undefined,
  result: async () => undefined,
  step: async () => undefined,
  problem: async () => undefined,
}

interface AuditOptions {
  state: StateFolder
  clock: Clock
  log: Log
}

/** Lines of calls hold the principal and the request; lines of steps are led to them by their `planId`. */
export function createAuditLog(path: string, { state, clock, log }: AuditOptions): AuditLog {
  const file = openAuditFile(path, keepHead(state))
  const append = (entry: object) => file.append({ time: new Date(clock.now()).toISOString(), ...entry })
  const appendOrTell = (entry: object) =>
    append(entry).catch((error: unknown) => log('error', 'a line of the audit log is lost', { error, entry }))
  return {
    problem: file.problem,
    intent: async (call) =>
      append({ event: 'intent', ...callFacts(call), portalId: await portalOf(call), ...(await planFacts(call)) }),
    result: (call, { outcome, written, structured }) =>
      appendOrTell({
        event: 'result',
        ...callFacts(call),
        outcome,
        ...(written !== undefined && { written }),
        ...resultFacts(structured),
      }),
    async step(step, start) {
      const { contentKey, environment, portalId, importId, attempt, part } = start
      const importName = safeText(start.importName, 80)
      const facts = { planId: start.planId, contentKey, environment, portalId, importName, attempt, part: part.number }
      const entry = { event: step, ...facts, ...(importId !== undefined && { importId }) }
      await (step === 'arming' ? append(entry) : appendOrTell(entry))
    },
  }
}

/** Ids of what the write is about; everything else in the arguments may be a cell, a name or a secret. */
const target = z.object({
  planId: planId.optional().catch(undefined),
  importId: z.coerce
    .string()
    .regex(/^\d{1,20}$/)
    .optional()
    .catch(undefined),
  objectType: z.string().optional().catch(undefined),
  fromObjectType: z.string().optional().catch(undefined),
  toObjectType: z.string().optional().catch(undefined),
  // As tools take it: many models send it as a text.
  associationTypeId: z
    .union([z.number(), z.string().regex(/^\s*\d{1,15}\s*$/)])
    .transform(Number)
    .optional()
    .catch(undefined),
})

function callFacts({ requestId, principal, tool, effect, environment, args }: AuditedCall) {
  const { data = {} } = target.safeParse(args)
  const ids = Object.entries(data).map(([key, id]) => [key, typeof id === 'string' ? safeText(id, 60) : id] as const)
  return { requestId, principal, tool, effect, environment, ...Object.fromEntries(ids) }
}

const portalOf = ({ portalId }: AuditedCall): Promise<number | null> => portalId().catch(() => null)

/** What would be written, by its hashes. */
async function planFacts({ args, plans }: AuditedCall): Promise<{ files?: string[]; contentKeys?: readonly string[] }> {
  const id = target.safeParse(args).data?.planId
  const plan: Plan | undefined = id === undefined ? undefined : await plans.get(id).catch(() => undefined)
  return plan === undefined ? {} : { files: plan.files.map(({ sha256 }) => sha256), contentKeys: plan.contentKeys }
}

const resultIds = z.object({
  planId: planId.optional().catch(undefined),
  importId: z.string().optional().catch(undefined),
  outcome: z.string().optional().catch(undefined),
  imports: z
    .array(z.object({ importId: z.string().nullable() }))
    .optional()
    .catch(undefined),
})

function resultFacts(structured: unknown): { planId?: string; written?: string; importIds?: string[] } {
  const { data } = resultIds.safeParse(structured)
  if (data === undefined) return {}
  const importIds = [data.importId, ...(data.imports ?? []).map(({ importId }) => importId)].filter(
    (id) => typeof id === 'string',
  )
  return {
    ...(data.planId !== undefined && { planId: data.planId }),
    ...(data.outcome !== undefined && { written: data.outcome }),
    ...(importIds.length > 0 && { importIds }),
  }
}
