import { describe, expect, test } from 'vitest'
import { looksLike } from '../../src/mapping/looks-like.ts'

describe('looksLike()', () => {
  for (const [values, wanted] of [
    [['ann@hill.com', 'bob@reed.org'], 'e-mail addresses'],
    [['https://acme.com'], 'web addresses'],
    [['acme.com', 'globex.org'], 'domains'],
    [['2024-01-02', '03.04.2025'], 'dates'],
    [['yes', 'no'], 'yes or no'],
    [['+1 415 555 0100'], 'phone numbers'],
    [['12', '13'], 'whole numbers'],
    [['1.5', '2,50'], 'numbers'],
    [['Germany', 'France'], 'countries'],
    [['192.168.0.1'], 'IP addresses'],
    [['A-17', 'B-22'], 'codes'],
    [['red', 'blue'], 'words'],
    [['', 'null', 'n/a'], 'empty'],
    [[], 'empty'],
  ] as const) {
    test(`calls ${values.join(' | ') || 'nothing'} ${wanted}`, () => {
      expect(looksLike(values)).toBe(wanted)
    })
  }
})
