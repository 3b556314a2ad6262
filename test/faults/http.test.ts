import { expect, test } from 'vitest'
import { structuredOf, textOf } from '../connect.ts'
import { connect as connectClient, errorOf } from '../hubspot/client.ts'
import { fastClock } from '../import/fast-clock.ts'
import { propose } from '../tools/plan-files.ts'
import { connectGuarded, type GuardedConnection } from './guarded.ts'
import { startedOnce } from './start-calls.ts'

const UPLOAD = { method: 'POST', path: /\/imports$/, to: 1 } as const

const tokenRequests = ({ host }: GuardedConnection) => host.requests.filter(({ path }) => path.startsWith('/oauth/'))

test('an access token that ends while an import is followed is renewed once, and nothing is missing', async () => {
  await using connection = await connectGuarded({ oauth: true })
  const planId = await propose(connection, 'leads.csv')
  await startedOnce(connection, planId)
  const before = tokenRequests(connection).length
  connection.sandbox.faults.expireTokens()
  const followed = Array.from({ length: 5 }, () => connection.call('get_import', { planId, waitSeconds: 20 }))
  for (const progress of await Promise.all(followed)) expect(structuredOf(progress).importId).toMatch(/^\d+$/)
  await connection.sandbox.clock.settle()
  const progress = structuredOf(await connection.call('get_import', { planId }))
  expect(progress).toMatchObject({ state: 'DONE', allImported: true, rows: { total: 2, lost: 0 } })
  expect(tokenRequests(connection).length - before).toBe(1)
})

test('an upload that is refused with 401 is sent once more with a new token, and makes one import', async () => {
  const body = { status: 'error', category: 'EXPIRED_AUTHENTICATION', message: 'expired' }
  await using connection = await connectGuarded({ oauth: true, faults: [{ ...UPLOAD, status: 401, body }] })
  const planId = await propose(connection, 'leads.csv')
  await startedOnce(connection, planId)
  expect(connection.posts()).toBe(2)
  expect(await connection.imports()).toHaveLength(1)
  expect(tokenRequests(connection)).toHaveLength(2)
})

test.each<{ status: number; headers: Record<string, string> }>([
  { status: 500, headers: {} },
  { status: 503, headers: { 'retry-after': '1' } },
  { status: 504, headers: {} },
  { status: 522, headers: {} },
])('an upload answered with $status whose import exists is told as started, after one upload', async (answer) => {
  const fault = { ...UPLOAD, ...answer, forward: true, body: '<html>' }
  await using connection = await connectGuarded({ faults: [fault], clock: fastClock })
  const planId = await propose(connection, 'leads.csv')
  const importId = await startedOnce(connection, planId)
  expect(connection.posts()).toBe(1)
  expect(await connection.imports()).toMatchObject([{ id: importId }])
})

test.each([520, 521, 522, 523, 524, 525, 526].map((status) => ({ status })))(
  'a read answered with $status by a proxy is sent again',
  async ({ status }) => {
    await using client = await connectClient([{ status, body: '<html>' }, { body: { results: [] } }])
    expect(await client.hubspot.imports.list()).toEqual({ results: [], after: null })
    expect(client.server.requests).toHaveLength(2)
  },
)

test('an id that JSON would round is refused by reads too', async () => {
  await using client = await connectClient([{ body: '{"id":9007199254740993,"state":"DONE"}' }])
  const error = await errorOf(client.hubspot.imports.get('9007199254740993'))
  expect(error.code).toBe('hubspot_bad_response')
  expect(error.message).not.toContain('9007199254740992')
})

test('an import of which every row failed is told as finished and not as a success', async () => {
  const time = '2026-05-01T12:00:00Z'
  const counters = { TOTAL_ROWS: 2, ERRORS: 2 }
  const body = { id: '1', state: 'DONE', createdAt: time, updatedAt: time, metadata: { counters } }
  const errors = [2, 3].map((lineNumber) => ({
    ...{ id: String(lineNumber), errorType: 'INVALID_ALTERNATE_ID', sourceData: { fileId: 1, lineNumber } },
  }))
  await using connection = await connectGuarded({
    faults: [
      { path: /\/imports\/\d+$/, status: 200, body },
      { path: /\/imports\/\d+\/errors$/, status: 200, body: { results: errors } },
    ],
  })
  const planId = await propose(connection, 'leads.csv')
  await startedOnce(connection, planId)
  const told = await connection.call('get_import', { planId })
  expect(structuredOf(told)).toMatchObject({ finished: true, allImported: false, rows: { total: 2, lost: 2 } })
  expect(textOf(told)).toContain('is DONE, but not everything was imported')
})
