import { describe, expect, test } from 'vitest'
import { closestKey, isOneEditApart } from '../../../src/mapping/header/spelling.ts'

describe('isOneEditApart()', () => {
  for (const [left, right, wanted] of [
    ['email', 'emial', true],
    ['email', 'emaill', true],
    ['email', 'eail', true],
    ['email', 'emajl', true],
    ['email', 'email', false],
    ['email', 'liame', false],
    ['email', 'emails1', false],
    ['ab', 'ba', true],
  ] as const) {
    test(`is ${wanted} for ${left} and ${right}`, () => {
      expect(isOneEditApart(left, right)).toBe(wanted)
      expect(isOneEditApart(right, left)).toBe(wanted)
    })
  }
})

describe('closestKey()', () => {
  const spellings = new Map([
    ['t9', ['telephone']],
    ['s7', ['surname']],
  ])

  test('finds the phrase with one wrong letter', () => {
    expect(closestKey('telefhone', spellings)).toBe('telephone')
    expect(closestKey('surnme', spellings)).toBe('surname')
    expect(closestKey('surnname', spellings)).toBe('surname')
  })

  test('finds nothing that is further away or begins otherwise', () => {
    expect(closestKey('telefone', spellings)).toBeUndefined()
    expect(closestKey('zurname', spellings)).toBeUndefined()
  })
})
