import { expect, test } from 'vitest'
import { connect, textOf, wholeOf } from '../connect.ts'
import { labelRow, xls } from '../table/build-xls.ts'
import { textRow, xlsx } from '../table/build-xlsx.ts'
import { importFile } from './plan-files.ts'

test('propose_mapping decides for every column and keeps a plan', async () => {
  const csv = 'Vorname;Nachname;E-Mail;Geburtsdatum;Interne Nr\nJürgen;Müller;j@example.com;25.12.1980;7\n'
  await using connection = await connect({ files: { 'kunden.csv': csv } })
  const answer = wholeOf(await connection.call('propose_mapping', { file: 'kunden.csv', name: 'Kunden' }))
  expect(answer).toMatchObject({
    planId: expect.stringMatching(/^p\d{39}$/),
    files: [
      {
        delimiter: ';',
        columns: [
          { columnName: 'Vorname', objectTypeId: '0-1', propertyName: 'firstname' },
          { columnName: 'Nachname', objectTypeId: '0-1', propertyName: 'lastname' },
          { columnName: 'E-Mail', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' },
          { columnName: 'Geburtsdatum', propertyName: 'date_of_birth' },
          { columnName: 'Interne Nr', objectTypeId: null, propertyName: null },
        ],
      },
    ],
    importOperations: { '0-1': 'UPSERT' },
    definitions: 'account',
  })
  expect(await connection.context.plans.get(String(answer.planId))).toMatchObject({ name: 'Kunden' })
})

test('propose_mapping tells an order of dates only where a column is mapped to a date', async () => {
  const files = {
    'plain.csv': 'Email\nann@example.com\n',
    'dates.csv': 'Email,Close Date\nann@example.com,25/06/1990\n',
  }
  await using connection = await connect({ files })
  const plain = await connection.call('propose_mapping', { file: 'plain.csv' })
  expect(textOf(plain)).not.toContain('dateFormat')
  expect(wholeOf(plain)).not.toHaveProperty('dateFormat')
  const dates = wholeOf(await connection.call('propose_mapping', { file: 'dates.csv' }))
  expect(dates).toMatchObject({ dateFormat: { value: 'DAY_MONTH_YEAR', certain: true } })
})

test("propose_mapping prefers the account's own property of the same label", async () => {
  await using connection = await connect({ files: { 'leads.csv': 'Email,Shoe size\nann@example.com,38\n' } })
  wholeOf(await connection.call('create_property', { objectType: 'contacts', label: 'Shoe size', type: 'number' }))
  const { files } = wholeOf(await connection.call('propose_mapping', { file: 'leads.csv' }))
  expect(files).toMatchObject([{ columns: [{}, { objectTypeId: '0-1', propertyName: 'shoe_size' }] }])
})

test('propose_mapping asks about an operation of an object that no column is of, and keeps it out of the plan', async () => {
  await using connection = await connect({ files: { 'leads.csv': 'Email,First Name\nann@example.com,Ann\n' } })
  const args = { file: 'leads.csv', importOperations: { companies: 'UPDATE' } }
  expect(wholeOf(await connection.call('propose_mapping', args))).toMatchObject({
    importOperations: { '0-1': 'UPSERT' },
    questions: ['importOperations names companies (0-2), but no column is of them. Which object is meant?'],
    nextStep: expect.stringMatching(/^Ask the person/),
  })
})

test("propose_mapping gives HubSpot's importRequest on request", async () => {
  await using connection = await connect({ files: { 'leads.csv': 'Email,Legacy ID\nann@example.com,38\n' } })
  const args = { file: 'leads.csv', includeImportRequest: true, importOperations: { contacts: 'CREATE' } }
  const { importRequest } = wholeOf(await connection.call('propose_mapping', args))
  expect(importRequest).toEqual({
    name: 'leads',
    importOperations: { '0-1': 'CREATE' },
    dateFormat: expect.any(String),
    files: [
      {
        fileName: 'leads.csv',
        fileFormat: 'CSV',
        fileImportPage: {
          hasHeader: true,
          columnMappings: [
            {
              columnObjectTypeId: '0-1',
              columnName: 'Email',
              propertyName: 'email',
              columnType: 'HUBSPOT_ALTERNATE_ID',
            },
          ],
        },
      },
    ],
  })
})

test('propose_mapping works without an account, from the built-in catalogue', async () => {
  await using connection = await connect({ flags: [], files: { 'leads.csv': 'Email\nann@example.com\n' } })
  const answer = wholeOf(await connection.call('propose_mapping', { file: 'leads.csv' }))
  expect(answer).toMatchObject({ definitions: 'built-in', files: [{ columns: [{ propertyName: 'email' }] }] })
})

test('propose_mapping links two files by a key they share', async () => {
  const files = {
    'contacts.csv': 'First Name,Email\nAnn,ann@example.com\nBob,bob@example.com\n',
    'companies.csv':
      'Company name,Company domain name,Contact email\nAcme,acme.com,ann@example.com\nBeta,beta.io,bob@example.com\n',
  }
  await using connection = await connect({ files })
  const args = { files: ['contacts.csv', 'companies.csv'], includeImportRequest: true }
  const { importRequest } = wholeOf(await connection.call('propose_mapping', args))
  expect(JSON.stringify(importRequest)).toContain('"associationIdentifierColumn":true')
  expect(JSON.stringify(importRequest)).toContain('"associationTypeId":280')
})

test.each([
  [{}, 'invalid_arguments: No file was given.'],
  [
    { file: 'leads.csv', objectTypes: ['contcats'] },
    'unknown_object_type: "contcats" is not an object type. Did you mean contacts?',
  ],
  [{ file: 'leads.csv', dryRun: true }, 'invalid_arguments: propose_mapping has no argument "dryRun".'],
  [{ fiel: 'leads.csv' }, 'has no argument "fiel". Did you mean "file"?'],
])('propose_mapping refuses %j', async (args, text) => {
  await using connection = await connect({ files: { 'leads.csv': 'Email\nann@example.com\n' } })
  expect(textOf(await connection.call('propose_mapping', args))).toContain(text)
})

test('propose_mapping takes lists that arrive as JSON texts', async () => {
  await using connection = await connect({ files: { 'leads.csv': 'Name\nAcme\n' } })
  const args = { file: 'leads.csv', objectTypes: '["companies"]' }
  const { files } = wholeOf(await connection.call('propose_mapping', args))
  expect(files).toMatchObject([{ columns: [{ objectTypeId: '0-2', propertyName: 'name' }] }])
})

const PEOPLE = textRow(1, ['First Name', 'Email']) + textRow(2, ['Ann', 'ann@example.com'])
const peopleXls = [...labelRow(0, ['First Name', 'Email']), ...labelRow(1, ['Ann', 'ann@example.com'])]

test.each([
  [
    'book.xlsx',
    xlsx({
      sheets: [
        { name: 'Old', rows: PEOPLE, state: 'hidden' },
        { name: 'Empty', rows: '' },
        { name: 'People', rows: PEOPLE },
      ],
    }),
  ],
  [
    'book.xls',
    xls({
      sheets: [
        { name: 'Old', cells: peopleXls, state: 'hidden' },
        { name: 'Empty', cells: [] },
        { name: 'People', cells: peopleXls },
      ],
    }),
  ],
])('propose_mapping asks which sheet of %s is meant, unless it is told', async (file, bytes) => {
  await using connection = await connect({ files: { [file]: bytes } })
  const asked = wholeOf(await connection.call('propose_mapping', { file }))
  expect(asked.questions).toContain(
    `Which sheet of ${file} is meant? "People" is taken; there is also "Old" (hidden). For another one call propose_mapping again with sheet.`,
  )
  expect(asked.nextStep).toContain('Ask the person')
  expect(asked.files).toMatchObject([
    { sheet: 'People', sheets: ['Old', 'Empty', 'People'], hiddenSheets: ['Old'], rowCount: 1 },
  ])
  const told = wholeOf(await connection.call('propose_mapping', { file, sheet: 'Old' }))
  expect(JSON.stringify(told.questions)).not.toContain('Which sheet')
  expect(told.files).toMatchObject([{ sheet: 'Old' }])
})

test('propose_mapping asks about an opt-out list also where its header was imported before', async () => {
  const files = { 'people.csv': 'Email\nann@example.com\n', 'opt-out.csv': 'Email\nbob@example.com\n' }
  await using connection = await connect({ files })
  await importFile(connection, 'people.csv')
  const { questions } = wholeOf(await connection.call('propose_mapping', { file: 'opt-out.csv' }))
  expect(questions).toEqual([expect.stringContaining('Is opt-out.csv a list of people who want no e-mail?')])
  const again = wholeOf(await connection.call('propose_mapping', { file: 'people.csv' }))
  expect(again.questions).toEqual([])
})

test('propose_mapping refuses one workbook for two of its sheets, and says how both get in', async () => {
  const sheets = [
    { name: 'Firms', rows: textRow(1, ['Name', 'Domain']) + textRow(2, ['Acme', 'acme.com']) },
    { name: 'People', rows: textRow(1, ['Email']) + textRow(2, ['ann@acme.com']) },
  ]
  await using connection = await connect({ files: { 'crm.xlsx': xlsx({ sheets }), 'leads.csv': 'Email\na@b.de\n' } })
  const text = textOf(await connection.call('propose_mapping', { files: ['crm.xlsx', './crm.xlsx'] }))
  expect(text).toContain('invalid_arguments: crm.xlsx is named twice.')
  expect(text).toContain('call propose_mapping for each sheet that is wanted: also "People" as sheet.')
  const plain = textOf(await connection.call('propose_mapping', { file: 'leads.csv', files: ['leads.csv'] }))
  expect(plain).toContain('leads.csv is named twice.\nFix: Name each file once.')
})

test('propose_mapping asks nothing about sheets without values', async () => {
  const sheets = [
    { name: 'People', rows: PEOPLE },
    { name: 'Sheet2', rows: '' },
    { name: 'Sheet3', rows: '<row r="1"><c r="A1" s="0"/></row>' },
  ]
  await using connection = await connect({ files: { 'book.xlsx': xlsx({ sheets }) } })
  const { questions } = wholeOf(await connection.call('propose_mapping', { file: 'book.xlsx' }))
  expect(JSON.stringify(questions)).not.toContain('sheet')
})
