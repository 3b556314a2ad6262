import { describe, expect, test } from 'vitest'
import { dateReadings, looksLikeDate } from '../../../src/mapping/values/dates.ts'

describe('dateReadings()', () => {
  for (const [text, wanted] of [
    ['2024-01-31', ['YEAR_MONTH_DAY']],
    ['2024-01-31T10:00:00Z', ['YEAR_MONTH_DAY']],
    ['2024年1月31日', ['YEAR_MONTH_DAY']],
    ['31.12.2024', ['DAY_MONTH_YEAR']],
    ['12/31/24', ['MONTH_DAY_YEAR']],
    ['03/04/2026', ['DAY_MONTH_YEAR', 'MONTH_DAY_YEAR']],
    ['3. 4. 2026', ['DAY_MONTH_YEAR', 'MONTH_DAY_YEAR']],
    ['31/31/2026', []],
    ['2024-13-01', []],
    ['1.2.3.4', []],
    ['03/04/2026abc', []],
    ['hello', []],
  ] as const) {
    test(`reads ${text} as ${wanted.join(' or ') || 'no date'}`, () => {
      expect(dateReadings(text)).toEqual(wanted)
    })
  }
})

describe('looksLikeDate()', () => {
  for (const text of [
    '20240131',
    '5 Jan 2024',
    'January 5, 2024',
    '5. März 2024',
    '5 de enero de 2024',
    'Mon, 5 Jan 2024',
  ]) {
    test(`takes ${text} for a date`, () => {
      expect(looksLikeDate(text)).toBe(true)
    })
  }

  for (const text of ['20241331', '5 apples', 'Route 66, 2024', '0171 1234567', '12345678']) {
    test(`takes ${text} for no date`, () => {
      expect(looksLikeDate(text)).toBe(false)
    })
  }
})
