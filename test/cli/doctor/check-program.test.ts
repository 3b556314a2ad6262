import { expect, it } from 'vitest'
import { checkProgram } from '../../../src/cli/doctor/check-program.ts'
import { fakeIo } from '../fake-io.ts'

it.each([
  ['v20.19.0', 'ok'],
  ['v20.20.2', 'ok'],
  ['v22.0.0', 'ok'],
  ['v20.18.9', 'missing'],
  ['v18.99.0', 'missing'],
])('checkProgram() on Node %s: %s', (nodeVersion, status) => {
  expect(checkProgram(fakeIo({ nodeVersion }))).toContainEqual(expect.objectContaining({ name: 'Node', status }))
})
