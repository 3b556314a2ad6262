import { describe, expect, test } from 'vitest'
import { property } from '../../../src/hubspot/property.ts'
import type { PlannedColumn } from '../../../src/import/plan.ts'
import type { PreflightReport } from '../../../src/import/preflight.ts'
import type { RepairName } from '../../../src/import/repair-names.ts'
import { ACCOUNT, type ColumnSpec, checkFile } from './check-file.ts'
import { EMAIL, find, told } from './told.ts'

const country = property.parse({ name: 'country', label: 'Country', type: 'string', fieldType: 'text' })
const contacts = ACCOUNT.properties.get('0-1') ?? []
const WITH_COUNTRY = { properties: new Map([...ACCOUNT.properties, ['0-1', [...contacts, country]]]) }

describe('preflight() with repairs', () => {
  const column = (propertyName: string, repairs: PlannedColumn['repairs']): ColumnSpec => ({ propertyName, repairs })

  test('preflight() checks the repaired values and says what each repair changes', async () => {
    const report = await checkFile({
      text: 'Email,Stage,Amount\n<a@b.com>,LEAD,"1,5"\nb@b.com,n/a,"1.234,5"\nc@b.com,Lead,7\n',
      columns: [
        { ...EMAIL, repairs: ['clean_email'] },
        column('lifecyclestage', ['blank_placeholder', 'match_option']),
        column('amount', ['decimal_comma']),
      ],
    })
    expect(report).toMatchObject({ ready: true, findings: [] })
    expect(report.repairs).toEqual([
      {
        fileName: 'file.csv',
        columnName: 'Email',
        columnIndex: 0,
        name: 'clean_email',
        cells: 1,
        examples: [{ line: 2, before: '<a@b.com>', after: 'a@b.com' }],
      },
      {
        fileName: 'file.csv',
        columnName: 'Stage',
        columnIndex: 1,
        name: 'blank_placeholder',
        cells: 1,
        examples: [{ line: 3, before: 'n/a', after: '' }],
      },
      {
        fileName: 'file.csv',
        columnName: 'Stage',
        columnIndex: 1,
        name: 'match_option',
        cells: 1,
        examples: [{ line: 2, before: 'LEAD', after: 'lead' }],
      },
      {
        fileName: 'file.csv',
        columnName: 'Amount',
        columnIndex: 2,
        name: 'decimal_comma',
        cells: 2,
        examples: [
          { line: 2, before: '1,5', after: '1.5' },
          { line: 3, before: '1.234,5', after: '1234.5' },
        ],
      },
    ])
  })

  test('preflight() finds duplicates among the repaired values', async () => {
    const report = await checkFile({
      text: 'Email,Name\na@b.com,1\n<a@b.com>,2\n',
      columns: [{ ...EMAIL, repairs: ['clean_email'] }, 'firstname'],
    })
    expect(told(report)).toEqual(['! DUPLICATE_ALTERNATE_ID row_lost Email=1 @3'])
  })

  const offered = (report: PreflightReport) =>
    report.findings.map(({ errorType, repair }) => `${errorType} ${repair?.name ?? '-'} ${repair?.count ?? 0}`)

  test.each([
    [
      'the repair that mends most',
      'Email',
      EMAIL,
      ['<a@b.com>', '\u00a0b@b.com', '<c@b.com>'],
      ['INVALID_EMAIL clean_email 3'],
    ],
    ['no empty identifier', 'Email', EMAIL, ['n/a'], ['INVALID_EMAIL - 0']],
    ['an empty cell', 'Born', 'birthday', ['n/a', '-'], ['COULD_NOT_PARSE_DATE blank_placeholder 2']],
    [
      'decimal_comma where all numbers allow it',
      'N',
      'amount',
      ['1,5', '1.234,56', '12'],
      ['COULD_NOT_PARSE_NUMBER decimal_comma 2'],
    ],
    ['no decimal_comma where one number contradicts', 'N', 'amount', ['1,5', '1.5'], ['COULD_NOT_PARSE_NUMBER - 0']],
    [
      'decimal_comma for numbers that would be misread',
      'N',
      'amount',
      ['1,5', '1.234', '1,234'],
      ['COULD_NOT_PARSE_NUMBER decimal_comma 1', 'MISREAD_NUMBER decimal_comma 2'],
    ],
    ['currency_sign', 'N', 'amount', ['$1,234.50', '$7', '1.5'], ['COULD_NOT_PARSE_NUMBER currency_sign 2']],
    [
      'currency_sign where the point is proven',
      'N',
      'amount',
      ['$1,234', '1.5'],
      ['COULD_NOT_PARSE_NUMBER currency_sign 1'],
    ],
    [
      'no currency_sign for numbers of two readings',
      'N',
      'amount',
      ['€1.234', '€5.678'],
      ['COULD_NOT_PARSE_NUMBER - 0'],
    ],
    [
      'decimal_comma and no other for codes of currencies beside a decimal comma',
      'N',
      'amount',
      ['EUR 12.000', '12.000 EUR', '1,5'],
      ['COULD_NOT_PARSE_NUMBER decimal_comma 3'],
    ],
    [
      'thousands_apostrophe, which is no decimal comma',
      'N',
      'amount',
      ["1'200.50", "CHF 23'450", "1'200", '1.234'],
      ['COULD_NOT_PARSE_NUMBER thousands_apostrophe 3'],
    ],
    [
      'decimal_comma for apostrophes before a decimal comma',
      'N',
      'amount',
      ["1'200,50", "1'200", '1,5'],
      ['COULD_NOT_PARSE_NUMBER decimal_comma 3'],
    ],
    ['currency_sign for a code', 'N', 'amount', ['USD 1,200.50', '5'], ['COULD_NOT_PARSE_NUMBER currency_sign 1']],
    ['percent_sign', 'N', 'amount', ['10%', '12,5 %', '1.234%', '5'], ['COULD_NOT_PARSE_NUMBER percent_sign 2']],
    ['no decimal_comma for numbers of two readings', 'N', 'amount', ['€1.234', '5'], ['COULD_NOT_PARSE_NUMBER - 0']],
    [
      'no option for another word',
      'S',
      'lifecyclestage',
      ['Leader', 'Others'],
      ['INVALID_ENUMERATION_OPTION match_option 1'],
    ],
    [
      'the option of a Yes/No property for words of other languages',
      'OK',
      'agreed',
      ['ja', 'NEIN', 'oui', 'x', 'yes', '0'],
      ['INVALID_ENUMERATION_OPTION match_option 3'],
    ],
    [
      'an empty cell for a placeholder that is no option',
      'S',
      'lifecyclestage',
      ['N/A'],
      ['INVALID_ENUMERATION_OPTION blank_placeholder 1'],
    ],
    [
      'an empty cell where a phone number is unknown',
      'P',
      'phone',
      ['unknown'],
      ['INVALID_PROPERTY_VALUE_FORMAT blank_placeholder 1'],
    ],
    [
      'iso_date for dates of one reading',
      'Born',
      'birthday',
      ['25/12/2024', '2024-01-01'],
      ['COULD_NOT_PARSE_DATE iso_date 1'],
    ],
    [
      'no iso_date where the plan contradicts the column',
      'Born',
      'birthday',
      ['25/12/2024', '3/4/2024'],
      ['COULD_NOT_PARSE_DATE - 0', 'MISREAD_DATE - 0'],
    ],
  ] as const)('preflight() offers %s', async (_about, name, spec, values, expected) => {
    const rows = values.map((value, index) => `"${value}",${index}\n`).join('')
    const columns = [spec, spec === EMAIL ? 'firstname' : 'email'].map((one) => (one === 'email' ? 'firstname' : one))
    const report = await checkFile(
      { text: `${name},X\n${rows}`, columns: [...columns] },
      { plan: { importOperations: {} } },
    )
    expect(offered(report).filter((line) => !line.startsWith('NO_IDENTIFIER'))).toEqual(expected)
  })

  test.each([
    ['25/12/2024', '3/4/2024'],
    ['25-12-2024', '03-04-2024'],
    ['13-1-2024', '5-12-2024'],
    ['25-2-2024', '12-3-2024'],
  ])('preflight() names the dateFormat a column proves (%s, %s)', async (dayFirst, either) => {
    const report = await checkFile({
      text: `Email,Born\na@b.com,${dayFirst}\nb@b.com,${either}\n`,
      columns: [EMAIL, 'birthday'],
    })
    expect(report.findings.map(({ fix }) => fix)).toEqual([
      expect.stringMatching(/^Set dateFormat DAY_MONTH_YEAR with revise_mapping: the column allows no other\./),
      'Set dateFormat DAY_MONTH_YEAR with revise_mapping, or for this column alone repairs [{"repair":"iso_date","column":1,"dateFormat":"DAY_MONTH_YEAR"}].',
    ])
    expect(find(report, 'MISREAD_DATE')).toMatchObject({
      severity: 'warning',
      count: 1,
      examples: [{ line: 3, value: either }],
    })
  })

  test('preflight() does not offer iso_date for years of two digits, which it leaves, and tells where it is on', async () => {
    const text = 'Email,Born\na@b.com,25/12/24\nb@b.com,3/4/24\nc@b.com,3/4/2024\n'
    const { findings } = await checkFile({ text, columns: [EMAIL, 'birthday'] }, { maxExamples: 0 })
    expect(findings.map(({ errorType, fix, examples }) => ({ errorType, fix, examples }))).toMatchObject([
      { errorType: 'COULD_NOT_PARSE_DATE', examples: [] },
      {
        errorType: 'MISREAD_DATE',
        fix: 'Set dateFormat DAY_MONTH_YEAR with revise_mapping, or write the dates of this column as YYYY-MM-DD in the file.',
        examples: [],
      },
    ])
    const born: ColumnSpec = { propertyName: 'birthday', repairs: ['iso_date'], dateFormat: 'DAY_MONTH_YEAR' }
    const repaired = await checkFile({ text, columns: [EMAIL, born] })
    expect(find(repaired, 'MISREAD_DATE')).toMatchObject({
      severity: 'error',
      message:
        'iso_date leaves 1 date in "Born" such as 3/4/24, whose year has two digits, and HubSpot reads it as MONTH_DAY_YEAR.',
      count: 1,
      examples: [{ line: 3, value: '3/4/24' }],
    })
    const inOrder = await checkFile({ text, columns: [EMAIL, born] }, { plan: { dateFormat: 'DAY_MONTH_YEAR' } })
    expect(told(inOrder)).toEqual([])
  })

  test.each([
    ['decimal_comma', ['1,5', '2.5']],
    ['decimal_comma', ['1.234']],
    ['currency_sign', ['$1.234']],
  ] as const)('preflight() blocks a %s that the column %j does not prove', async (repair, values) => {
    const rows = values.map((value, index) => `${index}@b.com,"${value}"\n`).join('')
    const report = await checkFile({ text: `Email,N\n${rows}`, columns: [EMAIL, column('amount', [repair])] })
    expect(told(report)).toEqual(['! MISREAD_NUMBER nothing N=1 @'])
    expect(report.ready).toBe(false)
  })

  const visitsBeside = (amounts: readonly string[], visits: readonly string[], repairs: RepairName[] = []) =>
    checkFile({
      text: `Email,Amount,Visits\n${visits.map((value, at) => `${at}@b.com,"${amounts[at] ?? ''}","${value}"\n`).join('')}`,
      columns: [EMAIL, column('amount', ['decimal_comma']), column('visits', repairs)],
    })

  test('preflight() warns of whole thousands in a file whose other numbers have a decimal comma', async () => {
    const report = await visitsBeside(['1.234.567,89', '900,50'], ['1.200', '35'])
    expect(find(report, 'MISREAD_NUMBER')).toMatchObject({
      severity: 'warning',
      columnName: 'Visits',
      message:
        'The other numbers of the file have a decimal comma, but HubSpot reads 1 number in "Visits" such as 1.200 with a decimal point.',
      count: 1,
      examples: [{ line: 2, value: '1.200' }],
      repair: { name: 'decimal_comma', count: 1, examples: [{ line: 2, before: '1.200', after: '1200' }] },
    })
    expect(told(await visitsBeside(['1.234.567,89', '900,50'], ['1.200', '35'], ['decimal_comma']))).toEqual([])
  })

  test.each([
    ['writes its thousands with a comma', ['5', '7'], ['1,200', '35']],
    ['also has a decimal point', ['900,50', '7.5'], ['1.200', '35']],
    ['has the point in the same column', ['900,50', '7'], ['1.200', '3.5']],
    ['has numbers that are the same in both', ['900,50', '7'], ['1200', '35']],
  ])('preflight() does not take thousands for misread where the file %s', async (_about, amounts, visits) => {
    const { findings } = await visitsBeside(amounts, visits)
    expect(findings.filter(({ columnName }) => columnName === 'Visits')).toEqual([])
  })

  test('preflight() warns of 12.500 where nothing shows whether it is 12.5 or thousands, and the person decides', async () => {
    const warned = await visitsBeside(['5', '7'], ['12.500', '950'])
    expect(find(warned, 'MISREAD_NUMBER')).toMatchObject({
      severity: 'warning',
      outcome: null,
      columnName: 'Visits',
      message:
        'HubSpot reads 1 number in "Visits" such as 12.500 as 12.5; nothing in the file shows whether thousands are meant.',
      fix: 'Ask the person. If thousands are meant: repairs decimal_comma with revise_mapping, then start_import with acceptFindings: true.',
      count: 1,
      examples: [{ line: 2, value: '12.500' }],
    })
    const decided = await visitsBeside(['5', '7'], ['12.500', '950'], ['decimal_comma'])
    expect(decided).toMatchObject({ ready: false, valuesLost: 0 })
    expect(find(decided, 'MISREAD_NUMBER').fix).toContain(
      'if the person says that it is meant so, start_import with acceptFindings: true',
    )
  })

  test('preflight() warns of 8.000 in a column that mixes decimal commas and points', async () => {
    const report = await checkFile({
      text: 'Email;Amount\na@b.com;12.500,00\nb@b.com;8.000\nc@b.com;1,200.50\nd@b.com;3.000\n',
      columns: [EMAIL, 'amount'],
    })
    expect(told(report)).toEqual([
      '! COULD_NOT_PARSE_NUMBER value_lost Amount=1 @2',
      '? MISREAD_NUMBER nothing Amount=2 @3',
    ])
    expect(find(report, 'MISREAD_NUMBER').message).toBe(
      'HubSpot reads 2 numbers in "Amount" such as 8.000 as 8; others of the column have a decimal comma.',
    )
  })

  test('preflight() does not offer to empty a cell that a new record needs', async () => {
    const report = await checkFile(
      { text: 'Name,Stage\nA,n/a\n', columns: ['dealname', 'dealstage'], objectTypeId: '0-3' },
      { plan: { importOperations: { '0-3': 'CREATE' } } },
    )
    expect(offered(report)).toEqual(['INVALID_REQUIRED_PROPERTY - 0'])
  })

  test('preflight() sees the phone numbers that the other repairs leave', async () => {
    const report = await checkFile(
      {
        text: "Email,Phone,Country\na@b.com,'+4930123456,Germany\nb@b.com,n/a 1,Germany\n",
        columns: [EMAIL, column('phone', ['drop_guard']), 'country'],
      },
      { definitions: WITH_COUNTRY },
    )
    expect(told(report)).toEqual([])
  })

  test('preflight() tells telephone numbers and ids that a spreadsheet program has shortened', async () => {
    const report = await checkFile(
      {
        text: 'Email,Phone,Id,Amount,Country\na@b.com,4.15556E+11,"1,23457E+12",12,Germany\nb@b.com,4e+11,4.00638E+12,7,Germany\nc@b.com,+49 30 123456,1.5E+12,8,Germany\nd@b.com,,6.02214E+23,4.15556E+11,\n',
        columns: [EMAIL, 'phone', 'firstname', 'amount', 'country'],
      },
      { definitions: WITH_COUNTRY },
    )
    expect(told(report)).toEqual([
      '! COULD_NOT_PARSE_NUMBER value_lost Amount=1 @5',
      '? SHORTENED_NUMBER nothing Phone=2 @2,3',
      '? SHORTENED_NUMBER nothing Id=2 @2,3',
    ])
    expect(find(report, 'SHORTENED_NUMBER')).toMatchObject({
      examples: [
        { line: 2, value: '4.15556E+11' },
        { line: 3, value: '4e+11' },
      ],
      message: expect.stringContaining('has shortened 2 numbers in "Phone" to scientific notation'),
      fix: expect.stringContaining('with the column formatted as text'),
    })
  })

  test('preflight() counts all phone numbers of a large column and tries the first ones', async () => {
    const rows = Array.from({ length: 1_001 }, (_, row) => `p${row}@b.com,030 ${100_000 + row},Germany\n`).join('')
    const report = await checkFile(
      {
        text: `Email,Phone,Country\n${rows}`,
        columns: [EMAIL, 'phone', 'country'],
      },
      { definitions: WITH_COUNTRY },
    )
    const hint = find(report, 'NATIONAL_PHONE_NUMBER')
    expect(hint).toMatchObject({
      count: 1_001,
      severity: 'warning',
      fix: expect.stringMatching(/^Switch on phone_e164 with countryColumn 2 .*: it mends 1000 of the first 1000\./),
      repair: { name: 'phone_e164', count: 1_000, tried: 1_000, countryColumn: 2 },
    })
  })
})
