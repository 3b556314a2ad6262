import { describe, expect, test } from 'vitest'
import { headerTokens, phraseKey, phraseKeys } from '../../../src/mapping/header/header-tokens.ts'

const HEADERS: readonly (readonly [header: string, tokens: readonly string[]])[] = [
  ['BillingCity', ['billing', 'city']],
  ['HTMLBody', ['html', 'body']],
  ['first_name', ['first', 'name']],
  ['contact.email', ['contact', 'email']],
  ['E-mail 1 - Value', ['email', '1', 'value']],
  ['phone2', ['phone', '2']],
  ['2nd phone', ['second', 'phone']],
  ['N° tél', ['number', 'tel']],
  ['# Employees', ['number', 'employees']],
  ["Customer's name", ['customers', 'name']],
  ['Größe_cm', ['grosse', 'cm']],
  ['Łódź', ['lodz']],
  ['ΤΗΛΈΦΩΝΟ', ['τηλεφωνο']],
  ['TEL会社', ['tel', '会社']],
  ['電話番号（自宅）', ['電話番号', '自宅']],
  ['ﾒｰﾙ', ['メール']],
  ['〒', ['郵便番号']],
  [' -- / ', []],
]

describe('headerTokens()', () => {
  for (const [header, tokens] of HEADERS) {
    test(`reads ${JSON.stringify(header)} as ${tokens.join(' ') || 'nothing'}`, () => {
      expect(headerTokens(header)).toEqual(tokens)
    })
  }

  test('looks only at the beginning of a very long header', () => {
    expect(headerTokens('a'.repeat(10_000)).join('').length).toBeLessThan(500)
  })
})

describe('phraseKey()', () => {
  test('is the same for all ways to join words', () => {
    const keys = ['First Name', 'first_name', 'firstName', 'FIRST-NAME', ' first.name '].map(phraseKey)
    expect(new Set(keys)).toEqual(new Set(['firstname']))
  })
})

describe('phraseKeys()', () => {
  test('adds the spelling for keyboards without umlauts', () => {
    expect(phraseKeys('Büro')).toEqual(['buro', 'buero'])
    for (const phrase of ['Office', 'first name', 'e mail', 'tel no 2']) {
      expect(phraseKeys(phrase)).toEqual([phraseKey(phrase)])
    }
  })
})
