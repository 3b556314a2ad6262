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
