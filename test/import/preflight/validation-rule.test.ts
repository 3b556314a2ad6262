import { expect, test } from 'vitest'
import { type Property, property } from '../../../src/hubspot/property.ts'
import { compileRule } from '../../../src/import/preflight/validation-rule.ts'
import { cellCheck } from '../../../src/sandbox/run-import/values/cell-check.ts'
import { isProblem } from '../../../src/sandbox/run-import/values/problem.ts'
import { UTC } from '../../../src/sandbox/run-import/values/time-zone.ts'
import { checkWithRules } from '../../../src/sandbox/run-import/values/value-rule.ts'
import { checkFile } from './check-file.ts'
import { EMAIL, find } from './told.ts'

type Case = [type: Property['type'], ruleType: string, args: string[], fine: string[], broken: string[]]

const CASES: Case[] = [
  ['string', 'ALPHANUMERIC', ['ALPHANUMERIC'], ['Äb1', 'New York'], ['a-b', 'a_b', '5%']],
  ['string', 'ALPHANUMERIC', ['ALPHA_ONLY'], ['Jörg', 'New York'], ['a1', 'a.']],
  ['string', 'ALPHANUMERIC', ['NUMERIC_ONLY'], ['007'], ['1 2', '1.5', '-1', 'x']],
  ['string', 'SPECIAL_CHARACTERS', ['NOT_ALLOWED'], ['Straße 7'], ['$5', 'a%', 'a;b']],
  ['string', 'MIN_LENGTH', ['3'], ['abc', '😀😀😀'], ['ab', '😀😀']],
  ['string', 'MAX_LENGTH', ['3'], ['abc', '😀😀😀'], ['abcd']],
  ['string', 'FORMAT', ['UPPER'], ['ABC 1'], ['Abc']],
  ['string', 'FORMAT', ['LOWER'], ['abc 1'], ['Abc']],
  ['string', 'FORMAT', ['CAPITALIZATION'], ['Ann Lee', '1st Row', 'ANN'], ['Ann lee', 'ann']],
  ['string', 'EMAIL', [], ['a@b.com'], ['a@b', 'x']],
  ['string', 'DOMAIN', [], ['b.com'], ['b', 'https://b.com']],
  [
    'string',
    'URL',
    [],
    ['https://b.com/x?y#z', 'b.com', 'http://b.com:80/'],
    ['b', 'https://b .com', 'ftp://b.com', 'mailto:a@b.com'],
  ],
  ['string', 'EMAIL_ALLOWED_DOMAINS', ['B.com', 'c.com'], ['a@b.com', 'a@C.com'], ['a@d.com', 'a@x.b.com']],
  ['string', 'EMAIL_BLOCKED_DOMAINS', ['b.com'], ['a@c.com'], ['a@b.com']],
  ['string', 'URL_ALLOWED_DOMAINS', ['b.com'], ['https://www.b.com/x', 'b.com'], ['https://ab.com', 'x']],
  ['string', 'URL_BLOCKED_DOMAINS', ['b.com'], ['https://ab.com'], ['https://www.b.com/x']],
  ['number', 'MIN_NUMBER', ['-10.5'], ['-10.5', '1,000'], ['-10.6', '-1,000']],
  ['number', 'MAX_NUMBER', ['1000'], ['1,000', '.5'], ['1,000.01']],
  ['number', 'DECIMAL', ['2'], ['1.25', '1,000', '.5'], ['1.255', '.123']],
  ['date', 'START_DATE', ['1704067200000'], ['2024-01-01', '01/02/2024'], ['2023-12-31', '12/31/2023']],
  ['date', 'END_DATE', ['1704067200000'], ['2024-01-01', '12/31/2023'], ['2024-01-02']],
  ['date', 'DAYS_OF_WEEK', ['MONDAY', 'FRIDAY'], ['2024-01-01', '1/5/2024'], ['2024-01-02']],
]

test.each(CASES)('a %s rule %s %j is kept and broken by the same values here and in the sandbox', (...one) => {
  const [type, ruleType, ruleArguments, fine, broken] = one
  const rule = { ruleType, ruleArguments, shouldApplyNormalization: undefined }
  const keeps = compileRule(rule, 'MONTH_DAY_YEAR')
  const definition = property.parse({ name: 'p', label: 'P', type, fieldType: 'text' })
  const read = cellCheck('0-1', definition, { dateFormat: 'MONTH_DAY_YEAR', timeZone: UTC, owners: [] })
  const store = checkWithRules(read, type, [rule])
  expect([...fine, ...broken].map((text) => keeps?.(text))).toEqual([
    ...fine.map(() => true),
    ...broken.map(() => false),
  ])
  expect(fine.map(store).filter(isProblem)).toEqual([])
  expect(broken.map(store)).toEqual(
    broken.map(() => expect.objectContaining({ errorType: 'INVALID_CUSTOM_PROPERTY_VALIDATION' })),
  )
})

test.each([
  ['AFTER_DURATION', ['P7D']],
  ['START_DATETIME', ['1704067200000']],
  ['PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE', ['us']],
  ['WHITESPACE', ['TRIM']],
  ['REGEX', ['^[A-Z]+$', 'Must be upper case']],
  ['MIN_NUMBER', ['many']],
  ['DAYS_OF_WEEK', ['SOMEDAY']],
  ['A_NEW_RULE', []],
])('a rule %s %j is left to HubSpot', (ruleType, ruleArguments) => {
  expect(compileRule({ ruleType, ruleArguments, shouldApplyNormalization: undefined }, 'MONTH_DAY_YEAR')).toBeNull()
})

test('preflight() leaves the case of letters to HubSpot where that corrects it', async () => {
  const rule = { ruleType: 'FORMAT', ruleArguments: ['UPPER'], shouldApplyNormalization: true }
  const report = await checkFile({ text: 'Email,Name\na@b.com,ann\n', columns: [EMAIL, 'firstname'] }, rules([rule]))
  expect(report.findings).toEqual([])
})

test('preflight() names the rules that a value breaks, and those it cannot check', async () => {
  const set = [
    { ruleType: 'MAX_LENGTH', ruleArguments: ['3'], shouldApplyNormalization: undefined },
    { ruleType: 'WHITESPACE', ruleArguments: [], shouldApplyNormalization: undefined },
  ]
  const text = 'Email,Name\na@b.com,Ann\nb@b.com,Bobby\nc@b.com,\n'
  const report = await checkFile({ text, columns: [EMAIL, 'firstname'] }, rules(set))
  expect(report.rowsLost).toBe(1)
  expect(find(report, 'INVALID_CUSTOM_PROPERTY_VALIDATION')).toMatchObject({
    outcome: 'row_lost',
    count: 1,
    message:
      '1 value in "Name" breaks a rule that the account has set on the property (MAX_LENGTH 3, WHITESPACE); those rows are not imported.',
    examples: [{ line: 3, value: 'Bobby' }],
  })
  expect(report.onlyHubSpotKnows).toContain(
    'Whether the values in "Name" keep the rule WHITESPACE of the property (INVALID_CUSTOM_PROPERTY_VALIDATION).',
  )
})

test('preflight() says whose rules were not read', async () => {
  const report = await checkFile(
    { text: 'Email\na@b.com\n', columns: [EMAIL] },
    { definitions: { validations: new Map() } },
  )
  expect(report.onlyHubSpotKnows).toContain(
    'The validation rules that the account has set on properties of 0-1 (INVALID_CUSTOM_PROPERTY_VALIDATION): they were not read.',
  )
})

const rules = (set: Parameters<typeof compileRule>[0][]) => ({
  definitions: { validations: new Map([['0-1', new Map([['firstname', set]])]]) },
})
