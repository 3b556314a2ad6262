import { randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { inspectTable } from '../../src/table/inspect-table.ts'
import { openFile } from '../../src/table/open-file.ts'
import type { SourceFile } from '../../src/table/source-file.ts'
import { TextStore } from '../../src/table/text-store.ts'
import { startProgram } from '../start-program.ts'
import { labelRow, numberCell, sharedCell, xls } from './build-xls.ts'
import { type Part, sheetXml, textRow, xlsx, zip } from './build-xlsx.ts'
import { readWorkbook } from './read-workbook.ts'
import { temporaryFolder } from './temporary-folder.ts'

/*
 * Workbooks made to take all memory or time. Where they are only wrong (cut off, a wrong check sum, a password, cells
 * that cannot be read) they are cases of spreadsheet.test.ts and xls/, by another name of open-file.test.ts, with several
 * sheets of tools/propose_mapping.test.ts, with errors of formulas of import/spreadsheet.test.ts.
 *
 * What does not apply: an .xls is not compressed, so it cannot grow; a formula in it always has a result, save that of a
 * text which lies in a record of its own.
 */

const { write } = temporaryFolder()

/** The same file, and how many of its bytes are read: all of them, and those of the parts of a zip. */
function counted(file: SourceFile): { file: SourceFile; bytes: () => number; bytesOfParts: () => number } {
  let bytes = 0
  let bytesOfParts = 0
  const add = (count: number) => {
    bytes += count
  }
  return {
    bytes: () => bytes,
    bytesOfParts: () => bytesOfParts,
    file: {
      ...file,
      async read(position, length) {
        const read = await file.read(position, length)
        add(read.length)
        return read
      },
      async readInto(target, position) {
        const read = await file.readInto(target, position)
        add(read)
        return read
      },
      stream: (options) =>
        file.stream(options).on('data', (chunk) => {
          add(chunk.length)
          bytesOfParts += chunk.length
        }),
    },
  }
}

const people = textRow(1, ['Name', 'City']) + textRow(2, ['Ann', 'Rome'])
const part = (more: Partial<Part>): Buffer =>
  xlsx({ sheets: [{ name: 'A', rows: '' }], parts: [{ name: 'xl/worksheets/sheet1.xml', content: '', ...more }] })

/** 8 MB that are said to hold the given bytes. */
const noise = (size: number) => part({ content: randomBytes(8 * 1024 * 1024), inflated: Buffer.alloc(0), crc: 1, size })
const spaces = Buffer.from(sheetXml(' '.repeat(40 * 1024 * 1024)))

describe('a workbook that would take all memory', () => {
  const refused: [what: string, bytes: Buffer, message: RegExp][] = [
    [
      'has 100,000 parts',
      zip(Array.from({ length: 100_000 }, (_, index) => ({ name: `p${index}`, content: '' }))),
      /100000 parts; at most 2000/,
    ],
    [
      'grows more than 200 times',
      part({ content: deflateRawSync(spaces), inflated: spaces }),
      /grows more than 200 times/,
    ],
    ['is more than 1.5 GB unpacked', noise(1.65e9), /more than 1610612736 bytes inside/],
  ]
  test.each(refused)('is refused by its directory alone when it %s', async (_what, bytes, message) => {
    await using source = await openFile(write('bomb.xlsx', bytes))
    const { file, bytes: read, bytesOfParts } = counted(source)
    await expect(inspectTable(file)).rejects.toMatchObject({
      code: 'spreadsheet_too_large',
      message: expect.stringMatching(message),
    })
    // The end of the file with the directory, and the parts that name the sheets.
    expect(read()).toBeLessThan(80_000)
    expect(bytesOfParts()).toBeLessThan(2_000)
  })

  test('is refused as soon as a part is larger than its directory says', async () => {
    const content = deflateRawSync(sheetXml(people.repeat(5_000)), { level: 9 })
    await expect(
      readWorkbook(write('liar.xlsx', part({ content, inflated: Buffer.alloc(0), size: 1_000 }))),
    ).rejects.toMatchObject({
      code: 'file_unreadable',
      message: expect.stringMatching(/too many bytes/),
    })
  })

  test('is refused when it has more than five million different texts', () => {
    const store = new TextStore('book.xlsx')
    for (let count = 0; count < 5_000_000; count += 1) store.add('')
    expect(() => store.add('')).toThrow('more than 5000000 different texts')
  })

  test('is read in its head only, whatever its size', async () => {
    const cells = Array.from({ length: 60_000 }, (_, row) => [sharedCell(row + 1, 0, 0), numberCell(row + 1, 1, row)])
    const bytes = xls({
      sheets: [{ name: 'A', cells: [...labelRow(0, ['Name', 'Number']), ...cells.flat()] }],
      strings: ['Ann'],
    })
    await using source = await openFile(write('long.xls', bytes))
    const { file, bytes: read } = counted(source)
    expect((await inspectTable(file)).rowCountIsExact).toBe(false)
    expect(bytes.length).toBeGreaterThan(1_900_000)
    // The globals, the head of the sheet and the texts, in pieces of 128 kB, and the allocation table.
    expect(read()).toBeLessThan(4 * 256 * 1024)
  })
})

/** 64 MB are enough for the program and for nothing that grows with the workbook. */
const SMALL_HEAP = { NODE_OPTIONS: '--max-old-space-size=64' }

async function check(file: string): Promise<{ code: number | null; out: string }> {
  await using program = await startProgram(['check', file], SMALL_HEAP)
  const code = await program.ended
  return { code, out: program.stdout() + program.stderr() }
}

const temporary = temporaryFolder()

describe('the program with a heap of 64 MB', () => {
  test('tells that a cell lies too far out, and does not make room for all before it', async () => {
    const rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    const file = temporary.write('far.xlsx', xlsx({ sheets: [{ name: 'A', rows }] }))
    const { code, out } = await check(file)
    expect(out).toContain('a value in cell XFD1048576; at most 2000 columns are read')
    expect(code).not.toBe(0)
  })

  test('reads a sheet with two rows that are a million apart', async () => {
    const rows = `${textRow(1, ['First Name', 'Email'])}${textRow(1_048_576, ['Ann', 'ann@example.com'])}`
    const { code, out } = await check(temporary.write('apart.xlsx', xlsx({ sheets: [{ name: 'A', rows }] })))
    expect(out).toContain('1 row checked')
    expect(code).toBe(0)
  })

  test('reads a million shared texts', async () => {
    const strings = Array.from({ length: 1_000_000 }, (_, index) => `<si><t>${index}@example.com</t></si>`).join('')
    const shown = [0, 999_999].map((index, row) => `<row r="${row + 2}"><c t="s"><v>${index}</v></c></row>`).join('')
    const rows = `<row r="1"><c t="inlineStr"><is><t>Email</t></is></c></row>${shown}`
    const { code, out } = await check(temporary.write('texts.xlsx', xlsx({ sheets: [{ name: 'A', rows }], strings })))
    expect(out).toContain('2 rows checked')
    expect(code).toBe(0)
  })

  test('reads a shared text that sixty thousand cells show, without a copy for each', async () => {
    const text = `${'x'.repeat(30_000)}`
    const cells = Array.from({ length: 60_000 }, (_, row) => sharedCell(row + 1, 0, 0))
    const bytes = xls({ sheets: [{ name: 'A', cells: [...labelRow(0, ['Note']), ...cells] }], strings: [text] })
    const { code, out } = await check(temporary.write('note.xls', bytes))
    expect(out).not.toMatch(/heap/)
    expect(code).toBe(1)
  })
})

describe('an .xls workbook of any bytes', () => {
  test('is read or refused, and nothing else', async () => {
    const bytes = xls({
      sheets: [
        { name: 'A', cells: [...labelRow(0, ['Name', 'City']), sharedCell(1, 0, 0), numberCell(1, 1, 45_443, 1)] },
      ],
      strings: ['Ann', { text: 'rich', runs: 2, phonetic: 8 }],
      codes: ['dd.mm.yyyy'],
    })
    const change = fc.record({ at: fc.nat(bytes.length - 1), byte: fc.nat(255) })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const changed = Buffer.from(bytes)
        for (const { at, byte } of changes) changed[at] = byte
        const problem = await readWorkbook(write('any.xls', changed)).then(
          () => undefined,
          (error: unknown) => error,
        )
        expect(problem === undefined || problem instanceof UsageError).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
