import { expect, it } from 'vitest'
import { isNewEnough } from '../../../src/cli/doctor/check-program.ts'

it.each([
  ['v20.19.0', true],
  ['v20.20.2', true],
  ['v22.0.0', true],
  ['v20.18.9', false],
  ['v18.99.0', false],
])('isNewEnough() compares %s with >=20.19: %s', (version, expected) => {
  expect(isNewEnough(version, '>=20.19')).toBe(expected)
})
