import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountDetails } from '../../../src/hubspot/account.ts'
import { owner } from '../../../src/hubspot/crm-object.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { at, call, NO_RATE_LIMITS } from '../call-sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
})
afterAll(() => sandbox.close())

const get = (path: string, token?: string | null) => call(sandbox, `GET ${path}`, token === undefined ? {} : { token })

test.each(['/account-info/v3/details', '/account-info/2026-09/details'])('GET %s tells the account', async (path) => {
  const { body } = await get(path)
  expect(accountDetails.parse(body)).toMatchObject({
    portalId: sandbox.portalId,
    timeZone: 'UTC',
    accountType: 'SANDBOX',
  })
})

test('GET owners pages, filters by e-mail, and two of them share a name', async () => {
  const first = (await get('/crm/v3/owners?limit=3')).body
  const rest = (await get(`/crm/v3/owners/?limit=3&after=${at(first, 'paging', 'next', 'after')}`)).body
  const all = [at(first, 'results'), at(rest, 'results')].flatMap((page) => owner.array().parse(page))
  expect(all.map((one) => one.id)).toEqual(sandbox.store.owners().map((one) => one.id))
  expect(new Set(all.map((one) => `${one.firstName} ${one.lastName}`)).size).toBe(all.length - 1)
  const one = (await get('/crm/v3/owners?email=Anna.Keller@example.com')).body
  expect(at(one, 'results')).toMatchObject([{ email: 'anna.keller@example.com' }])
  expect((await get('/crm/v3/owners/1')).status).toBe(404)
})

test.each(['/crm/v3/schemas', '/crm-object-schemas/2026-09/schemas'])(
  'GET %s lists the custom object',
  async (path) => {
    const [plan] = [at((await get(path)).body, 'results', 0)]
    expect(plan).toMatchObject({
      objectTypeId: '2-1000001',
      fullyQualifiedName: `p${sandbox.portalId}_subscription_plan`,
      labels: { singular: 'Subscription plan', plural: 'Subscription plans' },
      requiredProperties: ['plan_name'],
    })
  },
)

test('GET schema finds the custom object by its fully qualified name', async () => {
  const { status, body } = await get(`/crm/v3/schemas/p${sandbox.portalId}_subscription_plan`)
  expect([status, at(body, 'objectTypeId')]).toEqual([200, '2-1000001'])
  expect((await get('/crm/v3/schemas/2-9')).status).toBe(404)
})

test('GET pipelines gives deals their stages', async () => {
  const { body } = await get('/crm/v3/pipelines/deals')
  expect(at(body, 'results', 0, 'id')).toBe('default')
  expect(at(body, 'results', 0, 'stages')).toContainEqual(expect.objectContaining({ id: 'closedwon' }))
})

test.each([
  ['/crm/v3/pipelines/deals/default', { id: 'default' }],
  [
    '/crm/v3/pipelines/deals/default/stages',
    { results: expect.arrayContaining([expect.objectContaining({ id: 'closedwon' })]) },
  ],
  ['/crm/pipelines/2026-09/deals/default/stages/closedwon', { id: 'closedwon' }],
])('GET %s reads one pipeline and its stages', async (path, expected) => {
  expect((await get(path)).body).toMatchObject(expected)
  expect((await get(`${path.replace('default', 'none')}`)).status).toBe(404)
})

describe('what every address has in common', () => {
  test.each([
    ['/crm/v3/import', 404],
    ['/crm/imports/2027-03', 404],
    ['/crm/v3/imports/%E0%A4%A', 404],
    ['/', 404],
    ['//', 404],
    ['/crm/v3/imports/1/cancel', 405],
    ['/oauth/v1/token', 405],
  ])('GET %s is a page with status %i, even without token', async (path, status) => {
    const reply = await get(path, null)
    expect(reply.status).toBe(status)
    expect(reply.headers.get('content-type')).toContain('text/html')
  })

  test('an address that is too long is 414', async () => {
    expect((await get(`/crm/v3/objects/contacts?properties=${'x'.repeat(20_000)}`)).status).toBe(414)
  })

  test.each([
    ['no token', null],
    ['an unknown token', 'pat-sandbox-none'],
  ])('%s is 401 in the form of HubSpot errors', async (_what, token) => {
    const { status, body } = await get('/crm/v3/imports', token)
    expect(status).toBe(401)
    expect(body).toMatchObject({
      status: 'error',
      category: 'INVALID_AUTHENTICATION',
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  test('the private-app-legacy header stands for a bearer token', async () => {
    const headers = { 'private-app-legacy': sandbox.accessToken }
    expect((await call(sandbox, 'GET /crm/v3/imports', { token: null, headers })).status).toBe(200)
  })

  test.each([
    ['crm.import', '/crm/v3/imports', '/crm/v3/objects/contacts'],
    ['crm.objects.contacts.read', '/crm/v3/objects/contacts', '/crm/v3/imports'],
    ['crm.objects.deals.read', '/crm/v4/associations/contacts/deals/labels', '/crm/v3/objects/contacts'],
    ['tickets', '/crm/v3/objects/tickets', '/crm/v3/owners'],
    ['crm.objects.custom.read', '/crm/v3/objects/2-1000001', '/crm/v3/objects/deals'],
  ])('an app with only %s may GET %s and not %s', async (scope, allowed, refused) => {
    const { accessToken } = sandbox.addApp({ kind: 'private', name: scope, scopes: [scope] })
    expect((await get(allowed, accessToken)).status).toBe(200)
    const { status, body } = await get(refused, accessToken)
    expect([status, at(body, 'category')]).toEqual([403, 'MISSING_SCOPES'])
    expect(at(body, 'errors', 0, 'context', 'requiredGranularScopes')).not.toEqual([])
  })

  test('JSON bodies need their content type and have to be JSON', async () => {
    const path = 'POST /crm/v3/objects/contacts/search'
    expect((await call(sandbox, path, { headers: { 'content-type': 'text/plain' }, body: '{}' })).status).toBe(415)
    const broken = await call(sandbox, path, { headers: { 'content-type': 'application/json' }, body: '{' })
    expect([broken.status, at(broken.body, 'message')]).toEqual([400, 'Unable to parse JSON'])
  })

  test('a body above 10 MB is refused', async () => {
    const json = { query: 'x'.repeat(10_000_001) }
    expect((await call(sandbox, 'POST /crm/v3/objects/contacts/search', { json })).status).toBe(413)
  })

  test('a refused call tells the rate limits and its correlation id in the headers too', async () => {
    const { headers, body } = await get('/crm/v3/imports/1')
    expect(headers.get('x-hubspot-ratelimit-interval-milliseconds')).toBe('10000')
    expect(headers.get('x-hubspot-correlation-id')).toBe(at(body, 'correlationId'))
  })

  test('calls above the limit are 429 with nothing remaining', async () => {
    const slow = await startSandbox({ rateLimits: { tenSecondly: 1 } })
    await call(slow, 'GET /crm/v3/imports')
    const { status, headers, body } = await call(slow, 'GET /crm/v3/imports')
    await slow.close()
    expect([status, at(body, 'policyName'), headers.get('x-hubspot-ratelimit-remaining')]).toEqual([
      429,
      'TEN_SECONDLY_ROLLING',
      '0',
    ])
  })

  test('the fault switches are not there unless asked for', async () => {
    expect((await call(sandbox, 'POST /sandbox/faults', { json: { status: 500 } })).status).toBe(404)
  })
})
