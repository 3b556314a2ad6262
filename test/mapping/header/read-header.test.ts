import { describe, expect, test } from 'vitest'
import { plainness } from '../../../src/mapping/header/plainness.ts'
import { type HeaderText, type Reading, readHeader } from '../../../src/mapping/header/read-header.ts'

/** The concept a header says most plainly. */
const MEANINGS: readonly (readonly [header: string, concept: string])[] = [
  ['Surname', 'last_name'],
  ['Deal - Title', 'deal_name'],
  ['Company City', 'city'],
  ['companycity', 'city'],
  ['City of company', 'city'],
  ['Email Status', 'email_status'],
  ['Revenue (in 000 USD)', 'revenue'],
  ['Geburtsdatum', 'birthday'],
  ['Nom de la société', 'company_name'],
  ['携帯電話番号', 'mobile'],
  ['Código postal', 'zip'],
  ['Telefoonnummer', 'phone'],
  ['Efternamn', 'last_name'],
  ['Nazwisko', 'last_name'],
  ['Фамилия', 'last_name'],
  ['Emial', 'email'],
  ['CUST_LST_NM', 'last_name'],
  ['CELL_PHN_NBR', 'mobile'],
  ['BRTH_DT', 'birthday'],
  ['Acct Mgr', 'owner'],
  ['Source URL', 'not_a_field'],
  ['County', 'county_or_state'],
]

describe('readHeader()', () => {
  for (const [header, concept] of MEANINGS) {
    test(`understands ${JSON.stringify(header)} as ${concept}`, () => {
      expect(plainest(readHeader(header))?.concept).toBe(concept)
    })
  }

  test('says which of several is meant', () => {
    expect(plainest(readHeader('Phone (work)'))?.qualifiers).toEqual(['work'])
    expect(plainest(readHeader('Second Email'))?.qualifiers).toEqual(['second'])
    expect(plainest(readHeader('Lieferadresse Ort'))?.qualifiers).toEqual(['shipping'])
  })

  test('takes "First" and "Last" of a name for no order of several', () => {
    expect(plainest(readHeader('First Name'))?.qualifiers).toEqual([])
    expect(plainest(readHeader('Last Name'))?.qualifiers).toEqual([])
  })

  test('says whose it is', () => {
    expect(plainest(readHeader('Contact: Phone'))?.entities).toEqual(['contact'])
    expect(plainest(readHeader('Company City'))?.entities).toEqual(['company'])
    expect(plainest(readHeader('City'))?.entities).toEqual([])
  })

  test('keeps a name of its own without the words for objects', () => {
    expect(readHeader('Deal - Favourite colour').bareKey).toBe('favouritecolour')
  })

  test('does not guess what nobody knows', () => {
    expect(readHeader('xyzzy').readings).toEqual([])
    expect(readHeader('').readings).toEqual([])
    expect(readHeader('constructor').readings).toEqual([])
  })

  test('takes no word out of the middle of another', () => {
    expect(readHeader('stateless').readings.map(({ concept }) => concept)).not.toContain('state')
    expect(readHeader('capacity').readings.map(({ concept }) => concept)).not.toContain('city')
  })
})

const plainest = ({ readings }: HeaderText): Reading | undefined =>
  [...readings].sort((left, right) => plainness(right) - plainness(left))[0]
