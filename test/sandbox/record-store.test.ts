import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import type { RecordStore } from '../../src/sandbox/store.ts'

let sandbox: Sandbox
let store: RecordStore
beforeAll(async () => {
  sandbox = await startSandbox()
  store = sandbox.store
})
afterAll(() => sandbox.close())

const idsOf = (type: string, name: string, value: string) =>
  store.findByUniqueValue(type, name, value).map((record) => record.id)

test('create() and find() keep every character of names and values', () => {
  const properties = Object.fromEntries([
    ['firstname', 'a\0b \ud800 "x" \u202e'],
    ['__proto__', 'own'],
    ['constructor', 'own too'],
  ])
  const { id } = store.create('0-1', properties)
  const found = store.find('0-1', id)
  expect(Object.entries(found?.properties ?? {})).toEqual(Object.entries(properties))
})

test('find() knows a record only by its own object type', () => {
  const { id } = store.create('0-1', { firstname: 'A' })
  expect(store.find('0-2', id)).toBeUndefined()
  expect(store.find('0-1', `${id} `)).toBeUndefined()
  expect(store.find('0-1', '99999999999999999999')).toBeUndefined()
})

test('findByUniqueValue() compares e-mail addresses and domains without case, other values with it', () => {
  const contact = store.create('0-1', { email: 'Mixed@Case.com', customer_number: 'Ab1' })
  const companies = ['One', 'Two'].map((name) => store.create('0-2', { name, domain: 'Shared.example' }))
  expect(idsOf('0-1', 'email', ' mixed@CASE.com')).toEqual([contact.id])
  expect(idsOf('0-1', 'customer_number', 'Ab1')).toEqual([contact.id])
  expect(idsOf('0-1', 'customer_number', 'ab1')).toEqual([])
  expect(idsOf('0-2', 'domain', 'shared.EXAMPLE')).toEqual(companies.map((company) => company.id))
  expect(idsOf('0-1', 'firstname', 'A')).toEqual([])
})

test('update() writes what is not empty, keeps the rest, and moves the record in the index', () => {
  const { id } = store.create('0-1', { email: 'old@example.com', firstname: 'Ann', lastname: 'Lee' })
  const updated = store.update('0-1', id, { email: 'new@example.com', firstname: '', lastname: 'Ray' })
  expect(updated.properties).toEqual({ email: 'new@example.com', firstname: 'Ann', lastname: 'Ray' })
  expect(store.find('0-1', id)).toEqual(updated)
  expect([idsOf('0-1', 'email', 'old@example.com'), idsOf('0-1', 'email', 'new@example.com')]).toEqual([[], [id]])
  expect(() => store.update('0-1', '1', {})).toThrow(RangeError)
})

test('transaction() undoes everything when the work throws', () => {
  const { id } = store.create('0-1', { email: 'stays@example.com', firstname: 'Before' })
  expect(() =>
    store.transaction(() => {
      store.update('0-1', id, { firstname: 'Changed', email: 'gone@example.com' })
      expect(store.find('0-1', id)?.properties).toMatchObject({ firstname: 'Changed' })
      store.transaction(() => store.create('0-1', { email: 'inner@example.com' }))
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(store.find('0-1', id)?.properties).toMatchObject({ firstname: 'Before' })
  expect([idsOf('0-1', 'email', 'stays@example.com'), idsOf('0-1', 'email', 'inner@example.com')]).toEqual([[id], []])
})

test('associate() writes both directions, once', () => {
  const [contact, company] = [store.create('0-1', { firstname: 'A' }), store.create('0-2', { name: 'B' })]
  const link = {
    fromObjectTypeId: '0-1',
    fromId: contact.id,
    toObjectTypeId: '0-2',
    toId: company.id,
    typeId: 1,
    category: 'HUBSPOT_DEFINED',
  }
  expect([store.associate(link), store.associate(link)]).toEqual(['created', 'exists'])
  expect(store.associations('0-1', contact.id, '0-2')).toEqual([link])
  expect(store.associations('0-2', company.id, '0-1')).toEqual([
    {
      fromObjectTypeId: '0-2',
      fromId: company.id,
      toObjectTypeId: '0-1',
      toId: contact.id,
      typeId: 2,
      category: 'HUBSPOT_DEFINED',
    },
  ])
  expect(() => store.associate({ ...link, typeId: 2 })).toThrow(RangeError)
})

test('associate() works within one object type and with a custom object', () => {
  const [parent, child] = [store.create('0-2', { name: 'P' }), store.create('0-2', { name: 'C' })]
  const plan = store.create('2-1000001', { plan_name: 'Gold' })
  const company = { fromObjectTypeId: '0-2', fromId: parent.id, toObjectTypeId: '0-2', toId: child.id }
  expect(store.associate({ ...company, typeId: 13, category: 'HUBSPOT_DEFINED' })).toBe('created')
  expect(store.associations('0-2', child.id, '0-2')).toMatchObject([{ toId: parent.id, typeId: 14 }])
  const [label] = store.labels('2-1000001', '0-2')
  const link = { fromObjectTypeId: '2-1000001', fromId: plan.id, toObjectTypeId: '0-2', toId: parent.id }
  expect(store.associate({ ...link, typeId: label?.typeId ?? 0, category: 'USER_DEFINED' })).toBe('created')
  expect(store.associations('0-2', parent.id, '2-1000001')).toMatchObject([{ toId: plan.id }])
})

test('properties() is empty only for object types that do not exist', () => {
  expect(store.properties('2-5')).toEqual([])
  for (const type of ['0-1', '0-14', '0-970', '2-1000001']) {
    expect(store.properties(type).map((one) => one.name)).toContain('hs_object_id')
  }
})
