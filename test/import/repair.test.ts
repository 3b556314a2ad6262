import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Property, property } from '../../src/hubspot/property.ts'
import type { PlannedColumn } from '../../src/import/plan.ts'
import { dateFault } from '../../src/import/preflight/date-text.ts'
import { isDomainName, isEmailAddress } from '../../src/import/preflight/email-address.ts'
import { numberFault } from '../../src/import/preflight/number-text.ts'
import { optionFault, optionList } from '../../src/import/preflight/option-list.ts'
import { loadPhoneRepair } from '../../src/import/repair/phone-number.ts'
import { compileRepair, compileRepairs, type RepairContext } from '../../src/import/repair.ts'
import { REPAIR_NAMES, type RepairName } from '../../src/import/repair-names.ts'
import { ACCOUNT, option } from './preflight/check-file.ts'

const INDUSTRY = property.parse({
  name: 'industry',
  label: 'Industry',
  type: 'enumeration',
  fieldType: 'checkbox',
  options: [
    option('Manufacturing', 'MANUFACTURING'),
    option('Legal & Compliance', 'LEGAL'),
    option('Café', 'cafe'),
    option('1-10', 'small'),
    option('11-50', 'medium'),
    option('Qualified', 'q'),
    option('None', 'none_of_these'),
    option('North America', 'NA'),
    option('Plan alpha', 'p1'),
    option('Class A', 'c1'),
    option('Employer', 'e1'),
    option('Sales Region West', 'w1'),
    option('Real estate', 're'),
    option('Bakery', 'b1'),
    option('Bakerz', 'b2'),
    option('Same', 'other_value'),
    option('Twice', 'Same'),
  ],
})

const CONSENT = property.parse({ name: 'consent', label: 'Consent', type: 'bool', fieldType: 'booleancheckbox' })
const OWN_LABELS = { ...CONSENT, options: [option('Zugestimmt', 'true'), option('Abgelehnt', 'false')] }
const JA_NEIN = { ...INDUSTRY, fieldType: 'radio', options: [option('Nein', 'n1'), option('Ja', 'j1')] }
const MAYBE = { ...JA_NEIN, options: [...JA_NEIN.options, option('Vielleicht', 'v1')] }
const TWISTED = { ...JA_NEIN, options: [option('Nein', 'yes'), option('Ja', 'no')] }

const phoneRepair = await loadPhoneRepair()

const TEXT: RepairContext = {
  kind: 'text',
  options: null,
  isShare: false,
  isName: false,
  dateFormat: null,
  phone: null,
  replacements: null,
}
const NAME: RepairContext = { ...TEXT, isName: true }
const EMAIL: RepairContext = { ...TEXT, kind: 'email' }
const DOMAIN: RepairContext = { ...TEXT, kind: 'domain' }
const NUMBER: RepairContext = { ...TEXT, kind: 'number' }
const SHARE: RepairContext = { ...NUMBER, isShare: true }
const DATE: RepairContext = { ...TEXT, kind: 'date' }
const TIME: RepairContext = { ...TEXT, kind: 'datetime' }
const DAY_FIRST: RepairContext = { ...DATE, dateFormat: 'DAY_MONTH_YEAR' }
const CHOICE: RepairContext = { ...TEXT, kind: 'choice', options: optionList(INDUSTRY) }
const choiceOf = (definition: Property): RepairContext => ({ ...CHOICE, options: optionList(definition) })
const phoneIn = (country: string | null): RepairContext => ({
  ...TEXT,
  kind: 'phone',
  phone: { repair: phoneRepair, countryOf: () => country },
})

/** One cell after one repair; unchanged where the repair has nothing to do in such a column. */
const repairCell = (name: RepairName, value: string, context: RepairContext): string => {
  const repair = compileRepair(name, context)
  return repair === null ? value : repair(value, () => '')
}

const CASES: [RepairName, RepairContext, [before: string, after: string][]][] = [
  [
    'trim',
    TEXT,
    [
      ['  Ann ', 'Ann'],
      ['\u00a0Ann\u200b', 'Ann'],
      ['\ufeffAnn', 'Ann'],
      ['Ann  Lee', 'Ann  Lee'],
      ['   ', ''],
    ],
  ],
  [
    'blank_placeholder',
    TEXT,
    [
      ['N/A', ''],
      [' n/a ', ''],
      ['-', ''],
      ['–', ''],
      ['---', ''],
      ['NULL', ''],
      ['n.a.', ''],
      ['00/00/0000', ''],
      ['0/0/00', ''],
      ['00.00.0000', ''],
      ['0000-00-00 00:00:00', ''],
      ['01/00/0000', '01/00/0000'],
      ['0.0.0', '0.0.0'],
      ['N.A.', 'N.A.'],
      ['Null', 'Null'],
      ['Na', 'Na'],
      ['None', 'None'],
      ['-5', '-5'],
      ['', ''],
    ],
  ],
  [
    'blank_placeholder',
    NAME,
    [
      ['NULL', 'NULL'],
      ['N.A.', 'N.A.'],
      ['n.a.', 'n.a.'],
      ['n/a', ''],
    ],
  ],
  [
    'blank_placeholder',
    NUMBER,
    [
      ['null', ''],
      ['none', ''],
      ['NA', ''],
      ['0', '0'],
      ['nonexistent', 'nonexistent'],
    ],
  ],
  [
    'blank_placeholder',
    CHOICE,
    [
      ['none', 'none'],
      ['null', ''],
      ['n/a', 'n/a'],
    ],
  ],
  [
    'clean_email',
    EMAIL,
    [
      ['John <a@b.com>', 'a@b.com'],
      ['"Lee, Ann" <ann@b.com>,', 'ann@b.com'],
      ['mailto:a@b.com', 'a@b.com'],
      ['MAILTO: a@b.com?subject=Hi', 'a@b.com'],
      ['a@b.com,', 'a@b.com'],
      ['a@b.com.', 'a@b.com'],
      ['<a@b.com>', 'a@b.com'],
      ["'a@b.com'", 'a@b.com'],
      ['\u00a0a@b.com', 'a@b.com'],
      ['A@B.com', 'A@B.com'],
      ['a@b.com; c@d.com', 'a@b.com; c@d.com'],
      ['a@b.com <c@d.com>', 'a@b.com <c@d.com>'],
      ['a@b', 'a@b'],
      ['ann at b.com', 'ann at b.com'],
      ['mailto:a@b.com?cc=c@d.com', 'mailto:a@b.com?cc=c@d.com'],
      ['a@b.com <a@b.com>', 'a@b.com <a@b.com>'],
      ['.smith@b.com', '.smith@b.com'],
      ["'a@b.com", "'a@b.com"],
      ['John a@b.com', 'John a@b.com'],
      ['', ''],
    ],
  ],
  [
    'clean_domain',
    DOMAIN,
    [
      ['https://www.acme.com/about?x=1', 'www.acme.com'],
      ['http://acme.com', 'acme.com'],
      ['//acme.com:8080/', 'acme.com'],
      ['acme.com/', 'acme.com'],
      ['acme.com.', 'acme.com'],
      ['acme', 'acme'],
      ['ann@acme.com', 'ann@acme.com'],
      ['https://user:pw@acme.com/', 'https://user:pw@acme.com/'],
      ['acme.com or beta.com', 'acme.com or beta.com'],
      ['https://acme.com/x, https://beta.com', 'https://acme.com/x, https://beta.com'],
      ['acme.com/beta.com', 'acme.com/beta.com'],
      ['https://acme.com/index.html', 'acme.com'],
    ],
  ],
  [
    'match_option',
    CHOICE,
    [
      ['manufacturing', 'MANUFACTURING'],
      ['Manufacturing', 'Manufacturing'],
      [' legal and compliance', ' legal and compliance'],
      ['legal-compliance', 'LEGAL'],
      ['cafe', 'cafe'],
      ['CAFÉ', 'cafe'],
      ['Manufactoring', 'MANUFACTURING'],
      ['Manufcaturing', 'MANUFACTURING'],
      ['Qualifed', 'q'],
      ['Unqualified', 'Unqualified'],
      ['11-10', '11-10'],
      ['1 - 10', 'small'],
      ['110', '110'],
      ['realestate', 're'],
      ['Plan aplha', 'p1'],
      ['Plan beta', 'Plan beta'],
      ['Class B', 'Class B'],
      ['Employee', 'Employee'],
      ['Sales Region East', 'Sales Region East'],
      ['&', '&'],
      ['bakerx', 'bakerx'],
      ['Bakery;manufacturing', 'Bakery;MANUFACTURING'],
      ['manufacturing;nothing', 'manufacturing;nothing'],
      ['same', 'same'],
      ['', ''],
    ],
  ],
  [
    'match_option',
    choiceOf(CONSENT),
    [
      ['ja', 'true'],
      ['Nein', 'false'],
      [' oui ', 'true'],
      ['non', 'false'],
      ['sí', 'true'],
      ['SI', 'true'],
      ['Sì', 'true'],
      ['não', 'false'],
      ['Y', 'true'],
      ['n', 'false'],
      ['WAHR', 'true'],
      ['FALSCH', 'false'],
      ['vrai', 'true'],
      ['FAUX', 'false'],
      ['ПРАВДА', 'ПРАВДА'],
      ['Да', 'true'],
      ['HAYIR', 'false'],
      ['hayır', 'false'],
      ['ใช่', 'true'],
      ['아니요', 'false'],
      ['✔️', 'true'],
      ['TRUE', 'TRUE'],
      ['No', 'No'],
      ['1', '1'],
      ['0', '0'],
      ['flase', 'false'],
      ['x', 'x'],
      ['✗', '✗'],
      ['o', 'o'],
      ['2', '2'],
      ['maybe', 'maybe'],
      ['ja; nein', 'ja; nein'],
      ['', ''],
    ],
  ],
  [
    'match_option',
    choiceOf(OWN_LABELS),
    [
      ['zugestimmt', 'true'],
      ['Abgelehnt', 'Abgelehnt'],
      ['nein', 'false'],
    ],
  ],
  [
    'match_option',
    choiceOf(JA_NEIN),
    [
      ['yes', 'j1'],
      ['FALSE', 'n1'],
      ['Ja', 'Ja'],
      ['1', '1'],
    ],
  ],
  ['match_option', choiceOf(MAYBE), [['yes', 'yes']]],
  [
    'match_option',
    choiceOf(TWISTED),
    [
      ['oui', 'oui'],
      ['non', 'non'],
    ],
  ],
  [
    'iso_date',
    DATE,
    [
      ['3/4/2024', '3/4/2024'],
      ['4/4/2024', '2024-04-04'],
      ['25/12/2024', '2024-12-25'],
      ['12/25/2024', '2024-12-25'],
      ['25/12/0999', '25/12/0999'],
      ['2024/3/5', '2024-03-05'],
      ['2024-03-05', '2024-03-05'],
      ['20240305', '2024-03-05'],
      ['25122012', '2012-12-25'],
      ['05032024', '05032024'],
      ['5. März 2024', '2024-03-05'],
      ['Mar 5, 2024', '2024-03-05'],
      ['5-Mar-2024', '2024-03-05'],
      ['March 5th, 2024', '2024-03-05'],
      ['5 de marzo de 2024', '2024-03-05'],
      ['3/4/24', '3/4/24'],
      ['30/02/2024', '30/02/2024'],
      ['13/4/2024 00:00', '2024-04-13'],
      ['13/4/2024 14:05', '13/4/2024 14:05'],
      ['yesterday', 'yesterday'],
      ['45000', '45000'],
      ['', ''],
    ],
  ],
  [
    'iso_date',
    DAY_FIRST,
    [
      ['3/4/2024', '2024-04-03'],
      ['12.31.2024', '2024-12-31'],
      ['3/4/24', '3/4/24'],
      ['3/4/2024 14:05', '2024-04-03T14:05'],
      ['3/4/2024 00:00', '2024-04-03'],
    ],
  ],
  [
    'iso_date',
    TIME,
    [
      ['13/4/2024 2:05 PM', '2024-04-13T14:05'],
      ['4/13/2024, 2:05 PM', '2024-04-13T14:05'],
      ['2024-3-4 14:05', '2024-03-04T14:05'],
      ['13/4/2024 12:05:09 am', '2024-04-13T00:05:09'],
      ['2024-03-04T14:05:00+02:00', '2024-03-04T14:05:00+02:00'],
      ['13/4/2024 25:00', '13/4/2024 25:00'],
    ],
  ],
  [
    'decimal_comma',
    NUMBER,
    [
      ['1.234,56', '1234.56'],
      ['1,5', '1.5'],
      ['-0,25', '-0.25'],
      ['1.234', '1234'],
      ['1.234.567', '1234567'],
      ['1,234', '1.2340'],
      ['0,125', '0.125'],
      ['1 234,50 €', '1234.50'],
      ["1'234,50", '1234.50'],
      ['€ 12', '12'],
      ['EUR 12.000', '12000'],
      ['12.000 EUR', '12000'],
      ['-12,50 EUR', '-12.50'],
      ['R$ 1.200,50', '1200.50'],
      ['12.5', '12.5'],
      ['1,234.56', '1,234.56'],
      ['12 kg', '12 kg'],
      ['12,34,567', '12,34,567'],
      [`${'9'.repeat(19)},5`, `${'9'.repeat(19)},5`],
      ['', ''],
    ],
  ],
  [
    'currency_sign',
    NUMBER,
    [
      ['$1,234.50', '1,234.50'],
      ['-$5', '-5'],
      ['$-5', '-5'],
      ['12.50 €', '12.50'],
      ['$1.234,50', '$1.234,50'],
      ['$5 €', '$5 €'],
      ['1234.5', '1234.5'],
      ['5 USD', '5'],
      ['USD 1,200.50', '1,200.50'],
      ['US$1,200.50', '1,200.50'],
      ['EUR 5 USD', 'EUR 5 USD'],
      ['5 KGS', '5'],
      ['5 BOX', '5 BOX'],
      ['5 eur', '5 eur'],
      [`$${'9'.repeat(19)}`, `$${'9'.repeat(19)}`],
    ],
  ],
  [
    'thousands_apostrophe',
    NUMBER,
    [
      ["1'200.50", '1200.50'],
      ['-23\u2019450', '-23450'],
      ["1'000'000.10", '1000000.10'],
      ["CHF 1'200.50", '1200.50'],
      ["1'200,50", "1'200,50"],
      ["12'34", "12'34"],
      ["0'123", "0'123"],
      ['1,200.50', '1,200.50'],
      ["'1200", "'1200"],
      [`${"999'999'".repeat(4)}999`, `${"999'999'".repeat(4)}999`],
    ],
  ],
  [
    'percent_sign',
    NUMBER,
    [
      ['10%', '10'],
      [' 12,5 % ', '12.5'],
      ['-1,234.5%', '-1234.5'],
      ['1.234%', '1.234%'],
      ['10', '10'],
      ['10 % p.a.', '10 % p.a.'],
      ['%', '%'],
    ],
  ],
  [
    'percent_sign',
    SHARE,
    [
      ['10%', '0.1'],
      ['12,5 %', '0.125'],
      ['0.5%', '0.005'],
      ['100%', '1'],
      ['125,0%', '1.25'],
      ['123.4%', '1.2340'],
      ['-5%', '-0.05'],
      ['0.29', '0.29'],
    ],
  ],
  [
    'phone_e164',
    phoneIn('DE'),
    [
      ['030 123456', '+4930123456'],
      ['(030) 123456', '+4930123456'],
      ['030/1234567', '+49301234567'],
      ['0171 / 1234567', '+491711234567'],
      ['030 1234-0', '+493012340'],
      ['0049 30 123456', '+4930123456'],
      ['+49 (0)30 123456', '+4930123456'],
      ['+1 213-373-4253', '+12133734253'],
      ['+4930123456', '+4930123456'],
      // Without the area code, or with a zero lost: nobody can tell.
      ['2345678', '2345678'],
      ['301234567', '301234567'],
      // Either +49 171 1234567 or a number in the area 0491.
      ['491711234567', '491711234567'],
      ['030 123456/57', '030 123456/57'],
      ['030 1234/5678', '030 1234/5678'],
      ['030 123456 oder 030 654321', '030 123456 oder 030 654321'],
      ['030 12345 030 12346', '030 12345 030 12346'],
      ['030 123456 ext. 12', '030 123456 ext. 12'],
      ['030 123456 x12', '030 123456 x12'],
      ['491711234567.0', '491711234567.0'],
      ['01.02.2024', '01.02.2024'],
      ['112', '112'],
      ['n/a', 'n/a'],
      ['', ''],
    ],
  ],
  [
    'phone_e164',
    phoneIn('US'),
    [
      ['(213) 373-4253', '+12133734253'],
      ['1 213 373 4253', '+12133734253'],
      ['011 49 30 123456', '+4930123456'],
      // Canada shares the code.
      ['416 555 0123', '+14165550123'],
      ['555-1234', '555-1234'],
      ['(555) 555-5555', '(555) 555-5555'],
      ['1-800-FLOWERS', '1-800-FLOWERS'],
      ['030 123456', '030 123456'],
    ],
  ],
  [
    'phone_e164',
    phoneIn('FR'),
    [
      ['01 45 45 32 45', '+33145453245'],
      // No French number is longer than nine digits, so only the 0 is missing.
      ['145453245', '+33145453245'],
    ],
  ],
  [
    'phone_e164',
    phoneIn('IT'),
    [
      ['02 1234 5678', '+390212345678'],
      ['333 1234567', '+393331234567'],
    ],
  ],
  [
    'phone_e164',
    phoneIn(null),
    [
      ['+49 30 123456', '+4930123456'],
      ['0049 30 123456', '+4930123456'],
      ['+1 (555) 123-4567', '+1 (555) 123-4567'],
      ['030 123456', '030 123456'],
      ['213 373 4253', '213 373 4253'],
    ],
  ],
]

describe.each(CASES)('repairCell() %s', (name, context, cells) => {
  test.each(cells)('makes %j into %j', (before, after) => {
    expect(repairCell(name, before, context)).toBe(after)
  })
})

const parts = (texts: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...texts), { maxLength }).map((all) => all.join(''))

const cells = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(...CASES.flatMap(([, , pairs]) => pairs.flat())),
  fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('/', '-', '.', ' '), fc.integer({ min: 0, max: 3000 }))
    .map(([day, separator, year]) => `${day}${separator}${day % 13}${separator}${year}`),
  parts(['1', '23', '456', '.', ',', ' ', '€', '$', 'EUR', '%', '-', "'", '0'], 7),
  parts(['a@b.com', '<', '>', 'mailto:', ',', ' ', '"', 'https://', 'x.org', '/'], 6),
  parts(['+', '00', '0', '49', '1', '30', '213', '373', '4253', ' ', '(', ')', '-', '/', '.', 'x'], 9),
)

/** All but drop_guard, which takes off one of several apostrophes each time. */
const OF_VALUES = REPAIR_NAMES.filter((name) => name !== 'drop_guard')

const CONTEXTS: Record<string, RepairContext> = {
  TEXT,
  NAME,
  EMAIL,
  DOMAIN,
  NUMBER,
  SHARE,
  DATE,
  TIME,
  DAY_FIRST,
  CHOICE,
  CONSENT: choiceOf(CONSENT),
  GERMANY: phoneIn('DE'),
  AMERICA: phoneIn('US'),
  NOWHERE: phoneIn(null),
  ANYTHING: { ...TEXT, kind: null, phone: { repair: phoneRepair, countryOf: () => 'GB' } },
}

describe.each(Object.entries(CONTEXTS))('compileRepair() in a column %s', (_kind, context) => {
  test.each(OF_VALUES)('%s leaves a repaired value as it is', (name) => {
    fc.assert(
      fc.property(cells, (cell) => {
        const once = repairCell(name, cell, context)
        expect(repairCell(name, once, context)).toBe(once)
      }),
      { numRuns: 400 },
    )
  })

  test('all repairs together leave a repaired value as it is', () => {
    const all = (cell: string) => OF_VALUES.reduce((value, name) => repairCell(name, value, context), cell)
    fc.assert(
      fc.property(cells, (cell) => {
        expect(all(all(cell))).toBe(all(cell))
      }),
      { numRuns: 1_000 },
    )
  })
})

/** Repairs that only make values which HubSpot takes; trim and blank_placeholder do not look at them. */
const TAKEN: [RepairName, RepairContext, (text: string) => unknown][] = [
  ['clean_email', EMAIL, (text) => isEmailAddress(text)],
  ['clean_domain', DOMAIN, (text) => isDomainName(text)],
  ['match_option', CHOICE, (text) => optionFault(text, optionList(INDUSTRY) ?? expect.fail()) === null],
  ['match_option', choiceOf(CONSENT), (text) => optionFault(text, optionList(CONSENT) ?? expect.fail()) === null],
  ['iso_date', DATE, (text) => dateFault(text, 'YEAR_MONTH_DAY') === null],
  ['iso_date', TIME, (text) => dateFault(text, 'YEAR_MONTH_DAY') === null],
  ['thousands_apostrophe', NUMBER, (text) => numberFault(text) === null],
  ['decimal_comma', NUMBER, (text) => numberFault(text) === null],
  ['currency_sign', NUMBER, (text) => numberFault(text) === null],
  ['percent_sign', NUMBER, (text) => numberFault(text) === null],
  ['percent_sign', SHARE, (text) => numberFault(text) === null],
  ['phone_e164', phoneIn('DE'), (text) => /^\+[1-9]\d{6,14}$/.test(text)],
]

test.each(TAKEN)('compileRepair() %s makes only values that are taken', (name, context, isTaken) => {
  fc.assert(
    fc.property(cells, (cell) => {
      const after = repairCell(name, cell, context)
      if (after !== cell) expect(isTaken(after)).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

test('compileRepair() reads a long cell of white space once', () => {
  const hostile = `x${' '.repeat(1_000_000)}y`
  for (const context of Object.values(CONTEXTS)) {
    for (const name of REPAIR_NAMES) expect(repairCell(name, hostile, context)).toBe(hostile)
  }
})

test.each([
  ['iso_date', TEXT],
  ['thousands_apostrophe', TEXT],
  ['decimal_comma', TEXT],
  ['currency_sign', DATE],
  ['percent_sign', DATE],
  ['clean_domain', TEXT],
  ['clean_email', NUMBER],
  ['phone_e164', TEXT],
  ['phone_e164', { ...TEXT, kind: 'phone' }],
] as const)('compileRepair() has no %s for other kinds of values', (name, context) => {
  expect(compileRepair(name, context)).toBe(null)
})

const column = (index: number, more: Partial<PlannedColumn>): PlannedColumn => ({
  index,
  columnName: `c${index}`,
  objectTypeId: '0-1',
  propertyName: 'firstname',
  columnType: 'STANDARD',
  repairs: [],
  ...more,
})

describe('compileRepairs()', () => {
  const columns = [
    column(0, { propertyName: 'email', repairs: ['clean_email'] }),
    column(1, {}),
    column(2, { propertyName: 'lifecyclestage', repairs: ['trim', 'blank_placeholder', 'match_option'] }),
    column(3, { objectTypeId: null, propertyName: null, repairs: ['trim'] }),
  ]
  const repair = compileRepairs({ columns }, { definitions: ACCOUNT, phone: null })

  test('runs the repairs of each mapped column in their order', () => {
    expect(repair(['<a@b.com>', ' Ann ', '\u00a0custmer', ' x '])).toEqual(['a@b.com', ' Ann ', 'customer', ' x '])
    expect(repair(['a@b.com', '', 'n/a', ''])).toEqual(['a@b.com', '', '', ''])
  })

  test('leaves the number of cells of a ragged row as it is', () => {
    expect(repair(['<a@b.com>'])).toEqual(['a@b.com'])
    expect(repair(['<a@b.com>', 'b', ' c', 'd', 'e'])).toEqual(['a@b.com', 'b', 'c', 'd', 'e'])
  })

  test('does not change the cells it was given', () => {
    const given = ['<a@b.com>', '', '', '']
    repair(given)
    expect(given[0]).toBe('<a@b.com>')
  })

  test('reads the country of a phone number in another cell of the row as it is in the file', () => {
    const phone = column(0, { propertyName: 'phone', repairs: ['phone_e164'], countryColumn: 2, country: 'US' })
    const country = column(2, { propertyName: 'lastname', repairs: ['blank_placeholder'] })
    const repairPhone = compileRepairs(
      { columns: [phone, column(1, {}), country] },
      { definitions: ACCOUNT, phone: phoneRepair },
    )
    const repaired = [
      ['030 123456', '', 'Deutschland'],
      ['213 373 4253', '', ''],
      ['213 373 4253', '', 'Atlantis'],
      ['213 373 4253', '', '-'],
      ['01 45 45 32 45', '', 'France'],
    ].map((cells) => repairPhone(cells)[0])
    expect(repaired).toEqual(['+4930123456', '+12133734253', '213 373 4253', '213 373 4253', '+33145453245'])
  })

  test('gives back the values of the file where no repair is switched on', () => {
    const off = compileRepairs(
      { columns: columns.map((one) => ({ ...one, repairs: [] })) },
      { definitions: ACCOUNT, phone: null },
    )
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 6 }), (row) => {
        expect(off(row)).toEqual(row)
      }),
    )
  })

  test('repairs labels of an association label column', () => {
    const label = column(0, {
      propertyName: null,
      columnType: 'FLEXIBLE_ASSOCIATION_LABEL',
      toColumnObjectTypeId: '0-2',
      repairs: ['match_option'],
    })
    const repairLabel = compileRepairs({ columns: [label] }, { definitions: ACCOUNT, phone: null })
    expect(repairLabel(['buyer;PRIMARY'])).toEqual(['Buyer;Primary'])
  })
})
