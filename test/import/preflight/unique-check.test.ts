import { expect, test } from 'vitest'
import { TakenValues } from '../../../src/import/preflight/taken-values.ts'
import type { ColumnSpec } from './check-file.ts'
import { testRows } from './row-cases.ts'
import { EMAIL, RECORD_ID } from './told.ts'

const DOMAIN: ColumnSpec = { objectTypeId: '0-2', propertyName: 'domain', columnType: 'HUBSPOT_ALTERNATE_ID' }
/** Rows may repeat a contact: each has a company, too. */
const COLUMNS = [EMAIL, 'loyalty_id', DOMAIN]
const DEAL_COLUMNS: ColumnSpec[] = [
  { objectTypeId: '0-3', propertyName: 'dealname' },
  { objectTypeId: '0-3', propertyName: 'deal_key', columnType: 'HUBSPOT_ALTERNATE_ID' },
  { objectTypeId: '0-3', propertyName: 'dealstage' },
  EMAIL,
]

testRows([
  {
    about: 'a unique value that another contact has got in an earlier row',
    file: { text: 'Email,Card,Domain\na@b.com,7,b.com\nb@b.com,7,b.com\nA@b.com,7,c.com\n', columns: COLUMNS },
    findings: ['! DUPLICATE_UNIQUE_PROPERTY_VALUE row_lost Card=1 @3'],
    rowsLost: 1,
  },
  {
    about: 'no loss where the contact has got another value since: that row may be lost, so it is a warning',
    file: { text: 'Email,Card,Domain\na@b.com,7,b.com\na@b.com,8,c.com\nb@b.com,7,b.com\n', columns: COLUMNS },
    findings: ['? DUPLICATE_ALTERNATE_ID nothing Email=1 @3', '? DUPLICATE_UNIQUE_PROPERTY_VALUE nothing Card=1 @4'],
  },
  {
    about: 'no certain loss behind a row that is perhaps lost',
    file: {
      text: 'Email,Card,Domain\na@b.com,7,b.com\na@b.com,8,c.com\nb@b.com,7,b.com\nc@b.com,7,b.com\nd@b.com,8,b.com\n',
      columns: COLUMNS,
    },
    findings: [
      '! DUPLICATE_UNIQUE_PROPERTY_VALUE row_lost Card=1 @6',
      '? DUPLICATE_UNIQUE_PROPERTY_VALUE nothing Card=2 @4,5',
      '? DUPLICATE_ALTERNATE_ID nothing Email=1 @3',
    ],
    rowsLost: 1,
  },
  {
    about: 'no certain loss where a record id and an address may name one contact that has got another value',
    file: { text: 'ID,Email,Card\n1,,7\n,a@b.com,8\n2,,7\n', columns: [RECORD_ID, 'email', 'loyalty_id'] },
    findings: ['? DUPLICATE_UNIQUE_PROPERTY_VALUE nothing Card=1 @4'],
  },
  {
    about: 'no need that an earlier row of the deal has met',
    file: {
      text: 'Deal,Key,Stage,Email\nA,k,Lost,a@b.com\n,k,,b@b.com\n',
      columns: DEAL_COLUMNS,
    },
    plan: { importOperations: { '0-3': 'CREATE' } },
    findings: [],
  },
  {
    about: 'a need that an earlier row has met, unless that is lost as the repetition of one that is not',
    file: {
      text: 'Card,Email,Domain\n7,a@b.com,b.com\n8,a@b.com,b.com\n8,,c.com\n',
      columns: [{ propertyName: 'loyalty_id', columnType: 'HUBSPOT_ALTERNATE_ID' }, 'email', DOMAIN],
    },
    plan: { importOperations: { '0-1': 'CREATE' } },
    findings: ['! DUPLICATE_UNIQUE_CREATION_KEY row_lost Email=1 @3', '? MISSING_REQUIRED_PROPERTY nothing Email=1 @4'],
    rowsLost: 1,
  },
  {
    about: 'a need that an earlier row has met unless it is lost: an address of its own must be unique',
    file: {
      text: 'Card,Email,Domain\n7,a@b.com,b.com\n7,,c.com\n',
      columns: [{ propertyName: 'loyalty_id', columnType: 'HUBSPOT_ALTERNATE_ID' }, 'email', DOMAIN],
    },
    plan: { importOperations: { '0-1': 'CREATE' } },
    findings: ['? MISSING_REQUIRED_PROPERTY nothing Email=1 @3'],
  },
])

const holder = (text: string) => ({ by: 'key', text }) as const

test('TakenValues.taken() is certain as long as the record has the value', () => {
  const values = new TakenValues()
  values.take('7', holder('a'), { line: 2, isDoubtful: false })
  values.take('7', holder('a'), { line: 3, isDoubtful: false })
  expect([values.taken('7', holder('a')), values.taken('7', holder('b')), values.lineOf('7')]).toEqual(['no', 'yes', 2])
  values.take('8', holder('a'), { line: 4, isDoubtful: false })
  expect([values.taken('7', holder('b')), values.taken('8', holder('b'))]).toEqual(['perhaps', 'yes'])
  values.take('7', holder('b'), { line: 5, isDoubtful: true })
  expect([values.taken('7', holder('a')), values.taken('7', holder('b'))]).toEqual(['perhaps', 'perhaps'])
})

test('TakenValues.taken() knows that a row without id and identifier has a record of its own', () => {
  const values = new TakenValues()
  values.take('7', { by: 'new', text: 'new 2' }, { line: 2, isDoubtful: false })
  values.take('8', { by: 'id', text: 'id 1' }, { line: 3, isDoubtful: false })
  expect(values.taken('7', { by: 'id', text: 'id 1' })).toBe('yes')
  expect(values.taken('8', { by: 'new', text: 'new 4' })).toBe('yes')
  expect(values.taken('8', holder('a'))).toBe('no')
})
