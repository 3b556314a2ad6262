// Run by api-client.mjs, with the folder of the client and the credentials of a sandbox. Each step uses what the ones before
// have made, and says what is expected of the answer.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const [folder, credentials] = process.argv.slice(2)
const access = JSON.parse(credentials)
const required = createRequire(join(folder, 'package.json'))
const { Client } = required('@hubspot/api-client')
const basePath = access.HUBSPOT_BASE_URL
const client = new Client({ accessToken: access.HUBSPOT_ACCESS_TOKEN, basePath })
const { imports, properties, objects, pipelines, owners } = client.crm
const { definitionsApi } = client.crm.associations.v4.schema

const columnMappings = [
  { columnObjectTypeId: '0-1', columnName: 'Email', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' },
  { columnObjectTypeId: '0-1', columnName: 'First Name', propertyName: 'firstname' },
]
const importRequest = JSON.stringify({
  name: 'Contacts',
  files: [{ fileName: 'contacts.csv', fileFormat: 'CSV', fileImportPage: { hasHeader: true, columnMappings } }],
})
const startImport = () => {
  const data = Buffer.from('Email,First Name\nann@example.com,Ann\nno address,Bob\n')
  return imports.coreApi.create({ data, name: 'contacts.csv' }, importRequest)
}
const endOf = async (id) => {
  for (;;) {
    const read = await imports.coreApi.getById(id)
    if (read.state === 'DONE') return read
    await setTimeout(100)
  }
}

/** The client is generated with these calls too, but nothing of its own leads to them. */
function configurationsApi() {
  const schema = required('@hubspot/api-client/lib/codegen/crm/associations/v4/schema')
  const { createConfiguration, DefinitionConfigurationsApi, ServerConfiguration } = schema
  const authMethods = { oauth2: { accessToken: access.HUBSPOT_ACCESS_TOKEN } }
  const baseServer = new ServerConfiguration(basePath, {})
  return new DefinitionConfigurationsApi(createConfiguration({ authMethods, baseServer }))
}

const PAIR = ['contacts', 'companies']
const made = {}

const steps = {
  'imports: start and read': async () => {
    const started = await startImport()
    made.importId = Number(started.id)
    assert.equal(started.state, 'STARTED')
    assert.equal((await endOf(made.importId)).metadata.counters.CREATED_OBJECTS, 1)
  },
  'imports: list': async () => {
    const { results } = await imports.coreApi.getPage()
    assert.deepEqual(
      results.map(({ id }) => Number(id)),
      [made.importId],
    )
  },
  'imports: errors': async () => {
    const { results } = await imports.publicImportsApi.getErrors(made.importId, undefined, undefined, true, true)
    assert.equal(results[0].sourceData.lineNumber, 3)
    assert.deepEqual(results[0].sourceData.rowData, ['no address', 'Bob'])
  },
  'imports: cancel': async () => {
    const { id } = await startImport()
    assert.equal((await imports.coreApi.cancel(Number(id))).status, 'COMPLETE')
    assert.equal((await imports.coreApi.getById(Number(id))).state, 'CANCELED')
  },
  'association labels: create, list, update, delete': async () => {
    const { results } = await definitionsApi.create(...PAIR, {
      name: 'advisor',
      label: 'Advisor',
      inverseLabel: 'Advises',
    })
    assert.equal(results.length, 2)
    made.typeId = results[0].typeId
    await definitionsApi.update(...PAIR, { associationTypeId: made.typeId, label: 'Counsel', inverseLabel: 'Counsels' })
    const listed = await definitionsApi.getAll(...PAIR)
    assert.ok(listed.results.some(({ typeId, label }) => typeId === made.typeId && label === 'Counsel'))
  },
  'association configurations: create, read, update, all, purge': async () => {
    const spec = { category: 'USER_DEFINED', typeId: made.typeId }
    const api = configurationsApi()
    const limitOf = async () => {
      const { results } = await api.getAllBetweenTwoObjectTypes(...PAIR)
      return results.find(({ typeId }) => typeId === made.typeId)?.userEnforcedMaxToObjectIds
    }
    await api.batchCreate(...PAIR, { inputs: [{ ...spec, maxToObjectIds: 5 }] })
    assert.equal(await limitOf(), 5)
    await api.batchUpdate(...PAIR, { inputs: [{ ...spec, maxToObjectIds: 7 }] })
    assert.equal(await limitOf(), 7)
    assert.ok((await api.getAll()).results.some(({ typeId }) => typeId === made.typeId))
    await api.batchRemove(...PAIR, { inputs: [spec] })
    assert.ok(!(await limitOf()))
    await definitionsApi.remove(...PAIR, made.typeId)
    const left = await definitionsApi.getAll(...PAIR)
    assert.ok(!left.results.some(({ typeId }) => typeId === made.typeId))
  },
  'properties: create, list, read, update, archive': async () => {
    const shoe = {
      name: 'shoe_size',
      label: 'Shoe size',
      type: 'number',
      fieldType: 'number',
      groupName: 'contactinformation',
    }
    await properties.coreApi.create('contacts', shoe)
    const updated = await properties.coreApi.update('contacts', 'shoe_size', { label: 'Size' })
    assert.equal(updated.label, 'Size')
    assert.equal((await properties.coreApi.getByName('contacts', 'shoe_size')).label, 'Size')
    assert.ok((await properties.coreApi.getAll('contacts')).results.some(({ name }) => name === 'shoe_size'))
    await properties.coreApi.archive('contacts', 'shoe_size')
    await assert.rejects(properties.coreApi.getByName('contacts', 'shoe_size'), { code: 404 })
  },
  'properties: batch create, read, archive': async () => {
    const hat = {
      name: 'hat_size',
      label: 'Hat size',
      type: 'number',
      fieldType: 'number',
      groupName: 'contactinformation',
    }
    assert.equal((await properties.batchApi.create('contacts', { inputs: [hat] })).status, 'COMPLETE')
    const read = await properties.batchApi.read('contacts', { inputs: [{ name: 'hat_size' }], archived: false })
    assert.equal(read.results[0].name, 'hat_size')
    await properties.batchApi.archive('contacts', { inputs: [{ name: 'hat_size' }] })
  },
  'property groups: create, list, read, update, archive': async () => {
    await properties.groupsApi.create('contacts', { name: 'sizes', label: 'Sizes' })
    assert.equal((await properties.groupsApi.update('contacts', 'sizes', { label: 'All sizes' })).label, 'All sizes')
    assert.equal((await properties.groupsApi.getByName('contacts', 'sizes')).label, 'All sizes')
    assert.ok((await properties.groupsApi.getAll('contacts')).results.some(({ name }) => name === 'sizes'))
    await properties.groupsApi.archive('contacts', 'sizes')
  },
  'objects: create, read, update, list, archive': async () => {
    const input = { properties: { email: 'eve@example.com', firstname: 'Eve' }, associations: [] }
    const { id } = await objects.basicApi.create('contacts', input)
    await objects.basicApi.update('contacts', id, { properties: { firstname: 'Eva' } })
    const read = await objects.basicApi.getById('contacts', id, ['firstname'])
    assert.equal(read.properties.firstname, 'Eva')
    assert.ok((await objects.basicApi.getPage('contacts')).results.some((one) => one.id === id))
    await assert.rejects(objects.basicApi.create('contacts', input), { code: 409 })
    await objects.basicApi.archive('contacts', id)
    await assert.rejects(objects.basicApi.getById('contacts', id), { code: 404 })
  },
  'objects: batch create, read, update, upsert, archive': async () => {
    const { batchApi } = objects
    const created = await batchApi.create('companies', { inputs: [{ properties: { name: 'One' }, associations: [] }] })
    const [{ id }] = created.results
    await batchApi.update('companies', { inputs: [{ id, properties: { name: 'First' } }] })
    const read = await batchApi.read('companies', { inputs: [{ id }], properties: ['name'], propertiesWithHistory: [] })
    assert.equal(read.results[0].properties.name, 'First')
    const ann = { id: 'ann@example.com', idProperty: 'email', properties: { lastname: 'Lee' } }
    const upserted = await batchApi.upsert('contacts', { inputs: [ann, { ...ann, id: 'new@example.com' }] })
    assert.deepEqual(
      upserted.results.map((one) => one._new),
      [false, true],
    )
    await batchApi.archive('companies', { inputs: [{ id }] })
    await assert.rejects(objects.basicApi.getById('companies', id), { code: 404 })
  },
  'objects: search': async () => {
    const filters = [{ propertyName: 'email', operator: 'EQ', value: 'ann@example.com' }]
    const found = await objects.searchApi.doSearch('contacts', {
      filterGroups: [{ filters }],
      properties: ['lastname'],
    })
    assert.equal(found.total, 1)
    assert.equal(found.results[0].properties.lastname, 'Lee')
  },
  'pipelines and stages': async () => {
    const { results } = await pipelines.pipelinesApi.getAll('deals')
    assert.equal((await pipelines.pipelinesApi.getById('deals', results[0].id)).id, results[0].id)
    const stages = await pipelines.pipelineStagesApi.getAll('deals', results[0].id)
    assert.ok(stages.results.length > 3)
  },
  owners: async () => {
    const { results } = await owners.ownersApi.getPage()
    assert.equal((await owners.ownersApi.getById(Number(results[0].id))).id, results[0].id)
  },
  schemas: async () => {
    const { results } = await client.crm.schemas.coreApi.getAll()
    assert.equal(results[0].objectTypeId, '2-1000001')
  },
  'account information': async () => {
    const answer = await client.apiRequest({ path: '/account-info/v3/details' })
    assert.equal((await answer.json()).accountType, 'SANDBOX')
  },
  'OAuth: a token, and a call with it': async () => {
    const { HUBSPOT_CLIENT_ID: id, HUBSPOT_CLIENT_SECRET: secret, HUBSPOT_REFRESH_TOKEN: refresh } = access
    const { tokensApi } = new Client({ basePath }).oauth
    const token = await tokensApi.create('refresh_token', undefined, undefined, id, secret, refresh)
    const other = new Client({ accessToken: token.accessToken, basePath })
    assert.ok((await other.crm.owners.ownersApi.getPage()).results.length > 0)
  },
}

for (const [name, step] of Object.entries(steps)) {
  const problem = await step().then(
    () => undefined,
    (error) => error,
  )
  console.log(`${problem === undefined ? 'ok  ' : 'FAIL'} ${name}`)
  if (problem === undefined) continue
  console.error(problem)
  process.exitCode = 1
}
