import { describe, expect, test } from 'vitest'
import type { ValueKind } from '../../../src/mapping/concepts/concept.ts'
import { profileColumn } from '../../../src/mapping/values/column-profile.ts'
import { valueFit } from '../../../src/mapping/values/value-fit.ts'

const LIKE: readonly (readonly [kind: ValueKind, values: readonly string[]])[] = [
  ['email', ['ann@hill.com', 'Bob Reed <bob@reed.org>']],
  ['phone', ['+1 415 555 0100', '(030) 123-4567', '03-1234-5678']],
  ['date', ['2024-01-02', '3 Mar 2025']],
  ['url', ['https://acme.com/about', 'www.globex.org']],
  ['domain', ['acme.com', 'globex.co.uk']],
  ['country', ['Germany', 'Deutschland', 'FR', '日本']],
  ['number', ['1,234.50', '€ 12', '7']],
  ['postal_code', ['D-50667', 'SW1A 1AA', '28001']],
  ['last_name', ['Hill', 'García', 'van der Berg']],
  ['first_name', ['Anna', 'Hans', '花子']],
  ['company', ['Acme GmbH', 'Globex Inc.']],
  ['company', ['Caffè Esposito S.p.A.', 'Officine Ferrari S.r.l.', 'Bakker Installaties B.V.']],
  ['linkedin', ['linkedin.com/in/ann', 'https://www.linkedin.com/in/bob/']],
  ['street', ['Lindenweg 5', '12 Main Street', 'Calle Mayor 3']],
  ['flag', ['yes', 'no']],
  ['flag', ['WAHR', 'FALSCH']],
  ['flag', ['vrai', 'faux']],
]

const UNLIKE: readonly (readonly [kind: ValueKind, values: readonly string[]])[] = [
  ['email', ['Ann', 'Bob']],
  ['phone', ['2024-01-02', '2024-02-03']],
  ['date', ['ann@hill.com', 'yes']],
  ['date', ['1.2.3.4', '12345']],
  ['number', ['Acme', 'Globex']],
  ['first_name', ['12', '13']],
  ['country', ['ann@hill.com', 'bob@reed.org']],
  ['postal_code', ['Anna', 'Hans']],
  ['company', ['cus_4pQ5jPwCg1nH', 'cus_1gXE2Xy998ey']],
  ['state', ['active', 'inactive']],
  ['state', ['ann@hill.com', 'bob@reed.org']],
  ['url', ['https://www.linkedin.com/in/ann', 'https://www.linkedin.com/in/bob']],
]

describe('valueFit()', () => {
  for (const [kind, values] of LIKE) {
    test(`sees ${kind} in ${values.join(' | ')}`, () => {
      expect(valueFit(kind, profileColumn(values))).toBeGreaterThan(0.5)
    })
  }

  for (const [kind, values] of UNLIKE) {
    test(`sees no ${kind} in ${values.join(' | ')}`, () => {
      expect(valueFit(kind, profileColumn(values))).toBeLessThan(0)
    })
  }

  test('says nothing about an empty column', () => {
    expect(valueFit('email', profileColumn(['', 'n/a']))).toBe(0)
  })
})
