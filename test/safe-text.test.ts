import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeText, unescapedText } from '../src/safe-text.ts'

describe('safeText()', () => {
  const cases: [what: string, value: string, shown: string][] = [
    ['leaves ordinary text alone', 'Zoë "O\'Neil" <z@ex.org> 山本 👍', 'Zoë "O\'Neil" <z@ex.org> 山本 👍'],
    ['makes line breaks and tabs visible', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['makes control characters visible', '\u0000\u0007\u007f\u0085', '\\u0000\\u0007\\u007f\\u0085'],
    ['makes bidi controls visible', 'gpj.\u202eexe\u2066\u061c', 'gpj.\\u202eexe\\u2066\\u061c'],
    ['makes zero-width characters visible', 'a\u200bb\u200dc\ufeffd\u2060', 'a\\u200bb\\u200dc\\ufeffd\\u2060'],
    ['makes tag characters visible', '\u{e0041}\u{e007f}', '\\u{e0041}\\u{e007f}'],
    ['makes smuggling variation selectors visible', 'a\ufe01\u{e0101}', 'a\\ufe01\\u{e0101}'],
    ['keeps the selector of an emoji', '❤\ufe0f', '❤\ufe0f'],
    ['makes invisible letters visible', '\u3164\u034f\u115f', '\\u3164\\u034f\\u115f'],
    ['makes line and paragraph separators visible', '\u2028\u2029', '\\u2028\\u2029'],
    ['makes a lone surrogate visible', 'a\ud83d', 'a\\ud83d'],
    ['removes colours and cursor moves', '\u001b[31mred\u001b[0m\u001b[2J\u009b1Am', 'redm'],
    [
      'removes terminal titles, clipboard writes and links',
      '\u001b]52;c;ZXZpbA==\u0007x\u001b]8;;http://e\u001b\\y',
      'xy',
    ],
    ['removes short escapes', '\u001bc\u001b(0a', 'a'],
    ['keeps the text after an unfinished sequence', 'a\u001b]0;title', 'a\\u001b]0;title'],
  ]
  test.each(cases)('%s', (_what, value, shown) => {
    expect(safeText(value)).toBe(shown)
  })

  test('cuts at 200 characters, the mark included', () => {
    expect(safeText('x'.repeat(200))).toBe('x'.repeat(200))
    expect(safeText('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`)
  })

  test('never cuts through an emoji or an escape', () => {
    expect(safeText('ab👍', 3)).toBe('ab…')
    expect(safeText('ab\u202ecd', 5)).toBe('ab…')
  })

  test('keeps every answer within the limit, however long the text or its escapes', () => {
    for (const text of ['\u0000'.repeat(5000), '\u001b[1m'.repeat(5000), 'é'.repeat(2_000_000)]) {
      const shown = safeText(text, 50)
      expect(shown.length).toBeLessThanOrEqual(50)
      expect(shown.endsWith('…')).toBe(true)
    }
  })
})

describe('unescapedText()', () => {
  test('gives the text that safeText() showed, where nothing was removed', () => {
    const character = fc.constantFrom(
      'a',
      ' ',
      '\u00a0',
      '\n',
      '\t',
      '\u0000',
      '\u200b',
      '\u202e',
      '\u{e0041}',
      '\ud83d',
      '👍',
    )
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 12 }), (text) => {
        expect(unescapedText(safeText(text))).toBe(text)
      }),
      { numRuns: 300 },
    )
  })

  test.each(['\\u0041', '\\u{110000}', '\\u{1f44d}', '\\u200B', '\\x41', 'C:\\users', '\\'])(
    'leaves %j alone',
    (text) => {
      expect(unescapedText(text)).toBe(text)
    },
  )
})
