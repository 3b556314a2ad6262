import { isAscii } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { detectBytes } from '../detect-bytes.ts'
import { encode } from './encode.ts'
import { OTHER_NAMES, WESTERN_NAMES } from './names.ts'

const fileOf = (names: readonly string[]): string =>
  `Email,Name\n${names.map((name, index) => `p${index}@example.com,${name}\n`).join('')}`

/** All of them, and every few that stand together. */
const portions = (names: readonly string[]): (readonly string[])[] => [
  names,
  ...[1, 2, 4].flatMap((size) => names.map((_, index) => names.slice(index, index + size))),
]

async function expectNoDoubt(names: readonly string[]): Promise<void> {
  const bytes = encode(fileOf(names), 'windows-1252')
  expect(await detectBytes(bytes)).toEqual({ encoding: isAscii(bytes) ? 'utf-8' : 'windows-1252', bom: false })
}

describe('detectEncoding() of Western languages', () => {
  test.each(Object.entries(WESTERN_NAMES))('does not doubt %s, in files of any length', async (_language, names) => {
    for (const some of portions(names)) {
      await expectNoDoubt(some)
      await expectNoDoubt(some.map((name) => name.toUpperCase()))
    }
  })

  test('does not doubt a file in all of them', async () => {
    const all = Object.values(WESTERN_NAMES).flat()
    await expectNoDoubt(all)
  })

  test.each([
    [['London–Paris', 'Rome–Berlin', 'Bonn–Ulm', 'Oslo–Bergen', 'Lyon–Nice', 'Kent–Bath', 'Porto–Faro']],
    [['Hello “World”', '‘Inner’ circle', 'Rock’n’Roll', 'O’Neil', 'wait…', '– none –', 'a • b', 'Ann’s “own” one']],
    [
      [
        '60 m²',
        '20 °C',
        'Microsoft®',
        'Acme™',
        '½ price',
        '5 µm',
        '10 €',
        '£5',
        '«Da»',
        '1ª',
        'nº 5',
        'Ø 20',
        '±1',
        'a×b',
      ],
    ],
  ])('does not doubt signs: %j', async (names) => {
    for (const some of portions(names)) await expectNoDoubt(some)
  })

  test.each(Object.keys(WESTERN_NAMES))('does not doubt English with a few names in %s', async (language) => {
    const english = Array.from({ length: 40 }, (_, index) => `Ann Smith ${index}`)
    const names = [...english, ...(WESTERN_NAMES[language] ?? []).slice(0, 3), '“Quoted” – 10 €', 'Chloë’s']
    await expectNoDoubt(names)
  })
})

describe('detectEncoding() of other languages', () => {
  test('does not take a name with Ž and Š for Shift-JIS', async () => {
    const { encoding } = await detectBytes(encode(fileOf(['Željko Šarić']), 'windows-1250'))
    expect(encoding).toBe('windows-1250')
  })

  test.each(Object.entries(OTHER_NAMES))('knows %s, or asks', async (_language, { encoding, names }) => {
    const { doubt, ...found } = await detectBytes(encode(fileOf(names), encoding))
    expect(found).toEqual({ encoding, bom: false })
    expect([undefined, 'windows-1252']).toContain(doubt?.encoding)
  })
})
