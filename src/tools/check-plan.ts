import { isOwnerProperty } from '../hubspot/property.ts'
import type { Definitions } from '../import/definitions.ts'
import type { Plan } from '../import/plan.ts'
import { planSubject } from '../import/plan-subject.ts'
import { isUnreadable } from '../import/preflight/unreadable-file.ts'
import type { PreflightReport } from '../import/preflight.ts'
import { openPlanned } from './resolve-plan.ts'
import type { ToolCall } from './tool.ts'

/** What the account says about everything the plan touches. */
export async function definitionsOf(plan: Plan, { account }: ToolCall): Promise<Definitions> {
  const columns = plan.files.flatMap((file) => file.columns)
  const objectTypeIds = columns.flatMap((column) =>
    [column.objectTypeId ?? [], column.toColumnObjectTypeId ?? []].flat(),
  )
  const labelPairs = columns.flatMap(({ columnType, objectTypeId, toColumnObjectTypeId }) =>
    columnType === 'FLEXIBLE_ASSOCIATION_LABEL' && objectTypeId !== null && toColumnObjectTypeId !== undefined
      ? [[objectTypeId, toColumnObjectTypeId] as const]
      : [],
  )
  const query = { objectTypeIds, labelPairs, validations: true }
  const definitions = await account.definitions(query)
  const wantsOwners = columns.some(({ objectTypeId, propertyName }) =>
    definitions.properties.get(objectTypeId ?? '')?.some((one) => one.name === propertyName && isOwnerProperty(one)),
  )
  return wantsOwners ? account.definitions({ ...query, owners: true }) : definitions
}

export interface CheckedPlan {
  plan: Plan
  report: PreflightReport
  definitions: Definitions
}

/** Checks the whole files of a plan and keeps the result with it. */
export async function checkPlan(plan: Plan, call: ToolCall, maxExamples?: number): Promise<CheckedPlan> {
  const definitions = await definitionsOf(plan, call)
  const { preflight } = await import('../import/preflight.ts')
  const report = await preflight(plan, definitions, {
    open: (file) => openPlanned(file, call),
    signal: call.signal,
    report: ({ rows, bytes, totalBytes }) =>
      call.report({ progress: bytes, total: totalBytes, message: `Checked ${rows.toLocaleString('en-US')} rows` }),
    maxExamples,
  })
  const { ready, rows, rowsByFile, rowsLost, findings } = report
  const checkedAt = new Date(call.clock.now()).toISOString()
  const counts = findings.map(({ errorType, count }) => ({ errorType, count }))
  const repairs = report.repairs.map(({ examples: _examples, ...tally }) => tally)
  const result = {
    checkedAt,
    ready,
    rows,
    rowsByFile,
    rowsLost,
    findings: counts,
    repairs,
    unreadable: findings.some(isUnreadable),
  }
  // A plan that was revised meanwhile is not the one that was checked.
  const keep = (now: Plan) => (planSubject(now) === planSubject(plan) ? { ...now, preflight: result } : now)
  await call.plans.update(plan.planId, keep)
  return { plan: { ...plan, preflight: result }, report, definitions }
}
