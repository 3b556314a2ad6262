import { describe, expect, test } from 'vitest'
import { cheapestPath } from '../../../src/mapping/header/cheapest-path.ts'

const cut = (text: string, prices: Readonly<Record<string, number>>, longest = 10): readonly string[] | undefined =>
  cheapestPath(text.length, longest, (start, end) => {
    const piece = text.slice(start, end)
    const cost = new Map(Object.entries(prices)).get(piece)
    return cost === undefined ? undefined : { cost, pieces: [piece] }
  })?.pieces

describe('cheapestPath()', () => {
  test('takes the cheapest pieces, not the longest', () => {
    expect(cut('abcd', { ab: 1, cd: 1, abc: 1, d: 5, abcd: 3 })).toEqual(['ab', 'cd'])
    expect(cut('abcd', { ab: 1, cd: 1, abcd: 1.5 })).toEqual(['abcd'])
  })

  test('keeps to the longest allowed piece', () => {
    expect(cut('abcd', { ab: 1, cd: 1, abcd: 0.5 }, 2)).toEqual(['ab', 'cd'])
  })

  test('says when nothing fits', () => {
    expect(cut('abcd', { ab: 1 })).toBeUndefined()
    expect(cut('', {})).toEqual([])
  })
})
