import { expect, test } from 'vitest'
import { isNearSpelling } from '../../../src/import/repair/near-spelling.ts'

test.each([
  ['one letter in a word of five', 'sales', 'sles', false],
  ['one letter in a word of six', 'retail', 'reteil', true],
  ['two letters in a word of ten', 'technology', 'tecnnologi', false],
  ['two letters inside a word of ten', 'technology', 'tachnelogy', true],
  ['three letters', 'technology', 'tachnalugy', false],
  ['swapped letters', 'retail', 'reatil', true],
  ['one letter in each of two words', 'retail banking', 'reteil bankong', true],
  ['one letter in each of three words', 'retail banking market', 'reteil bankong merket', false],
  ['another digit', 'quarter2', 'quarter3', false],
  ['a digit more', 'quarter2', 'quarter22', false],
  ['another first letter', 'qualified', 'wualified', false],
  ['another last letter', 'employer', 'employee', false],
  ['one word more', 'retail banking', 'retail', false],
  ['nothing', 'retail', 'retail', false],
] as const)('isNearSpelling() with %s', (_about, one, other, expected) => {
  expect([isNearSpelling(one, other), isNearSpelling(other, one)]).toEqual([expected, expected])
})
