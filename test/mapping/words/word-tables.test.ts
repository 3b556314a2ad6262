import { describe, expect, test } from 'vitest'
import { CONCEPTS } from '../../../src/mapping/concepts/concepts.ts'
import { ENTITY_ROLES } from '../../../src/mapping/concepts/entity-roles.ts'
import { LANGUAGE_NAMES } from '../../../src/mapping/decide/language-names.ts'
import { phraseKey } from '../../../src/mapping/header/header-tokens.ts'
import { WORD_TABLES } from '../../../src/mapping/words/word-tables.ts'

describe('WORD_TABLES', () => {
  for (const [language, table] of WORD_TABLES) {
    test(`has known meanings only, sorted, in ${LANGUAGE_NAMES[language]}`, () => {
      const ids = Object.keys(table)
      expect(ids.filter((id) => !isKnown(id))).toEqual([])
      expect(ids).toEqual([...ids].sort(fieldsFirst))
      expect(LANGUAGE_NAMES[language]).toBeDefined()
    })

    test(`has no empty and no repeated phrases in ${LANGUAGE_NAMES[language]}`, () => {
      for (const [id, phrases] of Object.entries(table)) {
        const keys = phrases.map(phraseKey)
        expect(keys, id).not.toContain('')
        expect(phrases, id).toEqual([...new Set(phrases)])
      }
    })

    test(`has the words of an address book in ${LANGUAGE_NAMES[language]}`, () => {
      expect(BASICS.filter((id) => (table[id] ?? []).length === 0)).toEqual([])
    })
  }

  test('names every meaning in some language', () => {
    const named = new Set(WORD_TABLES.flatMap(([, table]) => Object.keys(table)))
    // No header says it; it follows from a customer name beside firms.
    named.add('customer_firm')
    expect([...CONCEPTS.keys()].filter((id) => !named.has(id))).toEqual([])
  })
})

const BASICS = ['first_name', 'last_name', 'phone', 'address', 'city', 'country', 'company_name']

const QUALIFIERS = new Set([
  'associated',
  'billing',
  'card',
  'current',
  'home',
  'mailing',
  'other',
  'previous',
  'primary',
  'related',
  'second',
  'shipping',
  'third',
  'work',
])

/** Fields, then what only adds to them: qualifiers, objects, noise. */
const fieldsFirst = (left: string, right: string): number =>
  Number(/^\W/.test(left)) - Number(/^\W/.test(right)) || (left < right ? -1 : 1)

function isKnown(id: string): boolean {
  if (id === '~') return true
  if (id.startsWith('@')) return id.slice(1) in ENTITY_ROLES
  if (id.startsWith('=')) return ['=companion', '=guardian', '=person'].includes(id)
  if (id.startsWith('+')) return QUALIFIERS.has(id.slice(1))
  return CONCEPTS.has(id)
}
