import { expect, test } from 'vitest'
import { countryCode } from '../../../src/import/repair/country-code.ts'

test.each([
  ['DE', 'DE'],
  [' de ', 'DE'],
  ['Germany', 'DE'],
  ['DEUTSCHLAND', 'DE'],
  ['Allemagne', 'DE'],
  ['Alemania', 'DE'],
  ['ドイツ', 'DE'],
  ['Österreich', 'AT'],
  ['USA', 'US'],
  ['U.S.A.', 'US'],
  ['EE. UU.', 'US'],
  ['United States of America', 'US'],
  ['UK', 'GB'],
  ['England', 'GB'],
  ['Côte d’Ivoire', 'CI'],
  ['Turkey', 'TR'],
  ['Türkiye', 'TR'],
  ['Georgia', 'GE'],
  ['Hong Kong', 'HK'],
  // Two countries, none, or a part of the world.
  ['Kongo', null],
  ['Korea', null],
  ['Atlantis', null],
  ['Europe', null],
  ['EU', null],
  ['', null],
  ['Germany / Austria', null],
])('countryCode() reads %j as %s', (text, code) => {
  expect(countryCode(text)).toBe(code)
})
