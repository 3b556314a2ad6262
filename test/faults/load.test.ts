import { appendFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Clock, systemClock } from '../../src/clock.ts'
import { UPLOAD_WAIT_MS } from '../../src/import/start-job.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { connect, structuredOf, textOf } from '../connect.ts'
import { fastClock } from '../import/fast-clock.ts'
import { NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { propose } from '../tools/plan-files.ts'
import { startFaultHost } from './fault-host.ts'
import { LEADS } from './guarded.ts'
import { memoryInUse } from './memory-of.ts'
import { largeLeads, startedOnce } from './start-calls.ts'

const descriptors = async () => (await readdir('/proc/self/fd').catch(() => [])).length

describe('HubSpot that never answers', () => {
  test('opens the circuit: a hundred calls are told so in the end, and what is local is answered', async () => {
    const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
    await using host = await startFaultHost(sandbox, [{ path: /\/imports/, delayMs: 600_000 }])
    const flags = ['--sandbox', '--timeout', '1', '--retry-count', '0']
    await using connection = await connect({
      sandbox: host.sandbox,
      files: { 'leads.csv': LEADS },
      flags,
      clock: fastClock,
    })
    const calls = Array.from({ length: 100 }, async () => textOf(await connection.call('list_imports')))
    structuredOf(await connection.call('inspect_file', { file: 'leads.csv' }))
    const codes = (await Promise.all(calls)).map((text) => text.slice(0, text.indexOf(':')))
    expect(new Set(codes)).toEqual(new Set(['timeout', 'circuit_open']))
    const asked = host.requests.filter(({ path }) => /\/imports/.test(path)).length
    expect([codes.filter((code) => code === 'timeout').length, asked < 50]).toEqual([asked, true])
    expect(textOf(await connection.call('list_imports'))).toMatch(/^circuit_open: .*\nFix: /s)
    structuredOf(await connection.call('inspect_file', { file: 'leads.csv' }))
    await sandbox.close()
  })

  test('holds few connections, and leaves the tools that need none quick', async () => {
    const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
    await using host = await startFaultHost(sandbox, [{ path: /\/imports/, delayMs: 600_000 }])
    await using connection = await connect({ sandbox: host.sandbox, files: { 'leads.csv': LEADS } })
    const cancel = new AbortController()
    const calls = Array.from({ length: 100 }, () =>
      connection.client.callTool({ name: 'list_imports', arguments: {} }, { signal: cancel.signal }).then(
        () => 'answered',
        () => 'ended',
      ),
    )
    await expect.poll(() => host.openSockets(), { timeout: 20_000 }).toBeGreaterThan(0)
    for (let call = 0; call < 20; call += 1) structuredOf(await connection.call('inspect_file', { file: 'leads.csv' }))
    expect(host.openSockets()).toBeLessThanOrEqual(8)
    // None of them was answered: what is local did not wait for what hangs.
    cancel.abort()
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['ended']))
    await expect.poll(() => host.openSockets(), { timeout: 20_000 }).toBeLessThanOrEqual(1)
    await sandbox.close()
  })
})

/** FAULT_ABORTS=10000 for the whole case. */
const ABORTS = Number(process.env.FAULT_ABORTS ?? 300)
const STARTS = 12
/** MB: 30 kB of each of 300 calls. The sandbox is in the same process and keeps its last 10,000 requests. */
const MOST_GROWTH = 8

test('calls that are aborted at any moment leave no descriptor, timer, listener and file behind', {
  timeout: 60_000 + ABORTS * 50,
}, async () => {
  const warnings: string[] = []
  const note = (warning: Error) => warnings.push(String(warning))
  process.on('warning', note)
  const rejections: unknown[] = []
  const noteRejection = (reason: unknown) => rejections.push(reason)
  process.on('unhandledRejection', noteRejection)
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
  const starting = Array.from({ length: STARTS }, (_, number) => `start${number}.csv`)
  // A column that is left out, so that a copy is made for the upload.
  const toStart = starting.map((name) => [name, `First Name,Email,Left out\nAnn,${name}@example.com,x\n`])
  const files = { 'leads.csv': LEADS, ...Object.fromEntries(toStart) }
  await using connection = await connect({ sandbox, files })
  const planId = await propose(connection, 'leads.csv')
  const plans: string[] = []
  for (const name of starting) plans.push(await propose(connection, name))
  const callsOf = (number: number): [string, Record<string, unknown>][] => [
    ['start_import', { planId: plans[number % plans.length] }],
    ['inspect_file', { file: 'none.csv' }],
    ['list_imports', {}],
    ['inspect_file', { file: 'leads.csv' }],
    ['validate_import', { planId }],
    ['propose_mapping', { file: 'leads.csv' }],
    ['get_import', { importId: '1', waitSeconds: 40 }],
    ['list_properties', { objectType: 'contacts' }],
  ]
  const posts = () =>
    sandbox.requests().filter(({ method, path }) => `${method} ${path}`.endsWith('POST /crm/v3/imports')).length
  const abort = async (number: number) => {
    const calls = callsOf(Math.floor(number / 8))
    const [name, args] = calls[number % calls.length] ?? expect.unreachable()
    const cancel = new AbortController()
    const sent = posts()
    let isOver = false
    const call = connection.client
      .callTool({ name, arguments: args }, { signal: cancel.signal })
      .catch(() => undefined)
      .finally(() => {
        isOver = true
      })
    // Every other start goes on to its upload first.
    const isSending = () => isOver || posts() > sent
    while (name === 'start_import' && number % 16 === 0 && !isSending()) await new Promise(setImmediate)
    for (let turn = 0; turn < (number * 7) % 40; turn += 1) await new Promise(setImmediate)
    cancel.abort()
    await call
  }
  const round = async (count: number) => {
    for (let number = 0; number < count; number += 1) await abort(number)
    structuredOf(await connection.call('list_imports'))
  }
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  await round(60)
  const before = { descriptors: await descriptors(), timers: timers(), memory: memoryInUse() }
  await round(ABORTS)
  await expect.poll(descriptors, { timeout: 20_000 }).toBeLessThanOrEqual(before.descriptors + 10)
  await expect.poll(timers, { timeout: 20_000 }).toBeLessThanOrEqual(before.timers + 10)
  const { heap, external } = memoryInUse()
  expect(heap - before.memory.heap).toBeLessThan(MOST_GROWTH)
  expect(external - before.memory.external).toBeLessThan(MOST_GROWTH)
  // A descriptor that is closed only because nobody knows it any more is warned of too.
  expect(warnings).toEqual([])
  expect(rejections).toEqual([])
  expect(connection.logged.join('')).not.toContain('unexpected error')
  expect((await readdir(connection.folder)).toSorted()).toEqual(Object.keys(files).toSorted())
  await expect.poll(() => readdir(join(connection.stateDir, 'spool')), { timeout: 20_000 }).toEqual([])
  expect(posts()).toBeGreaterThan(1)
  process.off('warning', note)
  process.off('unhandledRejection', noteRejection)
  await sandbox.close()
})

test('while a large file is checked, other calls are answered', async () => {
  await using connection = await connect({ files: { 'leads.csv': LEADS } })
  const large = join(connection.folder, 'large.csv')
  await writeFile(large, 'First Name,Email,Phone Number\n')
  const rows = Array.from({ length: 50_000 }, (_, row) => `Ann,ann${row}@example.com,+49 30 ${row}\n`).join('')
  for (let part = 0; part < 6; part += 1) await appendFile(large, rows)
  const planId = await propose(connection, 'large.csv')
  let isChecked = false
  const check = connection.call('validate_import', { planId }).then((result) => {
    isChecked = true
    return result
  })
  let answered = 0
  while (!isChecked) {
    await connection.call('inspect_file', { file: 'leads.csv' })
    if (!isChecked) answered += 1
  }
  expect(textOf(await check)).toContain('300000')
  // One after the other, each in its turn.
  expect(answered).toBeGreaterThan(3)
})

describe('uploads of several plans', () => {
  const told = z.looseObject({
    outcome: z.string(),
    planId: z.string(),
    waiting: z.object({ why: z.string() }).optional(),
    nextStep: z.string(),
  })

  test('wait for each other: two are sent at once, the others say so, can be cancelled and take their turn', {
    timeout: 60_000,
  }, async () => {
    const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
    const large = largeLeads()
    const files = { 'a.csv': large, 'b.csv': `${large}\n`, 'c.csv': LEADS, 'd.csv': `${LEADS}\n` }
    const sleep: Clock['sleep'] = (ms, signal) => systemClock.sleep(ms === UPLOAD_WAIT_MS ? 1_000 : ms / 100, signal)
    await using connection = await connect({ sandbox, files, clock: { now: systemClock.now, sleep } })
    const { call, client } = connection
    const start = async (file: string, messages: string[] = []) => {
      const planId = await propose(connection, file)
      const request = { name: 'start_import', arguments: { planId, acceptFindings: true } }
      const onprogress = ({ message = '' }) => void messages.push(message)
      return told.parse(structuredOf(await client.callTool(request, { onprogress })))
    }
    const slow = sandbox.faults.add({ method: 'POST', path: '*/imports', times: 2, bytesPerSecond: 100_000 })
    const sent = await Promise.all([start('a.csv'), start('b.csv')])
    await expect.poll(() => slow.hits(), { timeout: 20_000 }).toBe(2)
    const own: string[] = []
    const [third, fourth] = await Promise.all([start('c.csv', own), start('d.csv')])
    const why = 'other files are being sent to this account'
    expect(own).toContain(`Waiting: ${why}`)
    for (const one of [third, fourth]) {
      expect(one).toMatchObject({ outcome: 'uploading', waiting: { why } })
      expect(one.nextStep).toMatch(/^It waits: other files are being sent to this account\. Call get_import/)
    }
    const messages: string[] = []
    const waiting = { name: 'get_import', arguments: { planId: third.planId, waitSeconds: 1 } }
    const followed = await client.callTool(waiting, { onprogress: ({ message = '' }) => messages.push(message) })
    expect(followed.structuredContent).toMatchObject({
      state: 'UPLOADING',
      nextStep: expect.stringMatching(/^It waits: other files/),
    })
    expect(messages).toContain(`Waiting: ${why}`)
    for (const { planId } of [third, ...sent]) {
      expect(structuredOf(await call('cancel_import', { planId }))).toMatchObject({ state: 'NOT_STARTED' })
    }
    await startedOnce(connection, fourth.planId)
    const posts = sandbox.requests().filter(({ method, path }) => method === 'POST' && path.endsWith('/imports'))
    expect(posts).toHaveLength(3)
    await sandbox.close()
  })
})
