import { describe, expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { manualClock } from '../../src/sandbox/sandbox-clock.ts'
import { structuredOf, textOf } from '../connect.ts'
import { connect as connectClient, errorOf } from '../hubspot/client.ts'
import { fastClock } from '../import/fast-clock.ts'
import { NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { propose } from '../tools/plan-files.ts'
import type { HostFault } from './fault-host.ts'
import { connectGuarded, type GuardedConnection } from './guarded.ts'
import { stepsOf } from './journal-steps.ts'
import { importIdOf, outcomeOf, startedOnce } from './start-calls.ts'

const UPLOAD = { method: 'POST', path: /\/imports$/, to: 1 } as const

const tokenRequests = ({ host }: GuardedConnection) => host.requests.filter(({ path }) => path.startsWith('/oauth/'))

test('an access token that ends while an import is followed is renewed once, and nothing is missing', async () => {
  const started = await startSandbox({ rateLimits: NO_RATE_LIMITS, clock: manualClock() })
  await using sandbox = { ...started, [Symbol.asyncDispose]: started.close }
  await using connection = await connectGuarded({ oauth: true, sandbox })
  const planId = await propose(connection, 'leads.csv')
  await startedOnce(connection, planId)
  const reads = () => sandbox.requests().filter(({ method, path }) => method === 'GET' && /\/imports\/\d+$/.test(path))
  const before = { tokens: tokenRequests(connection).length, reads: reads().length }
  const followed = Array.from({ length: 5 }, () => connection.call('get_import', { planId, waitSeconds: 20 }))
  // It is read again after two seconds.
  await expect.poll(() => reads().length, { timeout: 20_000, interval: 10 }).toBeGreaterThan(before.reads)
  sandbox.faults.expireTokens()
  await sandbox.clock.settle()
  for (const progress of await Promise.all(followed)) {
    expect(structuredOf(progress)).toMatchObject({ state: 'DONE', allImported: true, rows: { total: 2, lost: 0 } })
  }
  expect(tokenRequests(connection).length - before.tokens).toBe(1)
  const statuses = reads().flatMap(({ status }) => (status === 200 ? [] : status))
  expect(statuses).toEqual([401])
})

test('50 calls of a tool whose token has ended ask for one new token', async () => {
  await using connection = await connectGuarded({ oauth: true, clock: fastClock })
  expect(structuredOf(await connection.call('list_imports')).imports).toEqual([])
  const before = tokenRequests(connection).length
  connection.sandbox.faults.expireTokens()
  const calls = await Promise.all(Array.from({ length: 50 }, () => connection.call('list_imports')))
  for (const called of calls) expect(structuredOf(called).imports).toEqual([])
  expect(tokenRequests(connection).length - before).toBe(1)
})

test('an upload that is refused with 401 is sent once more with a new token, and makes one import', async () => {
  const body = { status: 'error', category: 'EXPIRED_AUTHENTICATION', message: 'expired' }
  await using connection = await connectGuarded({ oauth: true, faults: [{ ...UPLOAD, status: 401, body }] })
  const planId = await propose(connection, 'leads.csv')
  const started = await connection.call('start_import', { planId })
  expect(outcomeOf(started)).toBe('started')
  expect(connection.posts()).toBe(2)
  expect(await connection.imports()).toMatchObject([{ id: importIdOf(started) }])
  expect(tokenRequests(connection)).toHaveLength(2)
  const uploads = connection.host.requests.filter(({ method, path }) => method === 'POST' && UPLOAD.path.test(path))
  expect(new Set(uploads.map(({ headers }) => headers.authorization)).size).toBe(2)
  const steps = ['1.armed', '1.refused', '2.armed', '2.started']
  expect(await stepsOf(connection.stateDir, planId)).toEqual(steps)
})

test.each<{ status: number; headers: Record<string, string> }>([
  { status: 500, headers: {} },
  { status: 503, headers: { 'retry-after': '1' } },
  { status: 504, headers: {} },
  { status: 522, headers: {} },
  { status: 525, headers: {} },
])('an upload answered with $status whose import exists is told as started, after one upload', async (answer) => {
  const fault = { ...UPLOAD, ...answer, forward: true, body: '<html>' }
  await using connection = await connectGuarded({ faults: [fault], clock: fastClock })
  const planId = await propose(connection, 'leads.csv')
  const importId = await startedOnce(connection, planId)
  expect(connection.posts()).toBe(1)
  expect(await connection.imports()).toMatchObject([{ id: importId }])
})

test.each([520, 521, 522, 523, 524, 525, 526].map((status) => ({ status })))(
  'a read answered with $status by a proxy is sent again, and told when it stays',
  async ({ status }) => {
    await using client = await connectClient([{ status, body: '<html>' }, { body: { results: [] } }])
    expect(await client.hubspot.imports.list()).toEqual({ results: [], after: null })
    expect(client.server.requests).toHaveLength(2)
    await using down = await connectClient([{ status, body: '<html>' }])
    const { code, message, fix } = await errorOf(down.hubspot.imports.list())
    expect([code, message]).toEqual([
      'hubspot_unavailable',
      `HubSpot refused GET /crm/v3/imports: ${status}, with no content instead of HubSpot's error. (tried 4 times)`,
    ])
    expect(fix).toBe('Try again in a few seconds.')
    expect(down.server.requests).toHaveLength(4)
  },
)

test('get_import is answered after 500, 502 and 503, and says when HubSpot stays down', async () => {
  let answers: number[] = []
  const play: HostFault['play'] = () => {
    const status = answers.shift()
    return status === undefined ? { forward: true } : { status, body: '<html>' }
  }
  const one = { method: 'GET', path: /\/imports\/\d+$/ } as const
  await using connection = await connectGuarded({ faults: [{ ...one, play }], clock: fastClock })
  const planId = await propose(connection, 'leads.csv')
  const importId = await startedOnce(connection, planId)
  const asked = () => connection.host.requests.filter(({ method, path }) => method === 'GET' && one.path.test(path))
  const before = asked().length
  answers = [500, 502, 503]
  expect(structuredOf(await connection.call('get_import', { planId })).importId).toBe(importId)
  expect(asked()).toHaveLength(before + 4)
  answers = [500, 502, 503, 504, 500]
  const told = textOf(await connection.call('get_import', { planId }))
  expect(told).toMatch(/^hubspot_unavailable: .*\(tried 4 times\)\nFix: Try again /)
  expect(asked()).toHaveLength(before + 8)
})

test('an id that JSON would round is refused by reads too', async () => {
  await using client = await connectClient([{ body: '{"id":9007199254740993,"state":"DONE"}' }])
  const error = await errorOf(client.hubspot.imports.get('9007199254740993'))
  expect(error.code).toBe('hubspot_bad_response')
  expect(error.message).not.toContain('9007199254740992')
})

test.each(['get_import', 'get_import_errors', 'export_failed_rows', 'cancel_import'])(
  '%s takes an id as a number only where it cannot have been rounded',
  async (tool) => {
    await using connection = await connectGuarded()
    const asked = () =>
      connection.host.requests.filter(({ path }) => /\/imports\/\d/.test(path)).map(({ path }) => path)
    for (const importId of [Number('9007199254740993'), 1.5, -1]) {
      expect(textOf(await connection.call(tool, { importId }))).toMatch(/^invalid_arguments: .*importId: /)
    }
    expect(asked()).toEqual([])
    const unknown = textOf(await connection.call(tool, { importId: 7 }))
    expect(unknown).toMatch(/^hubspot_not_found: /)
    expect(unknown.includes('\nOutcome: not_started\n')).toBe(tool === 'cancel_import')
    await connection.call(tool, { importId: '9007199254740993' })
    expect(new Set(asked().map((path) => /\d{16}/.exec(path)?.[0]))).toEqual(new Set([undefined, '9007199254740993']))
  },
)

test.each([
  {
    name: 'a message that is JSON in a text',
    status: 400,
    body: {
      message:
        'Invalid: {"message":"Mapping is wrong","category":"VALIDATION_ERROR","correlationId":"aa-1","errors":[{"message":"column Email"}]}',
    },
    told: [
      'hubspot_bad_request: HubSpot refused the import: 400, Mapping is wrong / column Email',
      'Fix: Correct what HubSpot names, then call again.',
      'Outcome: not_started',
      'HubSpot: 400 VALIDATION_ERROR correlationId=aa-1',
    ],
  },
  {
    name: 'the rows of a day',
    status: 429,
    body: { message: 'Daily row limit exceeded', correlationId: 'aa-2' },
    told: [
      'hubspot_import_limit: HubSpot refused the import: 429, Daily row limit exceeded',
      'Fix: Limits: 1,048,576 rows and 512 MB a file, 80,000,000 rows a rolling day. Split the file or wait.',
      'Outcome: not_started',
      'HubSpot: 429 correlationId=aa-2',
    ],
  },
  {
    name: 'the move of the account',
    status: 477,
    headers: { 'retry-after': '3600' },
    body: { message: 'Account is moved', correlationId: 'aa-3' },
    told: [
      'hubspot_migrating: HubSpot refused the import: 477, Account is moved',
      expect.stringMatching(
        /^Fix: The account is moving between data centres\. Try again after 20\d\d-.*Z \(in 3600 s\)\.$/,
      ),
      'Outcome: not_started',
      'HubSpot: 477 correlationId=aa-3',
    ],
  },
])(
  'an upload that HubSpot refuses because of $name is told with its words, and sent once',
  async ({ told, ...step }) => {
    await using connection = await connectGuarded({ faults: [{ ...UPLOAD, ...step }] })
    const planId = await propose(connection, 'leads.csv')
    expect(textOf(await connection.call('start_import', { planId })).split('\n')).toEqual(told)
    expect(connection.posts()).toBe(1)
    expect(await connection.imports()).toEqual([])
    await startedOnce(connection, planId)
    expect(connection.posts()).toBe(2)
  },
)

test('what HubSpot has never said before is told as it is: states, errorTypes, fields, and those that are missing', async () => {
  const one = { id: '7', state: 'ARCHIVED', createdAt: 'x', updatedAt: 'y', importName: null, novel: [1] }
  const error = { id: 'e', errorType: 'NOVEL_KIND', sourceData: { fileId: 1, lineNumber: 2 }, novel: {} }
  await using connection = await connectGuarded({
    faults: [
      { path: /\/imports\/7$/, body: one },
      { path: /\/imports\/7\/errors$/, body: { results: [error], novel: 1 } },
    ],
  })
  expect(structuredOf(await connection.call('get_import', { importId: '7' }))).toMatchObject({
    ...{ importId: '7', state: 'ARCHIVED', finished: false, allImported: false },
  })
  expect(structuredOf(await connection.call('get_import_errors', { importId: '7' }))).toMatchObject({
    groups: [{ errorType: 'NOVEL_KIND', count: 1 }],
  })
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

const LIMITS = { path: /\/configurations\/0-1\/0-2$/, method: 'GET' } as const
const SET_LIMITS = { path: /\/configurations\/0-1\/0-2\/batch\/create$/, method: 'POST' } as const

describe('limits of which HubSpot set one and not the other', () => {
  const spec = (typeId: number) => ({ typeId, category: 'HUBSPOT_DEFINED' })
  const inputs = [279, 1].map((typeId) => ({ ...spec(typeId), maxToObjectIds: 5 }))
  const args = { fromObjectType: 'contacts', toObjectType: 'companies', inputs }
  const isSet = { ...spec(279), userEnforcedMaxToObjectIds: 5 }
  const partial = {
    ...{ status: 'COMPLETE', results: [isSet], numErrors: 1 },
    errors: [{ status: 'error', category: 'VALIDATION_ERROR', message: 'Type 1 is in use' }],
  }
  const sent = ({ host }: GuardedConnection) =>
    host.requests
      .filter(({ method, path }) => method === 'POST' && SET_LIMITS.path.test(path))
      .map(({ body }) => JSON.parse(body.toString()).inputs)

  test('are told one by one, and a repetition sends the other one only', async () => {
    const faults = [
      { ...LIMITS, to: 1, body: { results: [] } },
      { ...LIMITS, from: 1, to: 2, body: { results: [isSet] } },
      { ...SET_LIMITS, to: 1, status: 207, body: partial },
    ]
    await using connection = await connectGuarded({ faults })
    const first = await connection.call('create_association_configurations', args)
    expect(structuredOf(first)).toMatchObject({
      complete: false,
      inputs: [
        { typeId: 279, done: true, userEnforcedMaxToObjectIds: 5 },
        { typeId: 1, done: false, userEnforcedMaxToObjectIds: null },
      ],
      errors: ['Type 1 is in use'],
    })
    expect(textOf(first)).toMatch(/1 of 2 limits are set; see errors.*Type 1 is in use/s)
    await connection.call('create_association_configurations', args)
    expect(sent(connection)).toEqual([inputs, inputs.slice(1)])
  })

  test('that are so already are not sent, and the answer says that they are', async () => {
    await using connection = await connectGuarded()
    await connection.call('create_association_configurations', args)
    const again = structuredOf(await connection.call('create_association_configurations', args))
    expect(again).toMatchObject({ complete: true, inputs: [{ done: true }, { done: true }], errors: [] })
    expect(sent(connection)).toEqual([inputs])
  })

  test.each([
    ['before', 1, 'not_started', 0],
    ['after', 2, 'unknown', 1],
  ] as const)('that cannot be read %s they are sent say what that means', async (_when, from, outcome, writes) => {
    await using connection = await connectGuarded({
      faults: [{ ...LIMITS, from, status: 403, body: { message: 'no' } }],
    })
    const refused = textOf(await connection.call('create_association_configurations', args))
    expect(refused).toMatch(new RegExp(`^hubspot_forbidden: .*\\nOutcome: ${outcome}\\n`, 's'))
    expect(sent(connection)).toHaveLength(writes)
  })
})

test('an upload refused with 401 whose grant has ended makes no import, asks for one token and shows no secret', async () => {
  const expired = { status: 'error', category: 'EXPIRED_AUTHENTICATION', message: 'expired' }
  let refreshToken = ''
  const play = () => ({ status: 400, body: { status: 'BAD_REFRESH_TOKEN', message: `invalid: ${refreshToken}` } })
  const faults = [
    { ...UPLOAD, status: 401, body: expired },
    { path: /^\/oauth\//, from: 2, play },
  ]
  await using connection = await connectGuarded({ oauth: true, faults })
  refreshToken = connection.sandbox.oauth.refreshToken
  const planId = await propose(connection, 'leads.csv')
  const refused = textOf(await connection.call('start_import', { planId }))
  expect(refused).toMatch(/^hubspot_unauthorized: .*\nFix: .*grant must be renewed.*\nOutcome: not_started(\n|$)/s)
  expect([connection.posts(), tokenRequests(connection).length]).toEqual([1, 2])
  expect(await connection.imports()).toEqual([])
  expect(await stepsOf(connection.stateDir, planId)).toEqual(['1.armed', '1.refused'])
})
