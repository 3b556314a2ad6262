import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { at, call, NO_RATE_LIMITS } from '../call-sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
})
afterAll(() => sandbox.close())

const CONTACTS = '/crm/v3/objects/contacts'
const post = (path: string, json: unknown) => call(sandbox, `POST ${path}`, { json })
const created = async (properties: Record<string, string>) => {
  const { status, body } = await post(CONTACTS, { properties })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return String(at(body, 'id'))
}
const valuesOf = (id: string) => sandbox.store.find('0-1', id)?.properties

test('POST creates a record with its values and associations, and later calls find it', async () => {
  const company = sandbox.store.create('0-2', { name: 'Example' })
  const json = {
    properties: { email: 'Zoe@Example.com', firstname: 'Zoe', lifecyclestage: 'lead' },
    associations: [
      { to: { id: company.id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }] },
    ],
  }
  const { status, body } = await post('/crm/objects/2026-09/contacts', json)
  const id = String(at(body, 'id'))
  expect(status).toBe(201)
  expect(body).toMatchObject({
    properties: { email: 'zoe@example.com', firstname: 'Zoe', hs_object_id: id },
    archived: false,
  })
  expect((await call(sandbox, `GET ${CONTACTS}/zoe@example.com?idProperty=email`)).body).toMatchObject({ id })
  expect(sandbox.store.associations('0-1', id, '0-2')).toMatchObject([{ toId: company.id, typeId: 279 }])
})

test.each([
  ['1700000000000', '2023-11-14T22:13:20.000Z'],
  ['2026-05-01', '2026-05-01T00:00:00.000Z'],
  ['2026-05-01T10:00', '2026-05-01T10:00:00.000Z'],
  ['2026-05-01T10:00:00+02:00', '2026-05-01T08:00:00.000Z'],
])('a time sent as %s is given back, and found, in the form of HubSpot', async (sent, closedate) => {
  const id = await created({ firstname: sent, closedate: sent })
  expect((await call(sandbox, `GET ${CONTACTS}/${id}?properties=closedate`)).body).toMatchObject({
    properties: { closedate },
  })
  const filters = [{ propertyName: 'closedate', operator: 'EQ', value: sent }]
  expect((await post(`${CONTACTS}/search`, { filterGroups: [{ filters }] })).body).toMatchObject({ results: [{ id }] })
})

test('PATCH changes what is sent, and an empty value erases', async () => {
  const id = await created({ email: 'ida@example.com', firstname: 'Ida', phone: '1' })
  const json = { properties: { firstname: '', phone: '2', email: 'ida@example.com' } }
  const { status, body } = await call(sandbox, `PATCH ${CONTACTS}/ida@example.com?idProperty=email`, { json })
  expect([status, at(body, 'id')]).toEqual([200, id])
  expect(valuesOf(id)).toEqual({ email: 'ida@example.com', phone: '2' })
  expect((await call(sandbox, `PATCH ${CONTACTS}/1`, { json })).status).toBe(404)
})

test('DELETE archives: the record is not found, its address is free, its partners have lost it, its id is not used again', async () => {
  const id = await created({ email: 'old@example.com' })
  const company = sandbox.store.create('0-2', { name: 'Left' })
  const link = { fromObjectTypeId: '0-1', fromId: id, toObjectTypeId: '0-2', toId: company.id }
  sandbox.store.associate({ ...link, category: 'HUBSPOT_DEFINED', typeId: 279 })
  expect(await call(sandbox, `DELETE ${CONTACTS}/${id}`)).toMatchObject({ status: 204, body: '' })
  expect((await call(sandbox, `GET ${CONTACTS}/${id}`)).status).toBe(404)
  expect((await call(sandbox, `GET ${CONTACTS}?archived=true`)).body).toEqual({ results: [] })
  expect(sandbox.store.associations('0-2', company.id, '0-1')).toEqual([])
  expect(Number(await created({ email: 'old@example.com' }))).toBeGreaterThan(Number(id))
  expect((await call(sandbox, `DELETE ${CONTACTS}/${id}`)).status).toBe(204)
})

test('a unique value that another record has is 409 with that record', async () => {
  const id = await created({ email: 'taken@example.com' })
  const again = await post(CONTACTS, { properties: { email: 'TAKEN@example.com' } })
  expect([again.status, at(again.body, 'category'), at(again.body, 'message')]).toEqual([
    409,
    'CONFLICT',
    `Contact already exists. Existing ID: ${id}`,
  ])
  const other = await created({ email: 'free@example.com' })
  const json = { properties: { email: 'taken@example.com' } }
  expect((await call(sandbox, `PATCH ${CONTACTS}/${other}`, { json })).status).toBe(409)
  expect((await call(sandbox, `PATCH ${CONTACTS}/${id}`, { json })).status).toBe(200)
})

test.each([
  [{ nope: 'x' }, 'PROPERTY_DOESNT_EXIST'],
  [{ hs_object_id: '1' }, 'READ_ONLY_VALUE'],
  [{ email: 'no address' }, 'INVALID_EMAIL'],
  [{ lifecyclestage: 'Lead' }, 'INVALID_OPTION'],
  [{ annualrevenue: '12,5' }, 'INVALID_NUMBER'],
  [{ closedate: '01.05.2026' }, 'INVALID_DATE'],
  [{ closedate: '2026-02-30' }, 'INVALID_DATE'],
  [{ closedate: '2026-02-30T10:00:00Z' }, 'INVALID_DATE'],
  [{ numemployees: 'many' }, 'INVALID_OPTION'],
  [{ hubspot_owner_id: 'Anna Keller' }, 'INVALID_OWNER_ID'],
])('POST with %j is refused by name', async (properties, error) => {
  const { status, body } = await post(CONTACTS, { properties: { firstname: 'Ann', ...properties } })
  expect([status, at(body, 'category'), at(body, 'errors', 0, 'code')]).toEqual([400, 'VALIDATION_ERROR', error])
  expect(at(body, 'message')).toContain('Property values were not valid: [{"isValid":false')
})

test('POST without what an object needs names it', async () => {
  const { status, body } = await post('/crm/v3/objects/deals', { properties: { amount: '7' } })
  expect(status).toBe(400)
  expect(at(body, 'message')).toBe('Error creating DEAL. Some required properties were not set.')
  expect(at(body, 'context', 'properties')).toContain('dealname')
})

test('batches create, update, upsert and archive', async () => {
  const batch = (name: string, inputs: object[]) => post(`${CONTACTS}/batch/${name}`, { inputs })
  const both = await batch('create', [
    { properties: { email: 'b1@example.com' } },
    { properties: { email: 'b2@example.com' } },
  ])
  expect(both).toMatchObject({ status: 201, body: { status: 'COMPLETE', results: [{}, {}] } })
  const ids = [0, 1].map((place) => String(at(both.body, 'results', place, 'id')))
  const changed = await batch('update', [
    { id: ids[0], properties: { firstname: 'One' } },
    { id: '7', properties: { firstname: 'None' } },
  ])
  expect(changed).toMatchObject({ status: 207, body: { numErrors: 1, errors: [{ context: { ids: ['7'] } }] } })
  const upserted = await batch('upsert', [
    { id: 'b2@example.com', idProperty: 'email', properties: { firstname: 'Two' } },
    { id: 'b3@example.com', idProperty: 'email', properties: { firstname: 'Three' } },
  ])
  expect(upserted).toMatchObject({ status: 200, body: { results: [{ id: ids[1], new: false }, { new: true }] } })
  expect(ids.map((id) => valuesOf(id)?.firstname)).toEqual(['One', 'Two'])
  expect((await batch('archive', [{ id: ids[0] }, { id: '7' }])).status).toBe(204)
  expect(ids.map((id) => valuesOf(id)?.firstname)).toEqual([undefined, 'Two'])
})

test('a batch with a value that is refused writes nothing of it', async () => {
  const inputs = [{ properties: { email: 'first@example.com' } }, { properties: { email: 'first@example.com' } }]
  expect((await post(`${CONTACTS}/batch/create`, { inputs })).status).toBe(409)
  expect(sandbox.store.findByUniqueValue('0-1', 'email', 'first@example.com')).toEqual([])
})

test('writing needs the scope to write', async () => {
  const { accessToken } = sandbox.addApp({ kind: 'private', name: 'reader', scopes: ['crm.objects.contacts.read'] })
  const json = { properties: { email: 'scope@example.com' } }
  expect((await call(sandbox, `POST ${CONTACTS}`, { json, token: accessToken })).status).toBe(403)
})
