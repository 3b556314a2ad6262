import { type Clock, systemClock } from '../../src/clock.ts'
import { UPLOAD_WAIT_MS } from '../../src/import/start.ts'

/**
 * Waits a hundredth of the time that was asked for, but for an upload somewhat longer: on a loaded machine it would
 * not have ended.
 */
export const fastClock: Clock = {
  now: systemClock.now,
  sleep: (ms, signal) => systemClock.sleep(ms === UPLOAD_WAIT_MS ? ms / 10 : ms / 100, signal),
}
