import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Content, contentKey, marker, nameWithMarker, nameWithoutMarkers } from '../../src/import/content-key.ts'

const FILE = { fileName: 'leads.csv', fileImportPage: { hasHeader: true, columnMappings: [] } }

const CONTENT: Content = {
  environment: 'sandbox',
  portalId: 1,
  request: { name: 'Leads', dateFormat: 'DAY_MONTH_YEAR', files: [FILE] },
  sha256: ['a'.repeat(64)],
  repeat: 0,
}

describe('contentKey()', () => {
  test.each<[string, Partial<Content>]>([
    ['the name of the import', { request: { ...CONTENT.request, name: 'Another' } }],
    ['the name of a file', { request: { ...CONTENT.request, files: [{ ...FILE, fileName: 'leads (1).csv' }] } }],
    [
      'the order of the keys of the request',
      { request: { files: [FILE], dateFormat: 'DAY_MONTH_YEAR', name: 'Leads' } },
    ],
    ['keys without a value', { request: { ...CONTENT.request, timeZone: undefined } }],
  ])('does not depend on %s', (_title, change) => {
    expect(contentKey({ ...CONTENT, ...change })).toBe(contentKey(CONTENT))
  })

  test.each<[string, Partial<Content>]>([
    ['environment', { environment: 'production' }],
    ['account', { portalId: 2 }],
    ['mapping', { request: { ...CONTENT.request, dateFormat: 'YEAR_MONTH_DAY' } }],
    ['bytes', { sha256: ['b'.repeat(64)] }],
    ['order of the files', { sha256: ['b'.repeat(64), 'a'.repeat(64)] }],
    ['repetition', { repeat: 1 }],
  ])('depends on the %s', (_title, change) => {
    expect(contentKey({ ...CONTENT, ...change })).not.toBe(contentKey(CONTENT))
  })
})

describe('marker()', () => {
  test('is twelve characters that nobody misreads', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: 64, maxLength: 64 }), (digits) => {
        expect(marker(digits.join(''))).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/)
      }),
    )
  })

  test('holds the first 60 bits of the key', () => {
    expect(marker('0'.repeat(64))).toBe('000000000000')
    expect(marker('f'.repeat(64))).toBe('ZZZZZZZZZZZZ')
    expect(marker(`00000000000000f${'0'.repeat(49)}`)).toBe('00000000000F')
  })
})

test.each([
  ['Leads May ~7FK3QX9TW2MB', 'Leads May'],
  ['~7FK3QX9TW2MB Leads ~7FK3QX9TW2MC ~7FK3QX9TW2MD (part 1 of 2)', 'Leads (part 1 of 2)'],
  ['~7FK3QX9TW2MB', 'Import'],
  ['About ~1000 leads ~ ~2026 ~7FK3QX9TW2MBX', 'About ~1000 leads ~ ~2026 ~7FK3QX9TW2MBX'],
])('nameWithoutMarkers() makes of %j %j', (name, expected) => {
  expect(nameWithoutMarkers(name)).toBe(expected)
})

test('nameWithMarker() ends with the marker', () => {
  expect(nameWithMarker('Leads May', '7FK3QX9TW2MB')).toBe('Leads May ~7FK3QX9TW2MB')
})
