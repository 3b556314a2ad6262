import { expect, test } from 'vitest'
import { simplified } from '../../../src/import/repair/simplified.ts'
import { yesOrNo } from '../../../src/import/repair/yes-or-no.ts'
import words from '../../../src/mapping/words/yes-no-words.json' with { type: 'json' }

const OPTIONS = [
  { value: 'true', texts: ['yes'] },
  { value: 'false', texts: ['no'] },
]

test.each(Object.entries(words))('yesOrNo() reads every word of %s in one way', (_language, { yes, no }) => {
  const meant = yesOrNo(OPTIONS)
  expect(yes.map((word) => meant.get(simplified(word)))).toEqual(yes.map(() => 'true'))
  expect(no.map((word) => meant.get(simplified(word)))).toEqual(no.map(() => 'false'))
})

test.each([
  ['one option', ['yes']],
  ['three options', ['yes', 'no', 'unknown']],
  ['other options', ['gold', 'silver']],
  ['a yes and another word', ['yes', 'later']],
  ['two yeses', ['yes', 'ja']],
])('yesOrNo() knows no words for %s', (_about, options) => {
  expect(yesOrNo(options.map((text) => ({ value: text, texts: [text] })))).toEqual(new Map())
})
