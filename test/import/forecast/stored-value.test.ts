import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/import/plan.ts'
import { checkFile } from '../preflight/check-file.ts'
import { accountOf } from '../record-lookup/account-of.ts'

const email = { objectTypeId: '0-1', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' } as const

interface ValueCase {
  property: string
  cell: string
  /** What the record has. */
  before: string
  /** What it has afterwards; null: nothing is changed. */
  after: string | null
  plan?: Partial<Plan>
}

const CASES: ValueCase[] = [
  { property: 'firstname', cell: 'Ann', before: 'Ann', after: null },
  { property: 'firstname', cell: 'ann', before: 'Ann', after: 'ann' },
  { property: 'firstname', cell: '  Ann ', before: 'Ann', after: null },
  { property: 'firstname', cell: '', before: 'Ann', after: null },
  { property: 'work_email', cell: 'Ann@Example.com', before: 'ann@example.com', after: null },
  { property: 'amount', cell: '"1,234.50"', before: '1234.5', after: null },
  { property: 'amount', cell: '.5', before: '0.5', after: null },
  { property: 'amount', cell: '12', before: '13', after: '12' },
  { property: 'agreed', cell: 'Yes', before: 'true', after: null },
  { property: 'agreed', cell: '0', before: 'true', after: 'false' },
  { property: 'interests', cell: 'Music; Sailing', before: 'sail;music', after: null },
  { property: 'interests', cell: 'Music', before: 'sail;music', after: 'music' },
  { property: 'lifecyclestage', cell: 'Lead', before: 'lead', after: null },
  { property: 'lifecyclestage', cell: 'Customer', before: 'lead', after: 'customer' },
  // HubSpot does not set an earlier stage.
  { property: 'lifecyclestage', cell: 'Lead', before: 'customer', after: null },
  { property: 'hubspot_owner_id', cell: 'ann lee', before: '11', after: null },
  { property: 'hubspot_owner_id', cell: 'bo@acme.com', before: '11', after: '12' },
  { property: 'birthday', cell: '2/3/1980', before: '1980-02-03', after: null },
  { property: 'birthday', cell: '2/3/1980', before: '1980-03-02', after: '1980-02-03' },
  { property: 'birthday', cell: '2/3/1980', before: '1980-03-02', after: null, plan: { dateFormat: 'DAY_MONTH_YEAR' } },
  { property: 'birthday', cell: '12/31/69', before: '2069-12-31', after: null },
  { property: 'birthday', cell: '12/31/70', before: '1970-12-31', after: null },
  { property: 'birthday', cell: '1980-02-03', before: '1980-02-03T00:00:00Z', after: null },
  { property: 'last_seen', cell: '2024-07-01T10:00:00Z', before: '2024-07-01T10:00:00.000Z', after: null },
  { property: 'last_seen', cell: '2024-07-01 10:00', before: '2024-07-01T10:00:00Z', after: null },
  { property: 'last_seen', cell: '2024-07-01', before: '2024-07-01T00:00:00Z', after: null },
  { property: 'last_seen', cell: '7/1/2024 1:30 PM', before: '2024-07-01T13:30:00Z', after: null },
  { property: 'last_seen', cell: '2024-07-01T10:00:00.250+02:00', before: '2024-07-01T08:00:00.250Z', after: null },
  {
    property: 'last_seen',
    cell: '2024-07-01 10:00',
    before: '2024-07-01T08:00:00Z',
    after: null,
    plan: { timeZone: 'Europe/Berlin' },
  },
  {
    property: 'last_seen',
    cell: '2024-12-01 10:00',
    before: '2024-12-01T09:00:00Z',
    after: null,
    plan: { timeZone: 'Europe/Berlin' },
  },
  {
    property: 'last_seen',
    cell: '2024-07-01 10:00',
    before: '2024-07-01T10:00:00.000Z',
    after: '2024-07-01T15:30:00.000Z',
    plan: { timeZone: '-05:30' },
  },
]

describe('forecast', () => {
  test.each(CASES)(
    'compares $property "$cell" with "$before" as HubSpot stores them',
    async ({ property, cell, before, after, plan }) => {
      const { objects } = accountOf([{ id: '1', properties: { email: 'ann@example.com', [property]: before } }])
      const text = `Email,Value\nann@example.com,${cell}\n`
      const { forecast } = await checkFile({ text, columns: [email, property] }, { objects, plan })
      expect(forecast?.objects).toEqual([
        {
          objectType: 'contacts (0-1)',
          created: 0,
          updated: after === null ? 0 : 1,
          unchanged: after === null ? 1 : 0,
          valuesOverwritten: after === null ? 0 : 1,
          samples: after === null ? [] : [{ line: 2, columnName: 'Value', before, after }],
        },
      ])
    },
  )

  test('tells a value that fills an empty property from one that overwrites', async () => {
    const { objects } = accountOf([{ id: '1', properties: { email: 'ann@example.com', firstname: '' } }])
    const { forecast } = await checkFile(
      { text: 'Email,First\nann@example.com,Ann\n', columns: [email, 'firstname'] },
      { objects },
    )
    expect(forecast?.objects).toMatchObject([{ updated: 1, valuesOverwritten: 0, samples: [] }])
  })

  test('counts a record of several rows once, and not what a later row changes back', async () => {
    const { objects } = accountOf([
      { objectTypeId: '0-2', id: '1', properties: { domain: 'acme.example', name: 'Acme' } },
      { objectTypeId: '0-2', id: '2', properties: { domain: 'boat.example', name: 'Boat' } },
    ])
    const text = [
      'Email,Domain,Name',
      'a@example.com,acme.example,ACME',
      'b@example.com,acme.example,Acme',
      'c@example.com,boat.example,Ship',
      'd@example.com,boat.example,Yacht',
      'e@example.com,new.example,New',
      'f@example.com,new.example,Newer',
      '',
    ].join('\n')
    const company = { objectTypeId: '0-2', columnType: 'STANDARD' } as const
    const columns = [
      email,
      { ...company, propertyName: 'domain', columnType: 'HUBSPOT_ALTERNATE_ID' as const },
      { ...company, propertyName: 'name' },
    ]
    const { forecast } = await checkFile({ text, columns }, { objects })
    expect(forecast?.objects[1]).toEqual({
      objectType: 'companies (0-2)',
      created: 1,
      updated: 1,
      unchanged: 1,
      valuesOverwritten: 1,
      samples: [{ line: 5, columnName: 'Name', before: 'Boat', after: 'Yacht' }],
    })
  })

  test('tells of a single row in the singular', async () => {
    const { objects } = accountOf([])
    const columns = [email, { objectTypeId: '0-2', propertyName: 'name' }]
    const { forecast } = await checkFile({ text: 'Email,Firm\nann@example.com,Acme\n', columns }, { objects })
    expect(forecast?.summary).toBe(
      'The only row will make 1 new contact; it will make 1 new company. Empty cells erase nothing.',
    )
  })

  test('is none for a file that HubSpot refuses', async () => {
    const { objects } = accountOf([])
    const { forecast } = await checkFile({ text: 'Email\nann@example.com\n', columns: ['-'] }, { objects })
    expect(forecast).toEqual({
      summary: 'There is no forecast: HubSpot would refuse the file as the findings say, and write nothing.',
      objects: [],
      notLookedUp: ['HubSpot would refuse the file as the findings say, and write nothing.'],
    })
  })
})
