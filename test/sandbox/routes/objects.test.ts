import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { at, call, NO_RATE_LIMITS } from '../call-sandbox.ts'

let sandbox: Sandbox
let ids: string[]

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
  const people: Record<string, string>[] = [
    { email: 'Ann@Example.com', firstname: 'Ann', lastname: 'Lee', annualrevenue: '900', customer_number: 'C1' },
    { email: 'bob@example.com', firstname: 'Bob', lastname: "O'Neil", annualrevenue: '1500' },
    { email: 'cid@example.org', lastname: 'Ray "Jr"', annualrevenue: '70' },
  ]
  ids = people.map((properties) => sandbox.store.create('0-1', properties).id)
})
afterAll(() => sandbox.close())

const get = (path: string) => call(sandbox, `GET ${path}`)
const found = async (json: object) => {
  const { body } = await call(sandbox, 'POST /crm/v3/objects/contacts/search', { json })
  const results = at(body, 'results')
  return Array.isArray(results) ? results.map((one) => ids.indexOf(one.id)) : body
}
const filter = (propertyName: string, operator: string, more: object = {}) => ({
  filterGroups: [{ filters: [{ propertyName, operator, ...more }] }],
})

test('GET one record gives the standard properties, or those asked for, null where there is no value', async () => {
  const { status, body } = await get(`/crm/v3/objects/contacts/${ids[2]}`)
  expect(status).toBe(200)
  expect(body).toMatchObject({ id: ids[2], archived: false, properties: { email: 'cid@example.org', firstname: null } })
  const asked = await get(`/crm/objects/2026-09/0-1/${ids[0]}?properties=firstname,nope&properties=phone`)
  expect(Object.keys(Object(at(asked.body, 'properties'))).sort()).toEqual([
    'createdate',
    'firstname',
    'hs_object_id',
    'lastmodifieddate',
    'phone',
  ])
})

test('a create date that was written is read and found instead of that of the record', async () => {
  const createdate = '2020-03-01T10:00:00.000Z'
  const { id } = sandbox.store.create('0-5', { subject: 'Old', createdate })
  const { body } = await get(`/crm/v3/objects/tickets/${id}`)
  expect(at(body, 'properties', 'createdate')).toBe(createdate)
  const search = { json: filter('createdate', 'EQ', { value: createdate }) }
  const { body: hits } = await call(sandbox, 'POST /crm/v3/objects/tickets/search', search)
  expect(at(hits, 'total')).toBe(1)
})

test('GET one record finds it by a unique property, in small letters too', async () => {
  expect(at((await get('/crm/v3/objects/contacts/ann@example.com?idProperty=email')).body, 'id')).toBe(ids[0])
  expect((await get('/crm/v3/objects/contacts/Ann?idProperty=firstname')).status).toBe(400)
})

test.each([
  '/crm/v3/objects/contacts/1',
  '/crm/v3/objects/contacts/abc',
  '/crm/v3/objects/contacts/9999999999999999999',
])('GET %s is 404', async (path) => {
  const { status, body } = await get(path)
  expect([status, at(body, 'category')]).toEqual([404, 'OBJECT_NOT_FOUND'])
})

test('GET list pages in the order of creation', async () => {
  const first = (await get('/crm/v3/objects/contacts?limit=2')).body
  expect(at(first, 'results')).toMatchObject([{ id: ids[0] }, { id: ids[1] }])
  const after = at(first, 'paging', 'next', 'after')
  const second = (await get(`/crm/v3/objects/contacts?limit=2&after=${after}`)).body
  expect(at(second, 'results')).toMatchObject([{ id: ids[2] }])
  expect(second).not.toHaveProperty('paging')
})

test('POST batch/read finds by id or unique property, and tells with 207 what is missing', async () => {
  const read = (json: object) => call(sandbox, 'POST /crm/v3/objects/contacts/batch/read', { json })
  const byId = await read({ inputs: [{ id: ids[1] }], properties: ['email'] })
  expect([byId.status, at(byId.body, 'results', 0, 'properties', 'email')]).toEqual([200, 'bob@example.com'])
  const byNumber = await read({ idProperty: 'customer_number', inputs: [{ id: 'C1' }, { id: 'C2' }], properties: [] })
  expect(byNumber.status).toBe(207)
  expect(byNumber.body).toMatchObject({
    status: 'COMPLETE',
    results: [{ id: ids[0] }],
    numErrors: 1,
    errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['C2'] } }],
  })
})

const searches: [string, object, number[]][] = [
  ['EQ of an identifier', filter('email', 'EQ', { value: 'ANN@example.com' }), [0]],
  ['IN of identifiers', filter('email', 'IN', { values: ['bob@example.com', 'x@y.z'] }), [1]],
  ['EQ of a text with quotes', filter('lastname', 'EQ', { value: "o'neil" }), [1]],
  ['EQ of a text with double quotes', filter('lastname', 'EQ', { value: 'Ray "Jr"' }), [2]],
  ['EQ of the record id', filter('hs_object_id', 'EQ', { value: '30000000002' }), [1]],
  ['NEQ', filter('firstname', 'NEQ', { value: 'Ann' }), [1, 2]],
  ['GT as numbers', filter('annualrevenue', 'GT', { value: '100' }), [0, 1]],
  ['BETWEEN as numbers', filter('annualrevenue', 'BETWEEN', { value: '60', highValue: '1000' }), [0, 2]],
  ['HAS_PROPERTY', filter('firstname', 'HAS_PROPERTY'), [0, 1]],
  ['NOT_HAS_PROPERTY', filter('firstname', 'NOT_HAS_PROPERTY'), [2]],
  ['CONTAINS_TOKEN', filter('email', 'CONTAINS_TOKEN', { value: '*example.com' }), [0, 1]],
  ['NOT_CONTAINS_TOKEN', filter('firstname', 'NOT_CONTAINS_TOKEN', { value: 'Ann' }), [1, 2]],
  ['query', { query: 'EXAMPLE.ORG' }, [2]],
  ['sorts', { sorts: [{ propertyName: 'firstname', direction: 'DESCENDING' }] }, [1, 0, 2]],
  ['sorts of numbers', { sorts: ['-annualrevenue'] }, [1, 0, 2]],
  ['GTE of a time in milliseconds', filter('createdate', 'GTE', { value: '1700000000000' }), [0, 1, 2]],
  ['LT of a time in milliseconds', filter('createdate', 'LT', { value: '1700000000000' }), []],
  [
    'BETWEEN of times in milliseconds and as text',
    filter('lastmodifieddate', 'BETWEEN', { value: '2024-01-01', highValue: String(Date.now() + 86_400_000) }),
    [0, 1, 2],
  ],
  ['limit and after', { limit: 1, after: '1' }, [1]],
]
test.each(searches)('POST search understands %s', async (_what, json, expected) => {
  expect(await found(json)).toEqual(expected)
})

test('POST search joins filters with AND and groups with OR, and tells total and next page', async () => {
  const ann = { propertyName: 'firstname', operator: 'EQ', value: 'Ann' }
  const rich = { propertyName: 'annualrevenue', operator: 'GT', value: '1000' }
  expect(await found({ filterGroups: [{ filters: [ann, rich] }] })).toEqual([])
  expect(await found({ filterGroups: [{ filters: [ann] }, { filters: [rich] }] })).toEqual([0, 1])
  const { body, headers } = await call(sandbox, 'POST /crm/v3/objects/contacts/search', { json: { limit: 2 } })
  expect(body).toMatchObject({ total: 3, paging: { next: { after: '2' } } })
  expect(headers.get('x-hubspot-ratelimit-max')).toBeNull()
})

test.each([
  [filter('nope', 'EQ', { value: '1' })],
  [filter('firstname"\'', 'EQ', { value: '1' })],
  [filter('firstname', 'LIKE', { value: '1' })],
  [filter('firstname', 'EQ')],
  [filter('firstname', 'IN', { value: 'a' })],
  [filter('annualrevenue', 'BETWEEN', { value: '1' })],
  [{ limit: 201 }],
  [{ after: '10000' }],
])('POST search refuses %j', async (json) => {
  expect((await call(sandbox, 'POST /crm/v3/objects/contacts/search', { json })).status).toBe(400)
})

test('GET associations of a record lists each partner once with all its types', async () => {
  const company = sandbox.store.create('0-2', { name: 'Example' })
  const link = { fromObjectTypeId: '0-1', fromId: ids[0] ?? '', toObjectTypeId: '0-2', toId: company.id }
  for (const typeId of [279, 1]) sandbox.store.associate({ ...link, category: 'HUBSPOT_DEFINED', typeId })
  expect((await get(`/crm/v4/objects/contacts/${ids[0]}/associations/companies`)).body).toEqual({
    results: [
      {
        toObjectId: Number(company.id),
        associationTypes: [
          { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
          { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
        ],
      },
    ],
  })
  const back = (await get(`/crm/v4/objects/companies/${company.id}/associations/contacts`)).body
  expect(at(back, 'results')).toMatchObject([{ toObjectId: Number(ids[0]) }])
  expect((await get('/crm/v4/objects/contacts/1/associations/companies')).status).toBe(404)
})
