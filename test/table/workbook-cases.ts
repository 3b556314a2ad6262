import { expect, test } from 'vitest'
import { inspectTable } from '../../src/table/inspect-table.ts'
import { openFile } from '../../src/table/open-file.ts'
import { readWorkbook } from './read-workbook.ts'

/** The rows of a sheet, whatever its format. */
export const PEOPLE = [
  ['Email', 'Name'],
  ['a@b.co', 'Ann'],
  ['c@d.co', 'Cy'],
] as const

/** What holds for every format. `write` makes the file whose only sheet, Sheet1, holds PEOPLE. */
export function testWorkbook(format: 'xls' | 'xlsx', write: (name: string) => string): void {
  const name = `book.${format}`

  test('give the sheet as a table, lines being row numbers', async () => {
    const { table, rows } = await readWorkbook(write(name))
    expect(table).toMatchObject({
      fileName: name,
      format,
      dialect: { hasHeader: true, firstLine: 1, columnCount: 2, sheet: 'Sheet1' },
      columns: [{ columnName: 'Email' }, { columnName: 'Name' }],
      rowCount: 2,
      rowCountIsExact: true,
      sheets: ['Sheet1'],
    })
    expect(rows).toEqual([
      { cells: ['a@b.co', 'Ann'], line: 2, record: 1 },
      { cells: ['c@d.co', 'Cy'], line: 3, record: 2 },
    ])
    expect(table.sample).toEqual(rows)
  })

  test('stop at an abort', async () => {
    await using file = await openFile(write(name))
    await expect(inspectTable(file, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  })
}

/** A name for each column of a wide sheet: Column A, Column B … */
export const letteredHeader = (columns: number): string[] =>
  Array.from({ length: columns }, (_, index) => `Column ${String.fromCharCode(65 + index)}`)
