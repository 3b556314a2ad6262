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

  test('links by a property with unique values also where another one identifies the rows', () => {
    const schema = builtInSchema()
    const number = { name: 'company_id', label: 'Company ID', type: 'string', fieldType: 'text', options: [] }
    const withNumber = (hasUniqueValue: boolean) => ({
      ...schema,
      properties: new Map(schema.properties).set('0-2', [
        ...(schema.properties.get('0-2') ?? []),
        { ...number, hasUniqueValue },
      ]),
    })
    const firms = tableOf(
      ['Company ID', 'Company Name', 'Company Domain Name'],
      [
        ['C-1', 'Acme Inc', 'acme.com'],
        ['C-2', 'Globex LLC', 'globex.com'],
      ],
      'firms.csv',
    )
    const people = tableOf(
      ['First Name', 'Email', 'Company ID'],
      [
        ['Ann', 'a@mail.com', 'C-1'],
        ['Bob', 'b@mail.com', 'C-2'],
        ['Cid', 'c@mail.com', 'C-2'],
      ],
      'people.csv',
    )
    const linked = proposeMapping({ tables: [people, firms], schema: withNumber(true) })
    expect(targetOf(linked, 'firms.csv', 'Company Domain Name')?.columnType).toBe('HUBSPOT_ALTERNATE_ID')
    expect(targetOf(linked, 'firms.csv', 'Company ID')).toMatchObject({
      propertyName: 'company_id',
      columnType: 'STANDARD',
      associationIdentifierColumn: true,
    })
    expect(targetOf(linked, 'people.csv', 'Company ID')).toMatchObject({
      objectTypeId: '0-1',
      propertyName: null,
      toColumnObjectTypeId: '0-2',
    })
    const apart = proposeMapping({ tables: [people, firms], schema: withNumber(false) })
    expect(targetOf(apart, 'firms.csv', 'Company ID')?.associationIdentifierColumn).toBeUndefined()
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
