import { describe, expect, test } from 'vitest'
import { type Property, property } from '../../../../src/hubspot/property.ts'
import { cellCheck } from '../../../../src/sandbox/run-import/values/cell-check.ts'
import { UTC } from '../../../../src/sandbox/run-import/values/time-zone.ts'

const OWNERS = [
  { id: '11', email: 'anna@example.com', firstName: 'Anna', lastName: 'Keller' },
  { id: '12', email: 'maria@example.com', firstName: 'Maria', lastName: 'Garcia' },
  { id: '13', email: 'm.garcia@example.com', firstName: 'Maria', lastName: 'Garcia' },
]

const define = (definition: Partial<Property>): Property =>
  property.parse({ name: 'p', label: 'P', type: 'string', fieldType: 'text', ...definition })

const option = (label: string, value: string) => ({ label, value })

const select = define({
  type: 'enumeration',
  fieldType: 'select',
  options: [
    option('Open', 'open'),
    option('Closed', 'closed'),
    option('closed', 'done'),
    option(' In progress ', 'wip'),
  ],
})
const checkbox = define({
  type: 'enumeration',
  fieldType: 'checkbox',
  options: [option('Webinars', 'web'), option('News', 'news'), option('web', 'site')],
})
const flag = define({
  type: 'bool',
  fieldType: 'booleancheckbox',
  options: [option('Ja', 'true'), option('Nein', 'false')],
})
const number = define({ type: 'number', fieldType: 'number' })
const owner = define({ name: 'hubspot_owner_id', type: 'enumeration', fieldType: 'select' })
const colleague = define({ type: 'enumeration', fieldType: 'select', referencedObjectType: 'OWNER' })
const email = define({ name: 'work_email' })
const hinted = define({ textDisplayHint: 'email' })
const domain = define({ name: 'domain' })
const term = define({ name: 'hs_recurring_billing_period' })
const phone = define({ name: 'phone', fieldType: 'phonenumber' })
const file = define({ fieldType: 'file' })
const text = define({})

const cases: [string, Property, string, string][] = [
  ['an option by its label', select, 'Open', 'open'],
  ['an option by its internal value', select, 'wip', 'wip'],
  ['a label with spaces around it', select, 'In progress', 'wip'],
  ['a text in another case', select, 'OPEN', 'INVALID_ENUMERATION_OPTION'],
  ['a text that is label of one and value of another', select, 'closed', 'AMBIGUOUS_ENUMERATION_OPTION'],
  ['any text where the options are elsewhere', define({ type: 'enumeration', fieldType: 'select' }), 'EUR', 'EUR'],
  ['several options of a checkbox', checkbox, 'Webinars; news', 'web;news'],
  ['the same option twice', checkbox, 'News;news', 'news'],
  ['a checkbox with one unknown option', checkbox, 'News;Fax', 'INVALID_ENUMERATION_OPTION'],
  ['a checkbox with one ambiguous option', checkbox, 'News;web', 'AMBIGUOUS_ENUMERATION_OPTION'],
  ['a checkbox of semicolons only', checkbox, ';;', 'INVALID_ENUMERATION_OPTION'],
  ['semicolons outside a checkbox', select, 'Open;wip', 'INVALID_ENUMERATION_OPTION'],
  ['true', flag, 'TRUE', 'true'],
  ['no', flag, 'No', 'false'],
  ['1', flag, '1', 'true'],
  ['a label of a boolean', flag, 'Nein', 'false'],
  ['neither true nor false', flag, 'maybe', 'INVALID_ENUMERATION_OPTION'],
  [
    'a boolean without options',
    define({ type: 'bool', fieldType: 'booleancheckbox' }),
    'x',
    'INVALID_ENUMERATION_OPTION',
  ],
  ['digits', number, '42', '42'],
  ['thousands commas', number, '1,234,567.80', '1234567.80'],
  ['a sign', number, '-3', '-3'],
  ['a plus', number, '+3', 'COULD_NOT_PARSE_NUMBER'],
  ['a bare decimal', number, '-.5', '-0.5'],
  ['a trailing point', number, '5.', 'COULD_NOT_PARSE_NUMBER'],
  ['a decimal comma', number, '1,5', 'COULD_NOT_PARSE_NUMBER'],
  ['points as thousands', number, '1.234.567', 'COULD_NOT_PARSE_NUMBER'],
  ['a currency sign', number, '$12', 'COULD_NOT_PARSE_NUMBER'],
  ['a unit', number, '12 kg', 'COULD_NOT_PARSE_NUMBER'],
  ['a percent sign', number, '12%', 'COULD_NOT_PARSE_NUMBER'],
  ['an exponent', number, '1e5', 'COULD_NOT_PARSE_NUMBER'],
  ['a sign alone', number, '-', 'COULD_NOT_PARSE_NUMBER'],
  ['a number just small enough', number, '999999999999999000', '999999999999999000'],
  ['a number too large', number, '-1000000000000000000', 'INVALID_NUMBER_SIZE'],
  ['an owner by e-mail address', owner, 'Anna@Example.com', '11'],
  ['an owner by name', owner, 'anna  keller', '11'],
  ['an owner by id', owner, '12', '12'],
  ['a name of two owners', owner, 'Maria Garcia', 'MULTIPLE_OWNERS_FOUND'],
  ['a first name only', owner, 'Anna', 'COULD_NOT_FIND_OWNER'],
  ['a user of another property', colleague, 'm.garcia@example.com', '13'],
  ['an e-mail address', email, "Anna.O'Neil+x@Sub.Example.com", "anna.o'neil+x@sub.example.com"],
  ['an address with an umlaut domain', email, 'a@müller.de', 'a@müller.de'],
  ['an e-mail address by its display hint', hinted, 'a@b', 'INVALID_EMAIL'],
  ['an address with a hidden character', email, 'anna@example.com\u200b', 'INVALID_EMAIL'],
  ['two addresses', email, 'a@b.com, c@d.com', 'INVALID_EMAIL'],
  ['a name with an address', email, 'Anna <a@b.com>', 'INVALID_EMAIL'],
  ['a double dot', email, 'a..b@example.com', 'INVALID_EMAIL'],
  ['a leading dot', email, '.a@example.com', 'INVALID_EMAIL'],
  ['an address without suffix', email, 'a@localhost', 'INVALID_EMAIL'],
  ['a hyphen at the border of a domain', email, 'a@-b.com', 'INVALID_EMAIL'],
  ['an address that is too long', email, `${'a'.repeat(65)}@example.com`, 'INVALID_EMAIL'],
  ['a domain', domain, 'Example.COM', 'example.com'],
  ['a domain with its scheme', domain, 'https://example.com', 'INVALID_DOMAIN'],
  ['a zero-width space in a domain', domain, 'example\u200b.com', 'INVALID_DOMAIN'],
  ['a domain with a path', domain, 'example.com/about', 'INVALID_DOMAIN'],
  ['a domain with spaces', domain, 'example .com', 'INVALID_DOMAIN'],
  ['a domain without suffix', domain, 'example', 'INVALID_DOMAIN'],
  ['a number of months', term, '12', 'P12M'],
  ['a period of years and months', term, 'P1Y6M', 'P1Y6M'],
  ['a period of weeks', term, 'p2w', 'P2W'],
  ['months with leading zeros', term, '006', 'P6M'],
  ['a period of months', term, 'p24m', 'P24M'],
  ['no period', term, 'one year', 'COULD_NOT_PARSE_TERM'],
  ['an empty period', term, 'P', 'COULD_NOT_PARSE_TERM'],
  ['a term of nothing', term, '0', 'OUTSIDE_VALID_TERM_RANGE'],
  ['a term too long', term, 'P101Y', 'OUTSIDE_VALID_TERM_RANGE'],
  ['a phone number as written', phone, '+49 (30) 1234 ext. 5', '+49 (30) 1234 ext. 5'],
  ['a phone number without digit', phone, 'none', 'INVALID_PROPERTY_VALUE_FORMAT'],
  ['the id of a file', file, '184483628453', '184483628453'],
  ['the address of a file', file, 'https://example.com/a.pdf', 'https://example.com/a.pdf'],
  ['a file name', file, 'a.pdf', 'INVALID_ENUM_FILE_ID_OR_URL'],
  ['text', text, 'a; b, "c"', 'a; b, "c"'],
]

describe('cellCheck()', () => {
  test.each(cases)('reads %s', (_, definition, cell, expected) => {
    const check = cellCheck('0-2', definition, { dateFormat: 'MONTH_DAY_YEAR', timeZone: UTC, owners: OWNERS })
    const read = check(cell)
    expect(typeof read === 'string' ? read : read.errorType).toBe(expected)
  })

  test('reads the domain property of companies only', () => {
    const check = cellCheck('0-1', domain, { dateFormat: 'MONTH_DAY_YEAR', timeZone: UTC, owners: [] })
    expect(check('no domain')).toBe('no domain')
  })
})
