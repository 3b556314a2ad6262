import { describe, expect, it, test } from 'vitest'
import { connect, structuredOf } from '../connect.ts'
import { errorOf } from '../hubspot/client.ts'
import { type Step, startScriptedServer } from '../hubspot/scripted-server.ts'
import { clientOf } from './client-of.ts'

const NOW = '2026-11-22T12:00:00.000Z'
const WHOLE = {
  id: '7',
  state: 'DONE',
  createdAt: NOW,
  updatedAt: NOW,
  mappedObjectTypeIds: ['0-1'],
  metadata: { counters: { TOTAL_ROWS: 2 }, fileIds: [1], objectLists: [] },
}
const WARNING = 'HubSpot answered a value that it does not document'

function answering(...bodies: unknown[]): Step[] {
  return bodies.map((body) => ({ body, headers: { 'x-hubspot-correlation-id': 'abc' } }))
}

interface Odd {
  name: string
  body: Record<string, unknown>
  /** What strict reading says; undefined: it is fine. */
  strict?: string
  /** The field that is warned about. */
  warned?: string
}

const odd: Odd[] = [
  { name: 'whole', body: WHOLE },
  { name: 'more fields than are known', body: { ...WHOLE, another: { deep: null } } },
  { name: 'a field that is null', body: { ...WHOLE, optOutImport: null }, strict: 'optOutImport is null' },
  { name: 'a field of another kind', body: { ...WHOLE, importName: 7 }, strict: 'importName is not string' },
  {
    name: 'a field that is missing',
    body: { ...WHOLE, mappedObjectTypeIds: undefined },
    strict: 'mappedObjectTypeIds is missing',
  },
  {
    name: 'a field inside that is missing',
    body: { ...WHOLE, metadata: { counters: {} } },
    strict: 'metadata.fileIds is missing; metadata.objectLists is missing',
  },
  { name: 'an unknown state', body: { ...WHOLE, state: 'PAUSED' }, warned: 'state' },
  { name: 'an unknown source', body: { ...WHOLE, importSource: 'MOON' }, warned: 'importSource' },
  { name: 'a time that is none', body: { ...WHOLE, createdAt: 'yesterday' }, warned: 'createdAt' },
  { name: 'an id that is none', body: { ...WHOLE, id: 'seven' }, warned: 'id' },
]

describe('an answer with', () => {
  test.each(odd)('$name is read by default', async ({ body, warned }) => {
    await using server = await startScriptedServer(answering(body))
    await using client = await clientOf(['--base-url', server.url])
    expect((await client.hubspot.imports.get('7')).id).toBe(body.id)
    await client.hubspot.imports.get('7')
    const lines = client
      .logged()
      .split('\n')
      .filter((line) => line.includes(WARNING))
    expect(lines.map((line) => /"field":"([^"]*)"/.exec(line)?.[1])).toEqual(warned === undefined ? [] : [warned])
  })

  test.each(odd)('$name is read silently with --no-validation', async ({ body }) => {
    await using server = await startScriptedServer(answering(body))
    await using client = await clientOf(['--no-validation', '--base-url', server.url])
    expect((await client.hubspot.imports.get('7')).id).toBe(body.id)
    expect(client.logged()).not.toContain(WARNING)
  })

  test.each(odd)('$name, with --no-lax-data-binding', async ({ body, strict }) => {
    await using server = await startScriptedServer(answering(body))
    await using client = await clientOf(['--no-lax-data-binding', '--base-url', server.url])
    if (strict === undefined) {
      expect((await client.hubspot.imports.get('7')).id).toBe(body.id)
      return
    }
    const error = await errorOf(client.hubspot.imports.get('7'))
    expect([error.code, error.message, error.hubspot?.correlationId]).toEqual([
      'hubspot_bad_response',
      `HubSpot answered import 7 with 200, but ${strict}.`,
      'abc',
    ])
    expect(error.fix).toContain('--no-lax-data-binding')
    expect(server.requests).toHaveLength(1)
  })
})

test('what the program needs is checked whatever the settings', async () => {
  await using server = await startScriptedServer(answering({ ...WHOLE, state: null }))
  await using client = await clientOf(['--no-validation', '--base-url', server.url])
  const error = await errorOf(client.hubspot.imports.get('7'))
  expect(error.message).toBe('HubSpot answered import 7 with 200, but state is not string.')
})

test('the answer to a write is never refused for its form', async () => {
  const category = 'USER_DEFINED'
  await using server = await startScriptedServer(
    answering({ id: '7', state: null, metadata: null }, { status: 'COMPLETE', results: [{ category, typeId: 1 }] }),
  )
  await using client = await clientOf(['--no-lax-data-binding', '--base-url', server.url])
  expect((await client.hubspot.imports.start({ request: { files: [] }, files: [] })).id).toBe('7')
  const { configurations } = client.hubspot.associations
  const limit = { category, typeId: 1, maxToObjectIds: 2 }
  expect((await configurations.create('0-1', '0-2', [limit])).results).toHaveLength(1)
})

test('a page names the field of its entries once', async () => {
  const results = [
    { ...WHOLE, state: 'PAUSED' },
    { ...WHOLE, state: 'RESTING' },
  ]
  await using server = await startScriptedServer(answering({ results }))
  await using client = await clientOf(['--base-url', server.url])
  expect((await client.hubspot.imports.list()).results.map(({ state }) => state)).toEqual(['PAUSED', 'RESTING'])
  expect(client.logged().match(/"field":"[^"]*"/g)).toEqual(['"field":"results.*.state"'])
  expect(client.logged()).not.toContain('PAUSED')
})

describe('the sandbox', () => {
  it('answers as HubSpot documents: an import from start to end works strictly and without a warning', async () => {
    const files = { 'leads.csv': 'Email,First name,Amount\nada@example.com,Ada,1\nnot an address,Eva,2\n' }
    await using server = await connect({ files, flags: ['--sandbox', '--no-lax-data-binding'] })
    structuredOf(await server.call('check_connection'))
    structuredOf(await server.call('list_properties', { objectType: 'contacts' }))
    structuredOf(
      await server.call('list_association_labels', { fromObjectType: 'contacts', toObjectType: 'companies' }),
    )
    structuredOf(await server.call('list_association_configurations'))
    const { planId } = structuredOf(await server.call('propose_mapping', { file: 'leads.csv' }))
    structuredOf(await server.call('validate_import', { planId, checkRecords: true }))
    structuredOf(await server.call('start_import', { planId, acceptFindings: true }))
    const ended = structuredOf(await server.call('get_import', { planId, waitSeconds: 20 }))
    expect(ended).toMatchObject({ state: 'DONE', finished: true })
    structuredOf(await server.call('get_import_errors', { planId }))
    structuredOf(await server.call('list_imports'))
    expect(server.logged.filter((line) => line.includes(WARNING))).toEqual([])
  })
})
