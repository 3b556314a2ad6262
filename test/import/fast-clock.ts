import { type Clock, systemClock } from '../../src/clock.ts'
import { UPLOAD_WAIT_MS } from '../../src/import/start-job.ts'

/**
 * Waits a hundredth of the time that was asked for, but for an upload somewhat longer: on a loaded machine it would
 * not have ended.
 */
export const fastClock: Clock = {
  now: systemClock.now,
  sleep: (ms, signal) => systemClock.sleep(ms === UPLOAD_WAIT_MS ? ms / 10 : ms / 100, signal),
}

/** As fastClock, for tests that want the end of an upload from the call itself, however slow the computer is. */
export const patientClock: Clock = {
  now: systemClock.now,
  sleep: (ms, signal) => (ms === UPLOAD_WAIT_MS ? systemClock : fastClock).sleep(ms, signal),
}
