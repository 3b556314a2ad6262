import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Account, createAccount, type Mapping } from './import-fixture.ts'

let account: Account
beforeEach(async () => {
  account = await createAccount()
})
afterEach(async () => {
  await account[Symbol.asyncDispose]()
})

const PEOPLE_AND_COMPANIES: Mapping[] = ['firstname', 'email!', '0-2.name', '0-2.domain!']
const HEADER = 'Name,Email,Company,Domain'

/** Type ids of the associations of one record, and of how many records they lead to. */
function typesOf(from: string, fromId: string, to: string): number[] {
  return account.store
    .associations(from, fromId, to)
    .map(({ typeId }) => typeId)
    .toSorted((a, b) => a - b)
}

function idOf(objectTypeId: string, name: string, value: string): string {
  return account.records(objectTypeId).find((record) => record.properties[name] === value)?.id ?? ''
}

describe('associateInRow()', () => {
  test('writes the plain type, and Primary where the contact had no company', async () => {
    const csv = `${HEADER}\nAnna,anna@x.com,Acme,acme.com\nAnna,anna@x.com,Beta,beta.com\nBen,ben@x.com,Acme,acme.com\n`
    const { counters, told } = await account.import({ csv, columns: PEOPLE_AND_COMPANIES })
    expect(told).toEqual([])
    const [anna, ben] = [idOf('0-1', 'firstname', 'Anna'), idOf('0-1', 'firstname', 'Ben')]
    const [acme, beta] = [idOf('0-2', 'name', 'Acme'), idOf('0-2', 'name', 'Beta')]
    expect(typesOf('0-1', anna, '0-2')).toEqual([1, 279, 279])
    expect(typesOf('0-1', ben, '0-2')).toEqual([1, 279])
    expect(typesOf('0-2', acme, '0-1')).toEqual([2, 2, 280, 280])
    expect(typesOf('0-2', beta, '0-1')).toEqual([280])
    expect(counters).toStrictEqual({
      TOTAL_ROWS: 3,
      MAPPED_COLUMNS: 4,
      PROPERTY_VALUES_EMITTED: 6,
      CREATED_OBJECTS: 4,
      UNIQUE_OBJECTS_WRITTEN: 4,
      ASSOCIATIONS_EMITTED: 3,
      ASSOCIATIONS_CREATED: 3,
    })
  })

  test('takes a record that an earlier row of the import created, even under CREATE', async () => {
    const csv = `${HEADER}\nAnna,anna@x.com,Acme,acme.com\nBen,ben@x.com,Acme,acme.com\n`
    const operations = { importOperations: { '0-1': 'CREATE' as const, '0-2': 'CREATE' as const } }
    const outcome = await account.import({ csv, columns: PEOPLE_AND_COMPANIES }, operations)
    expect(outcome.told).toEqual([])
    expect(account.values('0-2', 'name')).toEqual(['Acme'])
    expect((await account.import({ csv, columns: PEOPLE_AND_COMPANIES }, operations)).told).toEqual([
      '2 CREATE_ONLY_IMPORT 0-1 1',
      '2 CREATE_ONLY_IMPORT 0-2 3',
      '3 CREATE_ONLY_IMPORT 0-1 1',
      '3 CREATE_ONLY_IMPORT 0-2 3',
    ])
  })

  test('counts only associations that were not there before', async () => {
    const file = { csv: `${HEADER}\nAnna,anna@x.com,Acme,acme.com\n`, columns: PEOPLE_AND_COMPANIES }
    await account.import(file)
    const { counters } = await account.import(file)
    expect(counters).toStrictEqual({
      TOTAL_ROWS: 1,
      MAPPED_COLUMNS: 4,
      PROPERTY_VALUES_EMITTED: 2,
      UPDATED_OBJECTS: 2,
      ASSOCIATIONS_EMITTED: 1,
    })
  })

  test('loses only the object that is empty or wrong; the others of the row are written', async () => {
    const csv = `${HEADER}\nAnna,anna@x.com,,\nBen,ben@,Acme,acme.com\n`
    const { told } = await account.import({ csv, columns: PEOPLE_AND_COMPANIES })
    expect(told).toEqual(['2 FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES 0-2', '3 INVALID_EMAIL 0-1 1'])
    expect(account.values('0-1', 'firstname')).toEqual(['Anna'])
    expect(account.values('0-2', 'name')).toEqual(['Acme'])
    expect(account.store.associations('0-1', account.records('0-1')[0]?.id ?? '', '0-2')).toEqual([])
  })

  test('associates every two of three objects, the deal with its primary company', async () => {
    const csv = 'Deal,Stage,Email,Company\nBig,Closed Won,anna@x.com,Acme\n'
    const columns = ['0-3.dealname', '0-3.dealstage', 'email!', '0-2.name']
    expect((await account.import({ csv, columns })).counters).toMatchObject({ ASSOCIATIONS_CREATED: 3 })
    const deal = account.records('0-3')[0]?.id ?? ''
    expect(typesOf('0-3', deal, '0-2')).toEqual([5, 341])
    expect(typesOf('0-3', deal, '0-1')).toEqual([3])
  })

  test('leaves objects alone between which HubSpot has no association', async () => {
    const csv = 'Email,Item,Deal,Stage\nanna@x.com,Wheel,Big,Closed Won\n'
    const { told, counters } = await account.import({
      csv,
      columns: ['email!', '0-8.name', '0-3.dealname', '0-3.dealstage'],
    })
    expect({ told, created: counters.ASSOCIATIONS_CREATED }).toEqual({ told: [], created: 2 })
  })

  test('sets labels in the direction of the column, several by semicolon', async () => {
    const boss = account.addLabel('0-1', '0-2', { label: 'Boss', inverseLabel: 'Boss of' })
    const buyer = account.addLabel('0-1', '0-2', { label: 'Buyer', inverseLabel: 'Bought by' })
    const csv = `${HEADER},Label\nAnna,anna@x.com,Acme,acme.com,Boss; Buyer\nBen,ben@x.com,Acme,acme.com,\nCara,cara@x.com,Acme,acme.com,Boss of\nDan,dan@x.com,Acme,acme.com,Buyer;Guest\n`
    const label = { columnType: 'FLEXIBLE_ASSOCIATION_LABEL' as const, toColumnObjectTypeId: '0-2' }
    const { told, errors } = await account.import({ csv, columns: [...PEOPLE_AND_COMPANIES, label] })
    expect(told).toEqual(['4 ASSOCIATION_LABEL_NOT_FOUND 0-1 4', '5 ASSOCIATION_LABEL_NOT_FOUND 0-1 4'])
    expect(errors.map(({ invalidValue }) => invalidValue)).toEqual(['Boss of', 'Guest'])
    const types = ['Anna', 'Ben', 'Cara', 'Dan'].map((name) => typesOf('0-1', idOf('0-1', 'firstname', name), '0-2'))
    expect(types).toEqual(
      [[1, 279, boss.typeId, buyer.typeId], [1, 279], [], [1, 279, buyer.typeId]].map((ids) =>
        ids.toSorted((a, b) => a - b),
      ),
    )
    expect(typesOf('0-2', account.records('0-2')[0]?.id ?? '', '0-1')).toContain(boss.inverseId)
  })

  test('reads a label column of the other direction in that direction', async () => {
    const boss = account.addLabel('0-1', '0-2', { label: 'Boss', inverseLabel: 'Boss of' })
    const csv = `${HEADER},Label\nAnna,anna@x.com,Acme,acme.com,Boss of\n`
    const label = {
      columnObjectTypeId: '0-2',
      columnType: 'FLEXIBLE_ASSOCIATION_LABEL' as const,
      toColumnObjectTypeId: '0-1',
    }
    expect((await account.import({ csv, columns: [...PEOPLE_AND_COMPANIES, label] })).told).toEqual([])
    expect(typesOf('0-1', account.records('0-1')[0]?.id ?? '', '0-2')).toContain(boss.typeId)
  })

  test('tells where a record would get more associations than the account allows', async () => {
    account.limit('0-2', '0-1', { category: 'HUBSPOT_DEFINED', typeId: 280, maximum: 1 })
    const csv = `${HEADER}\nAnna,anna@x.com,Acme,acme.com\nBen,ben@x.com,Acme,acme.com\n`
    const { told, counters } = await account.import({ csv, columns: PEOPLE_AND_COMPANIES })
    expect(told).toEqual(['3 ASSOCIATION_LIMIT_EXCEEDED 0-1'])
    expect(counters).toMatchObject({ CREATED_OBJECTS: 3, ASSOCIATIONS_EMITTED: 2, ASSOCIATIONS_CREATED: 1, ERRORS: 1 })
  })
})

describe('parentFault()', () => {
  test('keeps no note without a record it belongs to', async () => {
    const csv = 'Email,Note,Time\nanna@x.com,Called,2024-01-02\n,Alone,2024-01-03\n'
    const columns = ['email', '0-46.hs_note_body', '0-46.hs_timestamp']
    const { told } = await account.import({ csv, columns })
    expect(told).toEqual(['3 FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES 0-1', '3 UNKNOWN_BAD_REQUEST 0-46'])
    expect(account.values('0-46', 'hs_note_body')).toEqual(['Called'])
    expect(typesOf('0-46', account.records('0-46')[0]?.id ?? '', '0-1')).toEqual([202])
  })

  test('keeps tasks and calls that stand alone', async () => {
    const csv = 'Task,Time,Call,Call time\nWrite,2024-01-02,Ring,2024-01-02\n'
    const columns = ['0-27.hs_task_subject', '0-27.hs_timestamp', '0-48.hs_call_title', '0-48.hs_timestamp']
    expect((await account.import({ csv, columns })).counters).toMatchObject({ CREATED_OBJECTS: 2 })
  })

  test('refuses a line item with two parents in its row', async () => {
    const csv = 'Item,Deal,Stage,Order\nWheel,Big,Closed Won,O-1\nTyre,Small,Closed Won,\n'
    const columns = ['0-8.name', '0-3.dealname', '0-3.dealstage', '0-123.hs_order_name']
    const { told } = await account.import({ csv, columns })
    expect(told).toEqual([
      '2 LINE_ITEM_MULTIPLE_PARENTS_IN_ROW 0-8',
      '3 FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES 0-123',
    ])
    expect(account.values('0-8', 'name')).toEqual(['Tyre'])
  })

  test('creates line items only, also under UPSERT', async () => {
    const deal = account.store.create('0-3', { dealname: 'Big' })
    const item = account.store.create('0-8', { name: 'Wheel' })
    const csv = `Item id,Item,Deal id\n${item.id},Wheel 2,${deal.id}\n`
    const { told } = await account.import({ csv, columns: ['0-8.hs_object_id#', '0-8.name', '0-3.hs_object_id#'] })
    expect(told).toEqual(['2 CREATE_ONLY_IMPORT 0-8 0'])
  })
})

describe('takePart()', () => {
  const REGISTERED = {
    columnObjectTypeId: '0-54',
    columnType: 'EVENT_TIMESTAMP' as const,
    marketingEventSubmissionType: 'REGISTERED' as const,
  }
  const JOINED = { ...REGISTERED, marketingEventSubmissionType: 'JOINED' as const }
  const columns: Mapping[] = ['email!', REGISTERED, JOINED]

  test('associates contacts with the event, and tells times that are missing, wrong or repeated', async () => {
    const event = account.store.create('0-54', { hs_event_name: 'Fair' })
    const csv =
      'Email,Registered,Joined\nanna@x.com,2024-05-01 10:00,2024-05-02 09:00\nben@x.com,,\ncara@x.com,soon,2024-05-02\nanna@x.com,2024-05-01 10:00,\n'
    const { told, counters } = await account.import(
      { csv, columns },
      { importOperations: { '0-1': 'UPSERT', '0-54': 'CREATE' }, marketingEventObjectId: Number(event.id) },
    )
    expect(told).toEqual([
      '3 MISSING_EVENT_TIMESTAMP 0-54',
      '4 INVALID_EVENT_TIMESTAMP 0-54 1',
      '5 DUPLICATE_EVENT 0-54 1',
    ])
    expect(typesOf('0-54', event.id, '0-1')).toEqual([1374, 1374])
    expect(counters).toStrictEqual({
      TOTAL_ROWS: 4,
      MAPPED_COLUMNS: 3,
      PROPERTY_VALUES_EMITTED: 6,
      CREATED_OBJECTS: 3,
      UNIQUE_OBJECTS_WRITTEN: 3,
      ASSOCIATIONS_EMITTED: 2,
      ASSOCIATIONS_CREATED: 2,
      ERRORS: 3,
    })
  })

  test.each([undefined, 12345])('needs a marketing event of the account, not %s', async (marketingEventObjectId) => {
    const csv = 'Email,Registered,Joined\nanna@x.com,2024-05-01,\n'
    const outcome = await account.import({ csv, columns }, { marketingEventObjectId })
    expect({ state: outcome.state, told: outcome.told }).toEqual({
      state: 'FAILED',
      told: ['0 MISSING_EVENT_DEFINITION'],
    })
  })
})
