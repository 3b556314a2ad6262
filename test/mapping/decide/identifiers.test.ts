import { describe, expect, test } from 'vitest'
import type { Property } from '../../../src/hubspot/property.ts'
import { columnTypeOf, keepOneIdentifier } from '../../../src/mapping/decide/identifiers.ts'
import type { ColumnProposal } from '../../../src/mapping/proposal.ts'

describe('columnTypeOf()', () => {
  for (const [objectTypeId, name, unique, wanted] of [
    ['0-1', 'email', false, 'HUBSPOT_ALTERNATE_ID'],
    ['0-2', 'domain', false, 'HUBSPOT_ALTERNATE_ID'],
    ['0-1', 'hs_object_id', true, 'HUBSPOT_OBJECT_ID'],
    ['0-3', 'dealname', false, 'STANDARD'],
    ['0-1', 'domain', false, 'STANDARD'],
    ['2-77', 'plate', true, 'HUBSPOT_ALTERNATE_ID'],
  ] as const) {
    test(`is ${wanted} for ${objectTypeId} ${name}`, () => {
      expect(
        columnTypeOf({ objectTypeId, property: propertyOf(name, unique), isCustom: false, isWritable: true }),
      ).toBe(wanted)
    })
  }
})

describe('keepOneIdentifier()', () => {
  test('keeps the e-mail address before a unique property of the same fill', () => {
    const columns = [column(0, 'member_number'), column(1, 'email')]
    expect(typesAfter(columns, [1, 1])).toEqual(['STANDARD', 'HUBSPOT_ALTERNATE_ID'])
  })

  test('keeps the fuller column', () => {
    const columns = [column(0, 'member_number'), column(1, 'email')]
    expect(typesAfter(columns, [1, 0.4])).toEqual(['HUBSPOT_ALTERNATE_ID', 'STANDARD'])
  })

  test('keeps a record id beside the identifier, and one identifier for each object', () => {
    const recordId: ColumnProposal = {
      ...column(0, 'hs_object_id'),
      target: { objectTypeId: '0-1', propertyName: 'hs_object_id', columnType: 'HUBSPOT_OBJECT_ID' },
    }
    const columns = [recordId, column(1, 'email'), column(2, 'domain', '0-2')]
    expect(typesAfter(columns, [1, 1, 1])).toEqual([
      'HUBSPOT_OBJECT_ID',
      'HUBSPOT_ALTERNATE_ID',
      'HUBSPOT_ALTERNATE_ID',
    ])
  })
})

const typesAfter = (columns: readonly ColumnProposal[], fill: readonly number[]): (string | undefined)[] =>
  keepOneIdentifier(columns, fill).map(({ target }) => target?.columnType)

const column = (index: number, propertyName: string, objectTypeId = '0-1'): ColumnProposal => ({
  index,
  columnName: propertyName,
  target: { objectTypeId, propertyName, columnType: 'HUBSPOT_ALTERNATE_ID' },
  propertyLabel: propertyName,
  confidence: 1,
  reason: 'test',
  examples: [],
  alternatives: [],
})

const propertyOf = (name: string, hasUniqueValue: boolean): Property => ({
  name,
  label: name,
  type: 'string',
  fieldType: 'text',
  options: [],
  hasUniqueValue,
})
