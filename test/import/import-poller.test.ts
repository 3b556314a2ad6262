import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { manualClock } from '../../src/sandbox/sandbox-clock.ts'
import { type Connection, connect, structuredOf, textOf } from '../connect.ts'
import { createManualClock, type ManualClock } from '../manual-clock.ts'
import { CLEAN, propose } from '../tools/plan-files.ts'

/** An import that stays as it is until the test moves the sandbox's time, and calls whose time it moves too. */
interface Waiting extends Connection {
  clock: ManualClock
  planId: string
  importId: string
  readings: () => number
}

/** The import is started by another server, which has ended: whoever asks follows it by what is kept on disk. */
async function started(sandbox: Sandbox, flags = ['--sandbox']): Promise<Waiting> {
  const starting = await connect({ files: { 'leads.csv': CLEAN }, sandbox })
  const planId = await propose(starting, 'leads.csv')
  const { imports } = startAnswer.parse(structuredOf(await starting.call('start_import', { planId })))
  const clock = createManualClock()
  const connection = await connect({ flags, sandbox, clock, stateDir: starting.stateDir })
  await starting.client.close()
  const importId = imports[0].importId
  const path = new RegExp(`/imports/${importId}$`)
  const readings = () =>
    sandbox.requests().filter(({ method, path: asked }) => method === 'GET' && path.test(asked)).length
  return {
    ...connection,
    clock,
    planId,
    importId,
    readings,
    async [Symbol.asyncDispose]() {
      await connection.close()
      await starting.close()
    },
  }
}

const startAnswer = z.object({ imports: z.tuple([z.object({ importId: z.string() })]) })

const stillSandbox = () => startSandbox({ clock: manualClock() })

/** Waits on the clock: one of each call, and one of the poller while it is not reading. */
const between = (calls: number) => calls + 1

/** Lets everything happen that is due before this time is over, while exactly these calls wait. */
async function pass(clock: ManualClock, until: number, calls: number): Promise<void> {
  for (;;) {
    await clock.untilWaiting(between(calls))
    if (clock.due() >= until) return
    clock.next()
  }
}

describe('get_import with waitSeconds', () => {
  test('reads one import once for ten calls, at growing intervals, and again when their time is over', async () => {
    await using sandbox = disposable(await stillSandbox())
    await using waiting = await started(sandbox)
    const { clock, readings, planId, importId } = waiting
    const calls = Array.from({ length: 10 }, (_, place) =>
      waiting.call('get_import', { ...(place % 2 === 0 ? { planId } : { importId }), waitSeconds: 20 }),
    )
    const begin = clock.now()
    await clock.untilWaiting(between(calls.length))
    const first = readings()
    expect(first).toBe(1)
    const at: number[] = []
    for (let seen = first; clock.now() < begin + 20_000; ) {
      await clock.untilWaiting(between(calls.length))
      if (readings() > seen) at.push((clock.now() - begin) / 1000)
      seen = readings()
      clock.next()
    }
    const answers = await Promise.all(calls)
    expect(answers.map((answer) => structuredOf(answer).state)).toEqual(calls.map(() => 'STARTED'))
    expect(readings() - first).toBe(5)
    const pauses = at.map((time, place) => time - (at[place - 1] ?? 0))
    for (const [place, nominal] of [2, 3, 4.5, 6.75].entries()) {
      expect(pauses[place]).toBeGreaterThanOrEqual(nominal * 0.9)
      expect(pauses[place]).toBeLessThanOrEqual(nominal * 1.1)
    }
  })

  test('answers all calls when the state changes, without waiting for the end', async () => {
    await using sandbox = disposable(await stillSandbox())
    await using waiting = await started(sandbox)
    const { clock, readings, planId } = waiting
    const calls = [1, 2, 3].map(() => waiting.call('get_import', { planId, waitSeconds: 40 }))
    await clock.untilWaiting(between(3))
    await sandbox.clock.advance(300)
    const before = readings()
    clock.next()
    const answers = await Promise.all(calls)
    expect(answers.map((answer) => structuredOf(answer).state)).toEqual(calls.map(() => 'PROCESSING'))
    expect(structuredOf(await waiting.call('get_import', { planId }))).toMatchObject({ finished: false })
    expect(readings()).toBe(before + 2)
  })

  test('answers when the import is cancelled by another call', async () => {
    await using sandbox = disposable(await stillSandbox())
    await using waiting = await started(sandbox)
    const { clock, planId } = waiting
    const call = waiting.call('get_import', { planId, waitSeconds: 40 })
    await clock.untilWaiting(between(1))
    expect(structuredOf(await waiting.call('cancel_import', { planId }))).toMatchObject({ state: 'CANCELED' })
    clock.next()
    expect(structuredOf(await call)).toMatchObject({ state: 'CANCELED', finished: true })
  })

  test('goes on for the others when one call is cancelled, and ends with the last', async () => {
    await using sandbox = disposable(await stillSandbox())
    await using waiting = await started(sandbox)
    const { clock, readings, planId } = waiting
    const stops = [new AbortController(), new AbortController()]
    const calls = stops.map(({ signal }) =>
      waiting.client.callTool({ name: 'get_import', arguments: { planId, waitSeconds: 40 } }, { signal }),
    )
    const cancelled = calls.map((call) => expect(call).rejects.toThrow())
    const end = clock.now() + 10_000
    const patient = waiting.call('get_import', { planId, waitSeconds: 10 })
    await clock.untilWaiting(between(3))
    stops[0]?.abort()
    await cancelled[0]
    await pass(clock, end, 2)
    clock.next()
    expect(structuredOf(await patient)).toMatchObject({ state: 'STARTED' })
    await clock.untilWaiting(between(1))
    const before = readings()
    stops[1]?.abort()
    await cancelled[1]
    await clock.untilWaiting(0)
    expect(readings()).toBe(before)
  })

  test('ends when the client is gone', async () => {
    await using sandbox = disposable(await stillSandbox())
    await using waiting = await started(sandbox)
    const { clock, readings, planId } = waiting
    const call = expect(waiting.call('get_import', { planId, waitSeconds: 40 })).rejects.toThrow()
    await clock.untilWaiting(between(1))
    const before = readings()
    await waiting.client.close()
    await call
    await clock.untilWaiting(0)
    expect(readings()).toBe(before)
  })

  test('tells a failed reading to all, and the next call reads again', async () => {
    await using sandbox = disposable(await stillSandbox())
    await using waiting = await started(sandbox, ['--sandbox', '--retry-count', '0'])
    const { clock, planId, importId } = waiting
    const calls = [1, 2, 3].map(() => waiting.call('get_import', { planId, waitSeconds: 40 }))
    await clock.untilWaiting(between(3))
    const fault = sandbox.faults.add({ method: 'GET', path: `*/imports/${importId}`, status: 500 })
    clock.next()
    for (const answer of await Promise.all(calls)) expect(textOf(answer)).toContain('hubspot_unavailable')
    expect(fault.hits()).toBe(1)
    await clock.untilWaiting(0)
    expect(structuredOf(await waiting.call('get_import', { planId }))).toMatchObject({ state: 'STARTED' })
  })

  test('tells progress at least every five seconds although nothing changes', async () => {
    await using sandbox = disposable(await stillSandbox())
    await using waiting = await started(sandbox)
    const { clock, planId } = waiting
    const told: { progress: number; message?: string }[] = []
    const params = { name: 'get_import', arguments: { planId, waitSeconds: 40 } }
    const call = waiting.client.callTool(params, { onprogress: (progress) => told.push(progress) })
    // A call that is told of its progress waits for the next time to tell, too.
    await pass(clock, clock.now() + 40_000, 2)
    // The result follows the last report after a short wait, or at once when that report is older.
    const isOver = call.then(() => true)
    do clock.next()
    while (!(await Promise.race([isOver, clock.untilWaiting(1).then(() => false)])))
    const seconds = told.map(({ progress }) => progress)
    const pauses = seconds.map((time, place) => time - (seconds[place - 1] ?? 0))
    expect(Math.max(...pauses)).toBeLessThanOrEqual(5)
    // What comes within a quarter of a second of the last report waits, and is not needed when the result comes first.
    expect(seconds.at(-1)).toBeGreaterThanOrEqual(39.75)
    expect(told.every(({ message }) => message === 'STARTED, 0 records written')).toBe(true)
  })

  test('answers with the reading before when the last one hangs', async () => {
    await using sandbox = disposable(await stillSandbox())
    await using waiting = await started(sandbox)
    const { clock, planId, importId } = waiting
    const call = waiting.call('get_import', { planId, waitSeconds: 3 })
    await pass(clock, clock.now() + 3_000, 1)
    const hanging = sandbox.faults.add({ method: 'GET', path: `*/imports/${importId}`, delayMs: 60_000 })
    clock.next()
    await expect.poll(hanging.hits).toBe(1)
    await clock.untilWaiting(1)
    clock.next()
    expect(structuredOf(await call)).toMatchObject({ state: 'STARTED', finished: false })
  })

  test.each(['planId', 'importId'] as const)('follows an import to its end by the %s alone', async (name) => {
    await using sandbox = disposable(await stillSandbox())
    await using waiting = await started(sandbox)
    const { planId, importId } = waiting
    await sandbox.clock.settle()
    const args = name === 'planId' ? { planId } : { importId }
    const answer = structuredOf(await waiting.call('get_import', { ...args, waitSeconds: 40 }))
    expect(answer).toMatchObject({ planId, importId, state: 'DONE', allImported: true, rows: { total: 2, lost: 0 } })
  })
})

function disposable(sandbox: Sandbox): Sandbox & AsyncDisposable {
  return Object.assign(sandbox, { [Symbol.asyncDispose]: () => sandbox.close() })
}
