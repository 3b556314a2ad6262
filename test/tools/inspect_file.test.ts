import { expect, test } from 'vitest'
import { connect, structuredOf, textOf } from '../connect.ts'

test('inspect_file tells format, columns and rows of a file', async () => {
  await using connection = await connect({ files: { 'kunden.csv': 'Name;E-Mail\nJürgen;j@example.com\nZoë;\n' } })
  const answer = structuredOf(await connection.call('inspect_file', { file: 'kunden.csv', rows: 1 }))
  expect(answer).toEqual({
    file: {
      fileName: 'kunden.csv',
      bytes: 40,
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ';',
      hasHeader: true,
      headerLine: 1,
      rowCount: 2,
      rowCountIsExact: true,
    },
    columns: [
      { index: 0, columnName: 'Name', looksLike: 'words', blankShare: 0, examples: ['Jürgen', 'Zoë'] },
      { index: 1, columnName: 'E-Mail', looksLike: 'e-mail addresses', blankShare: 0.5, examples: ['j@example.com'] },
    ],
    rows: [{ line: 2, cells: ['Jürgen', 'j@example.com'] }],
    nextStep: 'Call propose_mapping with file: "kunden.csv".',
  })
})

test('inspect_file keeps columns named like members of Object', async () => {
  await using connection = await connect({ files: { 'odd.csv': '__proto__,constructor,email\n1,2,a@example.com\n' } })
  const { columns } = structuredOf(await connection.call('inspect_file', { file: 'odd.csv' }))
  expect(columns).toMatchObject([{ columnName: '__proto__' }, { columnName: 'constructor' }, { columnName: 'email' }])
  expect(Object.keys(Object.prototype)).toEqual([])
})

test('inspect_file shows control characters of cells, and never sends them', async () => {
  await using connection = await connect({ files: { 'bad.csv': 'Name,Email\n\u001b[2JEve\u0007,a@example.com\n' } })
  const result = await connection.call('inspect_file', { file: 'bad.csv' })
  expect(JSON.stringify(result.structuredContent) + textOf(result)).not.toMatch(/[^\P{Cc}\n\t]/u)
})

test.each([
  ['../outside.csv', 'path_not_allowed'],
  ['/etc/passwd', 'path_not_allowed'],
  ['missing.csv', 'file_not_found'],
  ['.env', 'file_type_unsupported'],
  ['empty.csv', 'file_empty'],
])('inspect_file refuses %s with %s', async (file, code) => {
  await using connection = await connect({ files: { 'empty.csv': '', '.env': 'TOKEN=1' } })
  const result = await connection.call('inspect_file', { file })
  expect(result).toMatchObject({ isError: true })
  expect(result.structuredContent).toBeUndefined()
  expect(textOf(result).startsWith(`${code}: `)).toBe(true)
})
