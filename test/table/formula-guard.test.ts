import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guardFormula, withoutGuard } from '../../src/table/formula-guard.ts'

test.each([
  ["=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"],
  ['+49 170 1234567', "'+49 170 1234567"],
  ['-5', "'-5"],
  ['@name', "'@name"],
  ['\tx', "'\tx"],
  ['\rx', "'\rx"],
  ['\uff1dx', "'\uff1dx"],
  ["'=x", "''=x"],
  ["''=x", "'''=x"],
  ["O'Neill", "O'Neill"],
  ["'s-Hertogenbosch", "'s-Hertogenbosch"],
  ["'", "'"],
  ['', ''],
])('guardFormula(%j) is %j, and withoutGuard() undoes it', (cell, guarded) => {
  expect(guardFormula(cell)).toBe(guarded)
  expect(withoutGuard(guarded)).toBe(cell)
})

test('withoutGuard() leaves alone what a person types without an apostrophe', () => {
  expect(['+49', '=1', '-5', 'x'].map(withoutGuard)).toEqual(['+49', '=1', '-5', 'x'])
})

test('every text comes back exactly, and none begins like a formula', () => {
  const text = fc.stringMatching(/^['=+\-@\t\r\na]{0,6}$/)
  fc.assert(
    fc.property(text, (cell) => {
      const guarded = guardFormula(cell)
      expect(withoutGuard(guarded)).toBe(cell)
      expect(guarded).not.toMatch(/^[=+\-@\t\r\n]/)
    }),
    { numRuns: 1000 },
  )
})
