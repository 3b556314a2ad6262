import { z } from 'zod'
import { counted } from '../counted.ts'
import { UsageError } from '../errors.ts'
import type { Plan } from '../import/plan.ts'
import { planSubject, repetitionSubject } from '../import/plan-subject.ts'
import { partsOf } from '../import/preflight/limits.ts'
import { isFinished } from '../import/progress.ts'
import type { StartResult } from '../import/start-result.ts'
import { safeText } from '../safe-text.ts'
import { checkedProgress, checkPlan } from './check-plan.ts'
import { confirmArgument, mustBeConfirmed } from './confirm.ts'
import { tellOperations } from './plan-view.ts'
import { planArguments, resolvePlan } from './resolve-plan.ts'
import { startOptions } from './start-options.ts'
import { countLosses } from './tell-losses.ts'
import { tellOwnWaiting, tellWaiting } from './tell-waiting.ts'
import { statesNow, tellCancelled } from './told-again.ts'
import { environmentOf, type ToldEnvironment, tellAccount, toldEnvironment } from './told-environment.ts'
import { defineTool, type ToolCall } from './tool.ts'
import { sayNotStarted } from './write-outcome.ts'

const input = z.strictObject({
  ...planArguments,
  confirm: confirmArgument,
  acceptFindings: z.boolean().default(false).describe('Start despite losses'),
  allowRepeat: z.boolean().default(false).describe('Import the same content again; only on explicit request'),
})

type StartArguments = z.output<typeof input>

const output = z.object({
  outcome: z.enum(['started', 'already_started', 'uploading', 'unknown', 'not_started', 'incomplete']),
  environment: toldEnvironment,
  planId: z.string(),
  imports: z.array(
    z.object({
      importId: z.string().nullable(),
      importName: z.string(),
      part: z.number(),
      rows: z.number(),
      state: z.enum(['started', 'unknown', 'not_started']),
      hubspotState: z.string().optional().describe('Now, of one that was started before'),
    }),
  ),
  upload: z.object({ sentBytes: z.number(), totalBytes: z.number() }),
  waiting: z.object({ why: z.string(), until: z.string().nullable() }).optional().describe('What the upload waits for'),
  nextStep: z.string(),
})

/** Bytes only while they are sent. */
const told = output.extend({
  importsLeftOut: z.number().optional().describe('Further parts'),
  upload: output.shape.upload.optional().describe('While it is sent'),
})

const MOST_PARTS = 20

function tell({ imports, upload, ...start }: z.output<typeof output>): z.input<typeof told> {
  const leftOut = imports.length - MOST_PARTS
  return {
    ...start,
    imports: imports.slice(0, MOST_PARTS),
    ...(leftOut > 0 && { importsLeftOut: leftOut }),
    ...(start.outcome === 'uploading' && { upload }),
  }
}

export const startImportTool = defineTool({
  name: 'start_import',
  title: 'Start an import',
  description:
    'Use this after validate_import to start the import, once: called again for the same plan or content it gives the import that exists. It writes to the CRM and cannot be undone. Then call get_import.',
  effect: 'write',
  toolset: 'imports',
  page: true,
  idempotent: true,
  destructive: true,
  input,
  output,
  told: { output: told, tell },
  run: (args, call) => startNamed(args, call).catch(sayNotStarted),
  summary: ({ outcome, imports }) => {
    const ids = imports.flatMap(({ importId }) => importId ?? [])
    const parts = imports.length === 1 ? '' : ` ${ids.length} of ${imports.length} parts are started.`
    return `${SUMMARIES[outcome]}${parts} ${ids.join(', ')}${tellStopped(imports)}`.trim()
  },
})

/** Also an error that comes before anything is sent tells of the plan what earlier calls made of it. */
async function startNamed(args: StartArguments, call: ToolCall) {
  return startPlan(args, call).catch(async (error: unknown) => {
    const { planId, allowRepeat } = args
    throw planId === undefined || allowRepeat ? error : await call.starter.toldOf(planId, error)
  })
}

async function startPlan({ confirm, acceptFindings, allowRepeat, ...args }: StartArguments, call: ToolCall) {
  if (allowRepeat) mustNameItsPlan(args)
  const planned = await resolvePlan(args, call)
  const plan = await checkedPlan(planned, call)
  mustBeReadable(plan)
  if (plan.contentKeys.length === 0 || allowRepeat) mustBeTaken(plan)
  if (!acceptFindings && plan.contentKeys.length === 0) mustBeReady(plan)
  const environment = await environmentOf(call)
  if (allowRepeat || !(await isAgreed(plan, call))) {
    // Nobody is asked to agree to what cannot be done: without credentials this says how to connect.
    if (!call.account.connected) await call.account.details().catch(sayNotStarted)
    const subject = allowRepeat ? repetitionSubject(plan) : planSubject(plan)
    mustBeConfirmed({ subject, question: question(plan, environment, { ...call, allowRepeat }), confirm }, call)
  }
  // Progress only rises: a file that is read before it is sent counts again, and so does one that was checked.
  const checked = planned.preflight === undefined ? checkedProgress(plan) : 0
  let read = checked
  const result = await call.starter.start(plan, {
    ...(await startOptions(plan, call)),
    allowRepeat,
    signal: call.signal,
    onRead(bytes, total) {
      read = checked + total
      call.report({
        progress: checked + bytes,
        total: checked + 2 * total,
        message: 'Reading the file before it is sent',
      })
    },
    // As if a byte had left: of what does not rise nothing is told.
    onWait: ({ why }) => call.report({ progress: read + 1, message: `Waiting: ${why}` }),
    onBytes: (sent, total) => call.report({ progress: read + sent, total: read + total, message: 'Uploading' }),
  })
  return tellStart(plan, environment, { result, states: await statesNow(result, call) })
}

/** Of an importRequest each call makes a plan of its own: made again after a lost answer it would be one import more. */
function mustNameItsPlan({ planId }: Pick<StartArguments, 'planId'>): void {
  if (planId !== undefined) return
  throw new UsageError(
    'invalid_arguments',
    'allowRepeat was given with an importRequest: the same call made again would import its rows each time.',
    'Call start_import with the importRequest alone, and with the planId of its answer and allowRepeat: true.',
    { outcome: 'not_started' },
  )
}

/** A sending that was begun goes on without a new question, unless somebody has cancelled it since. */
async function isAgreed({ planId, contentKeys }: Plan, { plans }: ToolCall): Promise<boolean> {
  return contentKeys.length > 0 && !(await plans.underWay.isStopped(planId))
}

const SUMMARIES = {
  started: 'Import started:',
  already_started: 'This import was started before; nothing was sent again:',
  uploading: 'The file is being uploaded; the import starts by itself when it is there.',
  unknown: 'The file was sent but HubSpot gave no answer: the import may exist. It is looked for in the list.',
  not_started: 'Not started.',
  incomplete: 'Not every part was started:',
}

/** Imports of an earlier call that did not come to their end: that they were started is not all there is to say. */
function tellStopped(imports: z.output<typeof output>['imports']): string {
  const stopped = imports.filter(({ hubspotState = 'DONE' }) => isFinished(hubspotState) && hubspotState !== 'DONE')
  return stopped.map(({ importId, hubspotState }) => `. Import ${importId} is ${hubspotState} now`).join('')
}

/** The preflight kept with the plan, or a new one: nothing starts unchecked. */
async function checkedPlan(planned: Plan, call: ToolCall): Promise<Plan> {
  return planned.preflight === undefined ? (await checkPlan(planned, call)).plan : planned
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

/** Nothing can come of a file that HubSpot refuses as a whole: its import would only fail. */
function mustBeTaken({ planId, preflight }: Plan): void {
  if (preflight?.refused === undefined) return
  const { errorType, message, fix } = preflight.refused
  throw new UsageError(
    'findings_block',
    `HubSpot would refuse the whole import (${errorType}): ${message}`,
    `${fix} acceptFindings does not help here: call validate_import with planId: "${planId}" when it is changed.`,
    { outcome: 'not_started' },
  )
}

function mustBeReady({ planId, preflight }: Plan): void {
  if (preflight === undefined || preflight.ready) return
  const lost = countLosses(preflight)
  const kinds = worstOf(preflight)
  throw new UsageError(
    'findings_block',
    `The check of ${counted(preflight.rows, 'row')} found problems: ${lost === '' ? kinds : `${lost} lost (${kinds})`}.`,
    `Call validate_import with planId: "${planId}" to see and repair them, or start_import with acceptFindings: true if the person accepts them.`,
    { outcome: 'not_started' },
  )
}

/** A type that several columns have is told once. */
function worstOf({ findings }: NonNullable<Plan['preflight']>): string {
  const counts = new Map<string, number>()
  for (const { errorType, count } of findings) counts.set(errorType, (counts.get(errorType) ?? 0) + count)
  return [...counts]
    .slice(0, 5)
    .map(([errorType, count]) => `${errorType} ${count}`)
    .join(', ')
}

function question(
  plan: Plan,
  environment: ToldEnvironment,
  { limits, allowRepeat }: Pick<ToolCall, 'limits'> & { allowRepeat: boolean },
): string {
  const files = plan.files.map(({ fileName }) => safeText(fileName, 80)).join(', ')
  const rows = plan.preflight?.rows ?? 0
  const lost = plan.preflight === undefined ? '' : countLosses(plan.preflight)
  const loss = lost === '' ? '' : ` ${lost} will be lost.`
  const account = tellAccount(environment, plan.portalId)
  const [only, second] = plan.files
  const parts = only === undefined || second !== undefined ? 1 : partsOf({ rows, bytes: only.bytes }, limits)
  const told =
    parts === 1 ? '' : ` It is above HubSpot's limits of one import: it is sent in ${parts} parts or a few more.`
  const again = allowRepeat ? ' once more, also where it was imported before' : ''
  return `Import ${counted(rows, 'row')} of ${files} into ${account} (${tellOperations(plan)})${again}?${loss}${told} This cannot be undone here.`
}

const STATES = { started: 'started', armed: 'unknown', planned: 'not_started', refused: 'not_started' } as const

interface StartNow {
  result: StartResult
  states: ReadonlyMap<string, string>
}

function tellStart(
  { planId }: Plan,
  environment: ToldEnvironment,
  { result, states }: StartNow,
): z.input<typeof output> {
  const { outcome, starts, sentBytes, totalBytes, waiting } = result
  const isCancelled = starts.length === 1 && [...states.values()].includes('CANCELED')
  return {
    outcome,
    environment,
    planId,
    imports: starts.map(({ importId = null, importName, part, rows, state }) => ({
      importId,
      importName: safeText(importName),
      part: part.number,
      rows,
      state: STATES[state],
      ...(states.has(importId ?? '') && { hubspotState: states.get(importId ?? '') }),
    })),
    upload: { sentBytes, totalBytes },
    ...(waiting !== null && { waiting }),
    nextStep: isCancelled
      ? tellCancelled({ canRepeat: true })
      : `${tellParts(result)}Call get_import with this planId and waitSeconds: 20.${tellUnknown(result)}`,
  }
}

/** What a person can look at, and that nobody has to send the file once more. */
function tellUnknown({ outcome, starts }: StartResult): string {
  if (outcome !== 'unknown') return ''
  const names = starts.flatMap(({ state, importName }) => (state === 'armed' ? `"${safeText(importName)}"` : []))
  return ` As long as it does not find it, look for ${names.join(', ')} among the imports in HubSpot. Nothing is sent again by itself: do not plan the file anew.`
}

function tellParts({ outcome, starts, waiting, splits }: StartResult): string {
  if (starts.length === 1) return tellOwnWaiting(waiting)
  const sending =
    outcome === 'uploading'
      ? `The parts are sent one after the other while this server runs${tellWaiting(waiting)}. `
      : ''
  const names = [...new Set(splits)].map((name) => `"${safeText(name, 60)}"`)
  const split =
    names.length === 0
      ? ''
      : `Rows with the same ${names.join(', ')} are in two parts, because there are too many of them side by side: a record that is new can then come twice. `
  return `${sending}${split}`
}
