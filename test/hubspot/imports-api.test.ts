import { expect, test } from 'vitest'
import { connect } from './client.ts'

/** As the service answered in January 2025, shortened. */
const RECORDED = {
  createdAt: '2025-01-02T06:19:37.780Z',
  metadata: {
    counters: { PROPERTY_VALUES_EMITTED: 10, ERRORS: 10, TOTAL_ROWS: 10, MAPPED_COLUMNS: 3 },
    fileIds: ['184448894240'],
    objectLists: [],
  },
  importRequestJson: { skipIfKnownImport: false, userId: null, portalId: 11111111, importName: 'First Contact Data' },
  importSource: 'API',
  importName: 'First Contact Data',
  state: 'DONE',
  id: '55673790',
  optOutImport: false,
  mappedObjectTypeIds: ['0-1'],
  updatedAt: '2025-01-03T06:33:51.433Z',
}

const RECORDED_ERROR = {
  errorType: 'CREATE_ONLY_IMPORT',
  sourceData: {
    rowData: [],
    additionalRowData: [],
    fileId: 184448894240,
    pageName: null,
    lineNumber: 2,
    containsEncryptedProperties: false,
  },
  objectType: null,
  invalidValue: 'john.doe@example.com',
  invalidPropertyValue: null,
  invalidValueToDisplay: 'john.doe@example.com',
  extraContext: 'email',
  objectTypeId: '0-1',
  knownColumnNumber: 2,
  errorMessage: null,
  createdAt: 1735798779397,
  id: 'MTExMTExMTEtNTU2NzM3OTAtMTg0NDQ4ODk0MjQwLTItT3B0aW9uYWwuZW1wdHk%3D',
}

test('imports.get() gives a recorded answer field for field', async () => {
  await using client = await connect([{ body: RECORDED }])
  expect(await client.hubspot.imports.get('55673790')).toEqual(RECORDED)
})

test('imports.errors() gives a recorded error, its file id as text', async () => {
  await using client = await connect([{ body: { results: [RECORDED_ERROR] } }])
  const sourceData = { ...RECORDED_ERROR.sourceData, fileId: '184448894240' }
  expect((await client.hubspot.imports.errors('55673790')).results).toEqual([{ ...RECORDED_ERROR, sourceData }])
})

test('imports.get() passes unknown states and fields, and bears null and missing ones', async () => {
  const bare = {
    id: '7',
    state: 'ARCHIVED',
    createdAt: 'x',
    updatedAt: 'y',
    importName: null,
    importTemplate: null,
    novel: [1],
  }
  await using client = await connect([{ body: bare }])
  expect(await client.hubspot.imports.get('7')).toEqual({
    id: '7',
    state: 'ARCHIVED',
    createdAt: 'x',
    updatedAt: 'y',
    importName: undefined,
    importTemplate: undefined,
    novel: [1],
    mappedObjectTypeIds: [],
    metadata: { counters: {}, fileIds: [], objectLists: [] },
  })
})

test('imports.cancel() posts without a body and gives the state of the action', async () => {
  const action = { status: 'COMPLETE', startedAt: 'a', completedAt: 'b' }
  await using client = await connect([{ body: action }])
  expect(await client.hubspot.imports.cancel('7')).toEqual(action)
  const [request] = client.server.requests
  expect([request?.method, request?.rawUrl, request?.body.length]).toEqual(['POST', '/crm/v3/imports/7/cancel', 0])
})
