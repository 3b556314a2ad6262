import { isOwnerProperty } from '../hubspot/property.ts'
import type { Definitions } from '../import/definitions.ts'
import type { Finding } from '../import/finding.ts'
import type { Plan } from '../import/plan.ts'
import { sendsTheSame } from '../import/plan-subject.ts'
import { isUnreadable } from '../import/preflight/unreadable-file.ts'
import type { PreflightReport } from '../import/preflight.ts'
import type { RecordLookup } from '../import/record-lookup/look-up-records.ts'
import { openPlanned } from './resolve-plan.ts'
import type { ToolCall } from './tool.ts'

/** What the account says about everything the plan touches. */
export async function definitionsOf(plan: Plan, { account }: Pick<ToolCall, 'account'>): Promise<Definitions> {
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

interface CheckOptions {
  maxExamples?: number
  /** Also look the records that the files name up in the account. */
  checkRecords?: boolean
}

/** What a check without a look-up has told of its progress at its end: each file is read twice. */
export const checkedProgress = ({ files }: Pick<Plan, 'files'>): number =>
  2 * files.reduce((sum, { bytes }) => sum + bytes, 0)

/** Checks the whole files of a plan and keeps the result with it. */
export async function checkPlan(
  plan: Plan,
  call: ToolCall,
  { maxExamples, checkRecords = false }: CheckOptions = {},
): Promise<CheckedPlan> {
  const definitions = await definitionsOf(plan, call)
  const { preflight } = await import('../import/preflight.ts')
  const totalBytes = plan.files.reduce((sum, { bytes }) => sum + bytes, 0)
  const lookup = checkRecords && call.account.connected ? await lookUp(plan, definitions, call) : undefined
  // Looking up comes first, and counts as much as reading the files.
  const before = lookup === undefined ? 0 : totalBytes
  const read = { hashed: 0, checked: 0 }
  const tell = (message: string) =>
    call.report({
      progress: before + Math.min(read.hashed, totalBytes) + read.checked,
      total: before + 2 * totalBytes,
      message,
    })
  const report = await preflight(plan, definitions, {
    // Whether it is still the file that was planned; of a large one that takes some seconds.
    open(file) {
      const earlier = read.hashed
      return openPlanned(file, call, (bytes) => {
        read.hashed = earlier + bytes
        tell(`Reading ${file.fileName}`)
      })
    },
    signal: call.signal,
    report({ rows, bytes }) {
      read.checked = bytes
      tell(`Checked ${rows.toLocaleString('en-US')} rows`)
    },
    maxExamples,
    limits: call.limits,
    lookup,
  })
  const { ready, rows, rowsByFile, rowsLost, valuesLost, associationsLost, findings } = report
  const checkedAt = new Date(call.clock.now()).toISOString()
  const counts = findings.filter(costs).map(({ errorType, count }) => ({ errorType, count }))
  const repairs = report.repairs.map(({ examples: _examples, ...tally }) => tally)
  const result = {
    checkedAt,
    ready,
    rows,
    rowsByFile,
    rowsLost,
    valuesLost,
    associationsLost,
    findings: counts,
    repairs,
    unreadable: findings.some(isUnreadable),
    ...refusalOf(findings),
  }
  // A plan that was revised meanwhile is not the one that was checked.
  const keep = (now: Plan) => (sendsTheSame(now, plan) ? { ...now, preflight: result } : now)
  await call.plans.update(plan.planId, keep)
  return { plan: { ...plan, preflight: result }, report, definitions }
}

/** A notice is no reason against a start. */
const costs = ({ severity, outcome }: Finding): boolean => severity === 'error' || outcome !== null

function refusalOf(findings: readonly Finding[]): Pick<NonNullable<Plan['preflight']>, 'refused'> {
  const found = findings.find(({ severity, outcome }) => severity === 'error' && outcome === 'file_refused')
  return found === undefined ? {} : { refused: { errorType: found.errorType, message: found.message, fix: found.fix } }
}

async function lookUp(plan: Plan, definitions: Definitions, call: ToolCall): Promise<RecordLookup> {
  const { lookUpRecords } = await import('../import/record-lookup/look-up-records.ts')
  const totalBytes = plan.files.reduce((sum, { bytes }) => sum + bytes, 0)
  const { objects } = await call.connect()
  return await lookUpRecords(plan, definitions, {
    open: (file) => openPlanned(file, call),
    objects,
    maxCalls: call.config.recordCalls,
    signal: call.signal,
    report: ({ records, total }) =>
      call.report({
        progress: (totalBytes * records) / total,
        total: 3 * totalBytes,
        message: `Looked up ${records.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} records`,
      }),
  })
}
