import { expect, test } from 'vitest'
import { wantsColor } from '../../src/cli/wants-color.ts'

test.each([
  ['a terminal', true, true, {}],
  ['a pipe', false, false, {}],
  ['a terminal with NO_COLOR', false, true, { NO_COLOR: '1' }],
  ['a terminal with an empty NO_COLOR', true, true, { NO_COLOR: '' }],
  ['a terminal that is dumb', false, true, { TERM: 'dumb' }],
  ['a pipe with FORCE_COLOR', true, false, { FORCE_COLOR: '1' }],
  ['a pipe with an empty FORCE_COLOR', true, false, { FORCE_COLOR: '' }],
  ['a terminal with FORCE_COLOR=0', false, true, { FORCE_COLOR: '0' }],
  ['a pipe with both', true, false, { FORCE_COLOR: '1', NO_COLOR: '1' }],
])('wantsColor() of %s is %j', (_, expected, isTTY, env) => {
  expect(wantsColor({ isTTY, refused: false, env })).toBe(expected)
  expect(wantsColor({ isTTY, refused: true, env })).toBe(false)
})
