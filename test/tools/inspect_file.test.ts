import { expect, test } from 'vitest'
import { inspectFileTool } from '../../src/tools/inspect_file.ts'
import { connect, structuredOf, textOf, wholeOf } from '../connect.ts'
import { textRow, xlsx } from '../table/build-xlsx.ts'

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

test('inspect_file shows all the values of a column that repeats a few, for the options of a property', async () => {
  const sizes = ['S', 'M', 'L', 'XL']
  const rows = Array.from({ length: 12 }, (_, at) => `u${at}@example.com,${sizes[at % 4]}\n`).join('')
  await using connection = await connect({ files: { 'shirts.csv': `Email,Size\n${rows}` } })
  expect(structuredOf(await connection.call('inspect_file', { file: 'shirts.csv' }))).toMatchObject({
    columns: [{ examples: ['u0@example.com', 'u1@example.com'] }, { examples: sizes }],
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

const WORKBOOK = xlsx({
  sheets: [
    { name: 'Cover', rows: textRow(1, ['Confidential']) },
    { name: 'Leads', rows: textRow(1, ['First Name', 'Email']) + textRow(2, ['Ann', 'ann@example.com']) },
  ],
})

test('inspect_file leads on with the sheet that was asked for', async () => {
  await using connection = await connect({ files: { 'leads.xlsx': WORKBOOK } })
  const told = wholeOf(await connection.call('inspect_file', { file: 'leads.xlsx', sheet: 'Leads' }))
  expect(told.nextStep).toBe('Call propose_mapping with file: "leads.xlsx" and sheet: "Leads".')
})

test('a sheet without rows leads to the others of its workbook', async () => {
  await using connection = await connect({ files: { 'leads.xlsx': WORKBOOK } })
  const told = wholeOf(await connection.call('inspect_file', { file: 'leads.xlsx' }))
  expect(told.nextStep).toBe('This sheet has no rows. Call inspect_file with another one as sheet: "Leads".')
  const refused = textOf(await connection.call('propose_mapping', { file: 'leads.xlsx' }))
  expect(refused).toContain('file_header_only: The sheet "Cover" of leads.xlsx has a header and no rows')
  expect(refused).toContain('Pass a sheet with rows as sheet; there are also "Leads".')
})

test('inspect_file tells how many columns follow', async () => {
  const columns = Array.from({ length: 300 }, (_, index) => `A rather long name of column ${index}`)
  await using connection = await connect({ files: { 'wide.csv': `${columns.join()}\n${columns.join()}\n` } })
  const result = await connection.call('inspect_file', { file: 'wide.csv' })
  const { columns: shown, columnsLeftOut } = inspectFileTool.output.parse(wholeOf(result))
  expect(shown.length + (columnsLeftOut ?? 0)).toBe(300)
  expect(textOf(result)).toContain(`1 row, ${shown.length} columns shown, ${columnsLeftOut} more follow.`)
})
