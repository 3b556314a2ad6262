import { expect, test } from 'vitest'
import { type ErrorCode, UsageError } from '../../../src/errors.ts'
import { checkFile, checkFiles } from '../preflight/check-file.ts'
import { accountOf } from './account-of.ts'

const email = { objectTypeId: '0-1', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' } as const
const domain = { objectTypeId: '0-2', propertyName: 'domain', columnType: 'HUBSPOT_ALTERNATE_ID' } as const
const recordId = { objectTypeId: '0-1', propertyName: null, columnType: 'HUBSPOT_OBJECT_ID' } as const

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('')

test('lookUpRecords() asks for each record once, a hundred a call, with the properties of the file', async () => {
  const { objects, asked } = accountOf([])
  const text = `Email,First\n${lines(450, (index) => `P${index % 225}@example.com,${index}`)}`
  await checkFile({ text, columns: [email, 'firstname'] }, { objects })
  expect(asked.map((one) => one.call === 'batchRead' && one.ids.length)).toEqual([100, 100, 25])
  expect(asked[0]).toMatchObject({
    objectTypeId: '0-1',
    idProperty: 'email',
    properties: ['email', 'firstname', 'hs_additional_emails'],
  })
  expect(asked[0]?.call === 'batchRead' && asked[0].ids.slice(0, 2)).toEqual(['p0@example.com', 'p1@example.com'])
})

test('lookUpRecords() finds a contact by its other addresses, and leaves the first one', async () => {
  const { objects } = accountOf([
    {
      id: '7',
      properties: {
        email: 'ann@example.com',
        hs_additional_emails: 'a@example.com;ann2@example.com',
        firstname: 'Ann',
      },
    },
  ])
  const { forecast } = await checkFile(
    { text: 'Email,First\nann2@example.com,Ann\n', columns: [email, 'firstname'] },
    { objects },
  )
  expect(forecast?.objects).toMatchObject([{ created: 0, updated: 0, unchanged: 1 }])
})

test('lookUpRecords() knows one contact by two addresses, also where HubSpot answers with it for each', async () => {
  const { objects } = accountOf([
    { id: '7', properties: { email: 'ann@example.com', hs_additional_emails: 'a@example.com', firstname: 'Ann' } },
  ])
  const twice: typeof objects = {
    ...objects,
    batchRead: async (...asked) => (await objects.batchRead(...asked)).flatMap((one) => [one, one]),
  }
  const { findings, forecast } = await checkFile(
    { text: 'Email,First\nann@example.com,Ann\na@example.com,Ann\n', columns: [email, 'firstname'] },
    { objects: twice },
  )
  expect(findings).toEqual([])
  expect(forecast?.objects).toMatchObject([{ created: 0, updated: 0, unchanged: 1 }])
})

test('lookUpRecords() asks for no id that HubSpot could not read, and for none that is not one', async () => {
  const { objects, asked } = accountOf([{ id: '12', properties: {} }])
  const text = 'Id,First\n0012,Ann\n9999999999999999999,Bob\nabc,Cy\n'
  const { findings } = await checkFile({ text, columns: [recordId, 'firstname'] }, { objects })
  expect(asked).toMatchObject([{ ids: ['12'] }])
  expect(
    findings.map(({ errorType, count, examples }) => [errorType, count, examples.map(({ line }) => line)]),
  ).toEqual([
    ['INVALID_OBJECT_ID', 1, [3]],
    ['INVALID_OBJECT_ID', 1, [4]],
  ])
})

test('lookUpRecords() does not ask for values of rows that are lost for certain', async () => {
  const { objects, asked } = accountOf([])
  const text = 'Email,First\nnobody,Ann\na@example.com,Bob,surplus\n,Cy\nb@example.com,Dan\n'
  await checkFile({ text, columns: [email, 'firstname'] }, { objects })
  expect(asked).toMatchObject([{ ids: ['b@example.com'] }])
})

test('lookUpRecords() searches companies by domain, and halves what has too many answers', async () => {
  const twins = Array.from({ length: 150 }, (_, index) => ({
    objectTypeId: '0-2',
    id: `${index + 1}`,
    properties: { domain: index < 75 ? 'one.example' : 'Two.example', name: `${index}` },
  }))
  const more = { objectTypeId: '0-2', properties: { domain: 'three.example' } }
  const known = [...twins, ...Array.from({ length: 60 }, (_, index) => ({ ...more, id: `${900 + index}` }))]
  const text = 'Domain,Name\none.example,A\ntwo.example,B\nthree.example,C\nfour.example,D\n'
  const { objects, asked } = accountOf(known)
  const { findings, forecast } = await checkFile(
    { text, columns: [domain, { objectTypeId: '0-2', propertyName: 'name' }] },
    { objects },
  )
  expect(findings).toMatchObject([{ errorType: 'MULTIPLE_COMPANIES_WITH_THIS_DOMAIN', count: 3 }])
  expect(forecast?.objects).toMatchObject([{ created: 1, updated: 0, unchanged: 0 }])
  expect(asked.map((one) => one.call === 'search' && one.filterGroups?.[0]?.filters[0]?.values)).toEqual([
    ['one.example', 'two.example', 'three.example', 'four.example'],
    ['one.example', 'two.example'],
    ['three.example', 'four.example'],
  ])
})

test('lookUpRecords() gives up a search that needs more calls than are left, and says so', async () => {
  const twins = Array.from({ length: 300 }, (_, index) => ({
    objectTypeId: '0-2',
    id: `${index + 1}`,
    properties: { domain: index < 150 ? 'one.example' : 'two.example' },
  }))
  const text = 'Domain,Name\none.example,A\ntwo.example,B\n'
  const columns = [domain, { objectTypeId: '0-2', propertyName: 'name' }]
  const { objects, asked } = accountOf(twins)
  const { findings, forecast } = await checkFile({ text, columns }, { objects, maxCalls: 1 })
  expect(asked).toHaveLength(1)
  expect(findings.filter(({ errorType }) => errorType === 'MULTIPLE_COMPANIES_WITH_THIS_DOMAIN')).toEqual([])
  expect(forecast?.objects).toEqual([])
  expect(forecast?.notLookedUp).toEqual([
    '2 rows name companies (0-2) by values that too many records have to be looked up.',
  ])
})

test('lookUpRecords() stops at the row whose records need one call too many', async () => {
  const { objects, asked } = accountOf([])
  // A call for the contacts and one for the companies; the 101st contact needs a third.
  const text = `Email,First,Domain\n${lines(130, (index) => `p${index}@example.com,P,acme${index % 3}.example`)}`
  const { forecast, rows } = await checkFile({ text, columns: [email, 'firstname', domain] }, { objects, maxCalls: 2 })
  expect(rows).toBe(130)
  expect(asked).toHaveLength(2)
  expect(forecast?.objects).toMatchObject([
    { objectType: 'contacts (0-1)', created: 100 },
    { objectType: 'companies (0-2)', created: 3 },
  ])
  expect(forecast?.notLookedUp).toEqual([
    'Rows 101 to 130 of file.csv were not looked up: a check makes at most 2 calls to HubSpot.',
  ])
})

const failing = (code: ErrorCode) => () => {
  throw new UsageError(code, 'It went wrong.', 'Try again.')
}

test('lookUpRecords() goes on with other objects after a refusal, and stops when nobody answers', async () => {
  const text = 'Email,First,Domain\nann@example.com,Ann,acme.example\n'
  const columns = [email, 'firstname', domain]
  const refused = accountOf([], (one) => (one.objectTypeId === '0-2' ? failing('hubspot_forbidden')() : undefined))
  const partly = await checkFile({ text, columns }, { objects: refused.objects })
  expect(partly.forecast).toMatchObject({
    objects: [{ objectType: 'contacts (0-1)', created: 1 }],
    notLookedUp: ['Not looked up: companies (0-2) by domain. It went wrong. Try again.'],
  })
  const down = accountOf([], failing('network'))
  const many = `Email,First,Domain\n${lines(2_000, (index) => `p${index}@example.com,P,acme.example`)}`
  const nothing = await checkFile({ text: many, columns }, { objects: down.objects })
  expect(down.asked.length).toBeLessThan(6)
  expect(nothing.forecast?.objects).toEqual([])
  expect(nothing.rows).toBe(2_000)
})

test('lookUpRecords() lets a cancelled call end in its error', async () => {
  const { objects } = accountOf([], failing('cancelled'))
  const text = 'Email,First\nann@example.com,Ann\n'
  await expect(checkFile({ text, columns: [email, 'firstname'] }, { objects })).rejects.toThrow('It went wrong.')
})

test('lookUpRecords() opens no file whose rows name no record, and still forecasts what they make', async () => {
  const { objects, asked } = accountOf([])
  const events: string[] = []
  const { forecast } = await checkFile(
    { text: 'First\nAnn\nBob\n', columns: ['firstname'] },
    { objects, watch: (event) => events.push(event) },
  )
  expect(asked).toEqual([])
  expect(events).toEqual(['open file.csv', 'close file.csv'])
  expect(forecast?.objects).toMatchObject([{ created: 2, updated: 0 }])
})

test('lookUpRecords() finds what a file makes for the references of another one', async () => {
  const { objects } = accountOf([{ objectTypeId: '0-2', id: '5', properties: { domain: 'old.example' } }])
  const owner = { ...domain, associationIdentifierColumn: true }
  const reference = {
    objectTypeId: '0-1',
    propertyName: null,
    toColumnObjectTypeId: '0-2',
    foreignKeyType: { associationTypeId: 279, associationCategory: 'HUBSPOT_DEFINED' },
  } as const
  const report = await checkFiles(
    [
      {
        name: 'people.csv',
        text: 'Email,Company\na@example.com,new.example\nb@example.com,old.example\nc@example.com,no.example\n',
        columns: [email, reference],
      },
      { name: 'companies.csv', text: 'Domain\nnew.example\n', columns: [owner] },
    ],
    { objects },
  )
  expect(report.findings).toMatchObject([
    {
      errorType: 'NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER',
      severity: 'error',
      outcome: 'association_lost',
      count: 1,
      examples: [{ line: 4, value: 'no.example' }],
    },
  ])
  expect(report.associationsLost).toBe(1)
})

test('lookUpRecords() leaves references open that a row beyond may make', async () => {
  const { objects } = accountOf([])
  const reference = { objectTypeId: '0-1', propertyName: null, columnType: 'ASSOCIATION_KEYS' } as const
  const text = `Email,Mentor\n${lines(150, (index) => `p${index}@example.com,p${index + 1}@example.com`)}`
  const { findings } = await checkFile({ text, columns: [email, reference] }, { objects, maxCalls: 1 })
  const [mentors] = findings.filter(({ errorType }) => errorType === 'INVALID_ASSOCIATION_KEY')
  expect(mentors?.severity ?? 'warning').toBe('warning')
  const whole = await checkFile({ text, columns: [email, reference] }, { objects, maxCalls: 2 })
  expect(whole.findings.filter(({ errorType }) => errorType === 'INVALID_ASSOCIATION_KEY')).toMatchObject([
    { severity: 'error', count: 1, examples: [{ line: 151, value: 'p150@example.com' }] },
  ])
})

test('lookUpRecords() finds a company that the file before has made, by a property that only identifies here', async () => {
  const { objects } = accountOf([])
  const { forecast } = await checkFiles(
    [
      { name: 'made.csv', text: 'Domain,Name\nacme.example,Acme\n', columns: ['domain', 'name'], objectTypeId: '0-2' },
      {
        name: 'again.csv',
        text: 'Domain,Size\nACME.example,7\n',
        columns: [domain, { objectTypeId: '0-2', propertyName: 'numberofemployees' }],
      },
    ],
    { objects },
  )
  expect(forecast?.objects).toMatchObject([{ created: 1 }])
})
