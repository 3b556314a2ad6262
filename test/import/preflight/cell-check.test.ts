import { expect, test } from 'vitest'
import { type ColumnSpec, checkFile } from './check-file.ts'
import { EMAIL, find } from './told.ts'

/** Values of one column, each in a row of its own; the answer is the errorType of each, or null. */
async function faults(column: ColumnSpec, values: readonly string[], options = {}): Promise<(string | null)[]> {
  const cells = values.map((value, index) => `k${index}@b.com,"${value.replaceAll('"', '""')}"\n`)
  const file = { text: `Key,Value\n${cells.join('')}`, columns: [EMAIL, column] }
  const report = await checkFile(file, { maxExamples: 10, ...options })
  const byLine = new Map(
    report.findings
      .filter(({ columnIndex, severity }) => columnIndex === 1 && severity === 'error')
      .flatMap(({ errorType, examples }) => examples.map(({ line }) => [line, errorType] as const)),
  )
  return values.map((_, index) => byLine.get(index + 2) ?? null)
}

const CELLS: [about: string, column: ColumnSpec, plan: object, values: Record<string, string | null>][] = [
  [
    'a date',
    'birthday',
    {},
    {
      '3/4/2024': null,
      '12-31-2024': null,
      '1.2.24': null,
      '2024-03-05': null,
      '2024-02-29': null,
      '2024-3-5': 'COULD_NOT_PARSE_DATE',
      '3/4/2024, 2:05 PM': 'COULD_NOT_PARSE_DATE',
      '3/4/2024 14:05': null,
      ' 3/4/2024 ': null,
      '2023-02-29': 'COULD_NOT_PARSE_DATE',
      '13/1/2024': 'COULD_NOT_PARSE_DATE',
      '2024/03/05': 'COULD_NOT_PARSE_DATE',
    },
  ],
  [
    'a date in words or out of range',
    'birthday',
    {},
    {
      'March 5, 2024': 'COULD_NOT_PARSE_DATE',
      '3/4-2024': 'COULD_NOT_PARSE_DATE',
      '3/4/2024 25:00': 'COULD_NOT_PARSE_DATE',
      '3/4/202': 'COULD_NOT_PARSE_DATE',
      '45000': 'COULD_NOT_PARSE_DATE',
      '3/4/0024': 'OUTSIDE_VALID_TIME_RANGE',
      '9999-12-31': 'OUTSIDE_VALID_TIME_RANGE',
      '\u00a03/4/2024': 'COULD_NOT_PARSE_DATE',
    },
  ],
  [
    'a date, day first',
    'birthday',
    { dateFormat: 'DAY_MONTH_YEAR' },
    { '31.12.2024': null, '2024-12-31': null, '12/31/2024': 'COULD_NOT_PARSE_DATE' },
  ],
  [
    'a date, year first',
    'birthday',
    { dateFormat: 'YEAR_MONTH_DAY' },
    { '2024/3/5': null, '24.03.05': null, '3/5/2024': 'COULD_NOT_PARSE_DATE' },
  ],
  [
    'a date with time',
    'last_seen',
    {},
    {
      '2024-03-05T14:05:00Z': null,
      '2024-03-05T14:05:00.123+02:00': null,
      '2024-03-05 14:05': null,
      '3/5/2024 2:05 PM': null,
      '3/5/2024': null,
      '2024-03-05T14:60:00Z': 'COULD_NOT_PARSE_DATE',
      '3/5/2024 13:05 PM': 'COULD_NOT_PARSE_DATE',
      now: 'COULD_NOT_PARSE_DATE',
    },
  ],
  [
    'a number',
    'amount',
    {},
    {
      '12': null,
      '-12.50': null,
      '1,234,567.89': null,
      '.5': null,
      '12,34.5': 'COULD_NOT_PARSE_NUMBER',
      $12: 'COULD_NOT_PARSE_NUMBER',
      '12 kg': 'COULD_NOT_PARSE_NUMBER',
      '1e5': 'COULD_NOT_PARSE_NUMBER',
      '1000000000000000000': 'INVALID_NUMBER_SIZE',
      '999999999999999999.5': 'INVALID_NUMBER_SIZE',
    },
  ],
  [
    'a yes or no',
    'agreed',
    {},
    { true: null, FALSE: null, Yes: null, no: null, '1': null, '0': null, y: 'INVALID_ENUMERATION_OPTION' },
  ],
  [
    'one option',
    'lifecyclestage',
    {},
    {
      Lead: null,
      lead: null,
      ' Lead ': null,
      LEAD: 'INVALID_ENUMERATION_OPTION',
      'Lead;Customer': 'INVALID_ENUMERATION_OPTION',
      '\u200bLead': 'INVALID_ENUMERATION_OPTION',
    },
  ],
  [
    'several options',
    'interests',
    {},
    {
      'Sailing;Music': null,
      ' music ; Sailing;': null,
      ';Music': null,
      sail: 'AMBIGUOUS_ENUMERATION_OPTION',
      'music;sail': 'AMBIGUOUS_ENUMERATION_OPTION',
      'sail;Chess': 'AMBIGUOUS_ENUMERATION_OPTION',
      'Chess;sail': 'INVALID_ENUMERATION_OPTION',
      ';': 'INVALID_ENUMERATION_OPTION',
    },
  ],
  [
    'an owner',
    'hubspot_owner_id',
    {},
    {
      'ann@acme.com': null,
      'ANN@ACME.COM': null,
      'Ann Lee': null,
      'Bo Ek': 'MULTIPLE_OWNERS_FOUND',
      'Nobody Else': 'COULD_NOT_FIND_OWNER',
    },
  ],
  ['a text', 'firstname', {}, { 'anything at all': null, 'N/A': null, '\u00a0': null }],
  ['a phone number', 'phone', {}, { '+49 30 1': null, unknown: 'INVALID_PROPERTY_VALUE_FORMAT' }],
  ['an e-mail address beside the identifier', 'work_email', {}, { 'a@b.com': null, ann: 'INVALID_EMAIL' }],
  [
    'a term',
    { objectTypeId: '0-7', propertyName: 'hs_recurring_billing_period' },
    {},
    {
      '12': null,
      P1Y6M: null,
      'one year': 'COULD_NOT_PARSE_TERM',
      P: 'COULD_NOT_PARSE_TERM',
      '0': 'OUTSIDE_VALID_TERM_RANGE',
      P101Y: 'OUTSIDE_VALID_TERM_RANGE',
    },
  ],
  ['a property that does not exist', 'no_such', {}, { x: 'PROPERTY_DEFINITION_NOT_FOUND' }],
  ['a property that cannot be written', 'createdate', {}, { '2024-01-01': 'PROPERTY_DEFINITION_NOT_FOUND' }],
]

test.each(CELLS)('preflight() checks %s', async (_about, column, plan, values) => {
  expect(await faults(column, Object.keys(values), { plan })).toEqual(Object.values(values))
})

test('preflight() checks e-mail addresses', async () => {
  const values: Record<string, boolean> = {
    'ann.lee+x@mail.acme.co.uk': true,
    "o'brien@acme.com": true,
    'jörg@müller.de': true,
    'ann@acme': false,
    'ann.@acme.com': false,
    'a b@acme.com': false,
    'ann@acme..com': false,
    'ann@-acme.com': false,
    [`${'a'.repeat(64)}@acme.com`]: true,
    [`${'a'.repeat(65)}@acme.com`]: false,
    [`ann@${'a'.repeat(63)}.com`]: true,
    [`ann@${'a'.repeat(64)}.com`]: false,
    // 254 and 255 characters.
    [`ann@${'abcd.'.repeat(49)}museu`]: true,
    [`ann@${'abcd.'.repeat(49)}museum`]: false,
    'a@b.com, c@d.com': false,
    'ann@acme.com\u00a0': false,
  }
  const text = `Email\n${Object.keys(values)
    .map((value) => `"${value}"\n`)
    .join('')}`
  const report = await checkFile({ text, columns: [EMAIL] }, { maxExamples: 10 })
  const bad = Object.keys(values).filter((value) => values[value] === false)
  expect(find(report, 'INVALID_EMAIL').examples.map(({ line }) => Object.keys(values)[line - 2])).toEqual(bad)
})

test('preflight() loses only the value of a bad e-mail address beside the identifier', async () => {
  const report = await checkFile({ text: 'Email,Work\na@b.com,ann\n', columns: [EMAIL, 'work_email'] })
  expect(report).toMatchObject({ rowsLost: 0, valuesLost: 1 })
})

test('preflight() takes bare domains only', async () => {
  const good = ['acme.com', 'WWW.acme.org', 'müller.de', 'a.b.c.museum']
  const bad = ['acme', 'https://acme.com', 'acme.com/about', 'ann@acme.com', 'acme .com', '-a.com', 'acme.1']
  const text = `Name,Domain\n${[...good, ...bad].map((value, index) => `n${index},${value}\n`).join('')}`
  const file = { objectTypeId: '0-2', text, columns: ['name', 'domain'] }
  const { examples } = find(await checkFile(file, { maxExamples: 10 }), 'INVALID_DOMAIN')
  expect(examples.map(({ value }) => value)).toEqual(bad)
})
