import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { finding } from '../../src/import/finding.ts'
import { REPAIR_NAMES, type RepairName } from '../../src/import/repair-names.ts'
import { csvLines } from '../../src/table/write-csv.ts'
import { type Connection, connect, textOf, wholeOf } from '../connect.ts'
import { propose } from '../tools/plan-files.ts'

/** The columns of a file with every kind of fault: cells without one first, then faulty ones. */
const COLUMNS: { columnName: string; objectTypeId: string; propertyName: string; fine: string[]; faulty: string[] }[] =
  [
    {
      columnName: 'Stage',
      objectTypeId: '0-1',
      propertyName: 'lifecyclestage',
      fine: ['lead', 'Customer', ''],
      faulty: ['LEAD', 'costumer', 'Custmer', 'nonsense', 'n/a', 'Leads'],
    },
    {
      columnName: 'Lead status',
      objectTypeId: '0-1',
      propertyName: 'hs_lead_status',
      fine: ['NEW', ''],
      faulty: ['\u00a0NEW', 'NEW\u200b', 'elsewhere'],
    },
    {
      columnName: 'Closed',
      objectTypeId: '0-1',
      propertyName: 'closedate',
      fine: ['2024-01-31', ''],
      faulty: ['25/12/2024', '5 March 2024', 'soon', '31/12/24', '13/13/2024'],
    },
    {
      columnName: 'Revenue',
      objectTypeId: '0-1',
      propertyName: 'annualrevenue',
      fine: ['12', '1.234', '1,234', ''],
      faulty: ['1,5', '1.234,56', '€ 1.234', 'much', '1,5 kg'],
    },
    {
      columnName: 'Followers',
      objectTypeId: '0-1',
      propertyName: 'followercount',
      fine: ['1.5', '1,234', ''],
      faulty: ['$5', '$1,234', '$2.50', 'many'],
    },
    {
      columnName: 'Connections',
      objectTypeId: '0-1',
      propertyName: 'linkedinconnections',
      fine: ['12', ''],
      faulty: ['n/a', '-', 'NULL', 'ten'],
    },
    {
      columnName: 'Phone',
      objectTypeId: '0-1',
      propertyName: 'phone',
      fine: ['+4930123456', '+49 30 123457', ''],
      faulty: ['030 123456', '(213) 373-4253', '555-1234', '030 123456 ext. 5', '0049 30 123456'],
    },
    {
      columnName: 'Country',
      objectTypeId: '0-1',
      propertyName: 'country',
      fine: ['Germany', 'USA', 'DE', '', 'Atlantis'],
      faulty: [],
    },
    {
      columnName: 'Employees',
      objectTypeId: '0-2',
      propertyName: 'numberofemployees',
      fine: ['12', ''],
      faulty: ['10%', '12.5 %', 'half', '%'],
    },
    {
      columnName: 'Turnover',
      objectTypeId: '0-2',
      propertyName: 'annualrevenue',
      fine: ['12', '1200.50', ''],
      faulty: ["1'200.50", "CHF 23'450", "12'34", 'much'],
    },
    {
      columnName: 'Domain',
      objectTypeId: '0-2',
      propertyName: 'domain',
      fine: ['acme.example', ''],
      faulty: ['https://acme.example/about', 'acme.example/', 'acme', 'acme.example or beta.example'],
    },
  ]

const EMAILS = ['<%@b.example>', 'Ann <%@b.example>', 'mailto:%@b.example', '%@b.example; c@d.example', 'none']

/** Every row has an address of its own, and cells at random; the first rows have every kind of cell once. */
const files = fc
  .array(fc.tuple(fc.nat(20), ...COLUMNS.map(() => fc.nat(20))), { minLength: 20, maxLength: 60 })
  .map((rows) => {
    const sure = Array.from({ length: 8 }, (_, row) => Array.from({ length: COLUMNS.length + 1 }, () => row))
    return csvLines([
      ['Email', ...COLUMNS.map(({ columnName }) => columnName)],
      ...[...sure, ...rows].map(([email = 0, ...picks], row) => [
        (EMAILS[email] ?? '%@b.example').replace('%', `p${row}`),
        ...COLUMNS.map(({ fine, faulty }, place) => {
          const all = [...faulty, ...fine]
          return all[(picks[place] ?? 0) % all.length] ?? ''
        }),
      ]),
    ])
  })

const validated = z.object({
  findingsLeftOut: z.number(),
  findings: z.array(finding),
  nextStep: z.string(),
  repairs: z.array(z.object({ name: z.string(), columnIndex: z.number(), cells: z.number() })),
})

async function validate(connection: Connection, planId: string): Promise<z.output<typeof validated>> {
  return validated.parse(wholeOf(await connection.call('validate_import', { planId, maxExamples: 10 })))
}

/** The mapping of all columns, or with the others left out. */
const mapped = (isKept = (_columnName: string) => true) =>
  COLUMNS.map(({ columnName, objectTypeId, propertyName }) =>
    isKept(columnName)
      ? { column: columnName, objectTypeId, propertyName }
      : { column: columnName, propertyName: null },
  )

async function mapAll(connection: Connection): Promise<string> {
  const planId = await propose(connection, 'leads.csv')
  const columns = mapped()
  wholeOf(await connection.call('revise_mapping', { planId, columns, dateFormat: 'MONTH_DAY_YEAR' }))
  return planId
}

const countOf = (
  findings: readonly z.output<typeof finding>[],
  { errorType, columnIndex, outcome }: z.output<typeof finding>,
) =>
  findings.find((one) => one.errorType === errorType && one.columnIndex === columnIndex && one.outcome === outcome)
    ?.count ?? 0

test('what a finding says of its repair comes true when just that is switched on', { timeout: 60_000 }, async () => {
  const offered = new Set<RepairName>()
  await fc.assert(
    fc.asyncProperty(files, async (csv) => {
      await using connection = await connect({ files: { 'leads.csv': csv } })
      const planId = await mapAll(connection)
      const check = async (column: string, repairs: object[]) => {
        // One column at a time: an answer shows only so many findings.
        const columns = mapped((columnName) => [column, 'Country'].includes(columnName))
        wholeOf(await connection.call('revise_mapping', { planId, columns, repairs }))
        const checked = await validate(connection, planId)
        expect(checked.findingsLeftOut).toBe(0)
        return checked
      }
      for (const column of ['Email', ...COLUMNS.map(({ columnName }) => columnName)]) {
        const before = await check(column, [])
        for (const told of before.findings.filter(({ columnName }) => columnName === column)) {
          if (told.repair === undefined) continue
          const { name: repair, count, examples, countryColumn } = told.repair
          offered.add(repair)
          expect(examples).toHaveLength(Math.min(3, count))
          const after = await check(column, [{ repair, column: told.columnIndex, countryColumn }])
          expect([column, repair, countOf(after.findings, told)]).toEqual([column, repair, told.count - count])
          expect(after.repairs).toMatchObject([{ name: repair, columnIndex: told.columnIndex }])
        }
      }
    }),
    { numRuns: 3, endOnFailure: true },
  )
  // The others are not offered: one goes with an exported file, the other has to be told what texts mean.
  const never: RepairName[] = ['drop_guard', 'replace_values']
  expect([...offered].sort()).toEqual(REPAIR_NAMES.filter((name) => !never.includes(name)).sort())
})

test('validate_import names arguments that revise_mapping takes, until nothing is left to repair', async () => {
  const [csv = ''] = fc.sample(files, { seed: 7, numRuns: 1 })
  await using connection = await connect({ files: { 'leads.csv': csv } })
  const path = join(connection.folder, 'leads.csv')
  const hash = async () =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
  const source = await hash()
  const planId = await mapAll(connection)
  const original = await validate(connection, planId)
  let report = original
  for (let round = 0; report.findings.some(({ repair }) => repair !== undefined); round += 1) {
    expect(round).toBeLessThan(5)
    const repairs = z
      .array(z.unknown())
      .parse(JSON.parse(/repairs: (\[.*\]), or start_import/.exec(report.nextStep)?.[1] ?? ''))
    wholeOf(await connection.call('revise_mapping', { planId, repairs }))
    report = await validate(connection, planId)
  }
  const { preflight } = await connection.context.plans.get(planId)
  expect(preflight?.repairs.map(({ name, columnIndex, cells }) => ({ name, columnIndex, cells }))).toEqual(
    report.repairs.map(({ name, columnIndex, cells }) => ({ name, columnIndex, cells })),
  )
  const unchanged = wholeOf(await connection.call('revise_mapping', { planId }))
  expect(unchanged.repairs).toEqual(preflight?.repairs)
  wholeOf(await connection.call('revise_mapping', { planId, repairs: [] }))
  expect((await validate(connection, planId)).findings).toEqual(original.findings)
  expect(await hash()).toBe(source)
})

const PHONES =
  'Email,Phone,Country\na@b.example,030 123456,Germany\nb@b.example,(213) 373-4253,\nc@b.example,555-1234,USA\n'

test('phone_e164 is applied to what is uploaded, by the country of the row', async () => {
  await using connection = await connect({ files: { 'leads.csv': PHONES } })
  const planId = await propose(connection, 'leads.csv')
  const repairs = [{ repair: 'phone_e164', column: 'Phone', countryColumn: 'Country', country: 'United States' }]
  const { changed } = wholeOf(await connection.call('revise_mapping', { planId, repairs }))
  expect(changed).toEqual(['"Phone" → 0-1.phone STANDARD, repairs phone_e164 (country in column 2, else US)'])
  const report = wholeOf(await connection.call('validate_import', { planId }))
  expect(report).toMatchObject({
    ready: true,
    findings: [{ errorType: 'NATIONAL_PHONE_NUMBER', severity: 'warning', outcome: null, count: 1 }],
    repairs: [{ name: 'phone_e164', cells: 2, countryColumn: 2, country: 'US' }],
  })
  wholeOf(await connection.call('start_import', { planId }))
  await connection.sandbox.clock.settle()
  const phones = ['a', 'b', 'c'].map((name) => {
    const [contact] = connection.sandbox.store.findByUniqueValue('0-1', 'email', `${name}@b.example`)
    return contact?.properties.phone
  })
  expect(phones).toEqual(['+4930123456', '+12133734253', '555-1234'])
  expect(await readFile(join(connection.folder, 'leads.csv'), 'utf8')).toBe(PHONES)
})

test('phone_e164 is offered as a hint that does not hold up the import', async () => {
  await using connection = await connect({ files: { 'leads.csv': PHONES } })
  const planId = await propose(connection, 'leads.csv')
  expect(wholeOf(await connection.call('validate_import', { planId }))).toMatchObject({
    ready: true,
    findings: [
      {
        errorType: 'NATIONAL_PHONE_NUMBER',
        count: 3,
        repair: {
          name: 'phone_e164',
          count: 1,
          countryColumn: 2,
          examples: [{ line: 2, before: '030 123456', after: '+4930123456' }],
        },
      },
    ],
    nextStep: expect.stringContaining('Show the findings. Call revise_mapping with repairs: [{"repair":"phone_e164"'),
  })
})

test.each([
  ['one notation', 'Email,Phone,Country\na@b.example,+49 30 123456,Germany\nb@b.example,+4930123457,\n'],
  ['no country', 'Email,Phone\na@b.example,030 123456\nb@b.example,+4930123457\n'],
  ['nothing that can be read', 'Email,Phone,Country\na@b.example,555-1234,USA\n'],
])('phone_e164 is not offered where there is %s', async (_about, csv) => {
  await using connection = await connect({ files: { 'leads.csv': csv } })
  const planId = await propose(connection, 'leads.csv')
  expect(wholeOf(await connection.call('validate_import', { planId })).findings).toEqual([])
})

test.each([
  [
    { repair: 'trim', column: 'Email', country: 'DE' },
    'countryColumn and country are for phone_e164, but were given with trim.',
  ],
  [
    { repair: 'phone_e164', countryColumn: 'Country' },
    'was given for phone_e164 without the column of the phone numbers.',
  ],
  [{ repair: 'phone_e164', column: 'Phone', country: 'Atlantis' }, '"Atlantis" is no country, or the name of several.'],
  [{ repair: 'trim', column: 'Phone', dateFormat: 'DAY_MONTH_YEAR' }, 'is for iso_date in one column.'],
  [{ repair: 'iso_date', dateFormat: 'DAY_MONTH_YEAR' }, 'is for iso_date in one column.'],
  [
    { repair: 'phone_e164', column: 'Phone', countryColumn: 'Land' },
    'column_not_in_file: "Land" is not a column of leads.csv',
  ],
])('revise_mapping refuses the repair %j', async (repair, text) => {
  await using connection = await connect({ files: { 'leads.csv': PHONES } })
  const planId = await propose(connection, 'leads.csv')
  expect(textOf(await connection.call('revise_mapping', { planId, repairs: [repair] }))).toContain(text)
})

/** Month first in one column, day first in the other: no dateFormat of the import is right for both. */
const TWO_ORDERS = 'Email,Closed,Company closed\na@b.example,12/25/2024,25/12/2024\nb@b.example,3/4/2024,3/4/2024\n'

test('iso_date reads a column in the order that it proves, where the import has another', async () => {
  await using connection = await connect({ files: { 'leads.csv': TWO_ORDERS } })
  const planId = await propose(connection, 'leads.csv')
  const columns = [
    { column: 'Closed', objectTypeId: '0-1', propertyName: 'closedate' },
    { column: 'Company closed', objectTypeId: '0-1', propertyName: 'hs_latest_source_timestamp' },
  ]
  wholeOf(await connection.call('revise_mapping', { planId, columns, dateFormat: 'MONTH_DAY_YEAR' }))
  const told = validated.parse(wholeOf(await connection.call('validate_import', { planId })))
  const { fix } = told.findings.find(({ errorType }) => errorType === 'MISREAD_DATE') ?? expect.fail()
  const repairs = z.array(z.unknown()).parse(JSON.parse(/repairs (\[.*\])/.exec(fix)?.[1] ?? ''))
  const { changed } = wholeOf(await connection.call('revise_mapping', { planId, repairs }))
  expect(changed).toEqual([
    '"Company closed" → 0-1.hs_latest_source_timestamp STANDARD, repairs iso_date (DAY_MONTH_YEAR)',
  ])
  expect(wholeOf(await connection.call('validate_import', { planId }))).toMatchObject({
    ready: true,
    findings: [],
    repairs: [{ name: 'iso_date', columnIndex: 2, cells: 2, dateFormat: 'DAY_MONTH_YEAR' }],
  })
})

test('iso_date in an order that the column does not prove holds up the import', async () => {
  await using connection = await connect({ files: { 'leads.csv': TWO_ORDERS } })
  const planId = await propose(connection, 'leads.csv')
  const columns = [{ column: 'Closed', objectTypeId: '0-1', propertyName: 'closedate' }]
  const repairs = [{ repair: 'iso_date', column: 'Closed', dateFormat: 'DAY_MONTH_YEAR' }]
  wholeOf(await connection.call('revise_mapping', { planId, columns, repairs, dateFormat: 'MONTH_DAY_YEAR' }))
  const { ready, findings } = wholeOf(await connection.call('validate_import', { planId }))
  expect(ready).toBe(false)
  expect(findings).toMatchObject([{ errorType: 'MISREAD_DATE', severity: 'error', count: 1 }])
})
