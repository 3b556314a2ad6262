import { type ErrorCode, UsageError } from '../errors.ts'
import type { PlanStore } from './plan-store.ts'
import type { Job } from './start-job.ts'

interface EndedPlan {
  planId: string
  plans: Pick<PlanStore, 'underWay'>
  /** Aborted when the server closes. */
  closing: AbortSignal
}

/** What the next server finds of a sending that ended early, and who asks for the plan again. */
export async function leaveUnderWay(
  job: Omit<Job, 'result'>,
  error: unknown,
  { planId, plans: { underWay }, closing }: EndedPlan,
): Promise<void> {
  if (job.stop.signal.aborted) return underWay.stop(planId)
  // Cancelled in another process, which has been told that nothing begins: it is for a person to say that it shall.
  const isCancelled = await underWay.isStopped(planId)
  if (!isCancelled && !mayGoOnLater(job, error, closing)) await underWay.end(planId)
}

/** Problems that are over some day without a change of the plan. */
const PASSING: readonly ErrorCode[] = [
  'network',
  'timeout',
  'circuit_open',
  'busy',
  'hubspot_unauthorized',
  'hubspot_unavailable',
  'hubspot_rate_limited',
  'hubspot_daily_limit',
  'hubspot_locked',
  'hubspot_migrating',
  'disk_full',
  'journal_unavailable',
]

/**
 * Whether a server that starts again may take it up: the end of this server, or a passing problem, unless that was the
 * answer to a call. Who was told that nothing was started may have done something else since.
 */
function mayGoOnLater(job: Omit<Job, 'result'>, error: unknown, closing: AbortSignal): boolean {
  if (closing.aborted) return true
  if (job.left.signal.aborted) return false
  const isPassing = error instanceof UsageError && PASSING.includes(error.code)
  return isPassing && (job.isDetached || job.sending.starts.some(({ state }) => state === 'started'))
}
