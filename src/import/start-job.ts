import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import type { Journal } from './journal.ts'
import type { Sending } from './parts/send-parts.ts'
import type { Waiting } from './parts/turn.ts'
import type { StartResult } from './start-result.ts'
import { maySend, startsNow } from './starts-of-plan.ts'

/** Longest time a call waits for an upload; afterwards the upload goes on by itself. */
export const UPLOAD_WAIT_MS = 20_000

/** A call that waits for a sending. */
export interface Caller {
  signal: AbortSignal
  onBytes?: (sent: number, total: number) => void
  /** Nothing moves for now. */
  onWait?: (waiting: Waiting) => void
}

/** The sending of one plan: it goes on when the calls that wait for it have been answered. */
export interface Job {
  planId: string
  sending: Sending
  splits: readonly string[]
  callers: Set<Caller>
  /** A caller was told that it goes on by itself. */
  isDetached: boolean
  /** Somebody asked for its end. */
  stop: AbortController
  /** The last call that waited for it was cancelled, before anybody was told that it goes on. */
  left: AbortController
  result: Promise<StartResult>
}

export const isEnding = ({ stop, left }: Pick<Job, 'stop' | 'left'>): boolean =>
  stop.signal.aborted || left.signal.aborted

interface WaitDeps {
  clock: Clock
  journal: Pick<Journal, 'find'>
}

/** The result, or how far it is when the longest time of a call is over. */
export async function waitFor(job: Job, caller: Caller, { clock, journal }: WaitDeps): Promise<StartResult> {
  const answered = new AbortController()
  const leave = () => {
    job.callers.delete(caller)
    if (job.callers.size === 0 && !job.isDetached) job.left.abort(stopped())
  }
  job.callers.add(caller)
  if (job.sending.waiting !== null) caller.onWait?.(job.sending.waiting)
  caller.signal.addEventListener('abort', leave, { signal: answered.signal })
  if (caller.signal.aborted) leave()
  const goesOn = (): Promise<StartResult> => {
    job.isDetached = true
    return resultSoFar(job, journal)
  }
  const isOver = AbortSignal.any([caller.signal, answered.signal])
  const waited = clock.sleep(UPLOAD_WAIT_MS, isOver).then(goesOn, () => job.result)
  try {
    return await Promise.race([job.result, waited])
  } finally {
    answered.abort()
    job.callers.delete(caller)
  }
}

/**
 * As waitFor(), for a call that comes later. undefined: the job was ending before the call came, and is over now
 * without a result: its end is nothing that this call was told of.
 */
export async function joinJob(job: Job, caller: Caller, deps: WaitDeps): Promise<StartResult | undefined> {
  const endsForOthers = isEnding(job)
  try {
    return await waitFor(job, caller, deps)
  } catch (error) {
    if (!endsForOthers) throw error
    caller.signal.throwIfAborted()
    return undefined
  }
}

export async function resultSoFar(
  { sending, splits }: Pick<Job, 'sending' | 'splits'>,
  journal: Pick<Journal, 'find'>,
): Promise<StartResult> {
  const starts = await startsNow(sending.starts, journal)
  const { sentBytes, totalBytes, waiting, unknown } = sending
  // Where a part is looked for and others are left, these are sent when it is found.
  const outcome = unknown && !starts.some(maySend) ? 'unknown' : 'uploading'
  return { outcome, starts, sentBytes, totalBytes, waiting, splits }
}

export const stopped = () =>
  new UsageError('cancelled', 'The sending was cancelled.', 'Call start_import when you want it done.', {
    outcome: 'not_started',
  })
