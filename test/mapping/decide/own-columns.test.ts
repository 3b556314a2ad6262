import { expect, test } from 'vitest'
import { builtInSchema } from '../../../src/mapping/built-in-schema.ts'
import { proposeMapping } from '../../../src/mapping/propose.ts'
import { tableOf } from '../table-of.ts'

const propose = (header: string[]) => {
  const rows = [
    ['3', 'Email: not valid', 'Ann', 'ann@example.com'],
    ['9', 'Email: not valid', 'Bob', 'bob@example.com'],
  ]
  return proposeMapping({ tables: [tableOf(header, rows)], schema: builtInSchema() })
}

test('withoutOwnColumns() leaves the columns of export_failed_rows out, and nobody is asked about them', () => {
  const { files, questions } = propose(['Source line', 'Import error', 'First Name', 'Email'])
  const [line, error, ...others] = files[0]?.columns ?? []
  for (const column of [line, error]) {
    expect(column).toMatchObject({ target: null, alternatives: [], reason: 'added by export_failed_rows' })
  }
  expect(others.map(({ target }) => target?.propertyName)).toEqual(['firstname', 'email'])
  expect(questions).toEqual([])
})

test('withoutOwnColumns() asks about a column of such a name elsewhere', () => {
  const { files, questions } = propose(['Source line', 'Remark of the import', 'First Name', 'Email'])
  expect(files[0]?.columns[0]?.reason).not.toBe('added by export_failed_rows')
  expect(questions).toEqual([expect.stringContaining('"Source line"')])
})
