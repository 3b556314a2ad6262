import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PlannedColumn } from '../../../src/import/plan.ts'
import type { PreflightReport } from '../../../src/import/preflight.ts'
import { REPAIR_NAMES } from '../../../src/import/repair-names.ts'
import { type CheckOptions, type ColumnSpec, checkFile } from './check-file.ts'
import { EMAIL, RECORD_ID, told } from './told.ts'

/** Longer than what is read as text before the first record is looked at as bytes. */
const ROWS_BEFORE = 120

interface Sample {
  columns: ColumnSpec[]
  rows: string[][]
  lineEnd: string
  quoteAll: boolean
  options: CheckOptions
}

/** Only UTF-8 is checked as bytes: the same text in UTF-16 is checked as text. */
async function bothReports({ columns, rows, lineEnd, quoteAll, options }: Sample): Promise<PreflightReport[]> {
  const filler = Array.from({ length: ROWS_BEFORE }, (_, row) => columns.map((_, place) => FILLER(row, place)))
  const header = columns.map((_, place) => `Column ${place}`)
  const quote = (cell: string) => (quoteAll || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  const text = [header, ...filler, ...rows].map((row) => row.map(quote).join(',')).join(lineEnd)
  const encoded = [Buffer.from(text), Buffer.from(`\ufeff${text}`, 'utf16le')]
  const reports = await Promise.all(encoded.map((bytes) => checkFile({ text: bytes, columns }, options)))
  return reports.map((report) => ({ ...report, limits: [] }))
}

const FILLER = (row: number, place: number): string =>
  place === 0 ? `filler.number.${row}@a-long-domain-name.example.com` : ''

async function expectSame(sample: Sample): Promise<void> {
  const [asBytes, asText] = await bothReports(sample)
  expect(asBytes).toEqual(asText)
}

const SHORTENED = ['4.15556E+11', '1,23457e+12', ' 4.15556E+11', '4.15556E+11\t', '4E+11', '+4.15556E+11', 'a+bc']

const POOLS: { column: ColumnSpec; cells: string[] }[] = [
  {
    column: EMAIL,
    cells: [
      'a@b.com',
      'A@B.com',
      ' a@b.com',
      'c@d.co',
      'c+x_y@d-e.co.uk',
      'jürgen@köln.de',
      'a..b@c.de',
      'a@-b.de',
      'a@b-.de',
    ],
  },
  { column: RECORD_ID, cells: ['1', '2', '12345678901234567', '123456789012345678901', '1x', ' 1'] },
  {
    column: 'firstname',
    cells: ['Ann', ' Ann', '"Ann"', 'Łukasz', ' \t', '\u00a0', 'a,b', 'a\nb', 'N/A', 'x'.repeat(300), ...SHORTENED],
  },
  { column: 'phone', cells: ['+49 1', 'none', '()', '٣', '"5"', '4.15556E+11', ' 4,1e+11 ', '4E+11x', '4E+11'] },
  {
    column: 'work_email',
    cells: ['x@y.de', 'x', 'x@y', `${'l'.repeat(65)}@y.de`, `x@${'l'.repeat(64)}.de`, 'x@y.d1', 'x@y.xn--p1ai'],
  },
  {
    column: 'birthday',
    cells: [
      '2024-02-29',
      '2023-02-29',
      '2/1/2024',
      '13/1/2024',
      '1/13/2024',
      '3/3/2024',
      '2-01-2024',
      '12-3-2024',
      '1.2.24',
      '0999-01-01',
    ],
  },
  {
    column: 'last_seen',
    cells: [
      '2024-01-02T03:04:05Z',
      '2024-01-02 24:00',
      '1/2/2024 03:04',
      '1/2/2024 3:04 PM',
      '5/6/2024x',
      '10/11/3001',
      '4/31/2024',
      '31.4.2024',
    ],
  },
  {
    column: 'amount',
    cells: [
      '12',
      '-12',
      '12.5',
      '1.234',
      '1,234.56',
      '1.234,56',
      '0,5',
      '-.5',
      '5.',
      '€ 5',
      '123456789012345678',
      '1e5',
      '٣',
    ],
  },
  { column: 'agreed', cells: ['true', 'TRUE', 'no', 'maybe', '1', ' yes'] },
  { column: 'lifecyclestage', cells: ['lead', 'LEAD', 'Lead', 'costumer', ' lead ', '"lead"'] },
  { column: 'interests', cells: ['sail;Music', 'Sailing', 'sail', ';', 'Music; x1'] },
  { column: 'loyalty_id', cells: ['7', '07', '8', ' 7', ...SHORTENED] },
  { column: 'hubspot_owner_id', cells: ['ann@acme.com', 'Ann Lee', 'Bo Ek', 'nobody'] },
  { column: 'createdate', cells: ['2024-01-01'] },
  { column: 'unknown_property', cells: ['x'] },
  {
    column: { propertyName: 'domain', objectTypeId: '0-2', columnType: 'HUBSPOT_ALTERNATE_ID' },
    cells: ['acme.com', 'ACME.com', 'acme', 'a_b.com', 'münchen.de'],
  },
  { column: { propertyName: 'deal_key', objectTypeId: '0-3' }, cells: ['k1', 'k2', 'k"1'] },
  { column: '-', cells: ['anything', ',', '\n'] },
]

const repairs = fc.oneof(
  { weight: 3, arbitrary: fc.constant<PlannedColumn['repairs']>([]) },
  { weight: 1, arbitrary: fc.subarray([...REPAIR_NAMES], { maxLength: 3 }) },
)

const withRepairs = (spec: ColumnSpec, chosen: PlannedColumn['repairs']): ColumnSpec => {
  if (spec === '-') return spec
  return { ...(typeof spec === 'string' ? { propertyName: spec } : spec), repairs: chosen }
}

const sample: fc.Arbitrary<Sample> = fc
  .tuple(fc.subarray(POOLS.slice(1), { maxLength: 8 }), fc.boolean(), fc.constantFrom(0, 1, 24))
  .chain(([others, hasEmail, strangeness]) => {
    const pools = hasEmail ? [...POOLS.slice(0, 1), ...others] : others.concat(POOLS.slice(2, 3))
    const cell = (cells: string[]) =>
      fc.oneof(
        { weight: strangeness, arbitrary: fc.constantFrom(...cells) },
        { weight: 12, arbitrary: fc.constantFrom(...cells.slice(0, 2)) },
        { weight: 1, arbitrary: fc.constant('') },
      )
    const whole = fc.tuple(...pools.map(({ cells }) => cell(cells)))
    const ragged = fc.array(fc.constantFrom('x', '', ' '), { maxLength: 3 })
    return fc.record({
      columns: fc
        .tuple(...pools.map(() => repairs))
        .map((chosen) => pools.map(({ column }, place) => withRepairs(column, chosen[place] ?? []))),
      rows: fc.array(fc.oneof({ weight: 9, arbitrary: whole }, { weight: 1, arbitrary: ragged }), { maxLength: 30 }),
      lineEnd: fc.constantFrom('\n', '\r\n'),
      quoteAll: fc.boolean(),
      options: fc.record({
        plan: fc.record({
          dateFormat: fc.constantFrom('MONTH_DAY_YEAR', 'DAY_MONTH_YEAR', 'YEAR_MONTH_DAY'),
          importOperations: fc
            .constantFrom('UPSERT', 'CREATE', 'UPDATE')
            .map((operation) => ({ '0-1': operation, '0-2': operation })),
        }),
      }),
    })
  })

describe('createChunkScan()', () => {
  test('finds in bytes what is found in texts', async () => {
    await fc.assert(fc.asyncProperty(sample, expectSame), { numRuns: 100 })
  })

  test('finds copies and repeated keys among rows as bytes and rows as text', async () => {
    const rows = [
      ['a@b.com', 'x'],
      ['a@b.com', 'x'],
      ['A@b.com', 'x'],
      ['c@d.com', '"y"'],
      ['"c@d.com"', 'y'],
      ['c@d.com', '"y"'],
    ]
    const reports = await bothReports({
      columns: [EMAIL, 'firstname'],
      rows: [...rows, ['filler.number.3@a-long-domain-name.example.com', ''], [...(rows[0] ?? []), 'ragged']],
      lineEnd: '\n',
      quoteAll: false,
      options: {},
    })
    for (const report of reports) {
      expect(told(report)).toEqual([
        '! DUPLICATE_ROW_CONTENT row_lost row=3 @123,127,128',
        '! INCORRECT_NUMBER_OF_COLUMNS row_lost row=1 @129',
        '! DUPLICATE_ALTERNATE_ID row_lost Column 0=1 @124',
        '! INVALID_EMAIL row_lost Column 0=1 @126',
      ])
    }
  })

  const FINE: [about: string, columns: ColumnSpec[], rows: string[][], findings: string[]][] = [
    [
      'a value twice in a unique property',
      [EMAIL, 'loyalty_id'],
      [
        ['a@b.com', '7'],
        ['c@d.com', '8'],
        ['e@f.com', '7'],
      ],
      ['! DUPLICATE_UNIQUE_PROPERTY_VALUE row_lost Column 1=1 @124'],
    ],
    [
      'keys of any text, without regard to the spaces around them',
      [
        { propertyName: 'deal_key', objectTypeId: '0-3', columnType: 'HUBSPOT_ALTERNATE_ID' },
        { propertyName: 'dealname', objectTypeId: '0-3' },
      ],
      [
        ['Key 1', 'a'],
        ['key 1', 'b'],
        ['Key 1 ', 'c'],
        ['K"ü', 'd'],
        ['K"ü', 'e'],
      ],
      ['! DUPLICATE_ALTERNATE_ID row_lost Column 0=2 @124,126'],
    ],
    [
      'labels that do not exist',
      [
        EMAIL,
        { columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-2' },
        { propertyName: 'domain', objectTypeId: '0-2', columnType: 'HUBSPOT_ALTERNATE_ID' },
      ],
      [
        ['a@b.com', 'Buyer', 'b.com'],
        ['c@d.com', 'Seller', 'd.com'],
      ],
      ['! ASSOCIATION_LABEL_NOT_FOUND association_lost Column 1=1 @123'],
    ],
    [
      'rows that are copies only when they are repaired',
      [EMAIL, { propertyName: 'firstname', repairs: ['trim'] }],
      [
        ['a@b.com', '\u00a0x'],
        ['a@b.com', '\u00a0x'],
        ['a@b.com', 'x'],
      ],
      ['! DUPLICATE_ROW_CONTENT row_lost row=2 @123,124'],
    ],
  ]
  test.each(FINE)('finds %s', async (_about, columns, rows, findings) => {
    for (const report of await bothReports({ columns, rows, lineEnd: '\n', quoteAll: false, options: {} })) {
      const found = told(report).filter((line) => !/EMPTY_PROPERTY_VALUES|MISSING_REQUIRED/.test(line))
      expect(found).toEqual(findings)
    }
  })

  test.each([31, 32, 33, 64, 70])('finds faults in each of %i columns', async (count) => {
    const columns: ColumnSpec[] = [EMAIL, ...Array.from({ length: count - 1 }, () => 'birthday')]
    const rows = Array.from({ length: count - 1 }, (_, row) => {
      const cells = new Array<string>(count).fill('2024-01-02')
      return cells.with(0, `a${row}@b.com`).with(row + 1, 'never')
    })
    const [asBytes, asText] = await bothReports({ columns, rows, lineEnd: '\n', quoteAll: false, options: {} })
    expect(asBytes).toEqual(asText)
    const found = asBytes?.findings.filter(({ errorType }) => errorType === 'COULD_NOT_PARSE_DATE')
    expect(found?.map(({ count: cells }) => cells)).toEqual(Array.from({ length: count - 1 }, () => 1))
  })
})
