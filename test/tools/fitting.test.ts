import { expect, test } from 'vitest'
import { fitting } from '../../src/tools/fitting.ts'

test.each([
  [{}, ['a', 'b', 'c']],
  [{ most: 2 }, ['a', 'b']],
  [{ characters: 7 }, ['a', 'b']],
  [{ characters: 1 }, ['a']],
])('fitting() with %j', (room, expected) => {
  expect(fitting(['a', 'b', 'c'], room)).toEqual(expected)
})

test('fitting() counts letters outside ASCII twice, and takes no item of none', () => {
  expect(fitting(['Straße', 'Straße'], { characters: 17 })).toEqual(['Straße'])
  expect(fitting(['Strasse', 'Stras'], { characters: 17 })).toEqual(['Strasse', 'Stras'])
  expect(fitting([])).toEqual([])
})
