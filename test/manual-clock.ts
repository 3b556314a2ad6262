import type { Clock } from '../src/clock.ts'

/** Time stands still until the test moves it. */
export interface ManualClock extends Clock {
  /** Resolves when exactly so many wait on this clock. What else there is to do happens in real time meanwhile. */
  untilWaiting(count: number): Promise<void>
  /** When the next wait is over. */
  due(): number
  /** Moves to that moment. */
  next(): void
}

interface Sleep {
  due: number
  end: () => void
}

export function createManualClock(start = Date.now()): ManualClock {
  const sleeps = new Set<Sleep>()
  let now = start
  let told: { count: number; resolve: () => void }[] = []
  const changed = () => {
    const ready = told.filter(({ count }) => count === sleeps.size)
    told = told.filter((one) => !ready.includes(one))
    for (const { resolve } of ready) resolve()
  }
  const due = () => Math.min(...[...sleeps].map((sleep) => sleep.due))
  return {
    now: () => now,
    due,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason)
        const abort = () => {
          sleeps.delete(sleep)
          changed()
          reject(signal?.reason)
        }
        const sleep = {
          due: now + ms,
          end() {
            sleeps.delete(sleep)
            signal?.removeEventListener('abort', abort)
            changed()
            resolve()
          },
        }
        sleeps.add(sleep)
        signal?.addEventListener('abort', abort, { once: true })
        changed()
      }),
    untilWaiting: (count) =>
      new Promise((resolve) => {
        told.push({ count, resolve })
        changed()
      }),
    next() {
      now = Math.max(now, due())
      for (const sleep of [...sleeps].filter((one) => one.due <= now)) sleep.end()
    },
  }
}
