import { expect, test } from 'vitest'
import { builtInSchema } from '../../../src/mapping/built-in-schema.ts'
import { proposeMapping } from '../../../src/mapping/propose.ts'
import { tableOf } from '../table-of.ts'

const optOutQuestions = (fileName: string, columns: Readonly<Record<string, string>>): string[] =>
  proposeMapping({
    tables: [tableOf(Object.keys(columns), [Object.values(columns)], fileName)],
    schema: builtInSchema(),
  }).questions.filter((question) => question.includes('opts nobody out'))

test.each([
  ['opt-out.csv', { Email: 'ann@acme.com' }],
  ['Unsubscribes 2026.csv', { Email: 'ann@acme.com', 'First Name': 'Ann', Company: 'Acme' }],
  ['2026_Abmeldungen.csv', { 'E-Mail': 'ann@acme.de' }],
  ['export.csv', { Email: 'ann@acme.com', Unsubscribed: 'Yes' }],
  ['export.csv', { Email: 'ann@acme.com', 'First Name': 'Ann', 'Do not contact': 'true' }],
])('askOptOuts() tells that an import of %s %o opts nobody out', (fileName, columns) => {
  expect(optOutQuestions(fileName, columns)).toEqual([expect.stringContaining(`Is ${fileName} a list of people`)])
})

test.each([
  ['people.csv', { Email: 'ann@acme.com' }],
  ['cooptouts.csv', { Email: 'ann@acme.com' }],
  ['customers.csv', { Email: 'ann@acme.com', Phone: '+49 30 1234567', Unsubscribed: 'Yes' }],
  ['unsubscribed-plans.csv', { 'Deal Name': 'Fleet', Amount: '12' }],
])('askOptOuts() does not ask about %s %o', (fileName, columns) => {
  expect(optOutQuestions(fileName, columns)).toEqual([])
})
