import type { Clock } from '../clock.ts'
import type { LimitsConfig } from '../config/http-config.ts'
import { UsageError } from '../errors.ts'
import type { Principal } from '../principal.ts'

const MINUTE_MS = 60_000
const MANY = 1000

/** Ends a call that was let in. One that wrote nothing, because it asked a person first, is no write. */
export type Leave = (ended?: { wroteNothing: boolean }) => void

export interface Limits {
  /** Without authentication nothing is limited. @throws UsageError busy, with the time to wait */
  enter(principal: Pick<Principal, 'name'> | undefined, kind: 'read' | 'write'): Leave
}

interface Use {
  /** When each call of the last minute began, oldest first. */
  calls: number[]
  writes: number[]
  running: number
}

export function createLimits({ callsPerMinute, writesPerMinute, callsAtOnce }: LimitsConfig, clock: Clock): Limits {
  const uses = new Map<string, Use>()
  const useOf = (name: string) => {
    const use = uses.get(name) ?? { calls: [], writes: [], running: 0 }
    if (uses.size > MANY) forgetIdle(uses, clock.now() - MINUTE_MS)
    uses.set(name, use)
    return use
  }
  return {
    enter(principal, kind) {
      if (principal === undefined) return () => undefined
      const now = clock.now()
      const use = useOf(principal.name)
      dropBefore(use, now - MINUTE_MS)
      if (use.running >= callsAtOnce) throw tooManyAtOnce(callsAtOnce)
      mustBeBelow(callsPerMinute, use.calls, { what: 'calls', now })
      if (kind === 'write') mustBeBelow(writesPerMinute, use.writes, { what: 'writing calls', now })
      use.calls.push(now)
      if (kind === 'write') use.writes.push(now)
      use.running += 1
      return (ended) => {
        use.running -= 1
        if (kind === 'write' && ended?.wroteNothing === true) removeOne(use.writes, now)
      }
    },
  }
}

function dropBefore({ calls, writes }: Use, time: number): void {
  for (const times of [calls, writes]) times.splice(0, times.filter((at) => at <= time).length)
}

function forgetIdle(uses: Map<string, Use>, time: number): void {
  for (const [name, { calls, running }] of uses) {
    if (running === 0 && (calls.at(-1) ?? 0) <= time) uses.delete(name)
  }
}

function removeOne(times: number[], time: number): void {
  const index = times.indexOf(time)
  if (index >= 0) times.splice(index, 1)
}

function mustBeBelow(most: number, times: readonly number[], { what, now }: { what: string; now: number }): void {
  if (times.length < most) return
  const seconds = Math.max(1, Math.ceil(((times[times.length - most] ?? now) + MINUTE_MS - now) / 1000))
  throw busy(`You made ${times.length} ${what} in the last minute, and ${most} are allowed.`, seconds)
}

const tooManyAtOnce = (most: number): UsageError =>
  busy(`${most} calls of yours are running, as many as are allowed at once.`, 2)

function busy(message: string, retryAfterSeconds: number): UsageError {
  const wait = retryAfterSeconds === 1 ? '1 second' : `${retryAfterSeconds} seconds`
  return new UsageError('busy', message, `Wait ${wait}, then call again.`, {
    outcome: 'not_started',
    retryAfterSeconds,
  })
}
