import { describe, expect, test } from 'vitest'
import { builtInSchema } from '../../../src/mapping/built-in-schema.ts'
import { proposeMapping } from '../../../src/mapping/propose.ts'
import type { Table } from '../../../src/table/table.ts'
import { tableOf } from '../table-of.ts'

const COMPANIES = tableOf(
  ['Company ID', 'Company Name', 'Industry', 'City'],
  [
    ['C-001', 'Acme Inc', 'Retail', 'Austin'],
    ['C-002', 'Globex LLC', 'Banking', 'Boston'],
    ['C-003', 'Initech', 'Retail', 'Paris'],
  ],
  'companies.csv',
)
const contacts = (column: string, values: string[]) =>
  tableOf(
    ['First Name', 'Last Name', 'Email', column],
    values.map((value, at) => [`Ann${at}`, 'Lee', `ann${at}@acme.com`, value]),
    'contacts.csv',
  )
const asked = (tables: Table[]) =>
  proposeMapping({ tables, schema: builtInSchema() }).questions.filter((question) => question.includes('not linked'))

describe('askUnlinked()', () => {
  test('tells of rows that name those of another file by a number without a property', () => {
    const people = contacts('Company ID', ['C-001', 'C-001', 'C-002', 'C-009'])
    const question =
      '"Company ID" of contacts.csv names the rows of companies.csv, but "Company ID" is no property there, so contacts and companies are not linked. Make a property with unique values for it (create_property with hasUniqueValue, then propose_mapping again), or import them unlinked?'
    expect(asked([COMPANIES, people])).toEqual([question])
    expect(asked([people, COMPANIES])).toEqual([question])
  })

  test.each([
    ['other values', contacts('Company ID', ['X-1', 'X-1', 'X-2', 'C-001'])],
    ['a number of the row in both', contacts('ID', ['C-001', 'C-002', 'C-003'])],
  ])('says nothing about %s', (_what, people) => {
    expect(asked([COMPANIES, people])).toEqual([])
  })

  test('says nothing where the files are linked by an identifier', () => {
    const companies = tableOf(
      ['Company ID', 'Company Name', 'Company Domain Name'],
      [
        ['C-001', 'Acme Inc', 'acme.com'],
        ['C-002', 'Globex LLC', 'globex.com'],
      ],
      'companies.csv',
    )
    const people = tableOf(
      ['First Name', 'Email', 'Company Domain', 'Company ID'],
      [
        ['Ann', 'a@acme.com', 'acme.com', 'C-001'],
        ['Al', 'al@acme.com', 'acme.com', 'C-001'],
        ['Bob', 'b@globex.com', 'globex.com', 'C-002'],
      ],
      'contacts.csv',
    )
    expect(asked([companies, people])).toEqual([])
  })
})
