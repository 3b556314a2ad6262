import { expect, test } from 'vitest'
import { withoutSharedPrefix } from '../../../src/mapping/header/shared-prefix.ts'

test.each([
  [
    ['Fac_Mor', 'Fac_Cp', 'Fac_Tel', 'Nome'],
    [['mor'], ['cp'], ['tel'], undefined],
  ],
  [
    ['Fac_Mor', 'Fac_Cp', 'Nome'],
    [undefined, undefined, undefined],
  ],
  [
    ['Bid Type', 'Bid Amount', 'Bid Date'],
    [undefined, undefined, undefined],
  ],
  [
    ['company_city', 'company_zip', 'company_phone'],
    [undefined, undefined, undefined],
  ],
  [
    ['bene_city', 'bene_zip', 'bene_phone', 'City'],
    [undefined, ['zip'], ['phone'], undefined],
  ],
])('withoutSharedPrefix() drops the name of a table in front of its columns: %j', (headers, meant) => {
  expect(withoutSharedPrefix(headers)).toEqual(meant)
})
