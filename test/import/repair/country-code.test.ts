import { expect, test } from 'vitest'
import { countryCode } from '../../../src/import/repair/country-code.ts'
import { REGION_CODES } from '../../../src/mapping/values/region-codes.ts'

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

/** They are looked at first, so no other language may be asked about them. */
test('countryCode() knows every English name, and none is that of another country elsewhere', () => {
  const languages = 'en de fr es pt it nl sv da nb fi pl cs ja'.split(' ')
  const names = (language: string) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
  const english = new Map(REGION_CODES.map((code) => [names('en').of(code)?.toLowerCase(), code]))
  for (const [name = '', code] of english) expect([name, countryCode(name)]).toEqual([name, code])
  const others = languages.flatMap((language) => {
    const inLanguage = names(language)
    return REGION_CODES.map((code) => [inLanguage.of(code)?.toLowerCase(), code] as const)
  })
  expect(others.filter(([name, code]) => (english.get(name) ?? code) !== code)).toEqual([])
})
