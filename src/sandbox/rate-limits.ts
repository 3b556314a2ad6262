import { randomUUID } from 'node:crypto'
import type { App } from './apps.ts'
import { Refusal } from './refusal.ts'

export interface RateLimitSettings {
  /** Calls of a private app in any 10 seconds. */
  tenSecondly: number
  /** Calls of a private app from midnight to midnight, UTC. */
  daily: number
  /** Calls of an OAuth app in any 10 seconds; it has no daily limit. */
  oauthTenSecondly: number
  /** Searches of the account in any second. */
  searchesPerSecond: number
}

/** A Professional account without add-on. */
export const DEFAULT_RATE_LIMITS: RateLimitSettings = {
  tenSecondly: 190,
  daily: 625_000,
  oauthTenSecondly: 110,
  searchesPerSecond: 5,
}

export interface RateLimits {
  /** Counts one call. Returns the headers that tell what is left. @throws Refusal 429 */
  count(app: App, options: { search: boolean }): Record<string, string>
}

export function createRateLimits(settings: RateLimitSettings, now: () => number): RateLimits {
  const calls = new Map<number, { recent: Window; day: number; today: number }>()
  const searches = createWindow(1000)
  const callsOf = (app: App) => {
    const known = calls.get(app.appId) ?? { recent: createWindow(10_000), day: 0, today: 0 }
    calls.set(app.appId, known)
    return known
  }
  const countSearch = (time: number) => {
    if (searches.size(time) >= settings.searchesPerSecond) throw secondlyLimit()
    searches.add(time)
    return {}
  }
  const countCall = (app: App, time: number) => {
    const used = callsOf(app)
    const day = Math.floor(time / DAY_MS)
    if (used.day !== day) Object.assign(used, { day, today: 0 })
    const isPrivate = app.kind === 'private'
    const maximum = isPrivate ? settings.tenSecondly : settings.oauthTenSecondly
    const headers = () => ({
      'X-HubSpot-RateLimit-Max': String(maximum),
      'X-HubSpot-RateLimit-Remaining': String(maximum - used.recent.size(time)),
      'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
      ...(isPrivate ? dailyHeaders(settings.daily, used.today) : {}),
    })
    if (isPrivate && used.today >= settings.daily) throw dailyLimit(headers())
    if (used.recent.size(time) >= maximum) throw tenSecondlyLimit(headers())
    used.recent.add(time)
    used.today += 1
    return headers()
  }
  return { count: (app, { search }) => (search ? countSearch(now()) : countCall(app, now())) }
}

const DAY_MS = 86_400_000

export const tenSecondlyLimit = (headers: Record<string, string> = {}): Refusal =>
  new Refusal(
    429,
    {
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
    },
    headers,
  )

export const dailyLimit = (headers: Record<string, string> = {}): Refusal =>
  new Refusal(
    429,
    {
      message: 'You have reached your daily limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'DAILY',
      requestId: randomUUID(),
    },
    headers,
  )

const secondlyLimit = (): Refusal =>
  new Refusal(429, {
    message: 'You have reached your secondly limit.',
    errorType: 'RATE_LIMIT',
    policyName: 'SECONDLY',
  })

const dailyHeaders = (daily: number, used: number): Record<string, string> => ({
  'X-HubSpot-RateLimit-Daily': String(daily),
  'X-HubSpot-RateLimit-Daily-Remaining': String(daily - used),
})

type Window = ReturnType<typeof createWindow>

/** Times of the calls of the last `length` milliseconds. */
function createWindow(length: number) {
  let times: number[] = []
  return {
    size(now: number): number {
      const first = times.findIndex((time) => time > now - length)
      times = first === -1 ? [] : times.slice(first)
      return times.length
    },
    add: (now: number) => {
      times.push(now)
    },
  }
}
