import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { property } from '../../../src/hubspot/property.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { at, call, NO_RATE_LIMITS } from '../call-sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
})
afterAll(() => sandbox.close())

const shoeSize = {
  name: 'shoe_size',
  label: 'Shoe size',
  type: 'number',
  fieldType: 'number',
  groupName: 'contactinformation',
}

test.each(['/crm/v3/properties/contacts', '/crm/properties/2026-09/0-1', '/crm/v3/properties/2-1000001'])(
  'GET %s lists definitions that our schema reads',
  async (path) => {
    const results = at((await call(sandbox, `GET ${path}`)).body, 'results')
    const definitions = property.array().parse(results)
    expect(definitions.length).toBeGreaterThan(5)
    expect(definitions.every((one) => one.groupName !== undefined && one.modificationMetadata !== undefined)).toBe(true)
  },
)

test('GET properties marks identifiers, read-only properties and owners', async () => {
  const { properties } = sandbox.store
  const find = (type: string, name: string) => properties(type).find((one) => one.name === name)
  expect(find('0-1', 'email')?.hasUniqueValue).toBe(true)
  expect(find('0-1', 'hs_object_id')?.modificationMetadata?.readOnlyValue).toBe(true)
  expect(find('0-1', 'hubspot_owner_id')).toMatchObject({ referencedObjectType: 'OWNER', externalOptions: true })
  expect(find('0-3', 'dealstage')?.options.length).toBeGreaterThan(3)
  expect(find('0-2', 'domain')?.hasUniqueValue).toBe(false)
  expect(find('2-1000001', 'plan_code')?.hasUniqueValue).toBe(true)
})

test('POST properties answers 201, and the property is there afterwards', async () => {
  const { status, body } = await call(sandbox, 'POST /crm/v3/properties/contacts', { json: shoeSize })
  expect(status).toBe(201)
  expect(body).toMatchObject({ ...shoeSize, hubspotDefined: false, hasUniqueValue: false })
  expect((await call(sandbox, 'GET /crm/v3/properties/contacts/shoe_size')).body).toEqual(body)
  const again = await call(sandbox, 'POST /crm/v3/properties/contacts', { json: shoeSize })
  expect([again.status, at(again.body, 'subCategory')]).toEqual([409, 'PROPERTY_EXISTS'])
})

test('a created unique property finds records', async () => {
  const json = { ...shoeSize, name: 'badge', type: 'string', fieldType: 'text', hasUniqueValue: true }
  await call(sandbox, 'POST /crm/v3/properties/contacts', { json })
  const { id } = sandbox.store.create('0-1', { badge: 'B-7' })
  expect(sandbox.store.findByUniqueValue('0-1', 'badge', 'B-7').map((one) => one.id)).toEqual([id])
})

test.each([
  [{ label: undefined }, 'Some required fields were not set: [label]'],
  [{ groupName: undefined, type: undefined }, '[type, groupName]'],
  [{ name: 'Shoe Size' }, 'Property name Shoe Size is not valid'],
  [{ groupName: 'sizes_of_nobody' }, 'Property group sizes_of_nobody does not exist'],
  [{ groupName: 'dealinformation' }, 'Property group dealinformation does not exist'],
  [{ type: 'text' }, 'text is not a property type'],
  [{ fieldType: 'date' }, 'fieldType date does not fit type number'],
  [
    {
      options: [
        { label: 'a', value: 'x' },
        { label: 'b', value: 'x' },
      ],
    },
    'option values must be unique',
  ],
])('POST properties with %j is refused', async (changes, message) => {
  const { status, body } = await call(sandbox, 'POST /crm/v3/properties/contacts', {
    json: { ...shoeSize, ...changes },
  })
  expect(status).toBe(400)
  expect(at(body, 'message')).toContain(message)
})

test('GET one property answers 404 for a name that is not there, and 400 for an unknown object', async () => {
  expect((await call(sandbox, 'GET /crm/v3/properties/contacts/nope')).status).toBe(404)
  expect((await call(sandbox, 'GET /crm/v3/properties/unicorns')).status).toBe(400)
})

test('PATCH and DELETE change and archive a property of the account, and nothing of HubSpot', async () => {
  const path = '/crm/v3/properties/deals/hat_size'
  const json = { ...shoeSize, name: 'hat_size', groupName: 'dealinformation' }
  await call(sandbox, 'POST /crm/v3/properties/deals', { json })
  const changed = await call(sandbox, `PATCH ${path}`, { json: { label: 'Hat size (cm)' } })
  expect(changed).toMatchObject({ status: 200, body: { name: 'hat_size', label: 'Hat size (cm)', type: 'number' } })
  for (const wrong of [{ fieldType: 'date' }, { groupName: 'none' }]) {
    expect((await call(sandbox, `PATCH ${path}`, { json: wrong })).status).toBe(400)
  }
  expect((await call(sandbox, `DELETE ${path}`)).status).toBe(204)
  expect((await call(sandbox, `GET ${path}`)).status).toBe(404)
  expect((await call(sandbox, `GET ${path}?archived=true`)).body).toMatchObject({ archived: true })
  const archived = (await call(sandbox, 'GET /crm/v3/properties/deals?archived=true')).body
  expect(at(archived, 'results')).toMatchObject([{ name: 'hat_size' }])
  expect((await call(sandbox, 'POST /crm/v3/properties/deals', { json })).status).toBe(201)
  for (const method of ['PATCH', 'DELETE']) {
    expect((await call(sandbox, `${method} /crm/v3/properties/deals/amount`, { json: { label: 'x' } })).status).toBe(
      400,
    )
  }
})

test('a unique property that takes the place of an archived one finds records', async () => {
  const json = { ...shoeSize, type: 'string', fieldType: 'text', groupName: 'ticketinformation' }
  await call(sandbox, 'POST /crm/v3/properties/tickets', { json: { ...json, name: 'plain' } })
  sandbox.store.create('0-5', { subject: 'x' })
  await call(sandbox, 'DELETE /crm/v3/properties/tickets/plain')
  await call(sandbox, 'POST /crm/v3/properties/tickets', { json: { ...json, name: 'ticket_no', hasUniqueValue: true } })
  const { id } = sandbox.store.create('0-5', { subject: 'y', ticket_no: 'T-1' })
  expect(sandbox.store.findByUniqueValue('0-5', 'ticket_no', 'T-1').map((one) => one.id)).toEqual([id])
})

test('batches of properties create, read and archive', async () => {
  const batch = (name: string, inputs: object[], more: object = {}) =>
    call(sandbox, `POST /crm/v3/properties/companies/batch/${name}`, { json: { inputs, ...more } })
  const made = await batch('create', [{ ...shoeSize, name: 'one_more', groupName: 'companyinformation' }])
  expect(made).toMatchObject({ status: 201, body: { status: 'COMPLETE', results: [{ name: 'one_more' }] } })
  const read = await batch('read', [{ name: 'one_more' }, { name: 'none' }])
  expect(read).toMatchObject({ status: 207, body: { results: [{}], errors: [{ context: { name: ['none'] } }] } })
  expect((await batch('archive', [{ name: 'one_more' }, { name: 'none' }])).status).toBe(204)
  expect(await batch('read', [{ name: 'one_more' }], { archived: true })).toMatchObject({ status: 200 })
})

test('property groups are listed, made, changed and archived', async () => {
  const groups = '/crm/v3/properties/contacts/groups'
  const names = async () => {
    const results = at((await call(sandbox, `GET ${groups}`)).body, 'results')
    return Array.isArray(results) ? results.map(({ name }) => name) : []
  }
  expect(await names()).toContain('contactinformation')
  const json = { name: 'sizes', label: 'Sizes' }
  expect(await call(sandbox, `POST ${groups}`, { json })).toMatchObject({
    status: 201,
    body: { ...json, archived: false },
  })
  expect((await call(sandbox, `POST ${groups}`, { json })).status).toBe(409)
  const changed = await call(sandbox, `PATCH ${groups}/sizes`, { json: { label: 'All sizes' } })
  expect(changed.body).toMatchObject({ name: 'sizes', label: 'All sizes' })
  expect((await call(sandbox, `GET ${groups}/sizes`)).body).toEqual(changed.body)
  expect((await call(sandbox, `DELETE ${groups}/contactinformation`)).status).toBe(400)
  expect((await call(sandbox, `DELETE ${groups}/sizes`)).status).toBe(204)
  expect(await names()).not.toContain('sizes')
})

test('with a data folder everything that was changed and archived is so again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'hubspot-sandbox-kept-'))
  const before = await startSandbox({ dataDir })
  const json = { name: 'sizes', label: 'Sizes' }
  await call(before, 'POST /crm/v3/properties/contacts/groups', { json })
  for (const name of ['kept', 'gone']) {
    await call(before, 'POST /crm/v3/properties/contacts', { json: { ...shoeSize, name, groupName: 'sizes' } })
  }
  await call(before, 'PATCH /crm/v3/properties/contacts/kept', { json: { label: 'Kept' } })
  await call(before, 'DELETE /crm/v3/properties/contacts/gone')
  const { id } = before.store.create('0-1', { email: 'gone@example.com' })
  await call(before, `DELETE /crm/v3/objects/contacts/${id}`)
  await before.close()
  const after = await startSandbox({ dataDir })
  const labels = after.store.properties('0-1').flatMap(({ groupName, label }) => (groupName === 'sizes' ? [label] : []))
  expect(labels).toEqual(['Kept'])
  expect((await call(after, 'GET /crm/v3/properties/contacts/gone?archived=true')).status).toBe(200)
  expect((await call(after, 'GET /crm/v3/properties/contacts/groups/sizes')).body).toMatchObject(json)
  expect(after.store.find('0-1', id)).toBeUndefined()
  expect(Number(after.store.create('0-1', { email: 'gone@example.com' }).id)).toBeGreaterThan(Number(id))
  await after.close()
  await rm(dataDir, { recursive: true, force: true })
})
