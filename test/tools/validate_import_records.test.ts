import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { finding } from '../../src/import/finding.ts'
import { forecast } from '../../src/import/forecast/forecast.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { ALL_SCOPES } from '../../src/sandbox/scopes.ts'
import { type Connection, connect, textOf, wholeOf } from '../connect.ts'
import { propose } from './plan-files.ts'

const answer = z.object({
  planId: z.string(),
  ready: z.boolean(),
  rowsLost: z.number(),
  associationsLost: z.number(),
  findings: z.array(finding),
  onlyHubSpotKnows: z.array(z.string()),
  forecast,
  nextStep: z.string(),
})

async function check(connection: Connection, planId: string): Promise<z.infer<typeof answer>> {
  return answer.parse(wholeOf(await connection.call('validate_import', { planId, checkRecords: true })))
}

/** What was found about records, with the lines of the file. */
const told = ({ findings }: z.infer<typeof answer>) =>
  findings.map(({ errorType, columnName, count, examples, outcome }) => ({
    errorType,
    columnName,
    outcome,
    count,
    lines: examples.map(({ line }) => line),
  }))

/** Calls by which records were read. */
const reads = ({ sandbox }: Connection): string[] =>
  sandbox
    .requests()
    .filter(({ path }) => path.endsWith('/batch/read') || path.endsWith('/search'))
    .map(({ method, path }) => `${method} ${path}`)

async function revise(connection: Connection, planId: string, changes: Record<string, unknown>): Promise<void> {
  wholeOf(await connection.call('revise_mapping', { planId, ...changes }))
}

const LEADS = [
  'Email,First Name,Lifecycle Stage,Customer Number,Interests',
  'ANN@example.com,Ann,Lead,C-1,Events;Webinars',
  'bob@example.com,Robert,,,',
  'cy@example.com,Cy,customer,C-3,',
  'not-an-address,Dan,lead,,',
  'eve@example.com,Eve,lead,C-1,',
  '',
].join('\n')

test('validate_import with checkRecords forecasts what is created, changed and left as it is', async () => {
  await using connection = await connect({ files: { 'leads.csv': LEADS } })
  const { store } = connection.sandbox
  store.create('0-1', {
    email: 'ann@example.com',
    firstname: 'Ann',
    lifecyclestage: 'lead',
    customer_number: 'C-1',
    interests: 'webinars;events',
  })
  store.create('0-1', { email: 'bob@example.com', firstname: 'Bob', lifecyclestage: 'lead' })
  const planId = await propose(connection, 'leads.csv')
  const checked = await check(connection, planId)
  expect(checked.forecast).toEqual({
    summary:
      'The 5 rows make 1 new contact, change 1 existing contact (1 value is overwritten) and leave 1 contact as it is. 2 rows are lost, as the findings say. Empty cells erase nothing.',
    objects: [
      {
        objectType: 'contacts (0-1)',
        created: 1,
        updated: 1,
        unchanged: 1,
        valuesOverwritten: 1,
        samples: [{ line: 3, columnName: 'First Name', before: 'Bob', after: 'Robert' }],
      },
    ],
    notLookedUp: [],
  })
  expect(told(checked)).toEqual([
    { errorType: 'INVALID_EMAIL', columnName: 'Email', outcome: 'row_lost', count: 1, lines: [5] },
    {
      errorType: 'DUPLICATE_UNIQUE_PROPERTY_VALUE',
      columnName: 'Customer Number',
      outcome: 'row_lost',
      count: 1,
      lines: [6],
    },
  ])
  expect(checked.onlyHubSpotKnows.join(' ')).not.toMatch(/create one|already/)
  expect(reads(connection)).toEqual(['POST /crm/v3/objects/0-1/batch/read', 'POST /crm/v3/objects/0-1/batch/read'])
})

test('validate_import with checkRecords agrees with the import that follows', async () => {
  await using connection = await connect({ files: { 'leads.csv': LEADS } })
  connection.sandbox.store.create('0-1', { email: 'bob@example.com', firstname: 'Bob' })
  const planId = await propose(connection, 'leads.csv')
  const { forecast: before } = await check(connection, planId)
  wholeOf(await connection.call('start_import', { planId, acceptFindings: true }))
  await connection.sandbox.clock.settle()
  const { records } = z
    .object({ records: z.looseObject({ created: z.number(), updated: z.number() }) })
    .parse(wholeOf(await connection.call('get_import', { planId, waitSeconds: 20 })))
  const [contacts] = before.objects
  expect(contacts).toMatchObject({ created: records.created, updated: records.updated, unchanged: 0 })
  // Everything is there now.
  expect((await check(connection, planId)).forecast.objects).toMatchObject([{ created: 0, updated: 0, unchanged: 3 }])
})

test.each([
  ['CREATE', 'CREATE_ONLY_IMPORT', 2],
  ['UPDATE', 'UPDATE_ONLY_IMPORT', 3],
])(
  'validate_import with checkRecords tells which rows an import that can only %s loses',
  async (operation, errorType, line) => {
    await using connection = await connect({
      files: { 'leads.csv': 'Email,First Name\nann@example.com,Ann\nbob@example.com,Bob\n' },
    })
    connection.sandbox.store.create('0-1', { email: 'ann@example.com', firstname: 'Ann' })
    const planId = await propose(connection, 'leads.csv')
    await revise(connection, planId, { importOperations: { '0-1': operation } })
    expect(wholeOf(await connection.call('validate_import', { planId })).nextStep).toContain('checkRecords: true')
    const checked = await check(connection, planId)
    expect(told(checked)).toEqual([{ errorType, columnName: 'Email', outcome: 'row_lost', count: 1, lines: [line] }])
    expect(checked).toMatchObject({ ready: false, rowsLost: 1 })
    expect(checked.nextStep).not.toContain('checkRecords')
  },
)

test.each([
  ['First Name,Last Name\nAnn,Lee\nBob,Ray\n', { '0-1': 'CREATE' }],
  ['Company name,City\nAcme,Bonn\n', { '0-2': 'CREATE' }],
])('validate_import speaks of no records that exist where a CREATE names none: %j', async (csv, importOperations) => {
  await using connection = await connect({ files: { 'new.csv': csv } })
  const planId = await propose(connection, 'new.csv')
  await revise(connection, planId, { importOperations })
  const { nextStep, onlyHubSpotKnows } = wholeOf(await connection.call('validate_import', { planId }))
  expect(nextStep).not.toContain('checkRecords')
  expect(JSON.stringify(onlyHubSpotKnows)).not.toContain('CREATE_ONLY_IMPORT')
  wholeOf(await connection.call('start_import', { planId, acceptFindings: true }))
  await connection.sandbox.clock.settle()
  const { planId: again } = wholeOf(await connection.call('propose_mapping', { file: 'new.csv' }))
  await revise(connection, String(again), { importOperations, name: 'Once more' })
  wholeOf(await connection.call('start_import', { planId: again, acceptFindings: true, allowRepeat: true }))
  expect(wholeOf(await connection.call('get_import', { planId: again, waitSeconds: 20 })).rows).toMatchObject({
    lost: 0,
  })
})

test('validate_import with checkRecords looks up the values as the repairs leave them', async () => {
  await using connection = await connect({
    files: { 'leads.csv': 'Email,First Name\nmailto:ann@example.com,Ann\nBob <bob@example.com>,Bob\n' },
  })
  connection.sandbox.store.create('0-1', { email: 'ann@example.com', firstname: 'Ann' })
  const planId = await propose(connection, 'leads.csv', { objectTypes: ['contacts'] })
  await revise(connection, planId, {
    columns: [{ column: 0, objectTypeId: '0-1', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' }],
    repairs: [{ column: 0, repair: 'clean_email' }],
  })
  expect((await check(connection, planId)).forecast.objects).toMatchObject([{ created: 1, updated: 0, unchanged: 1 }])
})

const TWO_OBJECTS = [
  'Email,First Name,Company Domain Name,Company Name',
  'ann@example.com,Ann,acme.example,Acme',
  'bob@example.com,Bob,acme.example,Acme',
  'cy@example.com,Cy,twin.example,Twin',
  'dan@example.com,Dan,new.example,New',
  'eve@example.com,Eve,new.example,New',
  '',
].join('\n')

const TWO_OBJECT_COLUMNS = [
  { column: 0, objectTypeId: '0-1', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' },
  { column: 1, objectTypeId: '0-1', propertyName: 'firstname' },
  { column: 2, objectTypeId: '0-2', propertyName: 'domain', columnType: 'HUBSPOT_ALTERNATE_ID' },
  { column: 3, objectTypeId: '0-2', propertyName: 'name' },
]

test('validate_import with checkRecords counts the company of many contacts once', async () => {
  await using connection = await connect({ files: { 'both.csv': TWO_OBJECTS } })
  const { store } = connection.sandbox
  store.create('0-2', { domain: 'acme.example', name: 'ACME Inc.' })
  store.create('0-2', { domain: 'twin.example' })
  store.create('0-2', { domain: 'twin.example' })
  const planId = await propose(connection, 'both.csv')
  await revise(connection, planId, { columns: TWO_OBJECT_COLUMNS })
  const checked = await check(connection, planId)
  expect(checked.forecast.objects).toEqual([
    { objectType: 'contacts (0-1)', created: 5, updated: 0, unchanged: 0, valuesOverwritten: 0, samples: [] },
    {
      objectType: 'companies (0-2)',
      created: 1,
      updated: 1,
      unchanged: 0,
      valuesOverwritten: 1,
      samples: [{ line: 2, columnName: 'Company Name', before: 'ACME Inc.', after: 'Acme' }],
    },
  ])
  expect(told(checked)).toEqual([
    {
      errorType: 'MULTIPLE_COMPANIES_WITH_THIS_DOMAIN',
      columnName: 'Company Domain Name',
      outcome: 'row_lost',
      count: 1,
      lines: [4],
    },
  ])
  expect(checked.onlyHubSpotKnows.join(' ')).toContain('ASSOCIATION_LIMIT_EXCEEDED')
  expect(reads(connection).sort()).toEqual(['POST /crm/v3/objects/0-1/batch/read', 'POST /crm/v3/objects/0-2/search'])
})

test('validate_import with checkRecords tells record ids and associated records that do not exist', async () => {
  await using connection = await connect({})
  const { store } = connection.sandbox
  const deal = store.create('0-3', { dealname: 'Boat' })
  const contact = store.create('0-1', { email: 'ann@example.com' })
  const file = [
    'Record ID,Deal Name,Contact ID,Reseller',
    `${deal.id},Boat,${contact.id},acme.example`,
    `999999999,Car,${contact.id},acme.example`,
    `${deal.id},Boat,888888888,nobody.example`,
    '',
  ].join('\n')
  const importRequest = {
    name: 'Deals',
    files: [
      {
        fileName: 'deals.csv',
        fileFormat: 'CSV',
        fileImportPage: {
          hasHeader: true,
          columnMappings: [
            { columnObjectTypeId: '0-3', columnName: 'Record ID', columnType: 'HUBSPOT_OBJECT_ID' },
            { columnObjectTypeId: '0-3', columnName: 'Deal Name', propertyName: 'dealname' },
            {
              columnObjectTypeId: '0-3',
              toColumnObjectTypeId: '0-1',
              columnName: 'Contact ID',
              propertyName: null,
              columnType: 'HUBSPOT_OBJECT_ID',
              foreignKeyType: { associationTypeId: 3, associationCategory: 'HUBSPOT_DEFINED' },
            },
            {
              columnObjectTypeId: '0-3',
              toColumnObjectTypeId: '0-2',
              columnName: 'Reseller',
              propertyName: null,
              columnType: 'HUBSPOT_ALTERNATE_ID',
              foreignKeyType: { associationTypeId: 341, associationCategory: 'HUBSPOT_DEFINED' },
            },
          ],
        },
      },
    ],
  }
  store.create('0-2', { domain: 'acme.example' })
  await using withFile = await connect({ sandbox: connection.sandbox, files: { 'deals.csv': file } })
  const args = { importRequest, files: ['deals.csv'] }
  const first = wholeOf(await withFile.call('validate_import', args))
  expect(first.nextStep).toContain('checkRecords: true')
  const checked = await check(withFile, String(first.planId))
  expect(told(checked)).toEqual([
    { errorType: 'INVALID_OBJECT_ID', columnName: 'Record ID', outcome: 'row_lost', count: 1, lines: [3] },
    {
      errorType: 'UNKNOWN_ASSOCIATION_RECORD_ID',
      columnName: 'Contact ID',
      outcome: 'association_lost',
      count: 1,
      lines: [4],
    },
    {
      errorType: 'ASSOCIATION_RECORD_NOT_FOUND',
      columnName: 'Reseller',
      outcome: 'association_lost',
      count: 1,
      lines: [4],
    },
  ])
  expect(checked.associationsLost).toBe(2)
  expect(checked.forecast.objects).toMatchObject([{ objectType: 'deals (0-3)', created: 0, updated: 0, unchanged: 1 }])
})

test('validate_import with checkRecords says how many contacts become marketing contacts', async () => {
  await using connection = await connect({ files: { 'leads.csv': LEADS } })
  const { store } = connection.sandbox
  store.create('0-1', { email: 'ann@example.com', hs_marketable_status: 'true' })
  store.create('0-1', { email: 'bob@example.com', hs_marketable_status: 'false' })
  const planId = await propose(connection, 'leads.csv')
  expect((await check(connection, planId)).forecast.newMarketingContacts).toBeUndefined()
  await revise(connection, planId, { marketableContactImport: true })
  const { forecast: marketing } = await check(connection, planId)
  // Bob and Cy: Ann is one already, and two rows are lost.
  expect(marketing.newMarketingContacts).toBe(2)
  expect(marketing.summary).toContain('2 contacts become marketing contacts, which HubSpot can bill.')
})

const many = (count: number): string =>
  `Email,First Name\n${Array.from({ length: count }, (_, index) => `p${index}@example.com,P${index}`).join('\n')}\n`

test('validate_import with checkRecords makes no more calls than the setting allows, and says what was left out', async () => {
  await using connection = await connect({
    flags: ['--sandbox', '--record-calls', '2'],
    files: { 'leads.csv': many(250) },
  })
  connection.sandbox.store.create('0-1', { email: 'p7@example.com', firstname: 'P7' })
  connection.sandbox.store.create('0-1', { email: 'p240@example.com', firstname: 'P240' })
  const planId = await propose(connection, 'leads.csv')
  await revise(connection, planId, { importOperations: { '0-1': 'CREATE' } })
  const checked = await check(connection, planId)
  expect(reads(connection)).toHaveLength(2)
  expect(told(checked)).toMatchObject([{ errorType: 'CREATE_ONLY_IMPORT', count: 1, lines: [9] }])
  expect(checked.forecast.objects).toMatchObject([{ created: 199, updated: 0, unchanged: 0 }])
  expect(checked.forecast.notLookedUp).toEqual([
    'Rows 201 to 250 of leads.csv were not looked up: a check makes at most 2 calls to HubSpot.',
  ])
  expect(checked.forecast.summary).toContain('Of 250 rows the first 200 make 199 new contacts.')
  expect(checked.onlyHubSpotKnows.join(' ')).toContain('CREATE_ONLY_IMPORT')
})

test('validate_import with checkRecords forecasts what the token may read, and says what it may not', async () => {
  const scopes = ALL_SCOPES.filter((scope) => scope !== 'crm.objects.companies.read')
  const sandbox = await startSandbox({ scopes })
  try {
    await using connection = await connect({ sandbox, files: { 'both.csv': TWO_OBJECTS } })
    const planId = await propose(connection, 'both.csv')
    await revise(connection, planId, { columns: TWO_OBJECT_COLUMNS })
    const { forecast: partly } = await check(connection, planId)
    expect(partly.objects).toMatchObject([{ objectType: 'contacts (0-1)', created: 5 }])
    expect(partly.notLookedUp).toHaveLength(1)
    expect(partly.notLookedUp[0]).toMatch(/^Not looked up: companies \(0-2\) by domain\. .*scope/)
    expect(partly.summary).toContain('Not looked up: companies (0-2) by domain.')
  } finally {
    await sandbox.close()
  }
})

test.each([
  { name: '429', rule: { status: 429, body: { status: 'error', policyName: 'DAILY', message: 'daily limit' } } },
  { name: 'a broken connection', rule: { reset: true } },
])('validate_import with checkRecords tells the findings of the file in spite of $name', async ({ rule }) => {
  await using connection = await connect({
    flags: ['--sandbox', '--retry-count', '0'],
    files: { 'leads.csv': LEADS },
  })
  const planId = await propose(connection, 'leads.csv')
  connection.sandbox.faults.add({ ...rule, path: '*/batch/read', times: 100 })
  const checked = await check(connection, planId)
  expect(told(checked)).toMatchObject([{ errorType: 'INVALID_EMAIL', lines: [5] }, { lines: [6] }])
  expect(checked.forecast.objects).toEqual([])
  expect(checked.forecast.summary).toMatch(
    /^There is no forecast\. Not looked up: contacts \(0-1\) by customer_number, contacts \(0-1\) by email\. \S/,
  )
  expect(checked.onlyHubSpotKnows).toContain('Which rows update a record and which create one.')
})

test('validate_import with checkRecords stops reading when the call is cancelled', async () => {
  await using connection = await connect({ files: { 'leads.csv': many(2_000) } })
  const planId = await propose(connection, 'leads.csv')
  const { faults } = connection.sandbox
  const slow = faults.add({ path: '*/batch/read', delayMs: 10_000, times: 100 })
  const cancel = new AbortController()
  const call = connection.client.callTool(
    { name: 'validate_import', arguments: { planId, checkRecords: true } },
    { signal: cancel.signal },
  )
  await vi.waitFor(() => expect(slow.hits()).toBeGreaterThan(0), 5_000)
  cancel.abort()
  await expect(call).rejects.toThrow()
  const before = reads(connection).length
  slow.remove()
  // Whatever still comes comes before the answer to this one.
  wholeOf(await connection.call('check_connection'))
  expect(reads(connection).length).toBe(before)
})

test('validate_import with checkRecords says when there is no account to look into', async () => {
  await using connection = await connect({ flags: [], files: { 'leads.csv': LEADS } })
  const planId = await propose(connection, 'leads.csv')
  expect((await check(connection, planId)).forecast).toEqual({
    summary: 'There is no forecast: No HubSpot account is connected, so no record was looked up.',
    objects: [],
    notLookedUp: ['No HubSpot account is connected, so no record was looked up.'],
  })
})

test('validate_import with checkRecords shows hostile values safely, and stays short', async () => {
  const columns = Array.from({ length: 8 }, (_, index) => `Text ${index}`)
  const hostile = `\u001b[31m\u202e${'x'.repeat(500)}`
  const row = (index: number) => [`p${index}@example.com`, ...columns.map(() => hostile)].join(',')
  const text = `Email,First Name,Last Name,City,Job Title\n${Array.from({ length: 60 }, (_, index) => row(index).split(',').slice(0, 5).join(',')).join('\n')}\n`
  await using connection = await connect({ files: { 'leads.csv': text } })
  for (let index = 0; index < 60; index += 1) {
    connection.sandbox.store.create('0-1', { email: `p${index}@example.com`, firstname: hostile.replace('x', 'y') })
  }
  const planId = await propose(connection, 'leads.csv')
  const result = await connection.call('validate_import', { planId, checkRecords: true })
  const { forecast: shown } = answer.parse(wholeOf(result))
  expect(shown.objects[0]?.samples).toHaveLength(3)
  for (const { before, after } of shown.objects[0]?.samples ?? []) {
    for (const value of [before, after]) {
      expect(value.length).toBeLessThanOrEqual(80)
      expect(value).not.toContain('\u001b')
      expect(value).not.toContain('\u202e')
    }
  }
  // About four characters a token.
  expect(textOf(result).length).toBeLessThan(8_000)
})
