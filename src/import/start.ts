import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import type { ImportRequest } from '../hubspot/import-request.ts'
import type { SourceFile } from '../table/open-file.ts'
import { contentKey, marker, nameWithMarker } from './content-key.ts'
import type { Definitions } from './definitions.ts'
import type { Journal, Start } from './journal.ts'
import type { Plan, PlannedFile } from './plan.ts'
import type { PlanStore } from './plan-store.ts'
import type { PreparedFile } from './prepare-upload.ts'
import { closeAll, closeAllAndThrow, prepareAll, uniqueNames, withUniqueNames } from './prepared-files.ts'
import { findByMarker, reconcile, reconcileUntilSettled } from './reconcile.ts'
import { buildImportRequest } from './request.ts'
import { sendUpload } from './send-upload.ts'

/** Longest time a call waits for an upload; afterwards the upload goes on by itself. */
export const UPLOAD_WAIT_MS = 20_000

export interface StartResult {
  outcome: 'started' | 'already_started' | 'uploading' | 'unknown' | 'not_started'
  start: Start
  sentBytes: number
  totalBytes: number
}

export interface StartOptions {
  definitions: Definitions
  portalId: number
  /** Rows of the plan, counted by preflight. */
  rows: number
  /** Send the same content once more although it was started before. */
  allowRepeat?: boolean
  signal: AbortSignal
  onBytes?: (sent: number, total: number) => void
}

/** Starts imports, each at most once, and knows the uploads of this process that still run. */
export interface Starter {
  /** @throws UsageError with outcome not_started */
  start(plan: Plan, options: StartOptions): Promise<StartResult>
  /** What is known of the plan's starts, oldest first; an unknown one is looked up in HubSpot's list once more. */
  status(plan: Plan, signal?: AbortSignal): Promise<StartResult[]>
}

export interface StarterDeps {
  connect: () => Promise<HubSpot>
  open: (file: PlannedFile) => Promise<SourceFile>
  journal: Journal
  plans: PlanStore
  spoolFolder: string
  clock: Clock
  /** Aborted when the server closes. */
  closing: AbortSignal
  /** Whether the import's name ends with the marker; without it a lost import cannot be found again. */
  withMarker: boolean
}

/** How far an upload of this process is; written by the upload alone. */
interface UploadProgress {
  start: Start
  sentBytes: number
  totalBytes: number
  /** The last byte may have left: nothing stops it any more. */
  armed: boolean
  /** A caller was told that it goes on by itself. */
  answered: boolean
  /** Its answer was lost; HubSpot's list is being looked at. */
  unknown: boolean
}

interface Upload {
  progress: UploadProgress
  result: Promise<StartResult>
}

export function createStarter(deps: StarterDeps): Starter {
  const uploads = new Map<string, Upload>()
  return {
    async start(plan, options) {
      const files = await prepareAll(plan, { ...deps, ...options })
      const plannedAt = new Date(deps.clock.now()).toISOString()
      const content = describeContent(plan, files, { ...options, plannedAt, withMarker: deps.withMarker })
      const known = await findKnown(content, options, deps, uploads).catch(closeAllAndThrow(files))
      if ('outcome' in known) {
        await closeAll(files)
        await remember(plan, known.start.contentKey, deps.plans)
        return known
      }
      const running = uploads.get(known.contentKey)
      if (running !== undefined) {
        await closeAll(files)
        await remember(plan, known.contentKey, deps.plans)
        return waitFor(running, deps.clock, options.signal)
      }
      const upload = beginUpload(known, { plan, files, request: content.request, options, deps })
      uploads.set(known.contentKey, upload)
      const forget = () => uploads.delete(known.contentKey)
      upload.result.then(forget, forget)
      return waitFor(upload, deps.clock, options.signal)
    },
    async status(plan, signal) {
      const results: StartResult[] = []
      for (const key of plan.contentKeys) {
        const running = uploads.get(key)
        const start = await deps.journal.find(key)
        if (running !== undefined) results.push(resultSoFar(running.progress))
        else if (start !== undefined) results.push(await settle(start, deps, signal))
      }
      return results
    },
  }
}

interface ContentOfPlan {
  request: ImportRequest
  /** The start this content would be, for the n-th repetition. */
  intent: (repeat: number) => Start
}

function describeContent(
  plan: Plan,
  files: readonly PreparedFile[],
  {
    portalId,
    rows,
    plannedAt,
    withMarker,
  }: Pick<StartOptions, 'portalId' | 'rows'> & { plannedAt: string; withMarker: boolean },
): ContentOfPlan {
  const { environment, planId, name } = plan
  const request = buildImportRequest(plan, uniqueNames(files))
  const sha256 = files.map((file) => file.sha256)
  return {
    request,
    intent(repeat) {
      const key = contentKey({ environment, portalId, request, sha256, repeat })
      const mark = marker(key)
      const importName = withMarker ? nameWithMarker(name, mark) : name
      const known = { contentKey: key, marker: mark, importName, planId, environment, portalId, rows, plannedAt }
      return { ...known, state: 'planned', attempt: 1 }
    },
  }
}

/**
 * The start that is to be sent, or what became of one that was. Looks at this process's uploads, the journal, and
 * HubSpot's list (for the case that the state folder was lost).
 */
async function findKnown(
  content: ContentOfPlan,
  { allowRepeat = false, signal }: StartOptions,
  deps: StarterDeps,
  uploads: ReadonlyMap<string, Upload>,
): Promise<Start | StartResult> {
  for (let repeat = 0; ; repeat += 1) {
    const intent = content.intent(repeat)
    if (uploads.has(intent.contentKey)) return intent
    const start = (await deps.journal.find(intent.contentKey)) ?? (await adoptLost(intent, deps, signal))
    if (start === undefined) return intent
    const settled = await settle(start, deps, signal)
    if (settled.outcome === 'not_started') return start
    if (!allowRepeat) return settled
  }
}

async function adoptLost(intent: Start, deps: StarterDeps, signal: AbortSignal): Promise<Start | undefined> {
  const hubspot = await deps.connect()
  const since = Date.parse(intent.plannedAt) - 24 * 3_600_000
  const [importId] = await findByMarker(hubspot, intent.marker, { since, signal })
  if (importId === undefined) return undefined
  return deps.journal.acknowledge(await deps.journal.plan(intent), importId, true)
}

async function settle(start: Start, deps: StarterDeps, signal?: AbortSignal): Promise<StartResult> {
  const { journal } = deps
  const now =
    start.state === 'armed' ? await reconcile(start, { hubspot: await deps.connect(), journal, signal }) : start
  const outcomes = {
    planned: 'not_started',
    refused: 'not_started',
    armed: 'unknown',
    started: 'already_started',
  } as const
  return { outcome: outcomes[now.state], start: now, sentBytes: 0, totalBytes: 0 }
}

interface UploadJob {
  plan: Plan
  files: readonly PreparedFile[]
  request: ImportRequest
  options: StartOptions
  deps: StarterDeps
}

function beginUpload(start: Start, job: UploadJob): Upload {
  const totalBytes = job.files.reduce((sum, file) => sum + file.bytes, 0)
  const progress = { start, sentBytes: 0, totalBytes, armed: false, answered: false, unknown: false }
  return { progress, result: runUpload(progress, job).finally(() => closeAll(job.files)) }
}

async function runUpload(progress: UploadProgress, job: UploadJob): Promise<StartResult> {
  return sendOnce(progress, job).catch(async (error: unknown) => {
    if (error instanceof UsageError && error.code === 'lock_held') return resultOfOther(progress, job.deps)
    throw error
  })
}

function startedMeanwhile(): UsageError {
  const fix = 'Call get_import with the planId.'
  return new UsageError('lock_held', 'The same import was started by another call.', fix, { outcome: 'not_started' })
}

/** Another process armed the same content first: its answer is this call's answer. */
async function resultOfOther(progress: UploadProgress, { journal, clock, closing }: StarterDeps): Promise<StartResult> {
  const until = clock.now() + UPLOAD_WAIT_MS
  for (;;) {
    const start = await journal.find(progress.start.contentKey)
    if (start?.state === 'started') return { ...resultSoFar(progress), outcome: 'already_started', start }
    if (start?.state === 'refused') return { ...resultSoFar(progress), outcome: 'not_started', start }
    if (clock.now() >= until) return { ...resultSoFar(progress), outcome: 'unknown' }
    await clock.sleep(250, closing)
  }
}

async function sendOnce(progress: UploadProgress, job: UploadJob): Promise<StartResult> {
  const { plan, files, request, options, deps } = job
  const { journal, plans, clock, closing } = deps
  await remember(plan, progress.start.contentKey, plans)
  const start = await journal.plan(progress.start)
  if (start.state === 'armed' || start.state === 'started') throw startedMeanwhile()
  const hubspot = await deps.connect()
  const ended = new AbortController()
  const sent = await sendUpload(
    {
      start,
      request: { ...request, name: start.importName },
      files: withUniqueNames(files),
      signal: untilArmed(progress, { call: options.signal, closing, ended: ended.signal }),
      onBytes(bytes, total) {
        Object.assign(progress, { sentBytes: bytes, totalBytes: total })
        options.onBytes?.(bytes, total)
      },
      onArmed() {
        progress.armed = true
      },
    },
    { hubspot, journal, clock },
  ).finally(() => ended.abort())
  if (sent.state === 'started') return { ...resultSoFar(progress), outcome: 'started', start: sent }
  progress.unknown = true
  const settled = await reconcileUntilSettled(sent, { hubspot, journal, clock, signal: closing })
  return { ...resultSoFar(progress), outcome: settled.state === 'started' ? 'started' : 'unknown', start: settled }
}

/** A plan leads to its starts, also to one that another plan of the same content made; the latest is the last. */
async function remember({ planId }: Plan, contentKey: string, plans: PlanStore): Promise<void> {
  const add = (plan: Plan) => ({
    ...plan,
    contentKeys: [...plan.contentKeys.filter((key) => key !== contentKey), contentKey],
  })
  await plans.update(planId, add)
}

/** Ends with the call as long as the last byte cannot have left and nobody was told that it goes on by itself. */
function untilArmed(
  progress: UploadProgress,
  { call, closing, ended }: { call: AbortSignal; closing: AbortSignal; ended: AbortSignal },
): AbortSignal {
  const controller = new AbortController()
  const abortCall = () => {
    if (!progress.armed && !progress.answered) controller.abort()
  }
  const abortClosing = () => {
    if (!progress.armed) controller.abort()
  }
  call.addEventListener('abort', abortCall, { signal: ended })
  closing.addEventListener('abort', abortClosing, { signal: ended })
  if (call.aborted || closing.aborted) controller.abort()
  return controller.signal
}

async function waitFor({ progress, result }: Upload, clock: Clock, signal: AbortSignal): Promise<StartResult> {
  const stop = new AbortController()
  const goesOn = (): StartResult => {
    progress.answered = true
    return resultSoFar(progress)
  }
  const waited = clock.sleep(UPLOAD_WAIT_MS, AbortSignal.any([signal, stop.signal])).then(goesOn, () => result)
  try {
    return await Promise.race([result, waited])
  } finally {
    stop.abort()
  }
}

function resultSoFar({ start, sentBytes, totalBytes, unknown }: UploadProgress): StartResult {
  return { outcome: unknown ? 'unknown' : 'uploading', start, sentBytes, totalBytes }
}
