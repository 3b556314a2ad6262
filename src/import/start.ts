import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import { follow } from '../hubspot/abort.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import type { Places } from '../hubspot/places.ts'
import type { SourceFile } from '../table/source-file.ts'
import type { Definitions } from './definitions.ts'
import { leaveUnderWay } from './early-end.ts'
import type { Journal } from './journal.ts'
import type { ImportLimits } from './parts/limits.ts'
import { type PlanUpload, prepareParts } from './parts/plan-upload.ts'
import { sendParts } from './parts/send-parts.ts'
import type { Plan, PlannedFile } from './plan.ts'
import type { PlanStore } from './plan-store.ts'
import { sendsTheSame } from './plan-subject.ts'
import type { PrepareOptions } from './prepare-upload.ts'
import type { Start } from './recorded-start.ts'
import { buildImportRequest } from './request.ts'
import { type Caller, type Job, joinJob, resultSoFar, stopped, waitFor } from './start-job.ts'
import { resultOf, type StartResult } from './start-result.ts'
import {
  type ChooseOptions,
  chooseStarts,
  contentKeysOf,
  maySend,
  mustContinue,
  settle,
  startsNow,
  startsOfPlan,
  withTrueOutcome,
} from './starts-of-plan.ts'

export interface StartOptions extends Caller {
  definitions: Definitions
  portalId: number
  /** Rows of each file, counted by preflight. */
  rowsByFile: readonly number[]
  /** Of the account. */
  timeZone?: string
  /** Send the same content once more although it was started before. */
  allowRepeat?: boolean
  /** Before anything is sent: of a file in parts, or of one that becomes a copy. */
  onRead?: PrepareOptions['onRead']
  /** Content keys of what was agreed to: nothing else is sent. */
  agreed?: readonly string[]
}

/** Starts imports, each at most once, and knows the uploads of this process that still run. */
export interface Starter {
  /** @throws UsageError whose outcome is what is known of all parts, also of those that an earlier call sent */
  start(plan: Plan, options: StartOptions): Promise<StartResult>
  /** An error that came before start(), with what is known of the plan instead of not_started. */
  toldOf(planId: string, error: unknown): Promise<unknown>
  /** What became of the plan's last start; what is unknown is looked up in HubSpot's list once more. */
  status(plan: Plan, signal?: AbortSignal): Promise<StartResult | undefined>
  /** Ends the sending of a plan, in every process. Parts whose last byte has left are waited for in this one. */
  stop(plan: Plan): Promise<void>
}

export interface StarterDeps {
  connect: () => Promise<HubSpot>
  open: (file: PlannedFile) => Promise<SourceFile>
  journal: Journal
  plans: PlanStore
  limits: ImportLimits
  /** Of the uploads of the account. */
  places: Places
  spoolFolder: string
  clock: Clock
  /** Aborted when the server closes. */
  closing: AbortSignal
  /** That it closes before a sending is over: nothing of what was not armed has begun at HubSpot. */
  onCutOff?: (sending: { planId: string; sentBytes: number; totalBytes: number }) => void
  /** A sending that has begun: whoever ends the process lets it say what became of it. Never rejects. */
  onSending: (sending: Promise<unknown>) => void
  /** Whether the import's name ends with the marker; without it a lost import cannot be found again. */
  withMarker: boolean
}

export function createStarter(deps: StarterDeps): Starter {
  const jobs = new Set<Job>()
  /** Why the last sending of a content ended early. */
  const ends = new Map<string, string>()
  const jobOf = (keys: readonly string[]) =>
    [...jobs].find(({ sending }) => sending.starts.some(({ contentKey }) => keys.includes(contentKey)))
  /** A plan is led to its keys only when its parts are in the journal. */
  const jobOfPlan = ({ planId, contentKeys }: Plan) =>
    [...jobs].find((job) => job.planId === planId) ?? jobOf(contentKeys)
  const begin = (job: Omit<Job, 'result'>, run: () => Promise<StartResult>): Job => {
    const [first] = job.sending.starts
    ends.delete(first?.contentKey ?? '')
    const result = run()
      .catch((error: unknown) => {
        ends.set(first?.contentKey ?? '', error instanceof UsageError ? error.message : 'an error here')
        throw error
      })
      .finally(() => jobs.delete(running))
    deps.onSending(result.catch(() => undefined))
    const running: Job = Object.assign(job, { result })
    jobs.add(running)
    return running
  }
  /** undefined: what was being sent ended meanwhile, so that it is to be looked at again. */
  const startOrJoin = async (plan: Plan, options: StartOptions): Promise<StartResult | undefined> => {
    const running = options.allowRepeat === true ? undefined : jobOfPlan(plan)
    if (running !== undefined) return joinJob(running, options, deps)
    const upload = await prepareParts(plan, { ...deps, ...options })
    const choose = { ...deps, ...options, isRunning: (key: string) => jobOf([key]) !== undefined }
    const closing = async (error: unknown): Promise<never> => {
      await upload.close()
      const contentKeys = options.allowRepeat === true ? [] : contentKeysOf(plan, upload, choose)
      throw await withTrueOutcome(error, { contentKeys, wereSent: false }, deps.journal)
    }
    const starts = await startsToSend(plan, upload, choose).catch(closing)
    const keys = starts.map(({ contentKey }) => contentKey)
    // From here to begin() nothing waits, so that parallel calls begin one job.
    const same = jobOf(keys)
    if (same !== undefined || !starts.some(maySend)) {
      await upload.close()
      await remember(plan, keys, deps.plans)
      return same === undefined ? { ...resultOf(starts), splits: upload.splits } : joinJob(same, options, deps)
    }
    const job = openJob(plan, starts, upload)
    const run = () => runJob(job, { plan, upload, options, deps }).finally(() => upload.close())
    return waitFor(begin(job, run), options, deps)
  }
  return {
    async start(plan, options) {
      for (;;) {
        const result = await startOrJoin(plan, options)
        if (result !== undefined) return result
      }
    },
    async status(plan, signal) {
      const running = jobOfPlan(plan)
      if (running !== undefined) return resultSoFar(running, deps.journal)
      const starts: Start[] = []
      for (const start of await startsOfPlan(plan, deps.journal)) starts.push(await settle(start, deps, signal))
      const [first] = starts
      return first === undefined ? undefined : { ...resultOf(starts), ended: ends.get(first.contentKey) }
    },
    async toldOf(planId, error) {
      return withTrueOutcome(error, { ...(await deps.plans.get(planId)), wereSent: true }, deps.journal)
    },
    async stop(plan) {
      const running = jobOfPlan(plan)
      if (running === undefined) return deps.plans.underWay.stop(plan.planId)
      running.stop.abort(stopped())
      await running.result.catch(() => undefined)
    },
  }
}

async function startsToSend(
  plan: Plan,
  upload: PlanUpload,
  options: ChooseOptions & Pick<StartOptions, 'agreed'>,
): Promise<Start[]> {
  const starts = await chooseStarts(plan, upload, options)
  mustBeAgreed(starts, options.agreed)
  if (options.allowRepeat !== true && starts.some(maySend)) await mustContinue(plan, starts, options.journal)
  return starts
}

/** @throws UsageError plan_changed */
function mustBeAgreed(starts: readonly Start[], agreed: readonly string[] | undefined): void {
  if (agreed === undefined || starts.every(({ contentKey }) => agreed.includes(contentKey))) return
  throw new UsageError(
    'plan_changed',
    'What would be sent is not what was agreed to: the file, the plan or the account has changed.',
    'Call start_import with the planId to see what it does now.',
    { outcome: 'not_started' },
  )
}

function openJob({ planId }: Plan, starts: readonly Start[], { splits, parts }: PlanUpload): Omit<Job, 'result'> {
  const totalBytes = parts.reduce(
    (sum, { bytes }, index) => sum + (starts.slice(index, index + 1).some(maySend) ? bytes : 0),
    0,
  )
  const nothing = { sentBytes: 0, totalBytes, armed: false, unknown: false, waiting: null }
  return {
    planId,
    sending: { starts: [...starts], ...nothing },
    splits,
    callers: new Set(),
    isDetached: false,
    stop: new AbortController(),
    left: new AbortController(),
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
  const { sending, stop, left } = job
  const { planId } = plan
  const { journal, closing, plans } = deps
  for (const [index, start] of sending.starts.entries()) {
    // What another call armed or started meanwhile is seen when it is its turn.
    const planned = maySend(start) ? await journal.plan(start) : start
    if (maySend(planned)) sending.starts[index] = planned
  }
  const contentKeys = sending.starts.map(({ contentKey }) => contentKey)
  await remember(plan, contentKeys, plans)
  await plans.underWay.begin({ planId, contentKeys, allowRepeat: options.allowRepeat === true })
  const closed = follow(closing)
  const giveUp = AbortSignal.any([closed.signal, stop.signal])
  try {
    const hasSent = await sendParts(sending, {
      ...deps,
      rowsPerDay: deps.limits.rowsPerDay,
      timeZone: options.timeZone,
      onBytes: (sent, total) => {
        for (const { onBytes } of job.callers) onBytes?.(sent, total)
      },
      onWait: (waiting) => {
        for (const { onWait } of job.callers) onWait?.(waiting)
      },
      async mustNotBeStopped() {
        if (await plans.underWay.isStopped(planId)) throw stopped()
      },
      upload,
      request: buildImportRequest(plan, upload.fileNames),
      hubspot: await deps.connect(),
      signal: AbortSignal.any([giveUp, left.signal]),
      giveUp,
    })
    // After a part that stays unknown the others are left.
    if (!sending.starts.some(maySend)) await plans.underWay.end(planId)
    const { sentBytes, totalBytes } = sending
    const result = { ...resultOf(await startsNow(sending.starts, journal)), sentBytes, totalBytes, splits: job.splits }
    return hasSent && result.outcome === 'already_started' ? { ...result, outcome: 'started' } : result
  } catch (error) {
    const { sentBytes, totalBytes } = sending
    if (closing.aborted) deps.onCutOff?.({ planId, sentBytes, totalBytes })
    // Why it ended is worth more than that this could not be written down.
    await Promise.allSettled([leaveUnderWay(job, error, { planId, ...deps })])
    throw error
  } finally {
    closed.leave()
  }
}

/**
 * A plan leads to its starts, also to those that another plan of the same content made; the latest are the last.
 * @throws UsageError plan_changed
 */
async function remember(plan: Plan, contentKeys: readonly string[], plans: PlanStore): Promise<void> {
  const add = (now: Plan) => {
    mustSendTheSame(now, plan)
    return { ...now, contentKeys: [...now.contentKeys.filter((key) => !contentKeys.includes(key)), ...contentKeys] }
  }
  await plans.update(plan.planId, add)
}

/** Its errors are told by the mapping that the plan has: one that was revised since this call read it is not the one that is sent. */
function mustSendTheSame(now: Plan, plan: Plan): void {
  if (sendsTheSame(now, plan)) return
  throw new UsageError(
    'plan_changed',
    'The plan was revised while it was being started, so nothing was sent.',
    'Call start_import with the planId again: it starts the plan as it is now.',
    { outcome: 'not_started' },
  )
}
