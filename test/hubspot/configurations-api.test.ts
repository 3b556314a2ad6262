import { expect, test } from 'vitest'
import type { AssociationConfigurations } from '../../src/hubspot/hubspot.ts'
import { connect, errorOf } from './client.ts'
import type { Seen, Step } from './scripted-server.ts'

const LOST: Step = { break: 'reset' }
const limit = (typeId: number, maxToObjectIds: number) => ({ category: 'HUBSPOT_DEFINED', typeId, maxToObjectIds })
const told = (typeId: number, userEnforcedMaxToObjectIds: number | null) => ({
  category: 'HUBSPOT_DEFINED',
  typeId,
  userEnforcedMaxToObjectIds,
})
const list = (...results: object[]): Step => ({ body: { results } })
const complete = (...results: object[]) => ({ status: 'COMPLETE', results })

const writesOf = (requests: readonly Seen[]) =>
  requests.filter(({ method }) => method !== 'GET').map(({ body }) => JSON.parse(body.toString()).inputs)

test('configurations are read for all pairs and for one', async () => {
  await using client = await connect([list(told(3, 5))])
  const { configurations } = client.hubspot.associations
  expect(await configurations.listAll()).toEqual([told(3, 5)])
  expect(await configurations.list('contacts', 'deals')).toEqual([told(3, 5)])
  expect(client.server.requests.map(({ rawUrl }) => rawUrl)).toEqual([
    '/crm/v4/associations/definitions/configurations/all',
    '/crm/v4/associations/definitions/configurations/contacts/deals',
  ])
})

test('a 207 in which nothing was done is told as data', async () => {
  const error = {
    status: 'error',
    category: 'VALIDATION_ERROR',
    subCategory: 'crm.associations.INVALID_ASSOCIATION_TYPE',
    message: '0-5 is not a valid association type between CONTACT and DEAL',
    context: { type: ['0-5'] },
  }
  const body = { status: 'CANCELED', results: [], numErrors: 1, errors: [error] }
  await using client = await connect([{ status: 207, body }])
  expect(await client.hubspot.associations.configurations.create('contacts', 'deals', [limit(4, 2)])).toEqual(body)
})

test('a 207 whose errors have another form than documented is an answer all the same', async () => {
  const errors = [{ message: 'No.', context: { type: '0-5' } }, { status: 'error' }]
  const body = { status: 'CANCELED', results: [], numErrors: '2', errors }
  await using client = await connect([{ status: 207, body }, list()])
  const batch = await client.hubspot.associations.configurations.create('contacts', 'deals', [limit(4, 2)])
  expect(batch).toMatchObject({ status: 'CANCELED', errors: [{ message: 'No.' }, {}] })
  expect(client.server.requests).toHaveLength(1)
})

test('what HubSpot answered unreadably is looked for and not sent again', async () => {
  await using client = await connect([{ status: 201, body: '<html>' }, list(told(3, 5))])
  const { configurations } = client.hubspot.associations
  const error = await errorOf(configurations.create('contacts', 'deals', [limit(3, 5), limit(4, 2)]))
  expect([error.code, error.outcome]).toEqual(['hubspot_bad_response', 'unknown'])
  expect(writesOf(client.server.requests)).toHaveLength(1)
})

type Write = 'create' | 'update' | 'purge'

const answers: [Write, Step, object][] = [
  ['create', { status: 201, body: complete(told(4, 2)) }, complete(told(4, 2))],
  ['update', { status: 200, body: complete(told(4, 2)) }, complete(told(4, 2))],
  ['purge', { status: 204 }, complete()],
  ['purge', { status: 200, body: complete() }, complete()],
]

test.each(answers)('%s answered with %j is complete', async (action, step, expected) => {
  await using client = await connect([step])
  expect(await run(client.hubspot.associations.configurations, action, [limit(4, 2)])).toEqual(expected)
  const [request] = client.server.requests
  expect(request?.path).toBe(`/crm/v4/associations/definitions/configurations/contacts/deals/batch/${action}`)
})

interface LostCase {
  action: Write
  now: object[]
  name: string
  /** undefined: stays unknown. */
  expected: object | undefined
  /** What the error says of the limits. */
  told?: string
}

const lost: LostCase[] = [
  {
    action: 'create',
    name: 'all are there',
    now: [told(4, 2), told(3, 9)],
    expected: complete(told(4, 2), told(3, 9)),
  },
  {
    action: 'update',
    name: 'all are there',
    now: [told(4, 2), told(3, 9), told(1, 1)],
    expected: complete(told(4, 2), told(3, 9)),
  },
  {
    action: 'update',
    name: 'someone else set another limit',
    now: [told(4, 7), told(3, 9)],
    expected: undefined,
    told: 'The limits that are there now: 4 is 7, asked for 2; 3 is 9, as asked.',
  },
  {
    action: 'update',
    name: 'one is missing',
    now: [told(4, 2)],
    expected: undefined,
    told: 'The limits that are there now: 4 is 2, as asked; 3 is none, asked for 9.',
  },
  { action: 'purge', name: 'all are gone', now: [told(4, null)], expected: complete() },
  { action: 'purge', name: 'one is left', now: [told(4, 2)], expected: undefined },
]

test.each(lost)(
  '$action reads back after a lost answer: $name',
  async ({ action, now, expected, told: limits = '' }) => {
    await using client = await connect((seen) => (seen.method === 'GET' ? list(...now) : LOST))
    const work = run(client.hubspot.associations.configurations, action, [limit(4, 2), limit(3, 9)])
    if (expected === undefined) {
      const { code, outcome, message } = await errorOf(work)
      expect({ code, outcome }).toEqual({ code: 'network', outcome: 'unknown' })
      expect(message).toContain(limits)
    } else expect(await work).toEqual(expected)
    expect(writesOf(client.server.requests)).toHaveLength(1)
  },
)

test.each<Write>(['create', 'update', 'purge'])('%s stays unknown when it cannot be read back', async (action) => {
  await using client = await connect(({ method }) => (method === 'GET' ? { status: 403, body: {} } : LOST))
  const error = await errorOf(run(client.hubspot.associations.configurations, action, [limit(4, 2)]))
  expect([error.code, error.outcome]).toEqual(['network', 'unknown'])
  expect(writesOf(client.server.requests)).toHaveLength(1)
})

test('create sends only what is missing after a lost answer', async () => {
  let writes = 0
  await using client = await connect((seen) => {
    if (seen.method === 'GET') return list(told(4, 2))
    writes += 1
    return writes === 1 ? LOST : { status: 201, body: complete(told(3, 9)) }
  })
  const batch = await run(client.hubspot.associations.configurations, 'create', [limit(4, 2), limit(3, 9)])
  expect(batch).toEqual(complete(told(4, 2), told(3, 9)))
  expect(writesOf(client.server.requests)).toEqual([[limit(4, 2), limit(3, 9)], [limit(3, 9)]])
})

test('create does not know whether anything was done when its second request is refused', async () => {
  let writes = 0
  await using client = await connect((seen) => {
    if (seen.method === 'GET') return list(told(4, 2))
    writes += 1
    return writes === 1 ? LOST : { status: 403, body: { category: 'MISSING_SCOPES', message: 'no' } }
  })
  const error = await errorOf(run(client.hubspot.associations.configurations, 'create', [limit(4, 2), limit(3, 9)]))
  expect([error.code, error.outcome, error.hubspot?.status]).toEqual(['hubspot_forbidden', 'unknown', 403])
  expect(error.message).toMatch(/^An earlier request for the same got no answer\. HubSpot refused .*: 403, no$/)
  expect(error.fix).toMatch(/read what is there now before you call again/)
})

function run(configurations: AssociationConfigurations, action: Write, inputs: ReturnType<typeof limit>[]) {
  if (action === 'create') return configurations.create('contacts', 'deals', inputs)
  if (action === 'update') return configurations.update('contacts', 'deals', inputs)
  return configurations.purge('contacts', 'deals', inputs)
}
