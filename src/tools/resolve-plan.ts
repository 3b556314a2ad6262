import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { type ImportRequest, importRequest } from '../hubspot/import-request.ts'
import { type LookedAt, type PlanOrigin, planFromRequest } from '../import/build-plan.ts'
import { fileChanged } from '../import/file-changed.ts'
import { type Plan, type PlannedFile, planId } from '../import/plan.ts'
import { named } from '../import/unreadable-file.ts'
import { safeText } from '../safe-text.ts'
import { type InspectOptions, inspectTable } from '../table/inspect-table.ts'
import type { SourceFile } from '../table/source-file.ts'
import type { Table } from '../table/table.ts'
import { namedSheets, otherSheets } from './sheet-question.ts'
import { tellAccount } from './told-environment.ts'
import type { ToolCall } from './tool.ts'

/** How a plan is named: by its id, or by somebody's own importRequest with its files. */
export const planArguments = {
  planId: planId.optional(),
  importRequest: z.looseObject({}).optional().describe("HubSpot's JSON, instead of planId"),
  files: z.array(z.string()).optional().describe('Paths for importRequest'),
}

interface PlanArguments {
  planId?: string
  importRequest?: Record<string, unknown>
  files?: string[]
}

/** @throws UsageError plan_unknown, plan_wrong_portal, invalid_arguments */
export async function resolvePlan(args: PlanArguments, call: ToolCall): Promise<Plan> {
  if (args.planId !== undefined && args.importRequest !== undefined) {
    throw new UsageError(
      'invalid_arguments',
      'Both a planId and an importRequest were given, and they may say different things.',
      'Pass the planId, or importRequest together with files.',
    )
  }
  if (args.planId !== undefined) return ownPlan(await call.plans.get(args.planId), call)
  if (args.importRequest === undefined || args.files === undefined) {
    throw new UsageError(
      'invalid_arguments',
      'Neither a planId nor an importRequest with files was given.',
      'Pass the planId of propose_mapping, or importRequest together with files.',
    )
  }
  const request = parseRequest(args.importRequest)
  const looked = await Promise.all(
    args.files.map((file, index) => {
      const { hasHeader, columnMappings = [] } = request.files[index]?.fileImportPage ?? {}
      return lookAt(file, { hasHeader, header: columnMappings.map(({ columnName }) => columnName) }, call)
    }),
  )
  const plan = planFromRequest(looked, request, await planOrigin(call), await call.account.objectTypes())
  await call.plans.save(plan)
  return plan
}

/** Not a schema of the argument itself: a model needs no 900 tokens to be told what HubSpot's own JSON looks like. */
function parseRequest(value: Record<string, unknown>): ImportRequest {
  const parsed = importRequest.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new UsageError(
    'invalid_arguments',
    `importRequest is not what HubSpot takes: ${safeText(issues.join('; '), 500)}.`,
    'Correct it, or let propose_mapping make one (includeImportRequest: true).',
    { outcome: 'not_started' },
  )
}

/** Head and hash of a file. A large file takes a second or more for the hash, so progress is told. */
export async function lookAt(path: string, options: InspectOptions, call: ToolCall): Promise<LookedAt> {
  await using source = await call.files.open(path).catch((error: unknown) => Promise.reject(named(error, false)))
  const table = await inspectTable(source, { ...options, signal: call.signal }).catch((error: unknown) =>
    Promise.reject(named(error, source.format !== 'csv')),
  )
  if (table.rowCountIsExact && table.rowCount === 0) throw headerOnly(table)
  const report = (bytes: number) =>
    call.report({ progress: bytes, total: source.bytes, message: `Reading ${source.fileName}` })
  const sha256 = await source.sha256({ signal: call.signal, onBytes: report })
  return { file: fileReference(path, source.realPath), sha256, table }
}

function headerOnly(table: Table): UsageError {
  const { fileName, dialect, hiddenSheets } = table
  const others = namedSheets(otherSheets(table), hiddenSheets)
  const where =
    others === '' ? safeText(fileName) : `The sheet "${safeText(dialect.sheet ?? '')}" of ${safeText(fileName)}`
  const instead =
    others === '' ? 'Pass a file with rows.' : `Pass a sheet with rows as sheet; there are also ${others}.`
  return new UsageError(
    'file_header_only',
    `${where} has a header and no rows: there is nothing to import.`,
    `${instead} If its only line is a row, not a header, pass hasHeader: false to propose_mapping.`,
    { outcome: 'not_started' },
  )
}

/** The file of a plan, only if it is still the one that was planned. @throws UsageError file_changed */
export async function openPlanned(
  file: PlannedFile,
  call: ToolCall,
  onBytes?: (bytes: number) => void,
): Promise<SourceFile> {
  const source = await call.files.open(file.file)
  try {
    if ((await source.sha256({ signal: call.signal, onBytes })) !== file.sha256) throw fileChanged(file)
    return source
  } catch (error) {
    await source.close()
    throw error
  }
}

/** A plan keeps the real path, so that it means the same file whatever the working folder is; handles stay as they are. */
const fileReference = (path: string, realPath: string): string => (isUpload(path) ? path : realPath)

export const isUpload = (file: string): boolean => file.startsWith('upload:')

export async function planOrigin(call: ToolCall): Promise<PlanOrigin> {
  return {
    environment: call.environment,
    portalId: call.account.connected ? (await call.account.details()).portalId : null,
    createdAt: new Date(call.clock.now()).toISOString(),
  }
}

/** A plan that was made without a connection belongs to the first account it meets. */
async function ownPlan(plan: Plan, call: ToolCall): Promise<Plan> {
  const { environment, portalId } = await planOrigin(call)
  const wrongPortal = plan.portalId !== null && portalId !== null && plan.portalId !== portalId
  if (plan.environment !== environment || wrongPortal) {
    throw new UsageError(
      'plan_wrong_portal',
      `This plan was made for ${tellOrigin(plan)}; connected is ${tellOrigin({ environment, portalId })}.`,
      'Make a new plan with propose_mapping.',
      { outcome: 'not_started' },
    )
  }
  return { ...plan, portalId: plan.portalId ?? portalId }
}

/** What kind of account another one is, nobody can tell any more. */
const tellOrigin = ({ environment, portalId }: Pick<PlanOrigin, 'environment' | 'portalId'>): string =>
  tellAccount(environment === 'sandbox' ? 'sandbox' : 'hubspot', portalId)
