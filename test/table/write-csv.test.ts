import { describe, expect, test } from 'vitest'
import { csvLines } from '../../src/table/write-csv.ts'

describe('csvLines()', () => {
  test('writes commas and CRLF, and quotes only where they are needed', () => {
    expect(
      csvLines([
        ['a', 'b c', 'd,e', 'f"g', 'h\ni'],
        ['ü', '', ' x', '', ''],
      ]),
    ).toBe('a,b c,"d,e","f""g","h\ni"\r\nü,," x",,\r\n')
  })

  test('writes nothing for no rows', () => {
    expect(csvLines([])).toBe('')
  })

  test('quotes a lone blank cell, which would be a blank line', () => {
    expect(csvLines([['a'], [''], [' ']])).toBe('a\r\n""\r\n" "\r\n')
  })

  const formulas = ['=1+1', '+49 170', '-5', '@sum', '\tx', '\rx', '＝1', '－1']
  test('leaves formulas untouched in files meant for import', () => {
    expect(csvLines([['=1+1', '+49 170', '-5', '@sum']])).toBe('=1+1,+49 170,-5,@sum\r\n')
  })

  test.each(formulas)('neutralises %j in files for people', (cell) => {
    expect(csvLines([[cell, `a${cell}`]], { forPeople: true })).toMatch(/^"?'/)
  })

  test('leaves ordinary cells untouched in files for people', () => {
    expect(csvLines([['a=b', '5-3', 'x@y.com']], { forPeople: true })).toBe('a=b,5-3,x@y.com\r\n')
  })
})
