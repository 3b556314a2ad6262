import fc from 'fast-check'
import { getCountries, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'
import { expect, test } from 'vitest'
import { loadPhoneRepair } from '../../../src/import/repair/phone-number.ts'

const repair = await loadPhoneRepair()
const countries = getCountries()

test('loadPhoneRepair() reads the example number of every country, however it is written there or abroad', () => {
  const wrong = countries.flatMap((country) => {
    const number = getExampleNumber(country, examples)
    if (number === undefined) return []
    const written = [
      number.formatNational(),
      number.formatInternational(),
      number.number,
      number.number.replace('+', '00'),
    ]
    return written.filter((text) => repair(text, country) !== number.number)
  })
  expect(wrong).toEqual([])
})

test('loadPhoneRepair() makes valid numbers only, whatever the digits', () => {
  const digits = fc.array(fc.constantFrom(...'0123456789'), { minLength: 4, maxLength: 15 }).map((all) => all.join(''))
  const written = fc.tuple(fc.constantFrom('', '0', '00', '+'), digits).map(([prefix, rest]) => prefix + rest)
  fc.assert(
    fc.property(written, fc.constantFrom(...countries), (text, country) => {
      const after = repair(text, country)
      if (after === text) return
      expect(parsePhoneNumberFromString(after)?.isValid()).toBe(true)
      expect(repair(after, country)).toBe(after)
    }),
    { numRuns: 5_000 },
  )
})
