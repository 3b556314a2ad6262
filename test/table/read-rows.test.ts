import { describe, expect, test } from 'vitest'
import { inspectTable } from '../../src/table/inspect-table.ts'
import { openFile } from '../../src/table/open-file.ts'
import { readRows } from '../../src/table/read-rows.ts'
import type { Row } from '../../src/table/table.ts'
import { temporaryFolder } from './temporary-folder.ts'

const { write } = temporaryFolder()

async function readAll(content: string | Uint8Array): Promise<Row[]> {
  await using file = await openFile(write('rows.csv', content))
  const { dialect } = await inspectTable(file)
  const rows: Row[] = []
  for await (const batch of readRows(file, dialect)) rows.push(...batch)
  return rows
}

describe('readRows()', () => {
  test('leaves out preamble, header and blank lines, and keeps source lines', async () => {
    expect(await readAll('Report\r\n\r\nName,Note\r\nAnn,"a\r\nb"\r\n\r\nBob,c,d\r\nCy\r\n')).toEqual([
      { cells: ['Ann', 'a\r\nb'], line: 4, record: 1 },
      { cells: ['Bob', 'c', 'd'], line: 7, record: 2 },
      { cells: ['Cy'], line: 8, record: 3 },
    ])
  })

  test('gives the first row of a file without header', async () => {
    expect(await readAll('Ann,a@b.co\nBob,b@c.co')).toMatchObject([
      { record: 1, line: 1 },
      { record: 2, line: 2 },
    ])
  })

  test('gives nothing for a file with only a header', async () => {
    expect(await readAll('Name,Email\n')).toEqual([])
  })

  test.each(['utf8', 'latin1', 'utf16le'] as const)(
    'reads a large file in %s exactly as it was written',
    async (encoding) => {
      const expected = Array.from({ length: 30_000 }, (_, i) => [`Jürgen ${i}`, `Straße ${i}\n${i % 7}`, `é"${i}`])
      const text = `Name;Straße;Notiz\r\n${expected.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\r\n')}`
      const rows = await readAll(Buffer.from(encoding === 'utf16le' ? `\ufeff${text}` : text, encoding))
      expect(rows.map(({ cells }) => cells)).toEqual(expected)
      expect(rows.at(-1)).toMatchObject({ record: 30_000, line: 2 + 29_999 * 2 })
    },
  )

  test('finds a wrong byte behind the head, with its line', async () => {
    const good = Buffer.from('Jürgen,Köln\n'.repeat(50_000))
    const bytes = Buffer.concat([Buffer.from('Name,City\n'), good, Buffer.from('ab\xff,x\n', 'latin1'), good])
    await expect(readAll(bytes)).rejects.toMatchObject({
      code: 'encoding_invalid',
      message: expect.stringMatching(/^Byte FF on line 50002 of rows\.csv \(offset 700012\)/),
    })
  })

  test('stops at an abort between batches', async () => {
    await using file = await openFile(write('abort.csv', `Name,City\n${'Ann,Rome\n'.repeat(100_000)}`))
    const { dialect } = await inspectTable(file)
    const controller = new AbortController()
    const read = async () => {
      for await (const _batch of readRows(file, dialect, { signal: controller.signal })) controller.abort()
    }
    await expect(read()).rejects.toMatchObject({ name: 'AbortError' })
  })
})
