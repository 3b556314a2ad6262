import { describe, expect, test } from 'vitest'
import { type Job, joinJob, stopped, UPLOAD_WAIT_MS, waitFor } from '../../src/import/start-job.ts'
import { resultOf, type StartResult } from '../../src/import/start-result.ts'
import { createManualClock } from '../manual-clock.ts'
import { UNKNOWN_PLAN_ID } from '../unknown-plan.ts'

const STARTED = resultOf([])

/** A sending that the test ends, and a clock for the calls that wait. */
function newJob() {
  let resolve: (result: StartResult) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const result = new Promise<StartResult>((...ends) => {
    ;[resolve, reject] = ends
  })
  result.catch(() => undefined)
  const nothing = { starts: [], sentBytes: 0, totalBytes: 0, armed: false, unknown: false, waiting: null }
  const job: Job = {
    planId: UNKNOWN_PLAN_ID,
    sending: nothing,
    splits: [],
    callers: new Set(),
    isDetached: false,
    stop: new AbortController(),
    left: new AbortController(),
    result,
  }
  const clock = createManualClock()
  const deps = { clock, journal: { find: async () => undefined } }
  const call = () => {
    const cancel = new AbortController()
    const answer = waitFor(job, { signal: cancel.signal }, deps)
    answer.catch(() => undefined)
    return { answer, cancel: () => cancel.abort() }
  }
  return { job, clock, deps, call, resolve, reject }
}

describe('waitFor()', () => {
  test('ends the sending with the last call that waited for it, not before', () => {
    const { job, call } = newJob()
    const [first, second] = [call(), call()]
    first.cancel()
    expect(job.left.signal.aborted).toBe(false)
    second.cancel()
    expect(job.left.signal.aborted).toBe(true)
  })

  test('answers after the longest time of a call, and from then on no call ends it', async () => {
    const { job, clock, call } = newJob()
    const begin = clock.now()
    const [first, second] = [call(), call()]
    clock.next()
    expect((await first.answer).outcome).toBe('uploading')
    expect(clock.now() - begin).toBe(UPLOAD_WAIT_MS)
    second.cancel()
    call().cancel()
    expect(job.left.signal.aborted).toBe(false)
  })

  test('a call that was answered ends nothing', async () => {
    const { job, call, resolve } = newJob()
    const { answer, cancel } = call()
    resolve(STARTED)
    expect(await answer).toBe(STARTED)
    cancel()
    expect(job.left.signal.aborted).toBe(false)
  })
})

describe('joinJob()', () => {
  const later = () => ({ signal: new AbortController().signal })

  test.each(['left', 'stop'] as const)('has no result of a sending that was ended before (%s)', async (end) => {
    const { job, deps, reject } = newJob()
    job[end].abort(stopped())
    const joined = joinJob(job, later(), deps)
    reject(stopped())
    expect(await joined).toBeUndefined()
  })

  test('tells the result of a sending that was ended too late', async () => {
    const { job, deps, resolve } = newJob()
    job.left.abort(stopped())
    const joined = joinJob(job, later(), deps)
    resolve(STARTED)
    expect(await joined).toBe(STARTED)
  })

  test('tells a cancellation to those who wait', async () => {
    const { job, deps, reject } = newJob()
    const joined = joinJob(job, later(), deps)
    job.stop.abort(stopped())
    reject(stopped())
    await expect(joined).rejects.toMatchObject({ code: 'cancelled', outcome: 'not_started' })
  })
})
