import { afterEach, describe, expect, test } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { manualClock } from '../../../src/sandbox/sandbox-clock.ts'
import {
  at,
  CONTACT_COLUMNS,
  CONTACT_CSV,
  call,
  contactRequest,
  NO_RATE_LIMITS,
  standInEngine,
  startedId,
  stateOf,
  upload,
} from '../call-sandbox.ts'
import recorded from '../fixtures/recorded-responses.json' with { type: 'json' }
import { shapeOf } from '../shape-of.ts'

const open: Sandbox[] = []

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    clock: manualClock(),
    rateLimits: NO_RATE_LIMITS,
    runImport: standInEngine({}).run,
    ...options,
  })
  open.push(sandbox)
  return sandbox
}

afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
})

describe('POST /crm/v3/imports', () => {
  test('answers in the shape that was recorded', async () => {
    const sandbox = await start()
    const { status, body } = await upload(sandbox)
    expect(status).toBe(200)
    expect(shapeOf(body)).toEqual(shapeOf(recorded.recorded.startImport.body))
  })

  test('echoes the request in the normalised form that was recorded', async () => {
    const sandbox = await start()
    const rows = Array.from({ length: 10 }, (_, row) => `A${row},B,c${row}@example.com`).join('\n')
    const files = [{ name: 'contacts.csv', content: `First Name,Last Name,Email\n${rows}\n` }]
    const { body } = await upload(sandbox, { files })
    const echo = structuredClone(recorded.recorded.startImport.body.importRequestJson)
    echo.portalId = sandbox.portalId
    for (const file of echo.fileImports) file.fileId = Number(at(body, 'metadata', 'fileIds', 0))
    expect(at(body, 'importRequestJson')).toEqual(echo)
  })

  test.each(['/crm/v3/imports', '/crm/v3/imports/', '/crm/imports/2026-03', '/crm/imports/2026-09/'])(
    'is at %s',
    async (path) => {
      const sandbox = await start()
      expect((await upload(sandbox, { path })).status).toBe(200)
    },
  )

  test('gives the engine ids, column types and file paths instead of names and older keys', async () => {
    const engine = standInEngine({})
    const sandbox = await start({ runImport: engine.run })
    const mappings = [
      { columnObjectType: 'CONTACT', columnName: 'Email', propertyName: 'email', idColumnType: 'HUBSPOT_ALTERNATE_ID' },
      { columnObjectTypeId: 'contact', columnName: 'Company ID', propertyName: null, toColumnObjectTypeId: 'COMPANY' },
    ]
    const { importOperations, ...request } = contactRequest({ dateFormat: undefined }, mappings)
    const old = { ...request, files: request.files.map((file) => ({ ...file, dateFormat: 'YEAR_MONTH_DAY' })) }
    await startedId(sandbox, { request: { ...old, importOperations: { CONTACT: 'UPDATE' } } })
    await sandbox.clock.settle()
    const [job] = engine.jobs
    expect(importOperations).toBeDefined()
    expect(job?.request.importOperations).toEqual({ '0-1': 'UPDATE' })
    expect(job?.request.dateFormat).toBe('YEAR_MONTH_DAY')
    expect(job?.request.files[0]?.fileImportPage.columnMappings).toEqual([
      {
        columnName: 'Email',
        columnObjectTypeId: '0-1',
        columnType: 'HUBSPOT_ALTERNATE_ID',
        propertyName: 'email',
        toColumnObjectTypeId: null,
      },
      {
        columnName: 'Company ID',
        columnObjectTypeId: '0-1',
        columnType: 'STANDARD',
        propertyName: null,
        toColumnObjectTypeId: '0-2',
      },
    ])
    expect(job?.files).toMatchObject([{ fileName: 'contacts.csv', fileFormat: 'CSV' }])
  })

  const badRequests: [string, Record<string, unknown> | string, string][] = [
    ['JSON that cannot be parsed', '{"name": ', 'Unable to parse JSON'],
    ['no files', { name: 'x' }, 'Invalid input JSON: Some required fields were not set: [files]'],
    [
      'several missing fields',
      { files: [{ fileName: 'contacts.csv', fileImportPage: { hasHeader: true, columnMappings: [{}] } }] },
      'Invalid input JSON: Some required fields were not set: [columnName]',
    ],
    [
      'an unknown date format',
      contactRequest({ dateFormat: 'DD/MM/YYYY' }),
      'Invalid input JSON on line 1, column 1: Cannot deserialize value of type `dateFormat` from "DD/MM/YYYY"',
    ],
    [
      'an unknown operation',
      contactRequest({ importOperations: { '0-1': 'MERGE' } }),
      'Invalid input JSON on line 1, column 1: Cannot deserialize value of type `0-1` from "MERGE"',
    ],
    [
      'an unknown column type',
      contactRequest({}, [{ ...CONTACT_COLUMNS[0], columnType: 'EMAIL' }]),
      'Invalid input JSON on line 1, column 1: Cannot deserialize value of type `columnType` from "EMAIL"',
    ],
    ['an unknown object type', contactRequest({}, [{ ...CONTACT_COLUMNS[0], columnObjectTypeId: '2-77' }]), '2-77'],
    [
      'a name that is not one of the five',
      contactRequest({}, [{ ...CONTACT_COLUMNS[0], columnObjectTypeId: 'TASK' }]),
      'TASK',
    ],
    [
      'CREATE without any column that is required',
      contactRequest({}, [{ columnObjectTypeId: '0-1', columnName: 'Notes', propertyName: 'notes' }]),
      'Some required properties for CONTACT creates are missing: [One of [firstname, email, lastname]]',
    ],
    [
      'CREATE of a deal without name and stage',
      contactRequest({ importOperations: { '0-3': 'CREATE' } }, [
        { columnObjectTypeId: '0-3', columnName: 'Amount', propertyName: 'amount' },
      ]),
      'Some required properties for DEAL creates are missing: [dealname, dealstage]',
    ],
  ]
  test.each(badRequests)('refuses %s', async (_what, request, message) => {
    const sandbox = await start()
    const { status, body } = await upload(sandbox, { request })
    expect(status).toBe(400)
    expect(at(body, 'message')).toContain(message)
    expect(at((await call(sandbox, 'GET /crm/v3/imports')).body, 'results')).toEqual([])
  })

  test('tells the columns that a CREATE has, in the recorded form', async () => {
    const sandbox = await start()
    const request = contactRequest({}, [{ columnObjectTypeId: '0-1', columnName: 'Notes', propertyName: 'notes' }])
    const { body } = await upload(sandbox, { request })
    const documented = recorded.otherBodies[0]?.body
    expect(body).toMatchObject({ ...documented })
  })

  const badFiles: [string, string[], string[]][] = [
    ['a path in fileName', ['contacts.csv'], ['data/contacts.csv']],
    ['a fileName that was not uploaded', ['contacts.csv'], ['leads.csv']],
    ['a file that the request does not name', ['contacts.csv', 'more.csv'], ['contacts.csv']],
    ['two files of one name', ['contacts.csv', 'contacts.csv'], ['contacts.csv']],
    ['no file', [], ['contacts.csv']],
  ]
  test.each(badFiles)('refuses %s', async (_what, sent, named) => {
    const sandbox = await start()
    const [file] = contactRequest().files
    const request = contactRequest({ files: named.map((fileName) => ({ ...file, fileName })) })
    const files = sent.map((name) => ({ name, content: CONTACT_CSV }))
    expect((await upload(sandbox, { request, files })).status).toBe(400)
  })

  test('takes as many files as there are', async () => {
    const sandbox = await start()
    const [file] = contactRequest().files
    const names = Array.from({ length: 30 }, (_, index) => `contacts-${index}.csv`)
    const request = contactRequest({ files: names.map((fileName) => ({ ...file, fileName })) })
    const { status, body } = await upload(sandbox, {
      request,
      files: names.map((name) => ({ name, content: CONTACT_CSV })),
    })
    expect([status, at(body, 'metadata', 'fileIds')]).toEqual([200, expect.objectContaining({ length: 30 })])
  })

  test('refuses JSON with 415', async () => {
    const sandbox = await start()
    expect((await call(sandbox, 'POST /crm/v3/imports', { json: contactRequest() })).status).toBe(415)
  })

  test('refuses a multipart Content-Type without boundary as documented', async () => {
    const sandbox = await start()
    const headers = { 'content-type': 'multipart/form-data' }
    const { status, body } = await call(sandbox, 'POST /crm/v3/imports', { headers, body: 'x' })
    expect([status, at(body, 'message')]).toEqual([404, '404 text/html is not accepted'])
  })

  test('takes an importRequest part that has a file name and a type', async () => {
    const sandbox = await start()
    const form = new FormData()
    form.append('importRequest', new Blob([JSON.stringify(contactRequest())], { type: 'application/json' }), 'blob')
    form.append('files', new Blob([CONTACT_CSV]), 'contacts.csv')
    expect((await call(sandbox, 'POST /crm/v3/imports', { body: form })).status).toBe(200)
  })

  test('refuses a file with more rows than an import file can have with 429', async () => {
    const sandbox = await start()
    const tooLong = [{ name: 'contacts.csv', content: `First Name,Last Name,Email\n${'a,b,c\n'.repeat(1_048_577)}` }]
    const { status, body } = await upload(sandbox, { files: tooLong })
    expect(status).toBe(429)
    expect(at(body, 'message')).toBe('The file contacts.csv has 1048577 rows; an import file can have 1048576.')
    const quoted = [{ name: 'contacts.csv', content: `First Name,Last Name,Email\n"${'a\n'.repeat(1_048_577)}",b,c\n` }]
    expect((await upload(sandbox, { files: quoted })).status).toBe(200)
  })

  test('keeps the size and SHA-256 of what was uploaded', async () => {
    const sandbox = await start()
    const id = await startedId(sandbox, { files: [{ name: 'contacts.csv', content: 'abc' }] })
    expect(sandbox.uploads(id)).toEqual([
      {
        fileName: 'contacts.csv',
        bytes: 3,
        sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      },
    ])
  })
})

describe('GET /crm/v3/imports', () => {
  test('pages ten at a time, newest first, with the recorded cursor and no paging on the last page', async () => {
    const sandbox = await start()
    const ids: string[] = []
    for (let index = 0; index < 11; index += 1) ids.unshift(await startedId(sandbox))
    const first = (await call(sandbox, 'GET /crm/v3/imports')).body
    const page = ids.slice(0, 10)
    const cursor = encodeURIComponent(Buffer.from(page.at(-1) ?? '').toString('base64'))
    expect(at(first, 'results')).toMatchObject(page.map((id) => ({ id })))
    expect(at(first, 'paging')).toEqual({
      next: { after: cursor, link: `${sandbox.url}/crm/v3/imports?after=${cursor}` },
    })
    const second = (await call(sandbox, `GET /crm/v3/imports?after=${cursor}`)).body
    expect(at(second, 'results')).toMatchObject([{ id: ids[10] }])
    expect(second).not.toHaveProperty('paging')
  })

  test('leads back with the cursor `before` of older specifications', async () => {
    const sandbox = await start()
    const ids = [await startedId(sandbox), await startedId(sandbox), await startedId(sandbox)]
    const cursor = encodeURIComponent(Buffer.from(ids[0] ?? '').toString('base64'))
    const { body } = await call(sandbox, `GET /crm/v3/imports?before=${cursor}&limit=2`)
    expect(at(body, 'results')).toMatchObject([{ id: ids[2] }, { id: ids[1] }])
  })

  test('has the recorded shape', async () => {
    const sandbox = await start({
      runImport: standInEngine({
        result: {
          state: 'DONE',
          counters: { PROPERTY_VALUES_EMITTED: 1, ERRORS: 1, TOTAL_ROWS: 1, MAPPED_COLUMNS: 1 },
        },
      }).run,
    })
    await startedId(sandbox)
    await startedId(sandbox)
    await sandbox.clock.settle()
    const { body } = await call(sandbox, 'GET /crm/v3/imports?limit=1')
    const one = structuredClone<object>(recorded.recorded.listImportsMorePages.body)
    const expected = { ...one, results: [recorded.recorded.getImportAllRowsFailed.body] }
    const results = [{ ...Object(at(body, 'results', 0)), importRequestJson: '' }]
    expect(shapeOf({ ...Object(body), results })).toEqual(shapeOf(expected))
  })

  test('refuses a cursor that was encoded twice, and limits outside 1 to 100', async () => {
    const sandbox = await start()
    expect((await call(sandbox, 'GET /crm/v3/imports?after=NTU3OTg4Mjk%3D')).status).toBe(200)
    expect((await call(sandbox, 'GET /crm/v3/imports?after=NTU3OTg4Mjk%253D')).status).toBe(400)
    expect((await call(sandbox, 'GET /crm/v3/imports?limit=101')).status).toBe(400)
    expect((await call(sandbox, 'GET /crm/v3/imports?limit=0')).status).toBe(400)
  })

  test('shows only imports of the same app', async () => {
    const sandbox = await start()
    const other = sandbox.addApp({ kind: 'private', name: 'Other' })
    const id = await startedId(sandbox)
    const token = other.accessToken
    expect(at((await call(sandbox, 'GET /crm/v3/imports', { token })).body, 'results')).toEqual([])
    expect((await call(sandbox, `GET /crm/v3/imports/${id}`, { token })).status).toBe(404)
    expect((await call(sandbox, `POST /crm/v3/imports/${id}/cancel`, { token })).status).toBe(404)
  })

  test('has no unknown import', async () => {
    const sandbox = await start()
    const { status, body } = await call(sandbox, 'GET /crm/v3/imports/123')
    expect([status, at(body, 'category')]).toEqual([404, 'OBJECT_NOT_FOUND'])
  })
})

describe('an import', () => {
  test('goes from STARTED over PROCESSING to DONE, with counters above zero only', async () => {
    const sandbox = await start({ runImport: standInEngine({ slices: 3 }).run })
    const id = await startedId(sandbox)
    expect(await stateOf(sandbox, id)).toBe('STARTED')
    await sandbox.clock.advance(301)
    const during = (await call(sandbox, `GET /crm/v3/imports/${id}`)).body
    expect([at(during, 'state'), at(during, 'metadata', 'counters')]).toEqual(['PROCESSING', { TOTAL_ROWS: 2 }])
    await sandbox.clock.settle()
    const after = (await call(sandbox, `GET /crm/v3/imports/${id}`)).body
    expect([at(after, 'state'), at(after, 'metadata', 'counters')]).toEqual(['DONE', { TOTAL_ROWS: 3 }])
  })

  test('gives the time of the read as updatedAt', async () => {
    const sandbox = await start()
    const id = await startedId(sandbox)
    await sandbox.clock.settle()
    await sandbox.clock.advance(5000)
    const { body } = await call(sandbox, `GET /crm/v3/imports/${id}`)
    expect(at(body, 'updatedAt')).toBe(new Date(sandbox.clock.now()).toISOString())
  })

  test('is FAILED when the engine says so or breaks', async () => {
    const failing = await start({ runImport: standInEngine({ result: { state: 'FAILED', counters: {} } }).run })
    const broken = await start({ runImport: () => Promise.reject(new Error('broken')) })
    for (const sandbox of [failing, broken]) {
      const id = await startedId(sandbox)
      await sandbox.clock.settle()
      expect(await stateOf(sandbox, id)).toBe('FAILED')
    }
  })

  test('above three waits as DEFERRED, is STARTED in its own answer, and runs when one ends', async () => {
    const sandbox = await start({ runImport: standInEngine({ slices: 1000 }).run })
    const replies = [await upload(sandbox), await upload(sandbox), await upload(sandbox), await upload(sandbox)]
    const ids = replies.map((reply) => String(at(reply.body, 'id')))
    const states = () => Promise.all(ids.map((id) => stateOf(sandbox, id)))
    expect(replies.map((reply) => at(reply.body, 'state'))).toEqual(['STARTED', 'STARTED', 'STARTED', 'STARTED'])
    expect(await states()).toEqual(['STARTED', 'STARTED', 'STARTED', 'DEFERRED'])
    await sandbox.clock.advance(500)
    expect(await states()).toEqual(['PROCESSING', 'PROCESSING', 'PROCESSING', 'DEFERRED'])
    await sandbox.clock.advance(1300)
    expect(await states()).toEqual(['DONE', 'DONE', 'DONE', 'PROCESSING'])
    await sandbox.clock.settle()
    expect(await states()).toEqual(['DONE', 'DONE', 'DONE', 'DONE'])
  })

  test('makes a list when it was asked for', async () => {
    const sandbox = await start()
    const id = await startedId(sandbox, { request: contactRequest({ createContactListFromImport: true }) })
    await sandbox.clock.settle()
    const { body } = await call(sandbox, `GET /crm/v3/imports/${id}`)
    expect(at(body, 'metadata', 'objectLists')).toEqual([
      { listId: expect.stringMatching(/^\d+$/), objectType: 'CONTACT' },
    ])
  })

  test('makes no list of contacts for an import without contacts', async () => {
    const sandbox = await start()
    const columns = ['name', 'city', 'domain'].map((propertyName) => ({
      columnObjectTypeId: '0-2',
      columnName: propertyName,
      propertyName,
    }))
    const companies = { importOperations: { '0-2': 'CREATE' }, createContactListFromImport: true }
    const id = await startedId(sandbox, { request: contactRequest(companies, columns) })
    await sandbox.clock.settle()
    const { body } = await call(sandbox, `GET /crm/v3/imports/${id}`)
    expect([at(body, 'state'), at(body, 'metadata', 'objectLists')]).toEqual(['DONE', []])
  })
})

describe('POST /crm/v3/imports/{importId}/cancel', () => {
  test('cancels before the first row, with empty counters and an ActionResponse', async () => {
    const engine = standInEngine({})
    const sandbox = await start({ runImport: engine.run })
    const id = await startedId(sandbox)
    const { status, body } = await call(sandbox, `POST /crm/v3/imports/${id}/cancel`)
    expect([status, at(body, 'status')]).toEqual([200, 'COMPLETE'])
    await sandbox.clock.settle()
    const after = (await call(sandbox, `GET /crm/v3/imports/${id}`)).body
    expect([at(after, 'state'), at(after, 'metadata', 'counters')]).toEqual(['CANCELED', {}])
    expect(engine.jobs).toEqual([])
  })

  test('stops a running import between two slices and keeps its counters', async () => {
    const sandbox = await start({ runImport: standInEngine({ slices: 100 }).run })
    const id = await startedId(sandbox)
    await sandbox.clock.advance(310)
    await call(sandbox, `POST /crm/v3/imports/${id}/cancel`)
    await sandbox.clock.settle()
    const { body } = await call(sandbox, `GET /crm/v3/imports/${id}`)
    expect([at(body, 'state'), at(body, 'metadata', 'counters')]).toEqual(['CANCELED', { TOTAL_ROWS: 11 }])
  })

  test('cancels a deferred import, which then never runs', async () => {
    const engine = standInEngine({})
    const sandbox = await start({ runImport: engine.run })
    const ids = [await startedId(sandbox), await startedId(sandbox), await startedId(sandbox), await startedId(sandbox)]
    await call(sandbox, `POST /crm/v3/imports/${ids[3]}/cancel`)
    await sandbox.clock.settle()
    expect(await stateOf(sandbox, ids[3] ?? '')).toBe('CANCELED')
    expect(engine.jobs.map((job) => job.importId)).toEqual(ids.slice(0, 3))
  })

  test('gives the place of a cancelled import to the one that waits', async () => {
    const sandbox = await start({ runImport: standInEngine({}).run })
    const ids = [await startedId(sandbox), await startedId(sandbox), await startedId(sandbox), await startedId(sandbox)]
    await call(sandbox, `POST /crm/v3/imports/${ids[0]}/cancel`)
    await sandbox.clock.advance(400)
    expect(await stateOf(sandbox, ids[3] ?? '')).toBe('PROCESSING')
  })

  test('refuses an import that has ended, and one that does not exist', async () => {
    const sandbox = await start()
    const id = await startedId(sandbox)
    await sandbox.clock.settle()
    const ended = await call(sandbox, `POST /crm/v3/imports/${id}/cancel`)
    expect([ended.status, at(ended.body, 'category')]).toEqual([400, 'VALIDATION_ERROR'])
    expect((await call(sandbox, 'POST /crm/v3/imports/1/cancel')).status).toBe(404)
  })
})
