import { expect, test } from 'vitest'
import { systemClock } from '../src/clock.ts'

test('systemClock.sleep() ends with the reason of its signal, before and while it waits', async () => {
  const reason = new Error('enough')
  await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason)
  const stop = new AbortController()
  const waiting = systemClock.sleep(60_000, stop.signal)
  stop.abort(reason)
  await expect(waiting).rejects.toBe(reason)
})

test('systemClock.sleep() ends after its time', async () => {
  const before = systemClock.now()
  await systemClock.sleep(5)
  expect(systemClock.now()).toBeGreaterThanOrEqual(before)
})
