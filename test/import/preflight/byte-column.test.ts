import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countOrder, noDateEvidence } from '../../../src/import/preflight/date-evidence.ts'
import { dateFault } from '../../../src/import/preflight/date-text.ts'
import { isDomainName, isEmailAddress } from '../../../src/import/preflight/email-address.ts'
import { countNotation, noEvidence } from '../../../src/import/preflight/number-evidence.ts'
import { numberFault } from '../../../src/import/preflight/number-text.ts'
import { withoutPlainSpace } from '../../../src/import/preflight/plain-space.ts'
import { openByteIndex } from '../../../src/table/byte-index/byte-index.ts'
import type { RecordChunk } from '../../../src/table/byte-index/record-chunk.ts'

const MIDDLE = { column: 1, place: 1 }

const index = openByteIndex({ delimiter: ',', columnCount: 3 }, { mostKept: 0, chunkBytes: 4096 })

/** Whether the kernel takes the text for certainly fine, with other cells on both sides, which must not matter. */
function takes(mark: (chunk: RecordChunk) => unknown, text: string): boolean {
  const bytes = Buffer.from(`7.a,"${text.replaceAll('"', '""')}",a.7\n`)
  const start = index.windows.address
  new Uint8Array(index.windows.memory, start, bytes.length).set(bytes)
  const indexed = index.index({ start, length: bytes.length, position: 0, isLast: true }, 0, 2)
  if (indexed === null) throw new Error(`not indexed: ${text}`)
  const [marks] = indexed.chunk.marks
  marks?.fine.fill(0)
  mark(indexed.chunk)
  return ((marks?.fine[0] ?? 0) & 2) !== 0
}

const words = (...parts: string[]) => fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((all) => all.join(''))

const EMAILS = words('a', 'B', '7', '.', '.', '-', '@', '@', '_', '+', "'", 'ü', ' ', '"', 'com', 'x'.repeat(20))
const DATES = words(
  '1',
  '2',
  '3',
  '03',
  '12',
  '13',
  '29',
  '31',
  '2024',
  '0999',
  '/',
  '/',
  '-',
  '-',
  '.',
  ' ',
  'T',
  ':',
  'Z',
)
const DATE_LIKE = fc
  .tuple(
    fc.constantFrom('/', '-', '.'),
    fc.constantFrom('/', '-', '.'),
    fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 14 }), fc.integer({ min: 990, max: 3010 })),
    fc.constantFrom('', '', ' 14:05', 'T23:59:59Z', ' 24:00', ' 9:05', ' 14:05 ', '7'),
    fc.boolean(),
  )
  .map(([one, other, [day, month, year], time, isPadded]) => {
    const [first, second] = [day, month].map((number) => String(number).padStart(isPadded ? 2 : 1, '0'))
    return `${first}${one}${second}${other}${year}${time}`
  })
const ISO_LIKE = fc
  .tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 32 }), fc.constantFrom('', ' 14:05', 'T1:2', 'x'))
  .map(([month, day, time]) => `2023-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}${time}`)
const NUMBERS = words('1', '0', '23', '456', '.', '.', '-', ',', ' ', '٣', 'e')

const ORDERS = [
  ['MONTH_DAY_YEAR', 'month_first'],
  ['DAY_MONTH_YEAR', 'day_first'],
  ['YEAR_MONTH_DAY', 'year_first'],
] as const

const isTrimmed = (text: string) => withoutPlainSpace(text) === text

const cases: [
  name: string,
  mark: (chunk: RecordChunk) => unknown,
  text: (text: string) => boolean,
  texts: fc.Arbitrary<string>,
  taken: string[],
][] = [
  ['e-mail addresses', (chunk) => chunk.markPlain(MIDDLE, 'email'), isEmailAddress, EMAILS, ['a.b+c@d-e.co']],
  ['domains', (chunk) => chunk.markPlain(MIDDLE, 'domain'), isDomainName, EMAILS, ['d-e.f7.com', 'XY.Co']],
  [
    'record ids',
    (chunk) => chunk.markPlain(MIDDLE, 'id'),
    (text) => /^\d{1,19}$/.test(text),
    NUMBERS,
    ['1', '1234567890123456'],
  ],
  [
    'cells with a digit',
    (chunk) => chunk.markPlain(MIDDLE, 'digit'),
    (text) => /\d/.test(text),
    NUMBERS,
    ['7', `${'+ '.repeat(9)}77`],
  ],
  [
    'bare cells',
    (chunk) => chunk.markPlain(MIDDLE, 'bare'),
    (text) => isTrimmed(text) && /^[ -~]+$/.test(text) && !text.includes('"'),
    EMAILS,
    ['a b', 'x'.repeat(40)],
  ],
  [
    'numbers',
    (chunk) => chunk.markNumbers(MIDDLE),
    (text) => numberFault(text) === null,
    NUMBERS,
    ['0', '-12.34', '1234567890.12'],
  ],
  ...ORDERS.map(
    ([format, order]) =>
      [
        `dates in the order ${format}`,
        (chunk: RecordChunk) => chunk.markDates(MIDDLE, { order, countsEither: true }),
        (text: string) => dateFault(text, format) === null,
        fc.oneof(DATES, DATE_LIKE, ISO_LIKE),
        format === 'YEAR_MONTH_DAY' ? ['2024-02-29 14:05:59'] : ['02/02/2024T23:59Z', '2.2.2024', '2024-12-31'],
      ] satisfies (typeof cases)[number],
  ),
]

test.each(cases)('the kernel takes %s, and only what the check of texts takes', (_name, mark, text, texts, taken) => {
  for (const one of taken) expect({ one, takes: takes(mark, one) }).toEqual({ one, takes: true })
  fc.assert(
    fc.property(texts, (any) => {
      if (any !== '' && takes(mark, any)) expect(any).toSatisfy(text)
    }),
    { numRuns: 2_000 },
  )
})

test.each(['4.15556E+11', '1,23457E+12', '4e+11', '4.15556E+11 '])(
  'the kernel leaves %s to the text in telephone numbers and texts',
  (text) => {
    expect(takes((chunk) => chunk.markPlain(MIDDLE, 'digit'), text)).toBe(false)
    expect(takes((chunk) => chunk.markPlain(MIDDLE, 'bare'), text)).toBe(false)
    expect(takes((chunk) => chunk.markFilled([Int32Array.of(MIDDLE.column, 2)]), text)).toBe(false)
    expect(takes((chunk) => chunk.markPhones(MIDDLE, { leavesOthers: false }), text)).toBe(false)
  },
)

test('the kernel takes other texts for filled', () => {
  for (const text of ['7', 'a+b', '+49 30 123', 'x y']) {
    expect(takes((chunk) => chunk.markFilled([Int32Array.of(MIDDLE.column, 2)]), text)).toBe(true)
  }
})

test.each(ORDERS)('markDates() counts what countOrder() counts (%s)', (_format, order) => {
  let counted = 0
  fc.assert(
    fc.property(fc.oneof(DATES, DATE_LIKE, ISO_LIKE), (text) => {
      const inText = noDateEvidence()
      let inBytes = { onlyMonthFirst: 0, onlyDayFirst: 0, either: 0 }
      const mark = (chunk: RecordChunk) => {
        inBytes = chunk.markDates(MIDDLE, { order, countsEither: true })
      }
      if (text === '' || !takes(mark, text)) return
      countOrder(inText, text, 2)
      const { onlyMonthFirst, onlyDayFirst, either } = inText
      expect(inBytes).toEqual({ onlyMonthFirst, onlyDayFirst, either })
      counted += 1
    }),
    { numRuns: 3_000 },
  )
  expect(counted).toBeGreaterThan(20)
})

test('markDates() leaves dates that two orders read differently to the text, where nobody has an example yet', () => {
  const counts: unknown[] = []
  const mark = (countsEither: boolean) => (chunk: RecordChunk) =>
    counts.push(chunk.markDates(MIDDLE, { order: 'month_first', countsEither }))
  expect(takes(mark(false), '1/2/2024')).toBe(false)
  expect(takes(mark(true), '1/2/2024')).toBe(true)
  expect(takes(mark(false), '1/20/2024')).toBe(true)
  expect(counts).toEqual([
    { onlyMonthFirst: 0, onlyDayFirst: 0, either: 0 },
    { onlyMonthFirst: 0, onlyDayFirst: 0, either: 1 },
    { onlyMonthFirst: 1, onlyDayFirst: 0, either: 0 },
  ])
})

test('markNumbers() counts what countNotation() counts', () => {
  let counted = 0
  fc.assert(
    fc.property(NUMBERS, (text) => {
      const inText = noEvidence()
      let points = 0
      const mark = (chunk: RecordChunk) => {
        points = chunk.markNumbers(MIDDLE)
      }
      if (text === '' || !takes(mark, text)) return
      countNotation(inText, text, 2)
      expect({ ...noEvidence(), onlyPoint: points }).toEqual(inText)
      counted += 1
    }),
    { numRuns: 3_000 },
  )
  expect(counted).toBeGreaterThan(20)
})
