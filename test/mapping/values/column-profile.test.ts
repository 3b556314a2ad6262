import { describe, expect, test } from 'vitest'
import { profileColumn } from '../../../src/mapping/values/column-profile.ts'

describe('profileColumn()', () => {
  test('counts what is not one of the texts for nothing', () => {
    const { rows, filled, values } = profileColumn(['a', '', ' ', 'N/A', 'null', '--', 'a', 'b\u00a0c', '0000-00-00'])
    expect({ rows, filled, values }).toEqual({ rows: 9, filled: 3, values: ['a', 'b c'] })
  })

  test('gives the share of different values with a trait', () => {
    const profile = profileColumn(['a@b.co', 'a@b.co', 'c@d.org', 'nobody'])
    expect(profile.share('email')).toBeCloseTo(2 / 3)
    expect(profileColumn([]).share('email')).toBe(0)
  })

  test('knows whether values tell rows apart', () => {
    expect(profileColumn(['1', '2', '3']).isUnique).toBe(true)
    expect(profileColumn(['1', '2', '2']).isUnique).toBe(false)
    expect(profileColumn(['1']).isUnique).toBe(false)
  })

  test.each([
    [['10020', '10021', '10022'], true],
    [['10020', '10022', '10024'], false],
    [['10020', '10021'], false],
    [['a', 'b', 'c'], false],
  ])('tells numbers that count the rows from others: %j', (values, wanted) => {
    expect(profileColumn(values).isCounter).toBe(wanted)
  })

  test('keeps a few values of a long column, and the beginning of a long one', () => {
    const { values } = profileColumn(Array.from({ length: 500 }, (_, row) => `${row}${'x'.repeat(10_000)}`))
    expect(values.length).toBeLessThan(100)
    expect(Math.max(...values.map((value) => value.length))).toBeLessThan(1000)
  })
})
