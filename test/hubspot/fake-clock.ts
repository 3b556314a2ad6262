import type { Clock } from '../../src/clock.ts'

export interface FakeClock extends Clock {
  /** Every wait that was asked for, in order. */
  waits: number[]
  set(now: number): void
}

/** A clock on which every wait is over at once, and has taken its time. */
export function createFakeClock(start = Date.parse('2026-11-22T12:00:00Z')): FakeClock {
  let now = start
  const waits: number[] = []
  return {
    waits,
    now: () => now,
    set: (time) => {
      now = time
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      waits.push(ms)
      now += ms
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
    },
  }
}
