import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Property } from '../../src/hubspot/property.ts'
import { builtInSchema } from '../../src/mapping/built-in-schema.ts'
import type { ColumnProposal, Schema } from '../../src/mapping/proposal.ts'
import { proposeMapping } from '../../src/mapping/propose.ts'
import { LABELLED_ACTIVITIES } from './labelled-activities.ts'
import { LABELLED_DUMPS } from './labelled-dumps.ts'
import { LABELLED_FILES } from './labelled-files.ts'
import { LABELLED_FIRMS } from './labelled-firms.ts'
import { LABELLED_PEOPLE } from './labelled-people.ts'
import { LABELLED_RECORDS } from './labelled-records.ts'
import { LABELLED_STRANGERS } from './labelled-strangers.ts'
import { tableOf } from './table-of.ts'

describe('proposeMapping()', () => {
  for (const [name, { columns, file }] of Object.entries({
    ...LABELLED_FILES,
    ...LABELLED_RECORDS,
    ...LABELLED_STRANGERS,
    ...LABELLED_DUMPS,
    ...LABELLED_PEOPLE,
    ...LABELLED_FIRMS,
    ...LABELLED_ACTIVITIES,
  })) {
    test(`finds the property of every column of ${name}`, () => {
      const found = propose(columns, file).map(({ columnName, target }) => [columnName, shown(target)])
      expect(found).toEqual(columns.map(([header, , wanted]) => [header, wanted]))
    })
  }

  test('reads a file without a header from its values', () => {
    const rows = [
      ['1', 'Hans', 'Verkerk', 'hans@verkerk.nl', '+31 20 123 4567'],
      ['2', 'Marie', 'Brandsma', 'marie@brandsma.nl', '+31 10 765 4321'],
      ['3', 'Peter', 'Hofstede', 'p.hofstede@kpn.nl', '+31 30 222 3344'],
    ]
    const [found] = proposeMapping({ tables: [tableOf([], rows)], schema: builtInSchema() }).files
    expect(found?.columns.map(({ target }) => shown(target))).toEqual([
      null,
      '0-1 firstname',
      '0-1 lastname',
      '0-1 email',
      '0-1 phone',
    ])
  })

  test('reads streets and towns of a file without a header from where they stand', () => {
    const rows = [
      ['Hill', 'Ann', '12 High Street', 'Bath', 'BA1 1AA', 'ann@hill.co.uk', '07700 900111'],
      ['Reed', 'Peter', 'Studio 7, Mill Lane', 'York', 'YO1 7HH', 'peter@reed.co.uk', '07700 900222'],
      ['Lake', 'Mary', 'Flat 3, The Maltings', 'Wells', 'BA5 2DE', 'mary@lake.co.uk', '07700 900333'],
    ]
    const [found] = proposeMapping({ tables: [tableOf([], rows)], schema: builtInSchema() }).files
    expect(found?.columns.map(({ target }) => shown(target))).toEqual([
      '0-1 lastname',
      '0-1 firstname',
      '0-1 address',
      '0-1 city',
      '0-1 zip',
      '0-1 email',
      '0-1 phone',
    ])
  })

  test.each([
    [['First Name', 'Work Email'], ['0-1 firstname', '0-1 email'], 'HUBSPOT_ALTERNATE_ID'],
    [['Email', 'Work Email'], ['0-1 email', '0-1 work_email'], 'STANDARD'],
    [['Record ID', 'Work Email'], ['0-1 hs_object_id', '0-1 work_email'], 'STANDARD'],
  ])(
    'takes a work address for the e-mail address of contacts only where nothing else identifies them: %j',
    (headers, wanted, columnType) => {
      const rows = [1, 2, 3].map((row) =>
        headers.map((header) => {
          if (header === 'Record ID') return `51${row}`
          return header === 'First Name'
            ? (['Ann', 'Bob', 'Cid'][row - 1] ?? '')
            : `${header.slice(0, 1)}${row}@acme.example`
        }),
      )
      const proposal = proposeMapping({
        tables: [tableOf(headers, rows)],
        schema: builtInSchema(),
        objectTypeIds: ['0-1'],
      })
      const columns = proposal.files[0]?.columns ?? []
      expect(columns.map(({ target }) => shown(target))).toEqual(wanted)
      expect(columns[1]?.target?.columnType).toBe(columnType)
      if (columnType === 'HUBSPOT_ALTERNATE_ID') {
        expect(columns[1]?.confidence).toBeLessThanOrEqual(0.9)
        expect(columns[1]?.alternatives[0]?.propertyName).toBe('work_email')
      }
    },
  )

  test('marks the e-mail address and the domain as identifiers, and asks nothing needless', () => {
    const proposal = proposeMapping({
      tables: [tableOf(['Email', 'Company Name', 'Company Domain Name'], [['a@acme.com', 'Acme Inc', 'acme.com']])],
      schema: builtInSchema(),
    })
    expect(proposal.files[0]?.columns.map(({ target }) => target?.columnType)).toEqual([
      'HUBSPOT_ALTERNATE_ID',
      'STANDARD',
      'HUBSPOT_ALTERNATE_ID',
    ])
    expect(proposal.importOperations).toEqual({ '0-1': 'UPSERT', '0-2': 'UPSERT' })
    expect(proposal.questions).toEqual([])
  })

  test.each([
    ['one of thirty is spoilt', 1, 'hs_object_id'],
    ['a fifth of them are those of another system', 6, undefined],
  ])('takes record ids for record ids where %s', (_about, others, propertyName) => {
    const rows = Array.from({ length: 30 }, (_, row) => [
      row < others ? `1.2345${row}E+12` : String(7001 + row),
      `Ann ${row}`,
      `ann${row}@acme.com`,
    ])
    const table = tableOf(['Record ID', 'First Name', 'Email'], rows)
    const [file] = proposeMapping({ tables: [table], schema: builtInSchema() }).files
    expect(file?.columns[0]?.target?.propertyName).toBe(propertyName)
  })

  test('is not sure of a town by the word location, also where the header names whose it is', () => {
    const [, location] = propose([
      ['Contact Email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
      ['Contact Location', 'Austin;Remote;Tulsa', '0-1 city'],
    ])
    expect(shown(location?.target ?? null)).toBe('0-1 city')
    expect(location?.confidence).toBeLessThanOrEqual(0.6)
  })

  test('gives a property to one column only, the plainer one', () => {
    const columns = propose([
      ['Home Street', 'Lane 1;Lane 2', null],
      ['Business Street', 'Road 1;Road 2', '0-1 address'],
      ['Other Street', 'Way 1;Way 2', null],
      ['Last Name', 'Hill;Reed', '0-1 lastname'],
    ])
    expect(columns.map(({ target }) => shown(target))).toEqual([null, '0-1 address', null, '0-1 lastname'])
    expect(columns[0]?.reason).toContain('Business Street')
  })

  test('keeps the objects that the person named', () => {
    const table = tableOf(['Name', 'Phone', 'City'], [['Acme', '+1 415 555 0100', 'Austin']])
    const find = (objectTypeIds: string[]): (string | null)[] | undefined =>
      proposeMapping({ tables: [table], schema: builtInSchema(), objectTypeIds }).files[0]?.columns.map(({ target }) =>
        shown(target),
      )
    expect(find(['0-2'])).toEqual(['0-2 name', '0-2 phone', '0-2 city'])
    expect(find(['0-1'])?.every((target) => target === null || target.startsWith('0-1 '))).toBe(true)
  })

  const numbered = (header: string, own: readonly Property[]): ColumnProposal | undefined =>
    propose(
      [
        ['Email', 'a@acme.com;b@globex.com;c@initech.com', null],
        [header, 'K-1001;K-1002;K-1003', null],
        ['First Name', 'Ann;Bob;Cy', null],
        ['Last Name', 'Lee;Ray;Dee', null],
      ],
      'contacts.csv',
      withProperties('0-1', own),
    )[1]

  test.each([
    'Kundennr.',
    'Kunden-Nr.',
    'Kd.-Nr.',
    'Customer No.',
    'Cust #',
    'Cust. No.',
    'Nº cliente',
    'Debitorennummer',
  ])(
    'takes %s for the number of a customer: the own property of that meaning, or a number of another system',
    (header) => {
      const own = numbered(header, [custom('customer_number', 'Customer Number')])
      expect(shown(own?.target ?? null)).toBe('0-1 customer_number')
      expect(own?.confidence).toBeGreaterThan(0.9)
      expect(numbered(header, [])).toMatchObject({ target: null, reason: NUMBER_ELSEWHERE })
    },
  )

  test('asks about a number that rows share, where the property takes each value once', () => {
    const shared = (values: string): ColumnProposal | undefined =>
      propose(
        [
          ['Customer No.', values, null],
          ['Email', 'a@acme.com;b@acme.com;c@initech.com', null],
        ],
        'contacts.csv',
        withProperties('0-1', [{ ...custom('customer_number', 'Customer Number'), hasUniqueValue: true }]),
      )[0]
    expect(shared('K-1;K-1;K-2')).toMatchObject({ target: { propertyName: 'customer_number' }, confidence: 0.6 })
    expect(shared('K-1;K-1;K-2')?.reason).toContain('rows share values')
    expect(shared('K-1;K-2;K-3')?.confidence).toBeGreaterThan(0.9)
  })

  test('asks whether Employee No is a custom property that may mean another number, and takes it for no customer', () => {
    const column = numbered('Employee No', [custom('member_number', 'Member Number')])
    expect(shown(column?.target ?? null)).toBe('0-1 member_number')
    expect(column?.confidence).toBeLessThan(0.8)
    const customers = [custom('customer_number', 'Customer Number')]
    expect(numbered('Employee No', customers)).toMatchObject({ target: null, reason: NUMBER_ELSEWHERE })
  })

  test('asks about a department, for which HubSpot has no property, and is sure of a job function', () => {
    const [department] = propose([
      ['Department', 'Sales;Marketing;Human Resources', null],
      ['Email', 'a@acme.com;b@globex.com;c@initech.com', null],
    ])
    expect(department).toMatchObject({ target: { propertyName: 'job_function' }, confidence: 0.6 })
    expect(department?.reason).toBe(
      'header says department; HubSpot has no property for it, Job Function is the nearest',
    )
    const [own] = propose(
      [['Department', 'Sales;Marketing;Human Resources', null]],
      'contacts.csv',
      withProperties('0-1', [custom('dept', 'Department')]),
    )
    expect(own).toMatchObject({ target: { propertyName: 'dept' } })
    expect(own?.confidence).toBeGreaterThan(0.9)
    const [jobFunction] = propose([
      ['Job function', 'Sales;Marketing;Human Resources', null],
      ['Email', 'a@acme.com;b@globex.com;c@initech.com', null],
    ])
    expect(jobFunction?.confidence).toBeGreaterThan(0.9)
  })

  test('lets a custom property win by its label, its name and its options', () => {
    const schema = withProperties('0-1', [
      custom('lieblingsfarbe', 'Favourite colour'),
      {
        ...custom('vertrag', 'Contract kind'),
        type: 'enumeration',
        fieldType: 'select',
        options: options('Basic', 'Gold', 'Silver'),
      },
      {
        ...custom('account_state', 'Status'),
        type: 'enumeration',
        fieldType: 'select',
        options: options('Live', 'Gone'),
      },
    ])
    const columns = propose(
      [
        ['Email', 'a@acme.com;b@globex.com;c@initech.com', null],
        ['lieblingsfarbe', 'red;blue;green', null],
        ['Tarif', 'Gold;Basic;Silver', null],
        ['Status', 'Live;Gone;Live', null],
      ],
      'contacts.csv',
      schema,
    )
    expect(columns.map(({ target }) => shown(target))).toEqual([
      '0-1 email',
      '0-1 lieblingsfarbe',
      '0-1 vertrag',
      '0-1 account_state',
    ])
  })

  test('knows the labels of an account in another language', () => {
    const { objectTypes, properties } = builtInSchema()
    const contacts = (properties.get('0-1') ?? []).map((property) =>
      property.name === 'firstname' ? { ...property, label: 'Rufname der Person' } : property,
    )
    const schema: Schema = { objectTypes, properties: new Map([...properties, ['0-1', contacts]]) }
    const columns = propose(
      [
        ['Rufname der Person', 'Jürgen;Ute', null],
        ['E-Mail', 'j@berger.de;u@vogt.de', null],
      ],
      'data.csv',
      schema,
    )
    expect(columns.map(({ target }) => shown(target))).toEqual(['0-1 firstname', '0-1 email'])
    expect(columns[0]?.reason).toContain('header is the name of the property')
  })

  test('explains each column in words', () => {
    const columns = propose([
      ['Nachname', 'Berger;Vogt', null],
      ['Telefon geschäftlich', '+49 221 123456;+49 89 654321', null],
      ['Postleitzahl', '50667;80331', null],
      ['Kundennummer', 'K-17;K-18', null],
      ['Zweite Telefonnummer', '+49 30 111111;+49 30 222222', null],
    ])
    expect(columns.map(({ reason }) => reason)).toEqual([
      'header is German for last name; 2 of 2 values look like names',
      'header is German for phone number (work); 2 of 2 values look like phone numbers',
      'header is German for postal code; 2 of 2 values look like postal codes',
      'a number of another system; HubSpot has no property for it',
      'Phone Number is already filled from "Telefon geschäftlich"',
    ])
  })

  test('is not sure of a choice of which no value is an option', () => {
    const columns = [
      ['Email', 'a@acme.com;b@globex.com;c@initech.com', null],
      ['LeadSource', 'Web;Trade Show;Partner Referral', null],
      ['Lifecycle Stage', 'Lead;Customer;Lead', null],
    ] as const
    const [, source, stage] = propose(columns)
    expect(source).toMatchObject({
      reason: expect.stringMatching(/but none of \d values is an option/),
    })
    expect(source?.confidence).toBeLessThanOrEqual(0.5)
    expect(stage?.confidence).toBeGreaterThan(0.9)
  })

  test('offers other targets, likeliest first, where a column may belong to several', () => {
    const columns = propose([
      ['First Name', 'Ann;Bob', null],
      ['Email', 'a@acme.com;b@globex.com', null],
      ['Company Name', 'Acme Inc;Globex LLC', null],
      ['Company Domain Name', 'acme.com;globex.com', null],
      ['City', 'Austin;Boston', null],
    ])
    const { target, confidence, alternatives = [] } = columns[4] ?? {}
    expect(target?.propertyName).toBe('city')
    expect(alternatives.map(({ propertyName }) => propertyName)).toContain('city')
    const confidences = [confidence, ...alternatives.map((alternative) => alternative.confidence)]
    expect(confidences).toEqual([...confidences].sort((left, right) => Number(right) - Number(left)))
  })

  test('maps a file of a custom object to its properties', () => {
    const base = withProperties('2-77', [
      custom('name', 'Name'),
      custom('plate', 'Number plate'),
      custom('colour', 'Colour'),
    ])
    const car = {
      ...builtInSchema().objectTypes[0],
      objectTypeId: '2-77',
      singular: 'Car',
      plural: 'Cars',
      aliases: [],
    }
    const schema: Schema = {
      ...base,
      objectTypes: [
        ...base.objectTypes,
        {
          ...car,
          primaryDisplayProperty: [],
          uniqueIdentifierProperties: [],
          requiredToCreate: [],
          canCreate: true,
          canUpdate: true,
        },
      ],
    }
    const columns = propose(
      [
        ['Name', 'Beetle;Polo', null],
        ['Number plate', 'K-AB 1;K-AB 2', null],
        ['Car colour', 'red;blue', null],
      ],
      'cars.csv',
      schema,
    )
    expect(columns.map(({ target }) => shown(target))).toEqual(['2-77 name', '2-77 plate', '2-77 colour'])
  })

  test('holds its promises for any headers and cells', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 40, unit: 'grapheme' }),
      fc.constantFrom(
        '__proto__',
        'constructor',
        'Email',
        'E-Mail',
        'Name',
        '',
        ' ',
        '名前',
        '\u202e',
        '=1+1',
        'a@b.co',
        '2024-01-02',
      ),
    )
    const tables = fc
      .tuple(
        fc.array(text, { minLength: 1, maxLength: 8 }),
        fc.array(fc.array(text, { maxLength: 9 }), { maxLength: 6 }),
      )
      .map(([headers, rows]) => tableOf(headers, rows))
    fc.assert(
      fc.property(tables, (table) => {
        const proposal = proposeMapping({ tables: [table], schema: builtInSchema() })
        expect(proposal).toEqual(proposeMapping({ tables: [table], schema: builtInSchema() }))
        const columns = proposal.files[0]?.columns ?? []
        expect(columns.map(({ index, columnName }) => ({ index, columnName }))).toEqual(table.columns)
        const targets = columns.flatMap(({ target }) => (target?.propertyName == null ? [] : [shown(target)]))
        expect(new Set(targets).size).toBe(targets.length)
        for (const { confidence, alternatives, examples, reason } of columns) {
          expect(confidence).toBeGreaterThanOrEqual(0)
          expect(confidence).toBeLessThanOrEqual(1)
          expect(alternatives.length).toBeLessThanOrEqual(3)
          expect(examples.length).toBeLessThanOrEqual(3)
          expect(reason).not.toBe('')
        }
      }),
      { numRuns: 150, seed: 7 },
    )
  })
})

function propose(
  columns: readonly (readonly [string, string, string | null])[],
  fileName = 'data.csv',
  schema = builtInSchema(),
): ColumnProposal[] {
  const values = columns.map(([, text]) => text.split(';'))
  const rows = (values[0] ?? []).map((_, row) => values.map((column) => column[row] ?? ''))
  const table = tableOf(
    columns.map(([header]) => header),
    rows,
    fileName,
  )
  return proposeMapping({ tables: [table], schema }).files[0]?.columns ?? []
}

const shown = (target: ColumnProposal['target']): string | null =>
  target === null ? null : `${target.objectTypeId} ${target.propertyName}`

const NUMBER_ELSEWHERE = 'a number of another system; HubSpot has no property for it'

const custom = (name: string, label: string): Property => ({
  name,
  label,
  type: 'string',
  fieldType: 'text',
  options: [],
})

const options = (...labels: string[]): Property['options'] =>
  labels.map((label) => ({ label, value: label.toLowerCase() }))

function withProperties(objectTypeId: string, more: readonly Property[]): Schema {
  const { objectTypes, properties } = builtInSchema()
  return {
    objectTypes,
    properties: new Map([...properties, [objectTypeId, [...(properties.get(objectTypeId) ?? []), ...more]]]),
  }
}

test('proposeMapping() shows the cells of a column also where they only repeat its header', () => {
  const table = tableOf(['Email', 'Zone'], [['a@acme.com', 'Zone']])
  const [file] = proposeMapping({ tables: [table], schema: builtInSchema() }).files
  expect(file?.columns[1]?.examples).toEqual(['Zone'])
})
