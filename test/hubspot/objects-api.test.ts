import { expect, test } from 'vitest'
import { connect, errorOf } from './client.ts'

const ID = '2-123'

test('properties.list() reads definitions loosely', async () => {
  const seen = {
    name: 'tier',
    label: 'Tier',
    type: 'enumeration',
    fieldType: 'select',
    options: [{ label: 'Gold', value: 'gold', displayOrder: 1 }],
    calculated: false,
    aNewField: 1,
  }
  await using client = await connect([{ body: { results: [seen] } }])
  expect(await client.hubspot.properties.list('contacts')).toEqual([seen])
  expect(client.server.requests[0]?.rawUrl).toBe('/crm/v3/properties/contacts')
})

const INPUT = { name: 'tier', label: 'Tier', type: 'string', fieldType: 'text', groupName: 'contactinformation' }

test('properties.create() adopts an equal property after a lost answer, and no other', async () => {
  await using equal = await connect((seen) =>
    seen.method === 'GET' ? { body: { results: [INPUT] } } : { break: 'reset' },
  )
  expect((await equal.hubspot.properties.create('0-1', INPUT)).name).toBe('tier')
  const other = { ...INPUT, type: 'number', fieldType: 'number' }
  await using differs = await connect((seen) =>
    seen.method === 'GET' ? { body: { results: [other] } } : { break: 'reset' },
  )
  expect((await errorOf(differs.hubspot.properties.create('0-1', INPUT))).outcome).toBe('unknown')
  expect(differs.server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
})

test('objects.schemas() gives custom objects as object types', async () => {
  const body = {
    results: [
      {
        objectTypeId: ID,
        name: 'boat',
        fullyQualifiedName: 'p1_boat',
        labels: { singular: 'Boat', plural: 'Boats' },
        primaryDisplayProperty: 'hull',
        requiredProperties: ['hull'],
        properties: [{ name: 'hull', hasUniqueValue: true }, { name: 'size' }],
      },
      { objectTypeId: '2-9', name: 'bare' },
    ],
  }
  await using client = await connect([{ body }])
  const [boat, bare] = await client.hubspot.objects.schemas()
  expect(boat).toEqual({
    objectTypeId: ID,
    singular: 'Boat',
    plural: 'Boats',
    aliases: ['boat', 'p1_boat'],
    primaryDisplayProperty: ['hull'],
    uniqueIdentifierProperties: ['hull'],
    requiredToCreate: [['hull']],
    canCreate: true,
    canUpdate: true,
  })
  expect([bare?.singular, bare?.requiredToCreate]).toEqual(['bare', []])
})

test('objects.owners() reads every page', async () => {
  await using client = await connect([
    {
      body: { results: [{ id: '1', email: 'a@b.c', firstName: 'A', lastName: 'B' }], paging: { next: { after: '1' } } },
    },
    { body: { results: [{ id: '2', email: null }] } },
  ])
  expect(await client.hubspot.objects.owners()).toEqual([
    { id: '1', email: 'a@b.c', firstName: 'A', lastName: 'B' },
    { id: '2', email: '', firstName: '', lastName: '' },
  ])
  expect(client.server.requests.map(({ query }) => query.get('after'))).toEqual([null, '1'])
})

test('objects.batchRead() asks for a hundred at a time and lets unknown ids be missing', async () => {
  const found = { id: '7', properties: { email: 'a@b.c' } }
  await using client = await connect([{ status: 207, body: { status: 'COMPLETE', results: [found], numErrors: 99 } }])
  const ids = Array.from({ length: 250 }, (_, index) => String(index))
  const input = { ids, idProperty: 'email', properties: ['email'] }
  expect(await client.hubspot.objects.batchRead('contacts', input)).toEqual([found, found, found])
  const sent = client.server.requests.map(({ body }) => JSON.parse(body.toString()))
  expect(sent.map(({ inputs }) => [inputs.length, inputs[0].id])).toEqual([
    [100, '0'],
    [100, '100'],
    [50, '200'],
  ])
  expect(sent[0]).toMatchObject({ idProperty: 'email', properties: ['email'] })
})

test('objects.search() is a read: it is sent again after a 502', async () => {
  const result = { id: '1', properties: { email: 'a@b.c', phone: null } }
  await using client = await connect([
    { status: 502 },
    { body: { total: 1, results: [result], paging: { next: { after: '1' } } } },
  ])
  const search = { filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: 'a@b.c' }] }], limit: 1 }
  expect(await client.hubspot.objects.search('contacts', search)).toEqual({ results: [result], after: '1' })
  expect(JSON.parse(client.server.requests[1]?.body.toString() ?? '')).toEqual(search)
})

test('objects.search() keeps to 4 a second', async () => {
  await using client = await connect([{ body: { results: [] } }])
  const start = client.clock.now()
  for (let call = 0; call < 12; call += 1) await client.hubspot.objects.search('contacts', {})
  expect(client.clock.now() - start).toBeGreaterThanOrEqual(1900)
})

test('properties.validations() reads the rules of an object type loosely', async () => {
  const rules = [{ ruleType: 'MAX_LENGTH', ruleArguments: ['10'], aNewField: 1 }]
  const results = [{ propertyName: 'zip', propertyValidationRules: rules }]
  await using client = await connect([{ body: { results } }])
  expect(await client.hubspot.properties.validations('0-1')).toEqual(results)
  expect(client.server.requests[0]?.rawUrl).toBe('/crm/v3/property-validations/0-1')
})
