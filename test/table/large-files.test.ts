import { describe, expect, test } from 'vitest'
import { inspectTable } from '../../src/table/inspect-table.ts'
import { RECORD_CAP } from '../../src/table/row-scanner.ts'
import type { Dialect } from '../../src/table/table.ts'
import { DIALECT, READERS, type Reading, readAsBytes, readAsText } from './both-readers.ts'
import { endlessFile, fileInMemory } from './file-in-memory.ts'

const GB = 1024 ** 3
/** The record up to the cap, and the chunks on both sides of it: one that is looked at, one that is read ahead. */
const MOST_READ = RECORD_CAP + 3 * 2 * 1024 * 1024

const ENDLESS: [what: string, file: { head: string; filler: string }, message: RegExp][] = [
  ['a line of 1 GB', { head: 'a,b\n1,2\n', filler: 'x,y ' }, /^The record on line 3 is longer/],
  ['a line of 1 GB in the header', { head: '', filler: 'x,y ' }, /^The record on line 1 is longer/],
  ['1 GB of spaces', { head: 'a,b\n', filler: ' ' }, /^The record on line 2 is longer/],
  ['1 GB of quoted cells', { head: 'a,b\n', filler: '"é\n",' }, /^The record on line 2 is longer/],
  [
    'a quote that never closes, with 1 GB behind it',
    { head: 'a,b\n1,"2', filler: 'row,row\n' },
    /^The record on line 2 .* that opens on line 2 is not closed in it/,
  ],
  [
    'a quote of doubled quotes without end',
    { head: 'a,b\n1,2\n"', filler: '""' },
    /^The record on line 3 .* that opens on line 3 is not closed in it/,
  ],
]

describe.each(READERS)('the reader of %s', (_reader, read) => {
  test.each(ENDLESS)('refuses %s and stops reading', async (_what, { head, filler }, message) => {
    const { file, bytesRead } = endlessFile({ head, filler, bytes: GB })
    const reading = await read(file, { ...DIALECT, hasHeader: true })
    expect(reading).toEqual({ code: 'csv_record_too_large', message: expect.stringMatching(message) })
    expect(bytesRead()).toBeLessThan(MOST_READ)
  })
})

/** So far a file of plain ASCII is searched for the character that tells its encoding. */
const SEARCHED = 64 * 1024 * 1024

test.each(ENDLESS)('inspectTable() looks at %s and stops reading', async (_what, parts, message) => {
  const { file, bytesRead } = endlessFile({ ...parts, bytes: GB })
  const table = inspectTable(file)
  // Two rows before the long one are enough for a look.
  if (parts.head.startsWith('a,b\n1,2\n')) await expect(table).resolves.toMatchObject({ rowCountIsExact: false })
  else
    await expect(table).rejects.toMatchObject({ code: 'csv_record_too_large', message: expect.stringMatching(message) })
  expect(bytesRead()).toBeLessThan(SEARCHED + MOST_READ)
})

type MakeRow = (row: number) => [text: string, ...cells: string[]]

const USUAL: MakeRow[] = [
  (row) => [`${row},plain\n`, `${row}`, 'plain'],
  (row) => [`${row},"quoted, ""é"""\r\n`, `${row}`, 'quoted, "é"'],
  (row) => [`"${row}","one\r\ntwo\n\nthree"\n`, `${row}`, 'one\r\ntwo\n\nthree'],
  (row) => [`${row},山本 👍\n\n \n`, `${row}`, '山本 👍'],
]
/** What only the reader of text can read. */
const UNUSUAL: MakeRow[] = [
  (row) => [`${row},Mac\r`, `${row}`, 'Mac'],
  (row) => [`${row},"CR\rLF\n"\r\n`, `${row}`, 'CR\rLF\n'],
  (row) => [`${row},5" pipe\n`, `${row}`, '5" pipe'],
  (row) => [`"${row}"x,"y" \r\r\n`, `${row}x`, 'y '],
  (row) => [`${row},"${'long\n'.repeat(60_000)}"\n`, `${row}`, 'long\n'.repeat(60_000)],
]
const ROWS = 300_000
const PREAMBLE = 'Report of "today"\r\r\n,,\n'

/** Some megabytes of rows of every kind, with the line on which an editor shows each. */
function largeFile() {
  const rows = Array.from({ length: ROWS }, (_, row): [text: string, ...cells: string[]] => {
    const kinds = row % 50_000 === 49_999 ? UNUSUAL : USUAL
    const make = kinds[Math.floor(row / (kinds === UNUSUAL ? 50_000 : 1)) % kinds.length]
    return make?.(row) ?? expect.unreachable()
  })
  const text = PREAMBLE + rows.map(([one]) => one).join('')
  const lineEnds = [...text.matchAll(/\r\n|\r|\n/g)].map(({ 0: lineEnd, index }) => index + lineEnd.length)
  let offset = PREAMBLE.length
  let line = 1
  const told = rows.map(([one, ...cells]) => {
    while ((lineEnds[line - 1] ?? Number.POSITIVE_INFINITY) <= offset) line += 1
    offset += one.length
    return toldRow({ cells, line })
  })
  return { text, told }
}

const toldRow = ({ cells, line }: { cells: string[]; line: number }) => `${line}: ${cells.join('|')}`

describe('the line of a row is that of an editor, in a large file', () => {
  const { text, told } = largeFile()
  const dialect: Dialect = { ...DIALECT, firstLine: 4 }

  test.each([undefined, 100_003])('read as bytes and as text in turn, in chunks of %s', async (chunkBytes) => {
    for (const bom of [false, true]) {
      const file = fileInMemory(bom ? `\ufeff${text}` : text)
      const { reading, asBytes } = await readAsBytes(file, { ...dialect, bom }, { chunkBytes })
      expect(asBytes).toBeGreaterThan(ROWS / 3)
      expect(asBytes).toBeLessThan(ROWS)
      expect(differences(reading, told)).toEqual([])
    }
  })

  test.each<[string, Partial<Dialect>, () => Buffer]>([
    ['UTF-8', {}, () => Buffer.from(text)],
    ['UTF-16LE', { encoding: 'utf-16le', bom: true }, () => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16BE', { encoding: 'utf-16be' }, () => Buffer.from(text, 'utf16le').swap16()],
  ])('read as text in %s', async (_encoding, encoding, bytes) => {
    expect(differences(await readAsText(fileInMemory(bytes()), { ...dialect, ...encoding }), told)).toEqual([])
  })
})

function differences(reading: Reading, expected: readonly string[]): unknown {
  if (!('rows' in reading)) return reading
  const rows = reading.rows.map(toldRow)
  return rows.length === expected.length ? rows.filter((row, index) => row !== expected[index]) : rows.length
}
