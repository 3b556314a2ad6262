import { z } from 'zod'
import { UsageError } from '../errors.ts'
import type { Plan } from '../import/plan.ts'
import { planSubject } from '../import/plan-subject.ts'
import type { StartResult } from '../import/start.ts'
import { safeText } from '../safe-text.ts'
import { checkPlan, definitionsOf } from './check-plan.ts'
import { confirmArgument, mustBeConfirmed } from './confirm.ts'
import { tellOperations } from './plan-view.ts'
import { planArguments, resolvePlan } from './resolve-plan.ts'
import { defineTool, type ToolCall } from './tool.ts'

const output = z.object({
  outcome: z.enum(['started', 'already_started', 'uploading', 'unknown', 'not_started']),
  environment: z.enum(['sandbox', 'production']),
  planId: z.string(),
  imports: z.array(
    z.object({ importId: z.string().nullable(), importName: z.string(), part: z.number(), rows: z.number() }),
  ),
  upload: z.object({ sentBytes: z.number(), totalBytes: z.number() }),
  nextStep: z.string(),
})

export const startImportTool = defineTool({
  name: 'start_import',
  title: 'Start an import',
  description:
    'Use this after validate_import to start the import, exactly once: calling it again for the same plan or the same content gives the import that exists. It writes to the CRM and cannot be undone by another tool. Then call get_import.',
  effect: 'write',
  toolset: 'imports',
  idempotent: true,
  destructive: true,
  input: z.strictObject({
    ...planArguments,
    confirm: confirmArgument,
    acceptFindings: z.boolean().default(false).describe('Start although rows or values will be lost'),
    allowRepeat: z.boolean().default(false).describe('Import the same content a second time; only on explicit request'),
  }),
  output,
  async run({ confirm, acceptFindings, allowRepeat, ...args }, call) {
    const plan = await checkedPlan(await resolvePlan(args, call), call)
    mustBeReadable(plan)
    if (!acceptFindings && plan.contentKeys.length === 0) mustBeReady(plan)
    if (plan.contentKeys.length === 0 || allowRepeat) {
      mustBeConfirmed({ subject: planSubject(plan), question: question(plan), confirm }, call)
    }
    const { portalId } = await call.account.details()
    const result = await call.starter.start(plan, {
      definitions: await definitionsOf(plan, call),
      portalId,
      rows: plan.preflight?.rows ?? 0,
      allowRepeat,
      signal: call.signal,
      onBytes: (sent, total) => call.report({ progress: sent, total, message: 'Uploading' }),
    })
    return tellStart(plan, result)
  },
  summary: ({ outcome, imports }) =>
    `${SUMMARIES[outcome]} ${imports.map(({ importId }) => importId ?? '').join(', ')}`.trim(),
})

const SUMMARIES = {
  started: 'Import started:',
  already_started: 'This import was started before; nothing was sent again:',
  uploading: 'The file is being uploaded; the import starts by itself when it is there.',
  unknown: 'The file was sent but HubSpot gave no answer: the import may exist. It is looked for in the list.',
  not_started: 'Not started.',
}

/** The preflight kept with the plan, or a new one: nothing starts unchecked. A file of too many bytes is not read. */
async function checkedPlan(planned: Plan, call: ToolCall): Promise<Plan> {
  mustFitOneUpload(planned)
  if (planned.preflight !== undefined) return planned
  const { plan } = await checkPlan(planned, call)
  mustFitOneUpload(plan)
  return plan
}

/** HubSpot's limits of one file. */
const MAX_ROWS = 1_048_576
const MAX_BYTES = 512 * 1024 * 1024

function mustFitOneUpload({ preflight, files }: Plan): void {
  const place = files.findIndex(
    ({ bytes }, index) => bytes > MAX_BYTES || (preflight?.rowsByFile[index] ?? 0) > MAX_ROWS,
  )
  const file = files[place]
  if (file === undefined) return
  const rows = preflight === undefined ? '' : ` and ${preflight.rowsByFile[place]} rows`
  throw new UsageError(
    'hubspot_import_limit',
    `${safeText(file.fileName)} has ${file.bytes} bytes${rows}; HubSpot takes ${MAX_BYTES} bytes and ${MAX_ROWS} rows a file.`,
    'Split the file, each part with the header line, and import the parts one after the other.',
    { outcome: 'not_started' },
  )
}

function mustBeReadable({ planId, preflight }: Plan): void {
  if (preflight?.unreadable !== true) return
  throw new UsageError(
    'findings_block',
    'A file of the plan cannot be read to its end, so it cannot be uploaded.',
    `Call validate_import with planId: "${planId}" to see the line, correct the file, and call propose_mapping again.`,
    { outcome: 'not_started' },
  )
}

function mustBeReady({ planId, preflight }: Plan): void {
  if (preflight === undefined || preflight.ready) return
  const worst = preflight.findings.slice(0, 5).map(({ errorType, count }) => `${errorType} ${count}`)
  throw new UsageError(
    'findings_block',
    `The check found problems: ${preflight.rowsLost} of ${preflight.rows} rows would be lost (${worst.join(', ')}).`,
    `Call validate_import with planId: "${planId}" to see and repair them, or start_import with acceptFindings: true if the person accepts the loss.`,
    { outcome: 'not_started' },
  )
}

function question(plan: Plan): string {
  const files = plan.files.map(({ fileName }) => safeText(fileName, 80)).join(', ')
  const rows = plan.preflight?.rows.toLocaleString('en-US')
  const lost = plan.preflight?.rowsLost ?? 0
  const loss = lost === 0 ? '' : ` ${lost.toLocaleString('en-US')} rows will be lost.`
  const account = `${plan.environment} account ${plan.portalId}`
  return `Import ${rows} rows of ${files} into ${account} (${tellOperations(plan)})?${loss} This cannot be undone here.`
}

function tellStart({ planId, environment }: Plan, result: StartResult): z.input<typeof output> {
  const { outcome, start, sentBytes, totalBytes } = result
  return {
    outcome,
    environment,
    planId,
    imports: [{ importId: start.importId ?? null, importName: safeText(start.importName), part: 1, rows: start.rows }],
    upload: { sentBytes, totalBytes },
    nextStep: `Call get_import with planId: "${planId}" and waitSeconds: 20.`,
  }
}
