// The operations and fields of HubSpot's import guide and of the two Ballerina connectors' documents, one by one.
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../src/clock.ts'
import { createHubSpot } from '../src/hubspot/create-hubspot.ts'
import type { HubSpot, UploadFile } from '../src/hubspot/hubspot.ts'
import { importRequest } from '../src/hubspot/import-request.ts'
import { DEFAULT_SETTINGS } from '../src/hubspot/settings.ts'
import { silentLog } from '../src/log.ts'
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox.ts'
import { connect, structuredOf } from './connect.ts'

const column = (columnObjectTypeId: string, columnName: string, propertyName: string | null, more = {}) => ({
  columnObjectTypeId,
  columnName,
  propertyName,
  ...more,
})

const page = (...columnMappings: object[]) => ({ hasHeader: true, columnMappings })

/** "One file, one object" of the guide. */
const LEADS = {
  name: 'November Marketing Event Leads',
  importOperations: { '0-1': 'CREATE' },
  dateFormat: 'DAY_MONTH_YEAR',
  files: [
    {
      fileName: 'Nov-event-leads.csv',
      fileFormat: 'CSV',
      fileImportPage: page(
        column('0-1', 'First Name', 'firstname'),
        column('0-1', 'Last Name', 'lastname'),
        column('0-1', 'Email', 'email', { columnType: 'HUBSPOT_ALTERNATE_ID' }),
      ),
    },
  ],
}

/** "Several files" of the guide: the contact's e-mail is the common column. */
const CONTACTS_AND_COMPANIES = {
  name: 'Contact Company import',
  dateFormat: 'YEAR_MONTH_DAY',
  files: [
    {
      fileName: 'contact-import-file.csv',
      fileFormat: 'CSV',
      fileImportPage: page(
        column('0-1', 'First name', 'firstname'),
        column('0-1', 'Last name', 'lastname'),
        column('0-1', 'Email', 'email', { associationIdentifierColumn: true }),
      ),
    },
    {
      fileName: 'company-import-file.csv',
      fileFormat: 'CSV',
      fileImportPage: page(
        column('0-2', 'Company name', 'name'),
        column('0-2', 'Company domain name', 'domain', { columnType: 'HUBSPOT_ALTERNATE_ID' }),
        column('0-2', 'Email', null, {
          toColumnObjectTypeId: '0-1',
          foreignKeyType: { associationTypeId: 280, associationCategory: 'HUBSPOT_DEFINED' },
        }),
      ),
    },
  ],
}

describe('the documented operations', () => {
  let sandbox: Sandbox
  let hubspot: HubSpot

  beforeAll(async () => {
    sandbox = await startSandbox()
    const credentials = { kind: 'oauth' as const, ...sandbox.oauth }
    const settings = { ...DEFAULT_SETTINGS, baseUrl: sandbox.url, credentials }
    hubspot = createHubSpot(settings, { clock: systemClock, log: silentLog })
  })

  afterAll(async () => {
    await hubspot.close()
    await sandbox.close()
  })

  const post = (request: object, files: Record<string, string>, partType?: string) => {
    const form = new FormData()
    for (const [name, text] of Object.entries(files)) form.append('files', new Blob([text], { type: 'text/csv' }), name)
    const json = JSON.stringify(request)
    form.append('importRequest', partType === undefined ? json : new Blob([json], { type: partType }))
    const headers = { authorization: `Bearer ${sandbox.accessToken}` }
    return fetch(`${sandbox.url}/crm/v3/imports/`, { method: 'POST', headers, body: form })
  }

  test.each([undefined, 'application/json'])('start an import as the guide does, importRequest as %s', async (type) => {
    const csv = `First Name,Last Name,Email\nAnn,Lee,ann-${type?.length}@example.com\n`
    const answer = await post(LEADS, { 'Nov-event-leads.csv': csv }, type)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      id: expect.stringMatching(/^\d+$/),
      state: 'STARTED',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      optOutImport: false,
      metadata: { counters: {}, fileIds: [expect.any(String)], objectLists: [] },
      mappedObjectTypeIds: ['0-1'],
      importName: LEADS.name,
      importSource: 'API',
      importRequestJson: { importOperations: { '0-1': 'CREATE' }, dateFormat: 'DAY_MONTH_YEAR' },
    })
  })

  test('lists are read with limit and after, one import by its id, its errors with their options', async () => {
    const csv = 'First Name,Last Name,Email\nJohn,Doe,not-an-email\nEve,Moe,eve@example.com\n'
    const request = importRequest.parse(LEADS)
    const files = [uploadOf('Nov-event-leads.csv', csv)]
    const started = await hubspot.imports.start({ request, files })
    await sandbox.clock.settle()
    expect(await hubspot.imports.get(started.id)).toMatchObject({ id: started.id, state: 'DONE' })
    const listed = await hubspot.imports.list({ limit: 1 })
    expect(listed.results).toMatchObject([{ id: started.id }])
    const cursor = Buffer.from(started.id).toString('base64')
    expect((await hubspot.imports.list({ before: cursor })).results).toEqual([])
    expect((await hubspot.imports.list({ after: cursor })).results.map(({ id }) => id)).not.toContain(started.id)
    const query = { includeRowData: true, includeErrorMessage: true, limit: 10 }
    const errors = await hubspot.imports.errors(started.id, query)
    expect(errors.results).toMatchObject([
      {
        errorType: 'INVALID_EMAIL',
        errorMessage: expect.any(String),
        invalidValue: 'not-an-email',
        sourceData: { rowData: ['John', 'Doe', 'not-an-email'], lineNumber: 2, containsEncryptedProperties: false },
      },
    ])
  })

  test('an import that has not ended is cancelled', async () => {
    const request = importRequest.parse(LEADS)
    const files = [uploadOf('Nov-event-leads.csv', 'First Name,Last Name,Email\nA,B,c@example.com\n')]
    const { id } = await hubspot.imports.start({ request, files })
    expect(await hubspot.imports.cancel(id)).toMatchObject({
      status: 'COMPLETE',
      startedAt: expect.any(String),
      completedAt: expect.any(String),
    })
    expect((await hubspot.imports.get(id)).state).toBe('CANCELED')
  })

  test('an association label is created, renamed and deleted', async () => {
    const { labels } = hubspot.associations
    const input = { name: 'Headquarters_Franchise', label: 'Franchise company', inverseLabel: 'Headquarters company' }
    const created = await labels.create('companies', 'companies', input)
    expect(created.map(({ label }) => label).sort()).toEqual(['Franchise company', 'Headquarters company'])
    const associationTypeId = created.find(({ label }) => label === 'Franchise company')?.typeId ?? 0
    const update = {
      associationTypeId,
      label: 'Franchise company updated',
      inverseLabel: 'Headquarters company updated',
    }
    await labels.update('companies', 'companies', update)
    const updated = await labels.list('companies', 'companies')
    expect(updated.map(({ label }) => label)).toEqual(expect.arrayContaining([update.label, update.inverseLabel]))
    await labels.delete('companies', 'companies', associationTypeId)
    expect((await labels.list('companies', 'companies')).some(({ category }) => category === 'USER_DEFINED')).toBe(
      false,
    )
    expect(await labels.list('contacts', 'deals')).toContainEqual(
      expect.objectContaining({ typeId: 4, label: null, category: 'HUBSPOT_DEFINED' }),
    )
  })

  test('association configurations are created, updated, read and purged', async () => {
    const { configurations } = hubspot.associations
    const type = { typeId: 449, category: 'HUBSPOT_DEFINED' }
    const created = await configurations.create('contacts', 'contacts', [{ ...type, maxToObjectIds: 5 }])
    expect(created).toMatchObject({ status: 'COMPLETE', results: [{ ...type, userEnforcedMaxToObjectIds: 5 }] })
    const updated = await configurations.update('contacts', 'contacts', [{ ...type, maxToObjectIds: 10 }])
    expect(updated).toMatchObject({ status: 'COMPLETE', results: [{ ...type, userEnforcedMaxToObjectIds: 10 }] })
    const limited = expect.objectContaining({ ...type, userEnforcedMaxToObjectIds: 10 })
    expect(await configurations.list('contacts', 'contacts')).toContainEqual(limited)
    expect(await configurations.listAll()).toContainEqual(limited)
    await configurations.purge('contacts', 'contacts', [type])
    expect(await configurations.list('contacts', 'contacts')).not.toContainEqual(limited)
  })
})

function uploadOf(fileName: string, text: string): UploadFile {
  const bytes = Buffer.from(text)
  return { fileName, contentType: 'text/csv', bytes: bytes.length, stream: () => Readable.from([bytes]) }
}

describe('the documented importRequests, through the tools', () => {
  const run = async (importRequest: object, contents: Record<string, string>) => {
    const connection = await connect({ files: contents })
    const args = { importRequest, files: Object.keys(contents), acceptFindings: true }
    const { planId } = structuredOf(await connection.call('start_import', args))
    await connection.sandbox.clock.settle()
    const progress = structuredOf(await connection.call('get_import', { planId, waitSeconds: 20 }))
    return { connection, progress, store: connection.sandbox.store }
  }

  test('one file with one object', async () => {
    const { connection, progress } = await run(LEADS, {
      'Nov-event-leads.csv': 'First Name,Last Name,Email\nAnn,Lee,ann@example.com\n',
    })
    await using _open = connection
    expect(progress).toMatchObject({ state: 'DONE', records: { created: 1 }, errors: 0 })
  })

  test('two files with a common column', async () => {
    const { connection, progress, store } = await run(CONTACTS_AND_COMPANIES, {
      'contact-import-file.csv': 'First name,Last name,Email\nAnn,Lee,ann@example.com\n',
      'company-import-file.csv': 'Company name,Company domain name,Email\nAcme,acme.com,ann@example.com\n',
    })
    await using _open = connection
    expect(progress).toMatchObject({ state: 'DONE', records: { created: 2 }, errors: 0 })
    const [company] = store.findByUniqueValue('0-2', 'domain', 'acme.com')
    expect(store.associations('0-2', company?.id ?? '', '0-1')).toMatchObject([{ typeId: 280 }])
  })

  test('one file with two objects and a label', async () => {
    const request = {
      importOperations: { '0-1': 'UPSERT', '0-2': 'UPSERT' },
      marketableContactImport: false,
      createContactListFromImport: true,
      files: [
        {
          fileName: 'both.csv',
          fileImportPage: page(
            column('0-1', 'Email', 'email', { columnType: 'HUBSPOT_ALTERNATE_ID' }),
            column('0-2', 'Domain', 'domain', { columnType: 'HUBSPOT_ALTERNATE_ID' }),
            column('0-1', 'Label', null, { columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-2' }),
          ),
        },
      ],
    }
    const { connection, progress, store } = await run(request, {
      'both.csv': 'Email,Domain,Label\nann@example.com,acme.com,Primary\n',
    })
    await using _open = connection
    expect(progress).toMatchObject({ state: 'DONE', records: { created: 2 }, errors: 0 })
    const [contact] = store.findByUniqueValue('0-1', 'email', 'ann@example.com')
    expect(store.associations('0-1', contact?.id ?? '', '0-2').map(({ typeId }) => typeId)).toContain(1)
  })

  test('records of the same object, associated by a key', async () => {
    const request = {
      files: [
        {
          fileName: 'people.csv',
          fileImportPage: page(
            column('0-1', 'Email', 'email', { columnType: 'HUBSPOT_ALTERNATE_ID' }),
            column('0-1', 'Associated contact [Email]', 'email', {
              columnType: 'ASSOCIATION_KEYS',
              toColumnObjectTypeId: '0-1',
            }),
          ),
        },
      ],
    }
    const { connection, progress } = await run(request, {
      'people.csv': 'Email,Associated contact [Email]\nann@example.com,\nbob@example.com,ann@example.com\n',
    })
    await using _open = connection
    expect(progress).toMatchObject({ state: 'DONE', records: { created: 2 } })
  })
})
