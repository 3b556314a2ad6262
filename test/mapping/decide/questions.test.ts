import { describe, expect, test } from 'vitest'
import { builtInSchema } from '../../../src/mapping/built-in-schema.ts'
import { proposeMapping } from '../../../src/mapping/propose.ts'
import { tableOf } from '../table-of.ts'

describe('askQuestions()', () => {
  test('asks nothing about a file that leaves nothing open', () => {
    expect(questions({ 'First Name': 'Ann', 'Last Name': 'Hill', Email: 'a@acme.com' })).toEqual([])
  })

  const CUSTOMERS = {
    Company: 'TechCorp',
    'Primary Contact': 'Alice Smith',
    'Contact Email': 'alice@techcorp.com',
    Industry: 'Technology',
    'Annual Revenue': '1000000',
  }
  const ofWhat = /^Is each row of data\.csv a person or a company\? .* objectTypes: \["companies"\]\.$/

  test('asks what a row is where people are meant but much speaks for companies', () => {
    expect(questions(CUSTOMERS)[0]).toMatch(ofWhat)
  })

  test.each([
    ['people are named by first and last name', { ...CUSTOMERS, 'First Name': 'Alice', 'Last Name': 'Smith' }, []],
    ['the person has said it', CUSTOMERS, ['0-1']],
  ])('does not ask what a row is where %s', (_about, columns, objectTypeIds) => {
    const table = tableOf(Object.keys(columns), [Object.values(columns)])
    const { questions: asked } = proposeMapping({ tables: [table], schema: builtInSchema(), objectTypeIds })
    expect(asked.filter((question) => ofWhat.test(question))).toEqual([])
  })

  test('does not ask what a row is of several files', () => {
    const table = tableOf(Object.keys(CUSTOMERS), [Object.values(CUSTOMERS)])
    const { questions: asked } = proposeMapping({ tables: [table, table], schema: builtInSchema() })
    expect(asked.filter((question) => ofWhat.test(question))).toEqual([])
  })

  test('warns of duplicates where nothing identifies the records', () => {
    expect(questions({ 'First Name': 'Ann', 'Last Name': 'Hill' })).toEqual([
      'No column identifies contacts, so importing the rows twice makes every record twice. Is that all right?',
    ])
  })

  test('asks for what a new record needs, and not for its identifier as well', () => {
    expect(questions({ 'Deal Name': 'Fleet', Amount: '12' })).toEqual([
      'New deals need Deal Stage, which no column fills: which column is it, or leave deals out?',
    ])
  })

  test.each(['Record Id', 'record_id', 'RECORD ID', 'recordId'])('asks whose ids stand under "%s"', (columnName) => {
    expect(questions({ [columnName]: '1001', Email: 'a@acme.com' })).toEqual([
      expect.stringMatching(
        `^Are the numbers in "${columnName}" HubSpot's own record ids\\? .* leave the column out\\.$`,
      ),
    ])
  })

  test.each(['Record ID', 'Record-ID', 'Record ID - Contact', 'HubSpot Record Id', 'hs_object_id'])(
    'does not ask about "%s"',
    (columnName) => {
      expect(questions({ [columnName]: '1001', Email: 'a@acme.com' })).toEqual([])
    },
  )

  test('asks about a figure of a company where no column names one, and says what it is', () => {
    const columns = { 'First Name': 'Ann', Email: 'a@acme.com', Umsatz: '120000' }
    const table = tableOf(Object.keys(columns), [Object.values(columns)])
    const { files, questions: asked } = proposeMapping({ tables: [table], schema: builtInSchema() })
    expect(files[0]?.columns[2]).toMatchObject({
      target: null,
      reason: 'a figure of a company, and no column names one',
    })
    expect(asked).toEqual(['"Umsatz" has no match. Leave it out, or make a property for it?'])
  })

  test('asks whether to split whole names', () => {
    expect(questions({ 'Full Name': 'Ann Hill', Email: 'a@acme.com' })).toEqual([
      '"Full Name" holds whole names and goes into First Name as it is. Split it into first and last name before?',
    ])
  })

  test('asks about columns that could get a property of their own, not about the others', () => {
    expect(questions({ Email: 'a@acme.com', 'Favourite colour': 'red', 'Created at': '2024-01-02' })).toEqual([
      '"Favourite colour" has no match. Leave it out, or make a property for it?',
    ])
    expect(questions({ Email: 'a@acme.com', 'Favourite colour': 'red', 'Shoe size': '42', Empty: '' })).toEqual([
      '2 columns have no match: "Favourite colour", "Shoe size". Leave them out, or make properties for some of them?',
    ])
  })

  test('asks few questions about a file of which it understands nothing', () => {
    const columns = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`Zq${index}x`, `vw ${index}`]))
    const asked = questions(columns)
    expect(asked.length).toBeLessThanOrEqual(6)
    expect(Math.max(...asked.map((question) => question.length))).toBeLessThan(600)
  })
})

function questions(columns: Readonly<Record<string, string>>): string[] {
  const table = tableOf(Object.keys(columns), [Object.values(columns)])
  return proposeMapping({ tables: [table], schema: builtInSchema() }).questions
}
