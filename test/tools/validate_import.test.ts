import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import facts from '../../src/hubspot/facts/import-error-types.json' with { type: 'json' }
import { finding } from '../../src/import/finding.ts'
import { connect, structuredOf, textOf, wholeOf } from '../connect.ts'
import { CLEAN, FAULTY, propose } from './plan-files.ts'

test('validate_import finds nothing in a clean file', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  expect(wholeOf(await connection.call('validate_import', { planId }))).toMatchObject({
    planId,
    ready: true,
    rows: 2,
    rowsLost: 0,
    findings: [],
    limits: [],
    nextStep: 'Call start_import with this planId.',
  })
})

test('validate_import tells rows lost from values lost, with the lines of the file', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(connection, 'leads.csv')
  expect(wholeOf(await connection.call('validate_import', { planId }))).toMatchObject({
    ready: false,
    rows: 4,
    rowsLost: 2,
    valuesLost: 1,
    findings: [
      {
        errorType: 'INVALID_EMAIL',
        outcome: 'row_lost',
        columnName: 'Email',
        count: 2,
        examples: [{ line: 4 }, { line: 5 }],
      },
      {
        errorType: 'INVALID_ENUMERATION_OPTION',
        outcome: 'value_lost',
        count: 1,
        examples: [{ line: 6, value: 'Nonsense' }],
      },
    ],
  })
})

test('validate_import does not say that nothing is lost where HubSpot would refuse the whole file', async () => {
  const csv = 'Email,Company domain,Role\nann@example.com,acme.example,Boss\nbob,acme.example,Boss\n'
  await using connection = await connect({ files: { 'staff.csv': csv, 'clean.csv': CLEAN } })
  const planId = await propose(connection, 'staff.csv')
  const columns = [{ column: 'Role', objectTypeId: 'contacts', columnType: 'FLEXIBLE_ASSOCIATION_LABEL' }]
  const revised = structuredOf(await connection.call('revise_mapping', { planId, columns }))
  const told = await connection.call('validate_import', { planId: revised.planId })
  expect(structuredOf(told)).toMatchObject({ ready: false })
  expect(textOf(told)).toMatch(/^\[sandbox\] Checked 2 rows; as it is now: HubSpot would refuse all of it\.\n/)
  const clean = await connection.call('validate_import', { planId: await propose(connection, 'clean.csv') })
  expect(textOf(clean)).toContain('as it is now: nothing lost.')
})

test('rows without a value they need are shown by their line, before the import and after it', async () => {
  await using connection = await connect({ files: { 'firms.csv': 'Company name,City\nAcme,Bern\n,Basel\n' } })
  const planId = await propose(connection, 'firms.csv')
  const checked = structuredOf(await connection.call('validate_import', { planId }))
  const told = { errorType: 'MISSING_REQUIRED_PROPERTY', examples: ['line 3'] }
  expect(checked).toMatchObject({ findings: expect.arrayContaining([expect.objectContaining(told)]) })
  await connection.call('start_import', { planId, acceptFindings: true })
  await connection.call('get_import', { planId, waitSeconds: 20 })
  const errors = structuredOf(await connection.call('get_import_errors', { planId }))
  expect(errors).toMatchObject({ groups: [expect.objectContaining(told)] })
})

test('validate_import takes an importRequest with its files', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const importRequest = {
    name: 'My own',
    importOperations: { '0-1': 'CREATE' },
    files: [
      {
        fileName: 'leads.csv',
        fileFormat: 'CSV',
        fileImportPage: {
          hasHeader: true,
          columnMappings: [
            { columnObjectTypeId: '0-1', columnName: 'First Name', propertyName: 'firstname' },
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
  }
  const args = { importRequest: JSON.stringify(importRequest), files: ['leads.csv'] }
  expect(wholeOf(await connection.call('validate_import', args))).toMatchObject({ ready: true, rows: 2 })
})

test.each([
  [{}, 'invalid_arguments: Neither a planId nor an importRequest with files was given.'],
  [
    { importRequest: { files: [] }, files: ['leads.csv'] },
    'mapping_incomplete: importRequest.files has 0 entries, but 1 files were given.',
  ],
  [{ importRequest: '{', files: ['leads.csv'] }, 'invalid_arguments: validate_import: importRequest'],
  [
    { importRequest: { timeZone: 'Mars/Base', files: [] }, files: ['leads.csv'] },
    'invalid_arguments: importRequest is not what HubSpot takes: timeZone: a time zone is a name such as Europe/Berlin',
  ],
  [
    { importRequest: { dateFormat: 'DMY', files: [] }, files: ['leads.csv'] },
    'invalid_arguments: importRequest is not what HubSpot takes: dateFormat: ',
  ],
  [
    {
      importRequest: {
        dateFormat: 'DAY_MONTH_YEAR',
        files: [
          {
            fileName: 'leads.csv',
            dateFormat: 'MONTH_DAY_YEAR',
            fileImportPage: { hasHeader: true, columnMappings: [] },
          },
        ],
      },
      files: ['leads.csv'],
    },
    'invalid_arguments: importRequest has several dateFormats, DAY_MONTH_YEAR and MONTH_DAY_YEAR',
  ],
])('validate_import refuses %j', async (args, text) => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  expect(textOf(await connection.call('validate_import', args))).toContain(text)
})

test.each([403, 404])('validate_import says that rules were not read where HubSpot answers %d', async (status) => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  connection.sandbox.faults.add({ path: '/crm/v3/property-validations/0-1', status })
  const planId = await propose(connection, 'leads.csv')
  const { ready, onlyHubSpotKnows } = wholeOf(await connection.call('validate_import', { planId }))
  expect(ready).toBe(true)
  expect(onlyHubSpotKnows).toContainEqual(expect.stringContaining('properties of 0-1'))
})

test('docs/checks.md has every errorType: checked, checked with records, or known to HubSpot only', async () => {
  const told = await readFile(new URL('../../docs/checks.md', import.meta.url), 'utf8')
  const rows = [...told.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, errorType]) => errorType)
  const known = facts.map(({ errorType }) => errorType)
  expect([...rows].sort()).toEqual(known.sort())
})

/** 999 columns, 998 of them of numbers, and a person's answer in words in each. */
function wideFile(columns: number, rows: number): { csv: string; importRequest: object } {
  const names = Array.from({ length: columns - 1 }, (_, index) => `The answer to the long question number ${index}`)
  const lines = Array.from({ length: rows }, (_, row) => [
    `a${row}@x.example`,
    ...names.map((_, index) => `answer ${index} ${'of many words '.repeat(20)}`),
  ])
  const properties = names.map((columnName, index) => ({
    ...{ columnObjectTypeId: '0-1', columnName },
    propertyName: index === 0 ? 'followercount' : `no_such_property_${index}`,
  }))
  const email = {
    columnObjectTypeId: '0-1',
    columnName: 'Email',
    propertyName: 'email',
    columnType: 'HUBSPOT_ALTERNATE_ID',
  }
  const fileImportPage = { hasHeader: true, columnMappings: [email, ...properties] }
  return {
    csv: [['Email', ...names], ...lines].map((cells) => `${cells.join(',')}\n`).join(''),
    importRequest: { name: 'Wide', files: [{ fileName: 'wide.csv', fileFormat: 'CSV', fileImportPage }] },
  }
}

test('validate_import answers in less than 2,000 tokens, however many columns have findings', async () => {
  const { csv, importRequest } = wideFile(999, 3)
  await using connection = await connect({ files: { 'wide.csv': csv } })
  const result = await connection.call('validate_import', { importRequest, files: ['wide.csv'] })
  const { findings, findingsLeftOut, valuesLost } = wholeOf(result)
  expect(valuesLost).toBe(3 * 998)
  expect(findings).toHaveLength(998 - Number(findingsLeftOut))
  expect(Number(findingsLeftOut)).toBeLessThan(900)
  const told = structuredOf(result)
  expect(told.findings).toHaveLength(998 - Number(told.findingsLeftOut))
  expect(Number(told.findingsLeftOut)).toBeGreaterThan(980)
  // Four characters are a token, roughly.
  expect(textOf(result).length).toBeLessThan(8_000)
  expect(JSON.stringify(told).length).toBeLessThan(8_000)
  expect(JSON.stringify(wholeOf(result)).length).toBeLessThan(300_000)
})

test('validate_import gives as many examples as it is asked for, and counts all', async () => {
  const faulty = (index: number) => (index < 60 ? `a${index}@x.example` : `nobody ${index}`)
  const rows = Array.from({ length: 100 }, (_, index) => `${faulty(index)},Ann ${index}\n`).join('')
  await using connection = await connect({ files: { 'leads.csv': `Email,First Name\n${rows}` } })
  const planId = await propose(connection, 'leads.csv')
  for (const [maxExamples, expected] of [
    [undefined, 2],
    [0, 0],
    [10, 10],
  ]) {
    const { findings } = z
      .object({ findings: z.array(finding) })
      .parse(wholeOf(await connection.call('validate_import', { planId, maxExamples })))
    expect(findings[0]).toMatchObject({ errorType: 'INVALID_EMAIL', count: 40 })
    expect(findings[0]?.examples).toHaveLength(expected ?? 0)
  }
})

test('validate_import tells a model each kind in a line, and all of one kind on request', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(connection, 'leads.csv')
  const brief = structuredOf(await connection.call('validate_import', { planId }))
  const whole = wholeOf(await connection.call('validate_import', { planId }))
  const types = (answer: Record<string, unknown>) => JSON.stringify(answer.findings).match(/"errorType":"\w+"/g)
  expect(types(brief)).toEqual(types(whole))
  const [, errorType = ''] = /"errorType":"(\w+)"/.exec(JSON.stringify(brief.findings)) ?? []
  const asked = structuredOf(await connection.call('validate_import', { planId, errorType }))
  expect(asked.findings).toEqual([
    expect.objectContaining({ errorType, message: expect.any(String), fix: expect.any(String) }),
  ])
  const later = structuredOf(await connection.call('validate_import', { planId, findingsFrom: 1 }))
  expect(types(later)).toEqual(types(brief)?.slice(1))
})

test('validate_import offers no start of a file that HubSpot refuses as a whole', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  await mkdir(join(connection.folder, 'old'))
  await writeFile(join(connection.folder, 'old', 'leads.csv'), FAULTY)
  const { planId } = wholeOf(await connection.call('propose_mapping', { files: ['leads.csv', 'old/leads.csv'] }))
  const { nextStep } = wholeOf(await connection.call('validate_import', { planId }))
  expect(nextStep).toMatch(/^HubSpot would refuse the whole import \(FILE_NOT_FOUND\)\. Rename one of the files/)
  expect(nextStep).not.toContain('start_import')
})

test('validate_import says so when there is no finding of the kind that was asked for', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(connection, 'leads.csv')
  const told = structuredOf(await connection.call('validate_import', { planId, errorType: 'NOPE' }))
  expect(told).toMatchObject({ ready: false, findings: [] })
  expect(told.nextStep).toMatch(/^No finding is NOPE; there are [A-Z_]+/)
})

test('validate_import takes a planId or an importRequest, not both', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(connection, 'leads.csv')
  const both = await connection.call('validate_import', { planId, importRequest: { name: 'x', files: [] } })
  expect(textOf(both)).toContain('invalid_arguments: Both a planId and an importRequest were given')
})

test('thousands that HubSpot reads as fractions are shown with what to do, before and after the person has decided', async () => {
  const firms = 'Company Domain Name;Annual Revenue\nacme.com;12.500\nbeta.com;950\n'
  await using connection = await connect({ files: { 'firms.csv': firms } })
  const planId = await propose(connection, 'firms.csv')
  const warned = structuredOf(await connection.call('validate_import', { planId }))
  expect(warned).toMatchObject({
    ready: true,
    findings: [{ errorType: 'MISREAD_NUMBER', fix: expect.stringContaining('Ask the person') }],
    nextStep: expect.stringMatching(/^Show the findings, then call start_import/),
  })
  await connection.call('revise_mapping', { planId, repairs: [{ repair: 'decimal_comma', column: 'Annual Revenue' }] })
  const blocked = textOf(await connection.call('start_import', { planId }))
  expect(blocked).toContain('found problems: MISREAD_NUMBER 1.')
  await connection.call('start_import', { planId, acceptFindings: true })
  await connection.call('get_import', { planId, waitSeconds: 20 })
  const [acme] = connection.sandbox.store.findByUniqueValue('0-2', 'domain', 'acme.com')
  expect(acme?.properties).toMatchObject({ annualrevenue: '12500' })
})

test('validate_import keeps the check of a plan that was made before an account was connected', async () => {
  await using offline = await connect({ flags: [], files: { 'leads.csv': CLEAN } })
  const planId = await propose(offline, 'leads.csv')
  const { sandbox, stateDir, folder } = offline
  await using connection = await connect({
    flags: ['--allow-dir', folder],
    env: { HUBSPOT_ACCESS_TOKEN: sandbox.accessToken, HUBSPOT_BASE_URL: sandbox.url },
    sandbox,
    stateDir,
  })
  wholeOf(await connection.call('validate_import', { planId }))
  expect((await connection.context.plans.get(planId)).preflight).toMatchObject({ rows: 2, ready: true })
})
