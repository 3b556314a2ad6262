import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { property } from '../../src/hubspot/property.ts'
import type { PlannedColumn } from '../../src/import/plan.ts'
import { optionList } from '../../src/import/preflight/option-list.ts'
import { compileRepairs, type RepairContext, repairCell } from '../../src/import/repair.ts'
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
    option('Bakery', 'b1'),
    option('Bakerz', 'b2'),
    option('Same', 'other_value'),
    option('Twice', 'Same'),
  ],
})

const TEXT: RepairContext = { definition: null, options: null, dateFormat: 'MONTH_DAY_YEAR', isText: true }
const TYPED: RepairContext = { ...TEXT, isText: false }
const DATE: RepairContext = {
  ...TYPED,
  definition: property.parse({ name: 'born', label: 'Born', type: 'date', fieldType: 'date' }),
}
const DAY_FIRST: RepairContext = { ...DATE, dateFormat: 'DAY_MONTH_YEAR' }
const TIME: RepairContext = {
  ...TYPED,
  definition: property.parse({ name: 'seen', label: 'Seen', type: 'datetime', fieldType: 'date' }),
}
const CHOICE: RepairContext = { ...TYPED, definition: INDUSTRY, options: optionList(INDUSTRY) }

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
      ['Null', 'Null'],
      ['Na', 'Na'],
      ['None', 'None'],
      ['-5', '-5'],
      ['', ''],
    ],
  ],
  [
    'blank_placeholder',
    TYPED,
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
    ],
  ],
  [
    'clean_email',
    TYPED,
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
      ['', ''],
    ],
  ],
  [
    'clean_domain',
    TYPED,
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
      ['bakerx', 'bakerx'],
      ['Bakery;manufacturing', 'Bakery;MANUFACTURING'],
      ['manufacturing;nothing', 'manufacturing;nothing'],
      ['same', 'same'],
      ['', ''],
    ],
  ],
  [
    'iso_date',
    DATE,
    [
      ['3/4/2024', '2024-03-04'],
      ['25/12/2024', '2024-12-25'],
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
      ['3/4/2024 00:00', '2024-03-04'],
      ['3/4/2024 14:05', '3/4/2024 14:05'],
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
    ],
  ],
  [
    'iso_date',
    TIME,
    [
      ['3/4/2024 2:05 PM', '2024-03-04T14:05'],
      ['3/4/2024, 2:05 PM', '2024-03-04T14:05'],
      ['2024-3-4 14:05', '2024-03-04T14:05'],
      ['3/4/2024 12:05:09 am', '2024-03-04T00:05:09'],
      ['2024-03-04T14:05:00+02:00', '2024-03-04T14:05:00+02:00'],
      ['3/4/2024 25:00', '3/4/2024 25:00'],
    ],
  ],
  [
    'decimal_comma',
    TYPED,
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
      ['12.5', '12.5'],
      ['1,234.56', '1,234.56'],
      ['12 kg', '12 kg'],
      ['', ''],
    ],
  ],
  [
    'currency_sign',
    TYPED,
    [
      ['$1,234.50', '1,234.50'],
      ['-$5', '-5'],
      ['$-5', '-5'],
      ['12.50 €', '12.50'],
      ['$1.234,50', '$1.234,50'],
      ['$5 €', '$5 €'],
      ['1234.5', '1234.5'],
      ['5 USD', '5 USD'],
    ],
  ],
]

describe.each(CASES)('repairCell() %s', (name, context, cells) => {
  test.each(cells)('makes %j into %j', (before, after) => {
    expect(repairCell(name, before, context)).toBe(after)
  })
})

const cells = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(...CASES.flatMap(([, , pairs]) => pairs.flat())),
  fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('/', '-', '.', ' '), fc.integer({ min: 0, max: 3000 }))
    .map(([day, separator, year]) => `${day}${separator}${day % 13}${separator}${year}`),
  fc
    .array(fc.constantFrom('1', '23', '456', '.', ',', ' ', '€', '-', "'", '0'), { maxLength: 7 })
    .map((parts) => parts.join('')),
  fc
    .array(fc.constantFrom('a@b.com', '<', '>', 'mailto:', ',', ' ', '"', 'https://', 'x.org', '/'), { maxLength: 6 })
    .map((parts) => parts.join('')),
)

test.each(REPAIR_NAMES)('repairCell() %s leaves a repaired value as it is', (name) => {
  const contexts = fc.constantFrom(TEXT, TYPED, DATE, DAY_FIRST, TIME, CHOICE)
  fc.assert(
    fc.property(cells, contexts, (cell, context) => {
      const once = repairCell(name, cell, context)
      expect(repairCell(name, once, context)).toBe(once)
    }),
    { numRuns: 2_000 },
  )
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
  const repair = compileRepairs({ dateFormat: 'MONTH_DAY_YEAR' }, { columns }, ACCOUNT)

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

  test('repairs labels of an association label column', () => {
    const label = column(0, {
      propertyName: null,
      columnType: 'FLEXIBLE_ASSOCIATION_LABEL',
      toColumnObjectTypeId: '0-2',
      repairs: ['match_option'],
    })
    const repairLabel = compileRepairs({ dateFormat: 'MONTH_DAY_YEAR' }, { columns: [label] }, ACCOUNT)
    expect(repairLabel(['buyer;PRIMARY'])).toEqual(['Buyer;Primary'])
  })
})
