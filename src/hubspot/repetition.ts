import { cancelled } from './abort.ts'
import type { Answer } from './answer.ts'
import { limitKind } from './answer-error.ts'
import type { Api, Attempt } from './api.ts'
import { retryAfterMs } from './retry-after.ts'
import { LONGEST_WAIT_MS, READ_MS, SHORTEST_TRY_MS } from './time-limits.ts'

/** What was tried for one call so far. */
export interface Attempts {
  isRead: boolean
  startedAt: number
  /**
   * Since when HubSpot is slow: the first sending, also after a wait that HubSpot asked for. Waiting for a turn is ours: it
   * moves this on, or a read that waited for long behind a 429 of others would have less than no time left.
   */
  askedAt: number | undefined
  sent: number
  /** Sent again after no answer or a 5xx. Only reads. */
  repeated: number
  /** Sent again after a refusal that passes (rolling 429, 423). */
  waited: number
  renewed: boolean
}

const TOTAL_MS = 120_000
const MAX_REPEATS = 3

/** Waits if that is the way, and says whether to send again. Writes are only sent again after a definite refusal. */
export async function nextStep(
  api: Api,
  attempts: Attempts,
  attempt: Attempt,
  signal: AbortSignal | undefined,
): Promise<'again' | 'give up'> {
  if (attempt.kind === 'answer' && attempt.answer.status === 401) {
    if (attempts.renewed || !(await api.tokens.renew(attempt.header, signal))) return 'give up'
    attempts.renewed = true
    return 'again'
  }
  const wait = waitFor(api, attempts, attempt)
  if (wait === undefined || wait >= LONGEST_WAIT_MS) return 'give up'
  const now = api.clock.now()
  if (now + wait - attempts.startedAt > TOTAL_MS) return 'give up'
  if (asksToWait(attempt, now)) attempts.askedAt = undefined
  else if (wait + SHORTEST_TRY_MS > readTimeLeft(api, attempts)) return 'give up'
  api.log('debug', 'HubSpot is asked again', { waitMs: Math.round(wait) })
  const isRefused = attempt.kind === 'answer' && attempt.answer.status === 429
  const waited = isRefused ? api.limiter.rest(wait, signal) : api.clock.sleep(wait, signal)
  await waited.catch((error: unknown) => {
    throw signal?.aborted === true ? cancelled() : error
  })
  return 'again'
}

/** How long the next try of a read may take, in milliseconds. */
export function readTimeLeft({ settings, clock }: Api, { askedAt }: Attempts): number {
  const all = Math.max(READ_MS, settings.timeoutMs)
  return askedAt === undefined ? all : askedAt + all - clock.now()
}

const asksToWait = (attempt: Attempt, now: number): boolean =>
  attempt.kind === 'answer' && (isPassingRefusal(attempt.answer) || retryAfterMs(attempt.answer, now) !== undefined)

function waitFor(api: Api, attempts: Attempts, attempt: Attempt): number | undefined {
  if (attempt.kind === 'answer' && isPassingRefusal(attempt.answer)) return refusalWait(api, attempts, attempt.answer)
  if (!attempts.isRead || attempts.repeated >= Math.min(api.settings.retry.count, MAX_REPEATS)) return undefined
  if (!isPassingFailure(api, attempt) || !api.budget.spend()) return undefined
  attempts.repeated += 1
  const asked = attempt.kind === 'answer' ? retryAfterMs(attempt.answer, api.clock.now()) : undefined
  return asked ?? backOff(api, attempts.repeated)
}

function isPassingFailure(api: Api, attempt: Attempt): boolean {
  if (attempt.kind === 'problem') return attempt.passing
  return api.settings.retry.statusCodes.includes(attempt.answer.status) && attempt.answer.status >= 500
}

/** Refused for now and certainly not done: may be sent again, a write once. */
export function isPassingRefusal(answer: Answer, importStart = false): boolean {
  if (answer.status === 423) return true
  return answer.status === 429 && /rolling|secondly/.test(limitKind(answer, importStart))
}

function refusalWait(api: Api, attempts: Attempts, answer: Answer): number | undefined {
  const wait = passingRefusalWait(answer, api.clock.now())
  if (answer.status === 429) api.limiter.empty(Math.min(wait, LONGEST_WAIT_MS))
  if (attempts.waited >= (attempts.isRead ? MAX_REPEATS : 1)) return undefined
  attempts.waited += 1
  return wait
}

/** The rolling window is 10 s, the older one 1 s; a locked record takes at least 2 s. Up to a quarter is random. */
export function passingRefusalWait(answer: Answer, now: number): number {
  const asked = retryAfterMs(answer, now)
  if (asked !== undefined) return asked
  const base =
    answer.status === 423 ? 2000 : ROLLING_MS[limitKind(answer, false) === 'secondly' ? 'secondly' : 'rolling']
  return base * (1 + Math.random() / 4)
}

const ROLLING_MS = { secondly: 1000, rolling: 10_000 } as const

/** Full jitter: anything between nothing and the growing limit. */
function backOff(api: Api, repeated: number): number {
  const { intervalMs, backOffFactor, maxIntervalMs } = api.settings.retry
  return Math.random() * Math.min(maxIntervalMs, intervalMs * backOffFactor ** (repeated - 1))
}
