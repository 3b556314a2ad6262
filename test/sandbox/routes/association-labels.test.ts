import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { at, call, NO_RATE_LIMITS } from '../call-sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
})
afterAll(() => sandbox.close())

const BASE = '/crm/v4/associations'
const list = async (pair: string) => at((await call(sandbox, `GET ${BASE}/${pair}/labels`)).body, 'results')
const create = (pair: string, json: object) => call(sandbox, `POST ${BASE}/${pair}/labels`, { json })
const update = (pair: string, json: object) => call(sandbox, `PUT ${BASE}/${pair}/labels`, { json })
const remove = (pair: string, id: unknown) => call(sandbox, `DELETE ${BASE}/${pair}/labels/${id}`)
const labelOf = async (pair: string, typeId: unknown) => {
  const labels = await list(pair)
  const found = Array.isArray(labels)
    ? labels.find((one) => one.typeId === typeId && one.category === 'USER_DEFINED')
    : undefined
  return at(found, 'label')
}
const ids = (body: unknown): [unknown, unknown] => [at(body, 'results', 0, 'typeId'), at(body, 'results', 1, 'typeId')]

test.each([
  '/crm/v4/associations/contacts/companies/labels',
  '/crm/v4/associations/0-1/0-2/labels',
  '/crm/v4/associations/CONTACT/company/labels/',
  '/crm/associations/v4/contacts/companies/labels',
  '/crm/associations/2026-09/contacts/companies/labels',
])('GET %s lists the types of this direction', async (path) => {
  const { status, body } = await call(sandbox, `GET ${path}`)
  expect(status).toBe(200)
  expect(at(body, 'results')).toContainEqual({ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' })
  expect(at(body, 'results')).toContainEqual({ category: 'HUBSPOT_DEFINED', typeId: 279, label: null })
})

test('GET labels has only 4 from contacts to deals and 3 the other way round', async () => {
  expect(await list('contacts/deals')).toEqual([{ category: 'HUBSPOT_DEFINED', typeId: 4, label: null }])
  expect(await list('deals/contacts')).toEqual([{ category: 'HUBSPOT_DEFINED', typeId: 3, label: null }])
})

test('POST labels makes one type for each direction', async () => {
  const { status, body } = await create('contacts/tickets', {
    name: 'reporter',
    label: 'Reporter',
    inverseLabel: 'Reported by',
  })
  const [id, inverse] = ids(body)
  expect(status).toBe(200)
  expect(body).toEqual({
    results: [
      { category: 'USER_DEFINED', typeId: id, label: 'Reporter' },
      { category: 'USER_DEFINED', typeId: inverse, label: 'Reported by' },
    ],
  })
  expect(await list('contacts/tickets')).toContainEqual({ category: 'USER_DEFINED', typeId: id, label: 'Reporter' })
  expect(await list('tickets/contacts')).toContainEqual({
    category: 'USER_DEFINED',
    typeId: inverse,
    label: 'Reported by',
  })
  expect(await labelOf('contacts/tickets', inverse)).toBeUndefined()
})

test('POST labels without inverseLabel gives both sides the label; a pair of one object lists both', async () => {
  const { body } = await create('companies/companies', { name: 'partner', label: 'Partner' })
  const [id, inverse] = ids(body)
  expect(id).not.toBe(inverse)
  expect([await labelOf('companies/companies', id), await labelOf('companies/companies', inverse)]).toEqual([
    'Partner',
    'Partner',
  ])
})

const refused: [string, string, object, string, string | undefined][] = [
  [
    'without label',
    'deals/tickets',
    { name: 'a' },
    'Invalid input JSON: Some required fields were not set: [label]',
    undefined,
  ],
  [
    'with a name of another pair',
    'deals/tickets',
    { name: 'used', label: 'A' },
    'Association definition named used already exists for portal',
    undefined,
  ],
  [
    'with a text of the pair',
    'deals/contacts',
    { name: 'b', label: 'Used' },
    'Association definition label Used already exists on ObjectType pair',
    'AssociationValidationError.DUPLICATE_ASSOCIATION_LABEL',
  ],
  [
    'with a text of the other direction',
    'contacts/deals',
    { name: 'c', label: 'C', inverseLabel: 'Used' },
    'Association definition label Used already exists on ObjectType pair',
    'AssociationValidationError.DUPLICATE_ASSOCIATION_LABEL',
  ],
  [
    'with the text of a type of HubSpot',
    'contacts/companies',
    { name: 'd', label: 'Primary' },
    'Association definition label Primary already exists on ObjectType pair',
    'AssociationValidationError.DUPLICATE_ASSOCIATION_LABEL',
  ],
  ['with a hyphen in the name', 'deals/tickets', { name: 'a-b', label: 'A' }, 'Invalid name a-b', undefined],
  ['with a digit at the start of the name', 'deals/tickets', { name: '1a', label: 'A' }, 'Invalid name 1a', undefined],
  ['with an empty text', 'deals/tickets', { name: 'e', label: '' }, 'Label must not be empty', undefined],
  ['with a blank text', 'deals/tickets', { name: 'e', label: ' ' }, 'Label must not be empty', undefined],
  [
    'with an empty text of the other side',
    'deals/tickets',
    { name: 'e', label: 'E', inverseLabel: '' },
    'Label must not be empty',
    undefined,
  ],
  [
    'between unknown objects',
    'deals/unicorns',
    { name: 'f', label: 'F' },
    'Unable to infer object type from: unicorns',
    undefined,
  ],
]

test.each(refused)('POST labels %s is refused', async (_what, pair, json, message, subCategory) => {
  await create('deals/contacts', { name: 'used', label: 'Used', inverseLabel: 'Used by' })
  const { status, body } = await create(pair, json)
  expect(status).toBe(400)
  expect(at(body, 'message')).toContain(message)
  expect(at(body, 'subCategory')).toBe(subCategory)
})

test('POST labels refuses the 51st label of a pair with 437', async () => {
  for (let index = 1; index <= 50; index += 1) {
    expect((await create('tickets/tickets', { name: `n${index}`, label: `L${index}` })).status).toBe(200)
  }
  const { status, body } = await create('tickets/tickets', { name: 'n51', label: 'L51' })
  expect([status, at(body, 'message'), at(body, 'category')]).toEqual([
    437,
    'No more than 50 association types are allowed between TICKET and TICKET',
    'VALIDATION_ERROR',
  ])
})

test('PUT labels changes both texts, and overwrites the other side when inverseLabel is left out', async () => {
  const [id, inverse] = ids((await create('deals/companies', { name: 'g', label: 'G', inverseLabel: 'H' })).body)
  expect((await update('deals/companies', { associationTypeId: id, label: 'G2', inverseLabel: 'H2' })).status).toBe(204)
  expect([await labelOf('deals/companies', id), await labelOf('companies/deals', inverse)]).toEqual(['G2', 'H2'])
  expect((await update('deals/companies', { associationTypeId: id, label: 'G3' })).status).toBe(204)
  expect([await labelOf('deals/companies', id), await labelOf('companies/deals', inverse)]).toEqual(['G3', 'G3'])
})

test('PUT labels refuses an unknown id, a type of HubSpot, an empty text and a text that is taken', async () => {
  const [id] = ids((await create('deals/deals', { name: 'i', label: 'I', inverseLabel: 'J' })).body)
  await create('deals/deals', { name: 'k', label: 'K', inverseLabel: 'M' })
  for (const json of [
    { associationTypeId: 9999, label: 'X' },
    { associationTypeId: 451, label: 'X' },
    { associationTypeId: id, label: '' },
    { associationTypeId: id, label: 'K' },
    { label: 'X' },
  ]) {
    expect((await update('deals/deals', json)).status).toBe(400)
  }
  expect(await labelOf('deals/deals', id)).toBe('I')
})

test('DELETE labels removes both directions; the partner and a second time answer 400', async () => {
  const [id, inverse] = ids((await create('contacts/contacts', { name: 'p', label: 'P', inverseLabel: 'Q' })).body)
  expect((await remove('contacts/contacts', id)).status).toBe(204)
  for (const again of [id, inverse]) {
    const { status, body } = await remove('contacts/contacts', again)
    expect(status).toBe(400)
    expect(at(body, 'message')).toContain('Unable to find objectTypeIds')
  }
})

test('DELETE labels keeps types of HubSpot', async () => {
  expect((await remove('contacts/companies', 279)).status).toBe(400)
  expect(await list('contacts/companies')).toContainEqual({ category: 'HUBSPOT_DEFINED', typeId: 279, label: null })
})

test('DELETE labels takes the label away from the records', async () => {
  const [id] = ids((await create('contacts/companies', { name: 'r', label: 'R' })).body)
  const contact = sandbox.store.create('0-1', { email: 'r@example.com' })
  const company = sandbox.store.create('0-2', { name: 'R Ltd' })
  const link = { fromObjectTypeId: '0-1', fromId: contact.id, toObjectTypeId: '0-2', toId: company.id }
  sandbox.store.associate({ ...link, category: 'USER_DEFINED', typeId: Number(id) })
  sandbox.store.associate({ ...link, category: 'HUBSPOT_DEFINED', typeId: 279 })
  await remove('contacts/companies', id)
  expect(sandbox.store.associations('0-1', contact.id, '0-2')).toMatchObject([{ typeId: 279 }])
  expect(sandbox.store.associations('0-2', company.id, '0-1')).toMatchObject([{ typeId: 280 }])
})

test('the unlabeled type of a custom object can be deleted only without labels, and made again', async () => {
  const pair = '2-1000001/contacts'
  const [unlabeled] = ids({ results: await list(pair) })
  const [label] = ids((await create(pair, { name: 's', label: 'S' })).body)
  const { status, body } = await remove(pair, unlabeled)
  expect([status, at(body, 'message')]).toEqual([
    400,
    `Definition with label still exists; Cannot delete unlabeled type with associationTypeId ${unlabeled}`,
  ])
  await remove(pair, label)
  expect((await remove(pair, unlabeled)).status).toBe(204)
  expect(await list(pair)).toEqual([])
  expect(at((await create(pair, { name: 'plain', label: '' })).body, 'results', 0, 'label')).toBeNull()
})

test('ids of deleted labels are not given again', async () => {
  const [, last] = ids((await create('contacts/deals', { name: 't', label: 'T' })).body)
  await remove('deals/contacts', last)
  const [next] = ids((await create('contacts/deals', { name: 'u', label: 'U' })).body)
  expect(Number(next)).toBeGreaterThan(Number(last))
})
