import { expect, test } from 'vitest'
import { property } from '../../../src/hubspot/property.ts'
import { optionList } from '../../../src/import/preflight/option-list.ts'
import { type Replacement, replaceValues } from '../../../src/import/repair/replace-values.ts'
import { safeText } from '../../../src/safe-text.ts'

const WORDS: Replacement[] = [
  ['Kunde', 'customer'],
  ['KUNDE', 'evangelist'],
  ['Interessent', 'lead'],
  ['?', ''],
]
const SEVERAL = property.parse({
  name: 'interests',
  label: 'Interests',
  type: 'enumeration',
  fieldType: 'checkbox',
  options: ['ski', 'golf', 'chess'].map((value) => ({ label: value, value })),
})

const one = (value: string): string => replaceValues(WORDS, null)(value, () => '')

test.each([
  ['Kunde', 'customer'],
  [' Kunde\u00a0', 'customer'],
  ['kunde', 'evangelist'],
  ['KUNDE', 'evangelist'],
  ['INTERESSENT', 'lead'],
  ['?', ''],
])('replaceValues() makes %j %j: letter by letter first, then without regard to case', (before, after) => {
  expect(one(before)).toBe(after)
})

test.each(['', 'Kunden', 'Kunde;Interessent', 'customer', '__proto__', 'constructor'])(
  'replaceValues() leaves %j, of which nobody has said what it means',
  (value) => {
    expect(one(value)).toBe(value)
  },
)

test.each([
  ['Kun\u200bde', 'customer'],
  ['\u200bKunde\ufeff', 'customer'],
  ['a\tb', 'lead'],
  ['\ud800', 'other'],
  ['Neuer\u00a0Kunde', 'subscriber'],
  ['neuer Kunde', 'subscriber'],
  ['x\u200by', 'salesqualifiedlead'],
  ['x\\u200by', 'opportunity'],
  ['C:\\new', 'evangelist'],
  ['\\u0041', ''],
  ['A', 'A'],
])('replaceValues() finds %j by what it was shown as', (before, after) => {
  const words: [string, string][] = [
    ['Kun\u200bde', 'customer'],
    ['\u200bKunde\ufeff', 'customer'],
    ['a\tb', 'lead'],
    ['\ud800', 'other'],
    ['C:\\new', 'evangelist'],
    ['A', ''],
  ]
  const asShown: Replacement[] = words.map(([from, to]) => [from === 'A' ? '\\u0041' : safeText(from), to])
  const more: Replacement[] = [
    ['Neuer Kunde', 'subscriber'],
    ['x\u200by', 'salesqualifiedlead'],
    ['x\\u200by', 'opportunity'],
  ]
  expect(replaceValues([...asShown, ...more], null)(before, () => '')).toBe(after)
})

test('replaceValues() fills an empty cell where that was said', () => {
  const repair = replaceValues(
    [
      ['x', 'true'],
      ['', 'false'],
    ],
    null,
  )
  expect(['x', '', '  ', 'y'].map((value) => repair(value, () => ''))).toEqual(['true', 'false', 'false', 'y'])
})

test.each([
  ['Schach', 'chess'],
  ['Schach; Ski', 'chess;ski'],
  [';Schach', ';chess'],
  ['Ski;Wandern', 'ski;Wandern'],
  ['Wandern;Klettern', 'Wandern;Klettern'],
  ['Ski, Schach', 'ski;chess'],
  ['Schach;nichts', 'chess'],
])('replaceValues() reads %j as a whole, then option by option, where there may be several', (before, after) => {
  const words: Replacement[] = [
    ['Schach', 'chess'],
    ['Ski', 'ski'],
    ['Ski, Schach', 'ski;chess'],
    ['nichts', ''],
  ]
  expect(replaceValues(words, optionList(SEVERAL))(before, () => '')).toBe(after)
})
