import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countOrderInBytes, plainDate } from '../../../src/import/preflight/date-bytes.ts'
import { countOrder, noDateEvidence } from '../../../src/import/preflight/date-evidence.ts'
import { dateFault } from '../../../src/import/preflight/date-text.ts'
import { isDomainName, isEmailAddress } from '../../../src/import/preflight/email-address.ts'
import { countNotation, countNotationInBytes, noEvidence } from '../../../src/import/preflight/number-evidence.ts'
import { numberFault } from '../../../src/import/preflight/number-text.ts'
import { isBare, isPlainDomain, isPlainId, isPlainNumber } from '../../../src/import/preflight/plain-bytes.ts'
import { withoutPlainSpace } from '../../../src/import/preflight/plain-space.ts'
import { openKernel } from '../../../src/table/byte-index/kernel.ts'
import type { ByteCheck } from '../../../src/table/byte-index/record-chunk.ts'

const { kernel, memory } = openKernel(65_536)

/** The kernel's word on one cell, in quotes, of a record with one field. */
const isPlainEmail: ByteCheck = (bytes, start, end) => {
  const cell = Buffer.concat([Buffer.from('"'), bytes.subarray(start, end), Buffer.from('"')])
  new Uint8Array(memory, 1024, cell.length).set(cell)
  new Int32Array(memory, 0, 2).set([-1, cell.length])
  new Int32Array(memory, 64, 4).set([1, 2, 0, 1])
  new Int32Array(memory, 128, 2).fill(0)
  kernel.markEmails(1024, 0, 64, 1, 0, 1, 128, 132)
  return new Int32Array(memory, 128, 1)[0] === 1
}

/** With other cells on both sides, which must not matter. */
function takes(check: ByteCheck, text: string): boolean {
  const length = Buffer.byteLength(text)
  return check(Buffer.from(`7.a${text}a.7`), 3, 3 + length)
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

const isNoFault = (fault: string | null): boolean => fault === null
const ORDERS = ['MONTH_DAY_YEAR', 'DAY_MONTH_YEAR', 'YEAR_MONTH_DAY'] as const

const cases: [
  name: string,
  bytes: ByteCheck,
  text: (text: string) => boolean,
  texts: fc.Arbitrary<string>,
  taken: string,
][] = [
  ['isPlainEmail', isPlainEmail, isEmailAddress, EMAILS, 'a.b+c@d-e.co'],
  ['isPlainDomain', isPlainDomain, isDomainName, EMAILS, 'd-e.f7.com'],
  ['isPlainId', isPlainId, (text) => /^\d{1,19}$/.test(text), NUMBERS, '12345678901234567'],
  ['isPlainNumber', isPlainNumber, (text) => isNoFault(numberFault(text)), NUMBERS, '-12.345'],
  ['isBare', isBare, (text) => withoutPlainSpace(text) === text && /^[^"]+$/.test(text), EMAILS, 'a b'],
  ...ORDERS.map(
    (order) =>
      [
        `plainDate(${order})`,
        plainDate(order),
        (text: string) => isNoFault(dateFault(text, order)),
        fc.oneof(DATES, DATE_LIKE, ISO_LIKE),
        order === 'YEAR_MONTH_DAY' ? '2024-02-29 14:05:59' : '02/02/2024T23:59Z',
      ] satisfies (typeof cases)[number],
  ),
]

test.each(cases)('%s() takes only what the check of texts takes', (_name, bytes, text, texts, taken) => {
  expect(takes(bytes, taken)).toBe(true)
  fc.assert(
    fc.property(texts, (any) => {
      if (any !== '' && takes(bytes, any)) expect(any).toSatisfy(text)
    }),
    { numRuns: 5_000 },
  )
})

test.each(ORDERS)('countOrderInBytes() counts what countOrder() counts (%s)', (order) => {
  let counted = 0
  fc.assert(
    fc.property(fc.oneof(DATES, DATE_LIKE, ISO_LIKE), (text) => {
      const inText = { ...noDateEvidence(), example: { line: 1, value: 'before' } }
      const inBytes = { ...inText }
      if (text === '' || !takes(plainDate(order), text)) return
      if (!takes((...cell) => countOrderInBytes(inBytes, ...cell), text)) return
      countOrder(inText, text, 2)
      expect(inBytes).toEqual(inText)
      counted += 1
    }),
    { numRuns: 5_000 },
  )
  expect(counted).toBeGreaterThan(20)
})

test('countOrderInBytes() leaves the first example to the text', () => {
  const evidence = noDateEvidence()
  expect(takes((...cell) => countOrderInBytes(evidence, ...cell), '1/2/2024')).toBe(false)
  expect(evidence).toEqual(noDateEvidence())
})

test('countNotationInBytes() counts what countNotation() counts', () => {
  let counted = 0
  fc.assert(
    fc.property(NUMBERS, (text) => {
      const inText = noEvidence()
      const inBytes = noEvidence()
      if (text === '' || !takes(isPlainNumber, text)) return
      if (!takes((...cell) => countNotationInBytes(inBytes, ...cell), text)) return
      countNotation(inText, text, 2)
      expect(inBytes).toEqual(inText)
      counted += 1
    }),
    { numRuns: 5_000 },
  )
  expect(counted).toBeGreaterThan(20)
})
