import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import type { SourceFile } from '../table/open-file.ts'
import type { Definitions } from './definitions.ts'
import type { Journal, Start } from './journal.ts'
import type { ImportLimits } from './parts/limits.ts'
import { type PlanUpload, prepareParts } from './parts/plan-upload.ts'
import { type Sending, sendParts } from './parts/send-parts.ts'
import type { Waiting } from './parts/turn.ts'
import type { Plan, PlannedFile } from './plan.ts'
import type { PlanStore } from './plan-store.ts'
import type { PrepareOptions } from './prepare-upload.ts'
import { buildImportRequest } from './request.ts'
import { type ChooseOptions, chooseStarts, mustContinue, settle, startsOfPlan } from './starts-of-plan.ts'

/** Longest time a call waits for an upload; afterwards the upload goes on by itself. */
export const UPLOAD_WAIT_MS = 20_000

export interface StartResult {
  /** `not_started`: no part was; `incomplete`: some were, and nothing is sent any more. */
  outcome: 'started' | 'already_started' | 'uploading' | 'unknown' | 'not_started' | 'incomplete'
  /** One for each part; most plans have one. */
  starts: readonly Start[]
  sentBytes: number
  totalBytes: number
  /** What the next part waits for. */
  waiting: Waiting | null
  /** Why the sending ended before all parts were sent, as far as this process knows. */
  ended?: string
  /** Key columns of which the same value stands in two parts side by side. */
  splits: readonly string[]
}

export interface StartOptions {
  definitions: Definitions
  portalId: number
  /** Rows of each file, counted by preflight. */
  rowsByFile: readonly number[]
  /** Of the account. */
  timeZone?: string
  /** Send the same content once more although it was started before. */
  allowRepeat?: boolean
  signal: AbortSignal
  /** Before anything is sent: of a file in parts, or of one that becomes a copy. */
  onRead?: PrepareOptions['onRead']
  onBytes?: (sent: number, total: number) => void
}

/** Starts imports, each at most once, and knows the uploads of this process that still run. */
export interface Starter {
  /** @throws UsageError with outcome not_started, or partial: some parts were started */
  start(plan: Plan, options: StartOptions): Promise<StartResult>
  /** What became of the plan's last start; what is unknown is looked up in HubSpot's list once more. */
  status(plan: Plan, signal?: AbortSignal): Promise<StartResult | undefined>
  /** Ends the sending of a plan in this process. Parts whose last byte has left are waited for. */
  stop(plan: Plan): Promise<void>
}

export interface StarterDeps {
  connect: () => Promise<HubSpot>
  open: (file: PlannedFile) => Promise<SourceFile>
  journal: Journal
  plans: PlanStore
  limits: ImportLimits
  spoolFolder: string
  clock: Clock
  /** Aborted when the server closes. */
  closing: AbortSignal
  /** Whether the import's name ends with the marker; without it a lost import cannot be found again. */
  withMarker: boolean
}

/** The sending of one plan: it goes on when the call that began it has ended. */
interface Job {
  sending: Sending
  splits: readonly string[]
  call: {
    /** A caller was told that it goes on by itself. */
    answered: boolean
  }
  /** Somebody asked for its end. */
  stop: AbortController
  result: Promise<StartResult>
}

export function createStarter(deps: StarterDeps): Starter {
  const jobs = new Set<Job>()
  /** Why the last sending of a content ended early. */
  const ends = new Map<string, string>()
  const jobOf = (keys: readonly string[]) =>
    [...jobs].find(({ sending }) => sending.starts.some(({ contentKey }) => keys.includes(contentKey)))
  const begin = (job: Omit<Job, 'result'>, sent: Promise<StartResult>): Job => {
    const running: Job = { ...job, result: sent }
    jobs.add(running)
    const [first] = job.sending.starts
    sent
      .catch((error: unknown) => {
        if (first !== undefined)
          ends.set(first.contentKey, error instanceof UsageError ? error.message : 'an error here')
      })
      .finally(() => jobs.delete(running))
    return running
  }
  return {
    async start(plan, options) {
      const running = options.allowRepeat === true ? undefined : jobOf(plan.contentKeys)
      if (running !== undefined) return waitFor(running, deps.clock, options.signal)
      const upload = await prepareParts(plan, { ...deps, ...options })
      const closing = async (error: unknown): Promise<never> => {
        await upload.close()
        throw error
      }
      const isRunning = (key: string) => jobOf([key]) !== undefined
      const starts = await startsToSend(plan, upload, { ...deps, ...options, isRunning }).catch(closing)
      const keys = starts.map(({ contentKey }) => contentKey)
      // From here to begin() nothing waits, so that parallel calls begin one job.
      const same = jobOf(keys)
      if (same !== undefined || !starts.some(maySend)) {
        await upload.close()
        await remember(plan, keys, deps.plans)
        return same === undefined
          ? { ...resultOf(starts), splits: upload.splits }
          : waitFor(same, deps.clock, options.signal)
      }
      ends.delete(keys[0] ?? '')
      const job = openJob(starts, upload)
      const work = runJob(job, { plan, upload, options, deps }).finally(() => upload.close())
      return waitFor(begin(job, work), deps.clock, options.signal)
    },
    async status(plan, signal) {
      const running = jobOf(plan.contentKeys)
      if (running !== undefined) return resultSoFar(running)
      const starts: Start[] = []
      for (const start of await startsOfPlan(plan, deps.journal)) starts.push(await settle(start, deps, signal))
      const [first] = starts
      return first === undefined ? undefined : { ...resultOf(starts), ended: ends.get(first.contentKey) }
    },
    async stop(plan) {
      const running = jobOf(plan.contentKeys)
      running?.stop.abort(stopped())
      await running?.result.catch(() => undefined)
    },
  }
}

async function startsToSend(plan: Plan, upload: PlanUpload, options: ChooseOptions): Promise<Start[]> {
  const starts = await chooseStarts(plan, upload, options)
  if (options.allowRepeat !== true && starts.some(maySend)) await mustContinue(plan, starts, options.journal)
  return starts
}

const maySend = ({ state }: Start): boolean => state === 'planned' || state === 'refused'

function openJob(starts: readonly Start[], { splits, parts }: PlanUpload): Omit<Job, 'result'> {
  const totalBytes = parts.reduce(
    (sum, { bytes }, index) => sum + (starts.slice(index, index + 1).some(maySend) ? bytes : 0),
    0,
  )
  const nothing = { sentBytes: 0, totalBytes, armed: false, unknown: false, waiting: null }
  return {
    sending: { starts: [...starts], ...nothing },
    splits,
    call: { answered: false },
    stop: new AbortController(),
  }
}

interface JobOptions {
  plan: Plan
  upload: PlanUpload
  options: StartOptions
  deps: StarterDeps
}

/** Every part is in the journal before the first is sent, so that a restart knows what is left. */
async function runJob(job: Omit<Job, 'result'>, { plan, upload, options, deps }: JobOptions): Promise<StartResult> {
  const { sending, stop } = job
  const { journal, closing } = deps
  for (const [index, start] of sending.starts.entries()) {
    // What another call armed or started meanwhile is seen when it is its turn.
    const planned = maySend(start) ? await journal.plan(start) : start
    if (maySend(planned)) sending.starts[index] = planned
  }
  await remember(
    plan,
    sending.starts.map(({ contentKey }) => contentKey),
    deps.plans,
  )
  const ended = new AbortController()
  const giveUp = AbortSignal.any([closing, stop.signal])
  const hasSent = await sendParts(sending, {
    ...deps,
    rowsPerDay: deps.limits.rowsPerDay,
    timeZone: options.timeZone,
    onBytes: options.onBytes,
    upload,
    request: buildImportRequest(plan, upload.fileNames),
    hubspot: await deps.connect(),
    signal: AbortSignal.any([giveUp, untilAnswered(job.call, options.signal, ended.signal)]),
    giveUp,
  }).finally(() => ended.abort())
  const { sentBytes, totalBytes } = sending
  const result = { ...resultOf(sending.starts), sentBytes, totalBytes, splits: job.splits }
  return hasSent && result.outcome === 'already_started' ? { ...result, outcome: 'started' } : result
}

/** Ends with the call as long as nobody was told that the sending goes on by itself. */
function untilAnswered(told: Job['call'], call: AbortSignal, ended: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const abort = () => {
    if (!told.answered) controller.abort(stopped())
  }
  call.addEventListener('abort', abort, { signal: ended })
  if (call.aborted) abort()
  return controller.signal
}

const stopped = () =>
  new UsageError('cancelled', 'The sending was cancelled.', 'Call start_import when you want it done.', {
    outcome: 'not_started',
  })

/** A plan leads to its starts, also to those that another plan of the same content made; the latest are the last. */
async function remember({ planId }: Plan, contentKeys: readonly string[], plans: PlanStore): Promise<void> {
  const add = (plan: Plan) => ({
    ...plan,
    contentKeys: [...plan.contentKeys.filter((key) => !contentKeys.includes(key)), ...contentKeys],
  })
  await plans.update(planId, add)
}

async function waitFor(job: Job, clock: Clock, signal: AbortSignal): Promise<StartResult> {
  const stop = new AbortController()
  const goesOn = (): StartResult => {
    job.call.answered = true
    return resultSoFar(job)
  }
  const waited = clock.sleep(UPLOAD_WAIT_MS, AbortSignal.any([signal, stop.signal])).then(goesOn, () => job.result)
  try {
    return await Promise.race([job.result, waited])
  } finally {
    stop.abort()
  }
}

function resultSoFar({ sending, splits }: Job): StartResult {
  const { starts, sentBytes, totalBytes, waiting, unknown } = sending
  return { outcome: unknown ? 'unknown' : 'uploading', starts: [...starts], sentBytes, totalBytes, waiting, splits }
}

function resultOf(starts: readonly Start[]): StartResult {
  return { outcome: outcomeOf(starts), starts, sentBytes: 0, totalBytes: 0, waiting: null, splits: [] }
}

function outcomeOf(starts: readonly Start[]): StartResult['outcome'] {
  if (starts.some(({ state }) => state === 'armed')) return 'unknown'
  if (starts.every(({ state }) => state === 'started')) return 'already_started'
  return starts.some(({ state }) => state === 'started') ? 'incomplete' : 'not_started'
}
