import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ImportRequest } from '../../../src/hubspot/import-request.ts'
import { type Account, createAccount, type Mapping } from './import-fixture.ts'

let account: Account
beforeEach(async () => {
  account = await createAccount()
})
afterEach(async () => {
  await account[Symbol.asyncDispose]()
})

interface Case {
  what: string
  csv: string
  columns: Mapping[]
  request?: Partial<ImportRequest>
  /** Records that exist before, as object type and values. */
  before?: [string, Record<string, string>][]
  told: string[]
  /** Object type and values of all its records afterwards. */
  after: [string, Record<string, string>[]]
}

const PEOPLE: Mapping[] = ['firstname', 'email!']
const CREATE = { importOperations: { '0-1': 'CREATE' as const } }
const UPDATE = { importOperations: { '0-1': 'UPDATE' as const } }
const anna = { firstname: 'Anna', email: 'anna@x.com' }
const ben = { firstname: 'Ben', email: 'ben@x.com' }

const rows: Case[] = [
  {
    what: 'loses a row with too few or too many cells',
    csv: 'Name,Email\nAnna,anna@x.com,extra\nBen,ben@x.com\nCara\n',
    columns: PEOPLE,
    told: ['2 INCORRECT_NUMBER_OF_COLUMNS', '4 INCORRECT_NUMBER_OF_COLUMNS'],
    after: ['0-1', [ben]],
  },
  {
    what: 'counts records, not lines: a quoted line break does not shift the line numbers',
    csv: 'Name,Email\n"An\nna",anna@x.com\nBen,no address\n',
    columns: PEOPLE,
    told: ['3 INVALID_EMAIL 0-1 1'],
    after: ['0-1', [{ firstname: 'An\nna', email: 'anna@x.com' }]],
  },
  {
    what: 'loses a row with a cell that is too long',
    csv: `Name,Email\n${'x'.repeat(65_537)},anna@x.com\n${'x'.repeat(65_536)},ben@x.com\n`,
    columns: PEOPLE,
    told: ['2 COLUMN_TOO_LARGE 0-1 0'],
    after: ['0-1', [{ firstname: 'x'.repeat(65_536), email: 'ben@x.com' }]],
  },
  {
    what: 'loses a row with too much text in all',
    csv: `A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P\n${Array(15).fill('x'.repeat(65_000)).join()},${'x'.repeat(30_000)}\n`,
    columns: [
      'firstname',
      ...Array.from({ length: 15 }, (_, index) => ({ propertyName: `text_${index}`, ignored: true })),
    ],
    told: ['2 ROW_DATA_TOO_LARGE'],
    after: ['0-1', []],
  },
  {
    what: 'loses the copy of a row',
    csv: 'Name,Email\nAnna,anna@x.com\nBen,ben@x.com\nAnna,anna@x.com\n',
    columns: PEOPLE,
    told: ['4 DUPLICATE_ROW_CONTENT'],
    after: ['0-1', [anna, ben]],
  },
  {
    what: 'takes a no-break space as part of the value, plain ones not',
    csv: 'Name,Email\n\tAnna , anna@x.com\nBen\u00a0,ben@x.com\u00a0\n',
    columns: PEOPLE,
    told: ['3 INVALID_EMAIL 0-1 1'],
    after: ['0-1', [anna]],
  },
  {
    what: 'loses the second row with the same identifier, whatever its case',
    csv: 'Name,Email\nAnna,anna@x.com\nAnne,ANNA@x.com\n',
    columns: PEOPLE,
    told: ['3 DUPLICATE_ALTERNATE_ID 0-1 1'],
    after: ['0-1', [anna]],
  },
  {
    what: 'takes the e-mail of contacts as identifier also when it is STANDARD',
    csv: 'Name,Email\nAnna,anna@x.com\nAnne,anna@x.com\nBen,ben@x.com\n',
    columns: ['firstname', 'email'],
    before: [['0-1', { email: 'ben@x.com', firstname: 'Benjamin' }]],
    told: ['3 DUPLICATE_ALTERNATE_ID 0-1 1'],
    after: ['0-1', [ben, anna]],
  },
  {
    what: 'loses the second row with the same record id',
    csv: 'Id,Name\n30000000001,Anna\n30000000001,Anne\n',
    columns: ['hs_object_id#', 'firstname'],
    before: [['0-1', { firstname: 'A' }]],
    told: ['3 DUPLICATE_OBJECT_ID 0-1 0'],
    after: ['0-1', [{ firstname: 'Anna' }]],
  },
  {
    what: 'has nothing to write where every cell of the object is empty',
    csv: 'Name,Email\n,\n ,"\t"\nAnna,anna@x.com\n',
    columns: PEOPLE,
    told: [
      '2 FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES 0-1',
      '3 FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES 0-1',
    ],
    after: ['0-1', [anna]],
  },
  {
    what: 'loses a row whose identifier is empty or malformed',
    csv: 'Name,Email\nAnna,\nBen,ben@\n',
    columns: PEOPLE,
    told: ['2 INVALID_ALTERNATE_ID 0-1 1', '3 INVALID_EMAIL 0-1 1'],
    after: ['0-1', []],
  },
  {
    what: 'needs no e-mail address in a STANDARD column, but refuses a malformed one',
    csv: 'Name,Email\nAnna,\nBen,ben@\n',
    columns: ['firstname', 'email'],
    told: ['3 INVALID_EMAIL 0-1 1'],
    after: ['0-1', [{ firstname: 'Anna' }]],
  },
  {
    what: 'loses a company whose domain identifies it and is malformed',
    csv: 'Name,Domain\nAcme,acme dot com\n',
    columns: ['0-2.name', '0-2.domain!'],
    told: ['2 INVALID_ALTERNATE_ID 0-2 1'],
    after: ['0-2', []],
  },
  {
    what: 'keeps a company whose STANDARD domain is malformed',
    csv: 'Name,Domain\nAcme,acme dot com\n',
    columns: ['0-2.name', '0-2.domain'],
    told: ['2 INVALID_DOMAIN 0-2 1'],
    after: ['0-2', [{ name: 'Acme' }]],
  },
  {
    what: 'does not match companies by a STANDARD domain',
    csv: 'Name,Domain\nAcme,acme.com\n',
    columns: ['0-2.name', '0-2.domain'],
    before: [['0-2', { name: 'Old', domain: 'acme.com' }]],
    told: [],
    after: [
      '0-2',
      [
        { name: 'Old', domain: 'acme.com' },
        { name: 'Acme', domain: 'acme.com' },
      ],
    ],
  },
  {
    what: 'cannot choose between companies with the same domain',
    csv: 'Name,Domain\nAcme,acme.com\n',
    columns: ['0-2.name', '0-2.domain!'],
    before: [
      ['0-2', { domain: 'acme.com' }],
      ['0-2', { domain: 'acme.com' }],
    ],
    told: ['2 MULTIPLE_COMPANIES_WITH_THIS_DOMAIN 0-2 1'],
    after: ['0-2', [{ domain: 'acme.com' }, { domain: 'acme.com' }]],
  },
  {
    what: 'matches by a property with unique values',
    csv: 'Number,Name\nK-1,Anna\nK-2,Ben\n',
    columns: ['customer_number!', 'firstname'],
    before: [['0-1', { customer_number: 'K-2', firstname: 'B' }]],
    told: [],
    after: [
      '0-1',
      [
        { customer_number: 'K-2', firstname: 'Ben' },
        { customer_number: 'K-1', firstname: 'Anna' },
      ],
    ],
  },
  {
    what: 'updates by record id, and loses rows with unknown ids',
    csv: 'Id,Name\n30000000001,Anna\n30000000009,Ben\nabc,Cara\n',
    columns: ['hs_object_id#', 'firstname'],
    before: [['0-1', { firstname: 'A' }]],
    told: ['3 INVALID_OBJECT_ID 0-1 0', '4 INVALID_OBJECT_ID 0-1 0'],
    after: ['0-1', [{ firstname: 'Anna' }]],
  },
  {
    what: 'does not take the record id of another object',
    csv: 'Id,Name\n30000000001,Anna\n',
    columns: ['hs_object_id#', 'firstname'],
    before: [['0-2', { name: 'Acme' }]],
    told: ['2 INVALID_OBJECT_ID 0-1 0'],
    after: ['0-1', []],
  },
  {
    what: 'creates a record where the cell of the record id is empty',
    csv: 'Id,Name\n,Anna\n',
    columns: ['hs_object_id#', 'firstname'],
    told: [],
    after: ['0-1', [{ firstname: 'Anna' }]],
  },
  {
    what: 'creates a record for every row without identifier',
    csv: 'Name,City\nAnna,Rome\nAnna,Oslo\n',
    columns: ['firstname', 'city'],
    told: [],
    after: [
      '0-1',
      [
        { firstname: 'Anna', city: 'Rome' },
        { firstname: 'Anna', city: 'Oslo' },
      ],
    ],
  },
  {
    what: 'refuses known records under CREATE, by e-mail address and by record id',
    csv: 'Id,Name,Email\n,Anna,anna@x.com\n30000000001,Anne,\n',
    columns: ['hs_object_id#', 'firstname', 'email'],
    request: CREATE,
    before: [['0-1', anna]],
    told: ['2 CREATE_ONLY_IMPORT 0-1 2', '3 CREATE_ONLY_IMPORT 0-1 0'],
    after: ['0-1', [anna]],
  },
  {
    what: 'refuses unknown records under UPDATE',
    csv: 'Name,Email\nAnne,anna@x.com\nBen,ben@x.com\n',
    columns: PEOPLE,
    request: UPDATE,
    before: [['0-1', anna]],
    told: ['3 UPDATE_ONLY_IMPORT 0-1 1'],
    after: ['0-1', [{ firstname: 'Anne', email: 'anna@x.com' }]],
  },
  {
    what: 'finds nothing to update where no column identifies the records',
    csv: 'Name\nAnna\n',
    columns: ['firstname'],
    request: UPDATE,
    told: ['2 UPDATE_ONLY_IMPORT 0-1'],
    after: ['0-1', []],
  },
  {
    what: 'matches by e-mail address where the cell of the record id is empty',
    csv: 'Id,Email,Name\n,anna@x.com,Anne\n',
    columns: ['hs_object_id#', 'email', 'firstname'],
    before: [['0-1', anna]],
    told: [],
    after: ['0-1', [{ firstname: 'Anne', email: 'anna@x.com' }]],
  },
  {
    what: 'goes by the record id, and by the identifier in rows without one',
    csv: 'Id,Email,Name\n30000000001,new@x.com,Anne\n,ben@x.com,Benno\n,cy@x.com,Cy\n,,Dee\n',
    columns: ['hs_object_id#', 'email!', 'firstname'],
    before: [
      ['0-1', anna],
      ['0-1', ben],
    ],
    told: ['5 INVALID_ALTERNATE_ID 0-1 1'],
    after: [
      '0-1',
      [
        { firstname: 'Anne', email: 'new@x.com' },
        { firstname: 'Benno', email: 'ben@x.com' },
        { firstname: 'Cy', email: 'cy@x.com' },
      ],
    ],
  },
  {
    what: 'tells a malformed record id as often as it comes',
    csv: 'Id,Name\nabc,Anna\nabc,Ben\n',
    columns: ['hs_object_id#', 'firstname'],
    told: ['2 INVALID_OBJECT_ID 0-1 0', '3 INVALID_OBJECT_ID 0-1 0'],
    after: ['0-1', []],
  },
  {
    what: 'tells every unique value that another record holds',
    csv: 'Name,Number,Badge\nAnna,K-1,"1,000"\nBen,K-1,01000\n',
    columns: ['firstname', 'customer_number', 'badge'],
    told: ['3 DUPLICATE_UNIQUE_CREATION_KEY 0-1 1', '3 DUPLICATE_UNIQUE_CREATION_KEY 0-1 2'],
    after: ['0-1', [{ firstname: 'Anna', customer_number: 'K-1', badge: '1000' }]],
  },
  {
    what: 'needs one of the required properties for a new contact',
    csv: 'City,Number\nRome,K-1\nOslo,K-2\n',
    columns: ['city', 'customer_number!'],
    before: [['0-1', { customer_number: 'K-2' }]],
    told: ['2 MISSING_REQUIRED_PROPERTY 0-1'],
    after: ['0-1', [{ customer_number: 'K-2', city: 'Oslo' }]],
  },
  {
    what: 'tells each thing a new deal lacks',
    csv: 'Amount\n12\n',
    columns: ['0-3.amount'],
    told: ['2 MISSING_REQUIRED_PROPERTY 0-3', '2 MISSING_REQUIRED_PROPERTY 0-3'],
    after: ['0-3', []],
  },
  {
    what: 'does not create a deal in an unknown stage',
    csv: 'Name,Stage\nBig,Won\nSmall,Closed Won\n',
    columns: ['0-3.dealname', '0-3.dealstage'],
    told: ['2 INVALID_REQUIRED_PROPERTY 0-3 1'],
    after: ['0-3', [{ dealname: 'Small', dealstage: 'closedwon' }]],
  },
  {
    what: 'does not create a deal in an unknown pipeline',
    csv: 'Name,Stage,Pipeline\nBig,Closed Won,Other\n',
    columns: ['0-3.dealname', '0-3.dealstage', '0-3.pipeline'],
    told: ['2 INVALID_REQUIRED_PROPERTY 0-3 2'],
    after: ['0-3', []],
  },
  {
    what: 'keeps a company without its malformed domain when it has a name, but not when it has none',
    csv: 'Name,Domain\nAcme,no domain\n,no domain\n',
    columns: ['0-2.name', '0-2.domain'],
    told: ['2 INVALID_DOMAIN 0-2 1', '3 INVALID_REQUIRED_PROPERTY 0-2 1'],
    after: ['0-2', [{ name: 'Acme' }]],
  },
  {
    what: 'leaves the stage of a known deal alone when the new one is unknown',
    csv: 'Id,Stage\n30000000001,Won\n',
    columns: ['0-3.hs_object_id#', '0-3.dealstage'],
    before: [['0-3', { dealname: 'Big', dealstage: 'closedlost' }]],
    told: ['2 INVALID_ENUMERATION_OPTION 0-3 1'],
    after: ['0-3', [{ dealname: 'Big', dealstage: 'closedlost' }]],
  },
  {
    what: 'refuses a unique value that another record holds',
    csv: 'Name,Email,Number\nBen,ben@x.com,K-1\nAnna,anna@x.com,K-1\n',
    columns: ['firstname', 'email!', 'customer_number'],
    before: [['0-1', { ...anna, customer_number: 'K-1' }]],
    told: ['2 DUPLICATE_UNIQUE_PROPERTY_VALUE 0-1 2'],
    after: ['0-1', [{ ...anna, customer_number: 'K-1' }]],
  },
  {
    what: 'refuses a second new record with the same unique value',
    csv: 'Name,Number\nAnna,K-1\nBen,K-1\n',
    columns: ['firstname', 'customer_number'],
    told: ['3 DUPLICATE_UNIQUE_CREATION_KEY 0-1 1'],
    after: ['0-1', [{ firstname: 'Anna', customer_number: 'K-1' }]],
  },
  {
    what: 'refuses an e-mail address of another contact where the record id identifies',
    csv: 'Id,Email\n30000000001,ben@x.com\n',
    columns: ['hs_object_id#', 'email'],
    before: [
      ['0-1', anna],
      ['0-1', ben],
    ],
    told: ['2 DUPLICATE_UNIQUE_PROPERTY_VALUE 0-1 1'],
    after: ['0-1', [anna, ben]],
  },
  {
    what: 'takes a malformed e-mail address only as a lost value where the record id identifies',
    csv: 'Id,Name,Email\n30000000001,Anne,anna@\n',
    columns: ['hs_object_id#', 'firstname', 'email'],
    before: [['0-1', anna]],
    told: ['2 INVALID_EMAIL 0-1 2'],
    after: ['0-1', [{ firstname: 'Anne', email: 'anna@x.com' }]],
  },
  {
    what: 'leaves existing values alone where cells are empty',
    csv: 'Name,Email,City\n,anna@x.com,Rome\n',
    columns: ['firstname', 'email!', 'city'],
    before: [['0-1', anna]],
    told: [],
    after: ['0-1', [{ ...anna, city: 'Rome' }]],
  },
  {
    what: 'never sets the lifecycle stage backwards',
    csv: 'Email,Stage\nanna@x.com,Lead\nben@x.com,Customer\n',
    columns: ['email!', 'lifecyclestage'],
    before: [
      ['0-1', { ...anna, lifecyclestage: 'customer' }],
      ['0-1', { ...ben, lifecyclestage: 'lead' }],
    ],
    told: [],
    after: [
      '0-1',
      [
        { ...anna, lifecyclestage: 'customer' },
        { ...ben, lifecyclestage: 'customer' },
      ],
    ],
  },
  {
    what: 'writes a record without the values it cannot read',
    csv: 'Name,Email,Closed,Interests,Owner\nAnna,anna@x.com,31/31/2024,Fax,Nobody\n',
    columns: ['firstname', 'email!', 'closedate', 'interests', 'hubspot_owner_id'],
    told: ['2 COULD_NOT_PARSE_DATE 0-1 2', '2 INVALID_ENUMERATION_OPTION 0-1 3', '2 COULD_NOT_FIND_OWNER 0-1 4'],
    after: ['0-1', [anna]],
  },
  {
    what: 'gives up a row with more than ten errors',
    csv: `Name,${Array.from({ length: 11 }, (_, index) => `D${index}`).join()}\nAnna,${Array(11).fill('x').join()}\nBen,1${',x'.repeat(10)}\n`,
    columns: ['0-3.dealname', ...dealNumbers()],
    told: [
      '2 MANY_ERRORS_IN_ROW',
      ...Array.from({ length: 10 }, (_, index) => `3 COULD_NOT_PARSE_NUMBER 0-3 ${index + 2}`),
      '3 MISSING_REQUIRED_PROPERTY 0-3',
    ],
    after: ['0-3', []],
  },
  {
    what: 'leaves out columns of unknown and of read-only properties, and says so once',
    csv: 'Name,Shoe size,Created\nAnna,39,2024-01-01\nBen,44,2024-01-02\n',
    columns: ['firstname', 'shoe_size', 'createdate'],
    told: ['1 PROPERTY_DEFINITION_NOT_FOUND 0-1 1', '1 PROPERTY_DEFINITION_NOT_FOUND 0-1 2'],
    after: ['0-1', [{ firstname: 'Anna' }, { firstname: 'Ben' }]],
  },
  {
    what: 'skips columns that are marked as ignored',
    csv: 'Name,Comment\nAnna,x\n',
    columns: ['firstname', { ignored: true }],
    told: [],
    after: ['0-1', [{ firstname: 'Anna' }]],
  },
  {
    what: 'does not stumble over a property and cells named like parts of JavaScript objects',
    csv: 'constructor,__proto__\n__proto__,toString\n',
    columns: ['firstname', '__proto__'],
    told: ['1 PROPERTY_DEFINITION_NOT_FOUND 0-1 1'],
    after: ['0-1', [{ firstname: '__proto__' }]],
  },
]

function dealNumbers(): Mapping[] {
  return Array.from({ length: 11 }, (_, index) => `0-3.number_${index}`)
}

describe('importRow()', () => {
  test.each(rows)('$what', async ({ csv, columns, request, before = [], told, after }) => {
    for (let index = 0; index < 11; index += 1) {
      account.addProperty('0-3', { name: `number_${index}`, type: 'number', fieldType: 'number' })
    }
    account.addProperty('0-1', { name: 'badge', type: 'number', fieldType: 'number', hasUniqueValue: true })
    for (const [objectTypeId, values] of before) account.store.create(objectTypeId, values)
    const outcome = await account.import({ csv, columns }, request)
    const [objectTypeId, records] = after
    expect({ told: outcome.told, records: account.records(objectTypeId).map((record) => record.properties) }).toEqual({
      told,
      records,
    })
    expect(outcome.state).toBe('DONE')
    expect(outcome.counters.ERRORS ?? 0).toBe(told.length)
  })

  test('carries the cell as it stands in the file, and the whole row', async () => {
    const { errors } = await account.import({
      csv: 'Name,Closed\n Anna ," 31/31/2024 "\n',
      columns: ['firstname', 'closedate'],
    })
    expect(errors).toEqual([
      {
        errorType: 'COULD_NOT_PARSE_DATE',
        fileId: 9000,
        lineNumber: 2,
        objectTypeId: '0-1',
        columnNumber: 1,
        propertyName: 'closedate',
        invalidValue: ' 31/31/2024 ',
        message: 'The text is not a date in the order month, day, year (or YYYY-MM-DD).',
        rowData: [' Anna ', ' 31/31/2024 '],
      },
    ])
  })

  test('counts created and updated records, and the values of lost rows only when they were read', async () => {
    account.store.create('0-1', anna)
    const { counters } = await account.import({
      csv: 'Name,Email\nAnne,anna@x.com\nBen,ben@x.com\nCara,cara@\n',
      columns: PEOPLE,
    })
    expect(counters).toStrictEqual({
      TOTAL_ROWS: 3,
      MAPPED_COLUMNS: 2,
      PROPERTY_VALUES_EMITTED: 2,
      CREATED_OBJECTS: 1,
      UPDATED_OBJECTS: 1,
      ERRORS: 1,
    })
  })

  test('reads dates in the order of the request and times in its time zone', async () => {
    account.addProperty('0-1', { name: 'born_on', type: 'date', fieldType: 'date' })
    await account.import(
      { csv: 'Name,Born,Closed\nAnna,1/2/1990,1.2.2024 12:00\n', columns: ['firstname', 'born_on', 'closedate'] },
      { dateFormat: 'DAY_MONTH_YEAR', timeZone: 'Europe/Berlin' },
    )
    expect(account.records('0-1')[0]?.properties).toEqual({
      firstname: 'Anna',
      born_on: '1990-02-01',
      closedate: '2024-02-01T11:00:00.000Z',
    })
  })

  test('makes marketing contacts of all rows when the request says so', async () => {
    account.store.create('0-1', { ...anna, hs_marketable_status: 'false' })
    const csv = 'Name,Email\nAnna,anna@x.com\nBen,ben@x.com\n'
    await account.import({ csv, columns: PEOPLE }, { marketableContactImport: true })
    expect(account.values('0-1', 'hs_marketable_status')).toEqual(['true', 'true'])
    await account.import({ csv, columns: PEOPLE }, { marketableContactImport: false })
    expect(account.values('0-1', 'hs_marketable_status')).toEqual(['true', 'true'])
  })

  test('tells the refused values of a record that is lost for its identifier', async () => {
    account.addProperty('0-3', { name: 'code', hasUniqueValue: true, type: 'number', fieldType: 'number' })
    const { told } = await account.import({
      csv: 'Code,Deal,Stage\nX,Big,Won\n',
      columns: ['0-3.code!', '0-3.dealname', '0-3.dealstage'],
    })
    expect(told).toEqual(['2 INVALID_ALTERNATE_ID 0-3 0', '2 INVALID_ENUMERATION_OPTION 0-3 2'])
  })

  test('reads every row of a file without header, from line 1', async () => {
    const outcome = await account.import({ csv: 'Anna,anna@x.com\nBen,ben@\n', hasHeader: false, columns: PEOPLE })
    expect(outcome.told).toEqual(['2 INVALID_EMAIL 0-1 1'])
    expect(account.values('0-1', 'email')).toEqual(['anna@x.com'])
  })
})
