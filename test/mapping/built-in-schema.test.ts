import { describe, expect, test } from 'vitest'
import { builtInSchema } from '../../src/mapping/built-in-schema.ts'

describe('builtInSchema()', () => {
  const { objectTypes, properties } = builtInSchema()
  const find = (objectTypeId: string, name: string) =>
    properties.get(objectTypeId)?.find((property) => property.name === name)

  test('holds the properties that every account has', () => {
    expect(find('0-1', 'email')?.label).toBe('Email')
    expect(find('0-2', 'domain')?.label).toBe('Company Domain Name')
    expect(find('0-3', 'dealname')?.type).toBe('string')
    expect(find('0-5', 'hs_ticket_priority')?.options.map(({ value }) => value)).toContain('HIGH')
  })

  test('marks owners and read-only properties', () => {
    expect(find('0-1', 'hubspot_owner_id')?.referencedObjectType).toBe('OWNER')
    expect(find('0-1', 'hs_object_id')?.modificationMetadata?.readOnlyValue).toBe(true)
    expect(find('0-1', 'firstname')?.modificationMetadata?.readOnlyValue).toBe(false)
  })

  test('has an object type for all properties', () => {
    const ids = new Set(objectTypes.map(({ objectTypeId }) => objectTypeId))
    expect([...properties.keys()].filter((id) => !ids.has(id))).toEqual([])
  })
})
