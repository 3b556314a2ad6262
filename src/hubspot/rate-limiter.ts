import type { Clock } from '../clock.ts'
import type { RateLimit } from './account.ts'
import type { Answer } from './answer.ts'
import { createPlaces } from './places.ts'

export interface RateLimiter {
  /** Waits for its turn. Uploads take a turn and no place: they last too long. */
  turn(signal?: AbortSignal): Promise<void>
  /** Waits for one of the places; give it back by calling the result. */
  place(signal?: AbortSignal): Promise<() => void>
  /** Waits as long as a refusal of this call asks for. */
  rest(ms: number, signal?: AbortSignal): Promise<void>
  learn(answer: Answer): void
  /** After a 429: nobody's turn comes for so long, and the bucket starts empty. */
  empty(ms: number): void
  seen(): RateLimit
}

/** No header makes a call wait longer than this for its share. */
const SLOWEST_MS = 1000

export interface RateLimiterOptions {
  perSecond?: number
  atOnce?: number
  /** Callers that wait for a place beyond this many are refused with `busy`. */
  maxWaiting?: number
}

/**
 * Token bucket (as virtual scheduling) for all calls of one app: HubSpot counts per app and account, 100 in 10 s for
 * the smallest plan. Kept at 90 % of what the answers tell.
 */
export function createRateLimiter(clock: Clock, options: RateLimiterOptions = {}): RateLimiter {
  const { perSecond = 9, atOnce = 6, maxWaiting = 1000 } = options
  const bucket = { interval: 1000 / perSecond, burst: atOnce, fullAt: 0, closedUntil: 0, round: 0 }
  const places = createPlaces(atOnce, maxWaiting)
  let rates: RateLimit = { max: null, remaining: null, intervalMs: null, dailyMax: null, dailyRemaining: null }

  const empty = (ms: number) => {
    bucket.closedUntil = Math.max(bucket.closedUntil, clock.now() + ms)
    bucket.fullAt = Math.max(bucket.fullAt, bucket.closedUntil + bucket.burst * bucket.interval)
    bucket.round += 1
  }

  return {
    turn: async (signal) => {
      for (let round = -1; round !== bucket.round; ) {
        round = bucket.round
        const wait = reserve(bucket, clock.now())
        if (wait > 0) await clock.sleep(wait, signal)
      }
    },
    place: (signal) => places(signal),
    rest: (ms, signal) => clock.sleep(ms, signal),
    learn: (answer) => {
      rates = readRates(answer, rates)
      if (rates.max !== null && rates.intervalMs !== null && rates.max > 0 && rates.intervalMs > 0) {
        bucket.interval = Math.min(SLOWEST_MS, rates.intervalMs / (rates.max * 0.9))
      }
      if (rates.remaining === 0) bucket.fullAt = Math.max(bucket.fullAt, clock.now() + bucket.burst * bucket.interval)
    },
    empty,
    seen: () => rates,
  }
}

interface Bucket {
  /** Milliseconds one call costs. */
  interval: number
  burst: number
  /** When the bucket would be full again. */
  fullAt: number
  closedUntil: number
  /** Counts how often it was emptied: whoever waits since before reserves again. */
  round: number
}

function reserve(bucket: Bucket, now: number): number {
  const at = Math.max(now, bucket.closedUntil, bucket.fullAt - (bucket.burst - 1) * bucket.interval)
  bucket.fullAt = Math.max(bucket.fullAt, at) + bucket.interval
  return at - now
}

/** The daily pair is missing for OAuth apps; all are missing on search. */
function readRates({ headers }: Answer, before: RateLimit): RateLimit {
  const read = (name: string) => {
    const text = headers[`x-hubspot-ratelimit-${name}`] ?? ''
    return /^\d{1,12}$/.test(text) ? Number(text) : null
  }
  return {
    max: read('max') ?? before.max,
    remaining: read('remaining') ?? before.remaining,
    intervalMs: read('interval-milliseconds') ?? before.intervalMs,
    dailyMax: read('daily') ?? before.dailyMax,
    dailyRemaining: read('daily-remaining') ?? before.dailyRemaining,
  }
}
