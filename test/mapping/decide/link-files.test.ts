import { describe, expect, test } from 'vitest'
import { builtInSchema } from '../../../src/mapping/built-in-schema.ts'
import type { Proposal } from '../../../src/mapping/proposal.ts'
import { proposeMapping } from '../../../src/mapping/propose.ts'
import type { Table } from '../../../src/table/table.ts'
import { tableOf } from '../table-of.ts'

const CONTACTS = tableOf(
  ['First Name', 'Email', 'Company Domain'],
  [
    ['Ann', 'a@acme.com', 'acme.com'],
    ['Bob', 'b@globex.com', 'globex.com'],
  ],
  'contacts.csv',
)
const COMPANIES = tableOf(
  ['Company Name', 'Company Domain Name', 'City'],
  [
    ['Acme Inc', 'acme.com', 'Austin'],
    ['Globex LLC', 'globex.com', 'Boston'],
  ],
  'companies.csv',
)
const DEALS = tableOf(
  ['Deal Name', 'Amount', 'Deal Stage', 'Contact Email'],
  [
    ['Fleet', '1200', 'Won', 'a@acme.com'],
    ['Vans', '800', 'New', 'b@globex.com'],
  ],
  'deals.csv',
)

describe('linkFiles()', () => {
  test('makes the key that two files share their common column', () => {
    const proposal = propose([CONTACTS, COMPANIES])
    expect(targetOf(proposal, 'companies.csv', 'Company Domain Name')).toEqual({
      objectTypeId: '0-2',
      propertyName: 'domain',
      columnType: 'HUBSPOT_ALTERNATE_ID',
      associationIdentifierColumn: true,
    })
    expect(targetOf(proposal, 'contacts.csv', 'Company Domain')).toEqual({
      objectTypeId: '0-1',
      propertyName: null,
      columnType: 'STANDARD',
      toColumnObjectTypeId: '0-2',
      foreignKeyType: { associationTypeId: 279, associationCategory: 'HUBSPOT_DEFINED' },
    })
  })

  test('does so in either order of the files', () => {
    const proposal = propose([CONTACTS, DEALS])
    expect(proposal).toEqual({ ...propose([DEALS, CONTACTS]), files: proposal.files })
    expect(targetOf(proposal, 'contacts.csv', 'Email')?.associationIdentifierColumn).toBe(true)
    expect(targetOf(proposal, 'deals.csv', 'Contact Email')).toMatchObject({
      objectTypeId: '0-3',
      propertyName: null,
      toColumnObjectTypeId: '0-1',
      foreignKeyType: { associationTypeId: 3 },
    })
  })

  test('leaves files alone that share nothing', () => {
    const others = tableOf(['Product Name', 'SKU', 'Price'], [['Lamp', 'L-1', '12']], 'products.csv')
    const proposal = propose([CONTACTS, others])
    const marks = proposal.files.flatMap(({ columns }) =>
      columns.map(({ target }) => target?.associationIdentifierColumn),
    )
    expect(marks).not.toContain(true)
  })
})

const propose = (tables: readonly Table[]): Proposal => proposeMapping({ tables, schema: builtInSchema() })

const targetOf = (proposal: Proposal, fileName: string, header: string) =>
  proposal.files.find((file) => file.fileName === fileName)?.columns.find(({ columnName }) => columnName === header)
    ?.target
