import { describe, expect, it } from 'vitest'
import { cutText, fitText, textWidth, wrapText } from '../../src/cli/text-width.ts'

describe('textWidth()', () => {
  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本語', 6],
    ['ｶﾅ', 2],
    ['한국', 4],
    ['😀!', 3],
    ['', 0],
  ])('of %j is %i cells', (text, width) => {
    expect(textWidth(text)).toBe(width)
  })
})

describe('cutText()', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcde…'],
    ['日本語です', 6, '日本…'],
    ['ab cdefg', 4, 'ab…'],
  ])('%j to %i cells is %j', (text, width, expected) => {
    expect(cutText(text, width)).toBe(expected)
  })
})

it('fitText() fills up with spaces by cells, not by characters', () => {
  expect(fitText('日本', 6)).toBe('日本  ')
})

describe('wrapText()', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['a abcdefgh', 4, ['a', 'abcd', 'efgh']],
    ['日本語です', 4, ['日本', '語で', 'す']],
    ['', 4, ['']],
  ])('%j at %i cells gives %j', (text, width, expected) => {
    expect(wrapText(text, width)).toEqual(expected)
  })
})
