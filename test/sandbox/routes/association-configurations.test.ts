import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { at, call, NO_RATE_LIMITS } from '../call-sandbox.ts'
import recorded from '../fixtures/recorded-responses.json' with { type: 'json' }
import { shapeOf } from '../shape-of.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
})
afterEach(() => sandbox.close())

const V4 = '/crm/v4/associations/definitions/configurations'
const DATED = '/crm/associations/2026-09/definitions/configurations'
const batch = (path: string, ...inputs: object[]) => call(sandbox, `POST ${path}`, { json: { inputs } })
const limit = (typeId: number, maxToObjectIds: number) => ({ category: 'HUBSPOT_DEFINED', typeId, maxToObjectIds })
const at279 = { category: 'HUBSPOT_DEFINED', typeId: 279 }
const pair = (path = `${V4}/contacts/companies`) => call(sandbox, `GET ${path}`)

test('a pair without limits lists its types with null', async () => {
  const { status, body } = await pair()
  expect(status).toBe(200)
  expect(at(body, 'results')).toContainEqual({ ...at279, label: null, userEnforcedMaxToObjectIds: null })
  expect((await call(sandbox, `GET ${V4}/all`)).body).toEqual({ results: [] })
})

test('create sets a limit in one direction only', async () => {
  const { status, body } = await batch(`${V4}/contacts/companies/batch/create`, limit(279, 5))
  expect(status).toBe(201)
  expect(body).toMatchObject({ status: 'COMPLETE', results: [{ ...at279, userEnforcedMaxToObjectIds: 5 }] })
  expect(at((await call(sandbox, `GET ${V4}/all`)).body, 'results')).toEqual([
    { ...at279, label: null, userEnforcedMaxToObjectIds: 5 },
    { category: 'HUBSPOT_DEFINED', typeId: 280, label: null, userEnforcedMaxToObjectIds: null },
  ])
})

test('update changes it, purge takes it away, and purge of nothing is fine', async () => {
  await batch(`${V4}/contacts/companies/batch/create`, limit(279, 5))
  const { status, body } = await batch(`${V4}/contacts/companies/batch/update`, limit(279, 10))
  expect([status, at(body, 'results', 0, 'userEnforcedMaxToObjectIds')]).toEqual([200, 10])
  for (let times = 0; times < 2; times += 1) {
    expect((await batch(`${V4}/contacts/companies/batch/purge`, at279)).status).toBe(204)
  }
  expect((await call(sandbox, `GET ${V4}/all`)).body).toEqual({ results: [] })
})

test('a type of the other direction answers 207 as recorded, and nothing is done', async () => {
  const { status, body } = await batch(`${V4}/contacts/deals/batch/create`, limit(4, 5), limit(5, 5))
  const documented = recorded.otherBodies.find((one) => one.status === 207)?.body
  expect(status).toBe(207)
  expect(shapeOf(body)).toEqual(shapeOf(documented))
  expect(at(body, 'errors')).toEqual(documented?.errors)
  expect((await call(sandbox, `GET ${V4}/all`)).body).toEqual({ results: [] })
})

test.each(['create', 'update', 'purge'])(
  '%s refuses a category that there is not as JSON that does not fit',
  async (action) => {
    const input = { ...limit(279, 5), category: 'CUSTOM' }
    const { status, body } = await batch(`${V4}/contacts/companies/batch/${action}`, input)
    expect([status, at(body, 'message')]).toEqual([400, expect.stringContaining('`category` from "CUSTOM"')])
  },
)

test('purge refuses an unknown type with 400', async () => {
  const { status, body } = await batch(`${V4}/contacts/deals/batch/purge`, { category: 'HUBSPOT_DEFINED', typeId: 5 })
  expect([status, at(body, 'message')]).toEqual([400, '0-5 is not a valid association type between CONTACT and DEAL'])
})

test.each([
  ['0', [limit(279, 0)], 'between 1 and 500000'],
  ['more than the subscription allows', [limit(279, 500_001)], 'between 1 and 500000'],
  ['more for a label than for the unlabeled type', [limit(279, 5), limit(1, 6)], 'between 1 and 5'],
])('a limit of %s is refused and names the range', async (_what, inputs, range) => {
  const { status, body } = await batch(`${V4}/contacts/companies/batch/create`, ...inputs)
  expect(status).toBe(400)
  expect(at(body, 'message')).toContain(range)
})

test.each([[[]], [Array.from({ length: 101 }, () => limit(279, 1))]])('inputs are 1 to 100', async (inputs) => {
  expect((await batch(`${V4}/contacts/companies/batch/create`, ...inputs)).status).toBe(400)
})

test('a limit keeps records from getting more associations of that type, in both directions', () => {
  const { store } = sandbox
  const people = ['a', 'b', 'c'].map((name) => store.create('0-1', { firstname: name }))
  const company = store.create('0-2', { name: 'Example' })
  const link = (contact: { id: string } | undefined) => ({
    fromObjectTypeId: '0-1',
    fromId: contact?.id ?? '',
    toObjectTypeId: '0-2',
    toId: company.id,
    category: 'HUBSPOT_DEFINED',
    typeId: 279,
  })
  return batch(`${V4}/companies/contacts/batch/create`, limit(280, 2)).then(() => {
    expect(people.map((person) => store.associate(link(person)))).toEqual(['created', 'created', 'limit_exceeded'])
    expect(store.associate(link(people[0]))).toBe('exists')
  })
})

describe('dated addresses', () => {
  test('answer 201 and 204, as seen', async () => {
    expect((await batch(`${DATED}/contacts/companies/batch/create`, limit(279, 5))).status).toBe(201)
    expect((await batch(`${DATED}/contacts/companies/batch/purge`, at279)).status).toBe(204)
  })

  test('answer 200 as specified when the switch says so', async () => {
    await sandbox.close()
    sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS, specStatusOnDated: true })
    expect((await batch(`${DATED}/contacts/companies/batch/create`, limit(279, 5))).status).toBe(200)
    const { status, body } = await batch(`${DATED}/contacts/companies/batch/purge`, at279)
    expect([status, at(body, 'status')]).toEqual([200, 'COMPLETE'])
    expect((await batch(`${V4}/contacts/companies/batch/purge`, at279)).status).toBe(204)
  })
})
