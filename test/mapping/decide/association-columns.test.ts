import { describe, expect, test } from 'vitest'
import { builtInSchema } from '../../../src/mapping/built-in-schema.ts'
import type { ColumnProposal, Target } from '../../../src/mapping/proposal.ts'
import { proposeMapping } from '../../../src/mapping/propose.ts'
import { tableOf } from '../table-of.ts'

const DEAL = { 'Deal Name': ['Fleet', 'Vans'], Amount: ['1200', '800'], 'Deal Stage': ['Won', 'New'] }

describe('withAssociations()', () => {
  test('points a deal to the company and the contact whose record ids it holds', () => {
    const columns = { ...DEAL, 'Associated Company ID': ['7001', '7002'], 'Associated Contact ID': ['1', '2'] }
    expect(targetOf('Associated Company ID', columns)).toEqual({
      objectTypeId: '0-3',
      propertyName: null,
      columnType: 'HUBSPOT_OBJECT_ID',
      toColumnObjectTypeId: '0-2',
      foreignKeyType: { associationTypeId: 341, associationCategory: 'HUBSPOT_DEFINED' },
    })
    expect(targetOf('Associated Contact ID', columns)?.foreignKeyType?.associationTypeId).toBe(3)
  })

  test('points a contact to its company', () => {
    const columns = { Email: ['a@acme.com', 'b@globex.com'], 'Company Record ID': ['7001', '7002'] }
    expect(targetOf('Company Record ID', columns)).toMatchObject({
      objectTypeId: '0-1',
      propertyName: null,
      toColumnObjectTypeId: '0-2',
      foreignKeyType: { associationTypeId: 279 },
    })
  })

  test('makes an association once, and the one with the primary company where a column says so', () => {
    const columns = {
      'Record ID': ['101', '102'],
      'First Name': ['Ann', 'Bob'],
      'Last Name': ['Hill', 'Reed'],
      Email: ['a@acme.com', 'b@globex.com'],
      'Associated Company IDs': ['7001', '7002'],
      'Associated Company IDs (Primary)': ['7001', '7002'],
      'Company ID (associated)': ['7001', '7002'],
    }
    const typeOf = (header: string) => targetOf(header, columns)?.foreignKeyType?.associationTypeId
    expect(typeOf('Associated Company IDs')).toBe(279)
    expect(typeOf('Associated Company IDs (Primary)')).toBe(1)
    expect(targetOf('Company ID (associated)', columns)).toBeNull()
  })

  test('takes ids of another system for no record ids', () => {
    expect(targetOf('Associated Company ID', { ...DEAL, 'Associated Company ID': ['C-7001', 'C-7002'] })).toBeNull()
    expect(targetOf('company_id', { ...DEAL, company_id: ['7001', '7002'] })).toBeNull()
  })

  test('says why several record ids in a cell are left out, and that they are no ids of another system', () => {
    const reasonOf = (values: string[]) =>
      columnOf('Associated Contact IDs', { ...DEAL, 'Associated Contact IDs': values })
    expect(reasonOf(['101;102', '103'])).toMatchObject({
      target: null,
      reason: 'several record ids in one cell; an import links one for each row, so give each id a row',
    })
    expect(reasonOf(['C-1;C-2', 'C-3'])?.reason).toContain('an id of another system')
    expect(reasonOf(['101', '103'])?.target?.toColumnObjectTypeId).toBe('0-1')
  })

  test('finds the label between the two records of a row', () => {
    for (const header of ['Association Label', 'Zuordnungslabel', "Libellé d'association"]) {
      const columns = {
        'First Name': ['Ann', 'Bob'],
        'Last Name': ['Hill', 'Reed'],
        Email: ['a@acme.com', 'b@globex.com'],
        'Company Name': ['Acme Inc', 'Globex LLC'],
        'Company Domain Name': ['acme.com', 'globex.com'],
        [header]: ['Manager', 'Billing contact'],
      }
      expect(targetOf(header, columns), header).toEqual({
        objectTypeId: '0-1',
        propertyName: null,
        columnType: 'FLEXIBLE_ASSOCIATION_LABEL',
        toColumnObjectTypeId: '0-2',
      })
    }
  })

  test('finds no label where a row holds one record only', () => {
    const columns = { Email: ['a@acme.com', 'b@globex.com'], 'Association Label': ['Manager', 'Billing contact'] }
    expect(targetOf('Association Label', columns)).toBeNull()
  })

  test('points a contact to another contact by its e-mail address', () => {
    const columns = {
      'First Name': ['Ann', 'Bob'],
      Email: ['a@acme.com', 'b@globex.com'],
      'Associated Contact Email': ['b@globex.com', 'a@acme.com'],
    }
    expect(targetOf('Email', columns)).toMatchObject({ propertyName: 'email' })
    expect(targetOf('Associated Contact Email', columns)).toEqual({
      objectTypeId: '0-1',
      propertyName: null,
      columnType: 'ASSOCIATION_KEYS',
      toColumnObjectTypeId: '0-1',
    })
  })
})

type Columns = Readonly<Record<string, readonly string[]>>

const targetOf = (header: string, columns: Columns): Target | null | undefined => columnOf(header, columns)?.target

function columnOf(header: string, columns: Columns): ColumnProposal | undefined {
  const values = Object.values(columns)
  const rows = (values[0] ?? []).map((_, row) => values.map((column) => column[row] ?? ''))
  const { files } = proposeMapping({ tables: [tableOf(Object.keys(columns), rows)], schema: builtInSchema() })
  return files[0]?.columns.find(({ columnName }) => columnName === header)
}
