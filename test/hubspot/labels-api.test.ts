import { expect, test } from 'vitest'
import { connect, errorOf } from './client.ts'
import type { Seen, Step } from './scripted-server.ts'

const THERE = { category: 'USER_DEFINED', typeId: 35, label: 'Franchise' }
const BACK = { category: 'USER_DEFINED', typeId: 36, label: 'Headquarters' }
const PLAIN = { category: 'HUBSPOT_DEFINED', typeId: 279, label: null }
const INPUT = { name: 'franchise', label: 'Franchise', inverseLabel: 'Headquarters' }
const LOST: Step = { break: 'reset' }
const results = (...labels: object[]): Step => ({ body: { results: labels } })

/** Reads answer with these lists, writes with this step. */
const account = (write: Step, there: object[], back: object[]) => (seen: Seen) => {
  if (seen.method !== 'GET') return write
  return seen.path.includes('/contacts/companies/') ? results(...there) : results(...back)
}
const writesOf = (requests: readonly Seen[]) => requests.filter(({ method }) => method !== 'GET')

test('labels.list() reads the types of one direction', async () => {
  await using client = await connect([results(PLAIN, THERE)])
  expect(await client.hubspot.associations.labels.list('contacts', '0-2')).toEqual([PLAIN, THERE])
  expect(client.server.requests[0]?.rawUrl).toBe('/crm/v4/associations/contacts/0-2/labels')
})

test('labels.create() sends the input and gives both types', async () => {
  await using client = await connect([results(BACK, THERE)])
  expect(await client.hubspot.associations.labels.create('contacts', 'companies', INPUT)).toEqual([BACK, THERE])
  const [request] = client.server.requests
  expect([request?.method, request?.body.toString()]).toEqual(['POST', JSON.stringify(INPUT)])
})

test.each([
  ['in both directions', INPUT, [PLAIN, THERE], [BACK], [THERE, BACK]],
  [
    'with one text for both sides of a pair of equal objects',
    { name: 'peer', label: 'Peer' },
    [{ category: 'USER_DEFINED', typeId: 1, label: 'Peer' }],
    [
      { category: 'USER_DEFINED', typeId: 1, label: 'Peer' },
      { category: 'USER_DEFINED', typeId: 2, label: 'Peer' },
    ],
    [
      { category: 'USER_DEFINED', typeId: 1, label: 'Peer' },
      { category: 'USER_DEFINED', typeId: 2, label: 'Peer' },
    ],
  ],
])('labels.create() adopts an equal label after a lost answer, %s', async (_, input, there, back, expected) => {
  await using client = await connect(account(LOST, there, back))
  expect(await client.hubspot.associations.labels.create('contacts', 'companies', input)).toEqual(expected)
  expect(writesOf(client.server.requests)).toHaveLength(1)
})

test.each([
  ['is not there', [PLAIN], [PLAIN]],
  ['has another text on the other side', [THERE], [{ ...BACK, label: 'Other' }]],
  ['is HubSpot’s own', [{ ...THERE, category: 'HUBSPOT_DEFINED' }], [BACK]],
])('labels.create() stays unknown after a lost answer when the label %s', async (_, there, back) => {
  await using client = await connect(account(LOST, there, back))
  const error = await errorOf(client.hubspot.associations.labels.create('contacts', 'companies', INPUT))
  expect([error.code, error.outcome]).toEqual(['network', 'unknown'])
  expect(writesOf(client.server.requests)).toHaveLength(1)
})

test('labels.create() does not look after a refusal', async () => {
  const body = {
    message: 'Association definition label X already exists on ObjectType pair',
    subCategory: 'AssociationValidationError.DUPLICATE_ASSOCIATION_LABEL',
  }
  await using client = await connect([{ status: 400, body }])
  const error = await errorOf(client.hubspot.associations.labels.create('contacts', 'companies', INPUT))
  expect([error.outcome, error.hubspot?.subCategory]).toEqual(['not_started', body.subCategory])
  expect(client.server.requests).toHaveLength(1)
})

test('labels.create() stays unknown when looking fails too', async () => {
  await using client = await connect(() => LOST)
  const error = await errorOf(client.hubspot.associations.labels.create('contacts', 'companies', INPUT))
  expect([error.code, error.outcome]).toEqual(['network', 'unknown'])
})

const UPDATE = { associationTypeId: 35, label: 'Franchise', inverseLabel: 'Headquarters' }

test.each([
  ['204', { status: 204 }],
  ['an empty 200', { status: 200, body: '' }],
])('labels.update() and delete() are done with %s', async (_, step) => {
  await using client = await connect([step])
  await client.hubspot.associations.labels.update('contacts', 'companies', UPDATE)
  await client.hubspot.associations.labels.delete('contacts', 'companies', 35)
  expect(client.server.requests.map(({ method, rawUrl }) => `${method} ${rawUrl}`)).toEqual([
    'PUT /crm/v4/associations/contacts/companies/labels',
    'DELETE /crm/v4/associations/contacts/companies/labels/35',
  ])
})

test('labels.update() reads back after a lost answer', async () => {
  await using done = await connect(account(LOST, [THERE], [BACK]))
  await done.hubspot.associations.labels.update('contacts', 'companies', UPDATE)
  await using open = await connect(account(LOST, [{ ...THERE, label: 'Old' }], [BACK]))
  const error = await errorOf(open.hubspot.associations.labels.update('contacts', 'companies', UPDATE))
  expect(error.outcome).toBe('unknown')
  expect(writesOf(open.server.requests)).toHaveLength(1)
})

test('labels.delete() is done after a lost answer when the type is gone', async () => {
  await using gone = await connect(account({ status: 502 }, [PLAIN], [PLAIN]))
  await gone.hubspot.associations.labels.delete('contacts', 'companies', 35)
  await using left = await connect(account({ status: 502 }, [PLAIN, THERE], [BACK]))
  const error = await errorOf(left.hubspot.associations.labels.delete('contacts', 'companies', 35))
  expect([error.code, error.outcome]).toEqual(['hubspot_unavailable', 'unknown'])
})

test.each(['../../oauth', 'a/b', 'a?b', '', 'contacts\r\n'])(
  'labels.list() sends nothing for the object type %j',
  async (type) => {
    await using client = await connect([results()])
    expect((await errorOf(client.hubspot.associations.labels.list(type, '0-2'))).code).toBe('invalid_arguments')
    expect((await errorOf(client.hubspot.associations.labels.delete('0-1', '0-2', -1))).code).toBe('invalid_arguments')
    expect(client.server.requests).toHaveLength(0)
  },
)

test.each([
  ['the page of a proxy', '<html>Sign in</html>'],
  ['an error', JSON.stringify({ status: 'error', message: 'no' })],
])('%s with 200 is no word that a label was changed or deleted: the list tells', async (_, body) => {
  const write: Step = { status: 200, body }
  await using client = await connect(account(write, [THERE], [BACK]))
  const { labels } = client.hubspot.associations
  const update = { associationTypeId: 35, label: 'Branch', inverseLabel: 'Headquarters' }
  const unknown = { code: 'hubspot_bad_response', outcome: 'unknown' }
  expect(await errorOf(labels.update('contacts', 'companies', update))).toMatchObject(unknown)
  expect(await errorOf(labels.delete('contacts', 'companies', 35))).toMatchObject(unknown)
  await using done = await connect(account(write, [PLAIN], [PLAIN]))
  await done.hubspot.associations.labels.delete('contacts', 'companies', 35)
})
