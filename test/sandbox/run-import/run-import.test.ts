import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Account, createAccount } from './import-fixture.ts'

let account: Account
beforeEach(async () => {
  account = await createAccount()
})
afterEach(async () => {
  await account[Symbol.asyncDispose]()
})

const TEN = Array.from({ length: 10 }, (_, index) => `First${index},Last${index},person${index}@example.com`)
const TEN_CONTACTS = {
  csv: `First Name,Last Name,Email\n${TEN.join('\n')}\n`,
  columns: ['firstname', 'lastname', 'email!'],
}

describe('the two recorded imports', () => {
  test('runImport() counts ten clean rows of CREATE as HubSpot does', async () => {
    const outcome = await account.import(TEN_CONTACTS, { importOperations: { '0-1': 'CREATE' } })
    expect(outcome).toMatchObject({ state: 'DONE', errors: [] })
    expect(outcome.counters).toStrictEqual({
      PROPERTY_VALUES_EMITTED: 10,
      TOTAL_ROWS: 10,
      MAPPED_COLUMNS: 3,
      CREATED_OBJECTS: 10,
    })
  })

  test('runImport() is DONE with CREATE_ONLY_IMPORT on every line when the same file comes again with CREATE', async () => {
    await account.import(TEN_CONTACTS, { importOperations: { '0-1': 'CREATE' } })
    const again = await account.import(TEN_CONTACTS, { importOperations: { '0-1': 'CREATE' } })
    expect(again.state).toBe('DONE')
    expect(again.counters).toStrictEqual({ PROPERTY_VALUES_EMITTED: 10, ERRORS: 10, TOTAL_ROWS: 10, MAPPED_COLUMNS: 3 })
    expect(again.errors.map(({ lineNumber }) => lineNumber)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(again.errors[0]).toMatchObject({
      errorType: 'CREATE_ONLY_IMPORT',
      fileId: 9000,
      objectTypeId: '0-1',
      columnNumber: 2,
      propertyName: 'email',
      invalidValue: 'person0@example.com',
      rowData: ['First0', 'Last0', 'person0@example.com'],
    })
  })
})
