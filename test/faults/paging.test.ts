import { expect, test } from 'vitest'
import { type Clock, systemClock } from '../../src/clock.ts'
import { findByMarker } from '../../src/import/reconcile.ts'
import { UPLOAD_WAIT_MS } from '../../src/import/start-job.ts'
import { structuredOf, textOf } from '../connect.ts'
import { connect as connectClient } from '../hubspot/client.ts'
import type { Seen, Step } from '../hubspot/scripted-server.ts'
import { fastClock } from '../import/fast-clock.ts'
import { propose } from '../tools/plan-files.ts'
import type { HostFault } from './fault-host.ts'
import { connectGuarded, type GuardedConnection } from './guarded.ts'
import { outcomeOf, startedOnce } from './start-calls.ts'

const TIME = '2026-05-01T12:00:00Z'
/** The list is looked at again for twenty minutes. */
const hurriedClock: Clock = {
  now: systemClock.now,
  sleep: (ms, signal) => systemClock.sleep(ms === UPLOAD_WAIT_MS ? ms : ms / 1_000, signal),
}
/** Newer than every upload here. */
const FUTURE = '2100-01-01T00:00:00Z'

const anImport = (id: number, importName: string, createdAt = TIME) => ({
  ...{ id: String(id), importName, state: 'DONE', createdAt, updatedAt: TIME },
})

const anError = (lineNumber: number) => ({
  ...{ id: String(lineNumber), errorType: 'INVALID_EMAIL', sourceData: { fileId: 1, lineNumber } },
})

/** The page that was asked for: 0, 1, 2, … */
const pageOf = ({ query }: Seen): number => Number(query.get('after') ?? 0)

const page = (results: object[], after: number | null): Step => ({
  body: { results, ...(after !== null && { paging: { next: { after: String(after) } } }) },
})

const ERRORS = /\/imports\/\d+\/errors$/
const LIST = { method: 'GET', path: /\/imports$/ } as const

/** A finished import whose errors are those of the fault. */
async function importWith(play: (request: Seen) => Step): Promise<GuardedConnection & { planId: string }> {
  const connection = await connectGuarded({ faults: [{ path: ERRORS, play }], clock: fastClock })
  const planId = await propose(connection, 'leads.csv')
  await startedOnce(connection, planId)
  await connection.sandbox.clock.settle()
  return { ...connection, planId }
}

const asked = ({ host }: GuardedConnection, path: RegExp) => host.requests.filter((seen) => path.test(seen.path)).length

test('list_imports stops where the cursor repeats, and gives what it has read', async () => {
  const play: HostFault['play'] = (request) => page([anImport(pageOf(request) + 1, 'Leads')], (pageOf(request) + 1) % 3)
  await using connection = await connectGuarded({ faults: [{ ...LIST, play }] })
  const told = await connection.call('list_imports', { name: 'leads' })
  expect(structuredOf(told)).toMatchObject({
    imports: [{ importId: '1' }, { importId: '2' }, { importId: '3' }, { importId: '1' }],
    after: null,
    brokenOff: "HubSpot's list does not end: the cursor after page 4 was there before.",
  })
  expect(textOf(told)).toMatch(/The list broke off\..*brokenOff: HubSpot's list does not end/s)
  expect(asked(connection, LIST.path)).toBe(4)
})

test('list_imports keeps the pages before one that HubSpot does not give, and can go on from there', async () => {
  let isBroken = true
  const play: HostFault['play'] = (request) => {
    const number = pageOf(request)
    if (number === 2 && isBroken) return { status: 500 }
    return page([anImport(number + 1, 'Leads')], number === 3 ? null : number + 1)
  }
  await using connection = await connectGuarded({ faults: [{ ...LIST, play }], clock: fastClock })
  const first = await connection.call('list_imports', { name: 'leads' })
  expect(structuredOf(first)).toMatchObject({ imports: [{ importId: '1' }, { importId: '2' }], after: '2' })
  expect(textOf(first)).toMatch(/brokenOff: HubSpot refused .*: 500/)
  isBroken = false
  const second = structuredOf(await connection.call('list_imports', { name: 'leads', after: '2' }))
  expect(second).toEqual({ imports: [expect.anything(), expect.anything()], after: null, nextStep: expect.any(String) })
})

test('get_import_errors keeps six pages where the seventh fails for good, and goes on from there', async () => {
  let isBroken = true
  await using connection = await importWith((request) => {
    const number = pageOf(request)
    if (number === 6 && isBroken) return { status: 500 }
    const errors = Array.from({ length: 100 }, (_, index) => anError(number * 100 + index + 2))
    return page(errors, number === 7 ? null : number + 1)
  })
  const { planId } = connection
  const first = structuredOf(await connection.call('get_import_errors', { planId, errorType: 'OTHER' }))
  expect(first).toMatchObject({ total: 0, complete: false, after: expect.any(String) })
  const all = structuredOf(await connection.call('get_import_errors', { planId }))
  expect(all).toMatchObject({ total: 600, complete: false, groups: [{ count: 600 }], after: expect.any(String) })
  expect(all.nextStep).toMatch(/^Only the first 600 of 601 errors were read: HubSpot refused .*: 500/)
  isBroken = false
  const rest = structuredOf(await connection.call('get_import_errors', { planId, after: first.after, limit: 100 }))
  expect(rest).toMatchObject({ total: null, complete: true })
  expect(rest.errors).toHaveLength(100)
  expect(asked(connection, ERRORS)).toBeLessThan(50)
})

test('get_import_errors is bounded where pages are empty for ever, and can go on from there', async () => {
  await using connection = await importWith((request) => {
    const number = pageOf(request)
    return number === 60 ? page([anError(2)], null) : page([], number + 1)
  })
  const { planId } = connection
  const before = asked(connection, ERRORS)
  const first = structuredOf(await connection.call('get_import_errors', { planId }))
  expect(first).toMatchObject({ total: 0, complete: false, after: expect.any(String) })
  expect(asked(connection, ERRORS) - before).toBe(51)
  const rest = structuredOf(await connection.call('get_import_errors', { planId, after: first.after }))
  expect(rest).toMatchObject({ errors: [{ errorType: 'INVALID_EMAIL' }], complete: true, after: null })
})

test('get_import_errors stops where the cursor repeats, and says that the list does not end', async () => {
  await using connection = await importWith((request) => page([anError(pageOf(request) + 2)], 1))
  const errors = structuredOf(await connection.call('get_import_errors', { planId: connection.planId, limit: 100 }))
  expect(errors).toMatchObject({ total: 2, complete: false, after: null })
  expect(errors.nextStep).toContain("HubSpot's list does not end")
})

test('a lost upload stays unknown where the list of imports does not end, and is not sent again', async () => {
  const lost: HostFault = { method: 'POST', path: LIST.path, break: 'reset' }
  // Before the upload it is as it is.
  const endless: HostFault = {
    ...LIST,
    from: 2,
    play: (request) => page([anImport(3, 'Leads', FUTURE)], (pageOf(request) + 1) % 3),
  }
  await using connection = await connectGuarded({ faults: [lost, endless], clock: hurriedClock })
  const planId = await propose(connection, 'leads.csv')
  expect(outcomeOf(await connection.call('start_import', { planId }))).toBe('unknown')
  const before = asked(connection, LIST.path)
  expect(outcomeOf(await connection.call('start_import', { planId }))).toBe('unknown')
  expect(asked(connection, LIST.path) - before).toBe(4)
  expect([connection.posts(), await connection.imports()]).toEqual([1, []])
})

test('an import is found by its mark below forty pages of newer ones, some of them empty', async () => {
  const at = (minutes: number) => new Date(Date.parse(TIME) - minutes * 60_000).toISOString()
  await using client = await connectClient((request) => {
    const number = pageOf(request)
    if (number % 10 === 5) return page([], number + 1)
    const newer = Array.from({ length: 100 }, (_, index) => anImport(number * 100 + index, 'Leads', at(number)))
    return page(number === 41 ? [anImport(7, 'Leads ~7FK3QX9TW2MB', at(50))] : newer, number + 1)
  })
  const since = Date.parse(at(50))
  expect(await findByMarker(client.hubspot, '7FK3QX9TW2MB', { since })).toEqual(['7'])
  expect(client.server.requests.length).toBeLessThan(70)
})

test('an import is not looked for beyond those that were there before its upload', async () => {
  const at = (minutes: number) => new Date(Date.parse(TIME) - minutes * 60_000).toISOString()
  await using client = await connectClient((request) =>
    page([anImport(pageOf(request), 'Leads', at(pageOf(request)))], pageOf(request) + 1),
  )
  expect(await findByMarker(client.hubspot, '7FK3QX9TW2MB', { since: Date.parse(at(5)) })).toEqual([])
  // Clocks differ by ten minutes at most.
  expect(client.server.requests).toHaveLength(17)
})
