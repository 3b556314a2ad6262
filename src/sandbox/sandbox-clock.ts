import timers from 'node:timers/promises'

/**
 * The time of the sandbox. Imports move by it: STARTED, then PROCESSING, then finished.
 * `real` follows the computer's clock; `manual` stands still until a test moves it.
 */
export interface SandboxClock {
  mode: 'real' | 'manual'
  /** Milliseconds since 1970. */
  now(): number
  /** Runs `work` once, `ms` later. Returns a function that calls it off. */
  after(ms: number, work: () => void | Promise<void>): () => void
  /** Waits inside work that after() started. */
  sleep(ms: number): Promise<void>
  /** Moves the time (manual) or lets it pass (real), and everything due in it happens before this returns. */
  advance(ms: number): Promise<void>
  /** Returns when nothing is left to happen: every import has ended. */
  settle(): Promise<void>
  /** Calls off everything that is waiting, and ends every sleep. */
  stop(): void
}

interface Timer {
  due: number
  fire: () => void
  isSleep: boolean
}

/** Counts work under way, and tells when there is none. */
function createActivity() {
  let running = 0
  let waiting: (() => void)[] = []
  return {
    begin: () => {
      running += 1
    },
    end: () => {
      running -= 1
      if (running > 0) return
      const told = waiting
      waiting = []
      for (const tell of told) tell()
    },
    idle: () => (running === 0 ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve))),
  }
}

async function perform(activity: ReturnType<typeof createActivity>, work: () => void | Promise<void>): Promise<void> {
  activity.begin()
  try {
    await work()
  } finally {
    activity.end()
  }
}

export function realClock(): SandboxClock {
  const activity = createActivity()
  const pending = new Set<NodeJS.Timeout>()
  const sleeping = new Set<() => void>()
  const after = (ms: number, work: () => void | Promise<void>) => {
    const timer = setTimeout(() => {
      pending.delete(timer)
      void perform(activity, work)
    }, ms)
    pending.add(timer)
    return () => {
      clearTimeout(timer)
      pending.delete(timer)
    }
  }
  return {
    mode: 'real',
    now: () => Date.now(),
    after,
    sleep: (ms) =>
      new Promise((resolve) => {
        sleeping.add(resolve)
        after(ms, () => {
          sleeping.delete(resolve)
          resolve()
        })
      }),
    advance: (ms) => timers.setTimeout(ms),
    async settle() {
      await activity.idle()
      while (pending.size > 0) {
        await timers.setTimeout(5)
        await activity.idle()
      }
    },
    stop() {
      for (const timer of pending) clearTimeout(timer)
      pending.clear()
      for (const wake of sleeping) wake()
    },
  }
}

/** Begins at the present, so that times in answers look like times. */
export function manualClock(start: number = Date.now()): SandboxClock {
  const activity = createActivity()
  let now = start
  let waiting: Timer[] = []
  const at = (ms: number, isSleep: boolean, fire: () => void) => {
    const timer = { due: now + ms, fire, isSleep }
    waiting.push(timer)
    return () => {
      waiting = waiting.filter((other) => other !== timer)
    }
  }
  const fireNext = async (until: number): Promise<boolean> => {
    await activity.idle()
    const [next] = waiting.filter((timer) => timer.due <= until).sort((a, b) => a.due - b.due)
    if (next === undefined) return false
    waiting = waiting.filter((timer) => timer !== next)
    now = Math.max(now, next.due)
    next.fire()
    await activity.idle()
    return true
  }
  return {
    mode: 'manual',
    now: () => now,
    after: (ms, work) => at(ms, false, () => void perform(activity, work)),
    sleep: (ms) => {
      activity.end()
      return new Promise((resolve) =>
        at(ms, true, () => {
          activity.begin()
          resolve()
        }),
      )
    },
    async advance(ms) {
      const until = now + ms
      while (await fireNext(until));
      now = until
    },
    async settle() {
      while (await fireNext(Number.POSITIVE_INFINITY));
    },
    stop: () => {
      const sleeps = waiting.filter((timer) => timer.isSleep)
      waiting = []
      for (const sleep of sleeps) sleep.fire()
    },
  }
}
