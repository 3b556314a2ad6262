import type { Clock } from '../clock.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import type { ImportRecord } from '../hubspot/import-record.ts'

/** Reads each import for all calls that follow it at a time: one request after the other, however many wait. */
export interface ImportPoller {
  /**
   * The first reading that is enough for the caller, or the one made when its time is over. A reading that fails is
   * told to all who follow the import, and the next caller begins anew.
   */
  follow(importId: string, follower: Follower): Promise<ImportRecord>
}

export interface Follower {
  /** Milliseconds since 1970; a time that is over asks for one reading. */
  until: number
  /** Ends this caller's part. The reading ends with the last one. */
  signal: AbortSignal
  /** Told every reading. */
  isEnough: (record: ImportRecord) => boolean
}

export interface ImportPollerDeps {
  connect: () => Promise<HubSpot>
  clock: Clock
  /** Between 0 and 1. */
  random?: () => number
}

const FIRST_WAIT_MS = 2_000
const WAIT_GROWTH = 1.5
const LONGEST_WAIT_MS = 30_000
/** Servers that were started together do not read together. */
const JITTER = 0.1

export function createImportPoller(deps: ImportPollerDeps): ImportPoller {
  const polls = new Map<string, Poll>()
  const begin = (importId: string): Poll => {
    const poll = newPoll(() => {
      if (polls.get(importId) === poll) polls.delete(importId)
    })
    polls.set(importId, poll)
    return poll
  }
  return {
    follow: (importId, follower) =>
      new Promise((resolve, reject) => {
        if (follower.signal.aborted) return reject(follower.signal.reason)
        const running = polls.get(importId)
        const poll = running ?? begin(importId)
        join(poll, follower, { resolve, reject })
        tellLast(poll, follower, deps.clock.now())
        if (running === undefined) void run(importId, poll, deps)
      }),
  }
}

interface Settle {
  resolve: (record: ImportRecord) => void
  reject: (reason: unknown) => void
}

interface Poll {
  /** Those who wait, and what takes each of them out. */
  followers: Map<Follower, Settle>
  /** Aborted when nobody waits any more. */
  over: AbortController
  /** The latest reading. */
  last: { record: ImportRecord; at: number } | undefined
  /** Somebody came for whom the latest reading is too old. */
  isAsked: boolean
  /** Looks again how long the pause before the next reading is. */
  wake: () => void
  leave: (follower: Follower) => Settle | undefined
}

/** `forget` is called at once when the last follower leaves, so that the next one begins a new poll. */
function newPoll(forget: () => void): Poll {
  const followers = new Map<Follower, Settle>()
  const over = new AbortController()
  return {
    followers,
    over,
    last: undefined,
    isAsked: false,
    wake: () => undefined,
    leave(follower) {
      const settle = followers.get(follower)
      followers.delete(follower)
      if (followers.size === 0) {
        forget()
        over.abort()
      }
      return settle
    },
  }
}

function join(poll: Poll, follower: Follower, { resolve, reject }: Settle): void {
  const { signal } = follower
  const abort = () => poll.leave(follower)?.reject(signal.reason)
  const settled = () => signal.removeEventListener('abort', abort)
  signal.addEventListener('abort', abort, { once: true })
  poll.followers.set(follower, {
    resolve(record) {
      settled()
      resolve(record)
    },
    reject(reason) {
      settled()
      reject(reason)
    },
  })
}

/** Whoever only wants to know what is now gets a new reading; whoever waits can begin with one just made. */
function tellLast(poll: Poll, follower: Follower, now: number): void {
  const { last } = poll
  const isWaiting = follower.until > now
  if (isWaiting && last !== undefined && now - last.at < FIRST_WAIT_MS) tell(poll, follower, last.record, now)
  else poll.isAsked = true
  poll.wake()
}

async function run(importId: string, poll: Poll, { connect, clock, random = Math.random }: ImportPollerDeps) {
  let wait = FIRST_WAIT_MS
  let nextAt = clock.now()
  try {
    const hubspot = await connect()
    while (poll.followers.size > 0) {
      const record = await hubspot.imports.get(importId, { signal: poll.over.signal })
      poll.last = { record, at: clock.now() }
      poll.isAsked = false
      for (const follower of poll.followers.keys()) tell(poll, follower, record, clock.now())
      if (clock.now() >= nextAt) {
        nextAt = clock.now() + wait * (1 + JITTER * (2 * random() - 1))
        wait = Math.min(wait * WAIT_GROWTH, LONGEST_WAIT_MS)
      }
      await pause(poll, nextAt, clock)
    }
  } catch (error) {
    for (const follower of poll.followers.keys()) poll.leave(follower)?.reject(error)
  }
}

function tell(poll: Poll, follower: Follower, record: ImportRecord, now: number): void {
  if (follower.isEnough(record) || follower.until <= now) poll.leave(follower)?.resolve(record)
}

/** Until the next reading is due, somebody's time is over, somebody asks for one, or nobody is left. */
async function pause(poll: Poll, nextAt: number, clock: Clock): Promise<void> {
  while (!poll.over.signal.aborted && !poll.isAsked) {
    const until = Math.min(nextAt, ...[...poll.followers.keys()].map((follower) => follower.until))
    // A timer can be a little early: then it is waited once more.
    if (clock.now() >= until) return
    const woken = new AbortController()
    poll.wake = () => woken.abort()
    const ended = AbortSignal.any([woken.signal, poll.over.signal])
    await clock.sleep(until - clock.now(), ended).catch((error: unknown) => {
      if (!ended.aborted) throw error
    })
  }
}
