import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Association } from '../../../src/sandbox/store.ts'
import { type Account, createAccount, type FileOfImport, type Mapping } from './import-fixture.ts'

let account: Account
beforeEach(async () => {
  account = await createAccount()
})
afterEach(async () => {
  await account[Symbol.asyncDispose]()
})

/** Every association of a pair as `name > name: types`. */
function links(from: string, to: string): string[] {
  return account.records(from).flatMap((record) => {
    const partners = byPartner(account.store.associations(from, record.id, to))
    return [...partners].map(([toId, types]) => {
      const ids = types.map(({ typeId }) => typeId).toSorted((a, b) => a - b)
      return `${nameOf(from, record.id)} > ${nameOf(to, toId)}: ${ids.join()}`
    })
  })
}

function byPartner(associations: readonly Association[]): Map<string, Association[]> {
  const partners = new Map<string, Association[]>()
  for (const association of associations) {
    partners.set(association.toId, [...(partners.get(association.toId) ?? []), association])
  }
  return partners
}

function nameOf(objectTypeId: string, id: string): string {
  const { firstname, name, dealname } = account.store.find(objectTypeId, id)?.properties ?? {}
  return firstname ?? name ?? dealname ?? id
}

const toContact: Mapping = {
  columnObjectTypeId: '0-2',
  toColumnObjectTypeId: '0-1',
  foreignKeyType: { associationTypeId: 280, associationCategory: 'HUBSPOT_DEFINED' },
}
const owningEmail: Mapping = { propertyName: 'email', associationIdentifierColumn: true }

describe('two files with a common column', () => {
  const contacts: FileOfImport = {
    fileName: 'contacts.csv',
    csv: 'Name,Email\nAnna,anna@x.com\nBen,ben@\nCara,\n',
    columns: ['firstname', owningEmail],
  }
  const companies: FileOfImport = {
    fileName: 'companies.csv',
    csv: 'Company,Domain,Email\nAcme,acme.com,ANNA@x.com\nAcme,acme.com,old@x.com\nBeta,beta.com,nobody@x.com\nGamma,gamma.com,no address\nDelta,delta.com,\n',
    columns: ['0-2.name', '0-2.domain!', toContact],
  }

  test.each([
    ['owner first', [contacts, companies]],
    ['owner last', [companies, contacts]],
  ])('become associated through it: %s', async (_, files) => {
    account.store.create('0-1', { firstname: 'Old', email: 'old@x.com' })
    const { told, counters } = await account.import(files)
    expect(links('0-2', '0-1')).toEqual(['Acme > Old: 280', 'Acme > Anna: 280'])
    expect(told.toSorted()).toEqual(
      [
        '3 INVALID_EMAIL 0-1 1',
        '4 NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER 0-2 2',
        '5 INVALID_ASSOCIATION_IDENTIFIER 0-2 2',
      ].toSorted(),
    )
    expect(counters).toMatchObject({
      TOTAL_ROWS: 8,
      MAPPED_COLUMNS: 5,
      CREATED_OBJECTS: 6,
      ASSOCIATIONS_EMITTED: 2,
      ASSOCIATIONS_CREATED: 2,
    })
  })

  test('tell when the row of the other file was lost', async () => {
    const { told } = await account.import(
      [
        { ...contacts, csv: 'Name,Email\nAnna,anna@x.com\n' },
        { ...companies, csv: 'Company,Domain,Email\nAcme,acme.com,anna@x.com\n' },
      ],
      { importOperations: { '0-1': 'UPDATE' } },
    )
    expect(told).toEqual(['2 UPDATE_ONLY_IMPORT 0-1 1', '2 FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS 0-2 2'])
  })

  test('tell a value that comes twice where it must lead to one record', async () => {
    const owner: FileOfImport = {
      csv: 'Id,Company,Domain\n30000000001,Acme,same.com\n30000000002,Beta,same.com\n',
      columns: [
        '0-2.hs_object_id#',
        '0-2.name',
        { columnObjectTypeId: '0-2', propertyName: 'domain', associationIdentifierColumn: true },
      ],
    }
    const people: FileOfImport = {
      csv: 'Name,Domain\nAnna,same.com\n',
      columns: [
        'firstname',
        {
          toColumnObjectTypeId: '0-2',
          foreignKeyType: { associationTypeId: 279, associationCategory: 'HUBSPOT_DEFINED' },
        },
      ],
    }
    account.store.create('0-2', { name: 'A' })
    account.store.create('0-2', { name: 'B' })
    const { told } = await account.import([people, owner])
    expect(told).toEqual(['3 DUPLICATE_ASSOCIATION_ID 0-2 2'])
    expect(links('0-1', '0-2')).toEqual(['Anna > Acme: 279'])
  })

  test('let one contact come on several rows of the owning file, as one record', async () => {
    const { told } = await account.import([
      { ...contacts, csv: 'Name,Email\nAnna,anna@x.com\nAnne,anna@x.com\n' },
      { ...companies, csv: 'Company,Domain,Email\nAcme,acme.com,anna@x.com\n' },
    ])
    expect(told).toEqual(['3 DUPLICATE_ASSOCIATION_ID 0-1 1'])
    expect(links('0-1', '0-2')).toEqual(['Anne > Acme: 279'])
  })

  test('cannot share a property whose values are not unique', async () => {
    const owner = { ...contacts, columns: [{ propertyName: 'firstname', associationIdentifierColumn: true }, 'email'] }
    const csv = 'Company,Domain,Contact\nAcme,acme.com,Anna\n'
    const { told } = await account.import([
      { ...owner, csv: 'Name,Email\nAnna,anna@x.com\n' },
      { ...companies, csv },
    ])
    expect(told).toEqual(['2 INVALID_ASSOCIATION_IDENTIFIER 0-2 2'])
    expect(links('0-2', '0-1')).toEqual([])
  })

  test('can share the record id', async () => {
    const anna = account.store.create('0-1', { firstname: 'Anna' })
    const owner: FileOfImport = {
      csv: `Id,Name\n${anna.id},Anne\n`,
      columns: [
        { propertyName: 'hs_object_id', columnType: 'HUBSPOT_OBJECT_ID', associationIdentifierColumn: true },
        'firstname',
      ],
    }
    const csv = `Company,Domain,Contact\nAcme,acme.com,${anna.id}\nBeta,beta.com,12\n`
    const { told } = await account.import([{ ...companies, csv }, owner])
    expect(told).toEqual(['3 NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER 0-2 2'])
    expect(links('0-2', '0-1')).toEqual(['Acme > Anne: 280'])
  })

  test('set labels from a column beside the key', async () => {
    const boss = account.addLabel('0-2', '0-1', { label: 'Boss', inverseLabel: 'Boss of' })
    const label: Mapping = {
      columnObjectTypeId: '0-2',
      columnType: 'FLEXIBLE_ASSOCIATION_LABEL',
      toColumnObjectTypeId: '0-1',
    }
    const csv = 'Company,Domain,Email,Label\nAcme,acme.com,anna@x.com,Boss\nBeta,beta.com,anna@x.com,Guest\n'
    const { told } = await account.import([contacts, { ...companies, csv, columns: [...companies.columns, label] }])
    expect(told).toEqual(['3 INVALID_EMAIL 0-1 1', '3 ASSOCIATION_LABEL_NOT_FOUND 0-2 3'])
    expect(links('0-2', '0-1')).toEqual([`Acme > Anna: ${[280, boss.typeId].toSorted((a, b) => a - b).join()}`])
  })
})

describe('one file that names records of the account', () => {
  test('by record id', async () => {
    const acme = account.store.create('0-2', { name: 'Acme' })
    const key: Mapping = {
      columnType: 'HUBSPOT_OBJECT_ID',
      toColumnObjectTypeId: '0-2',
      foreignKeyType: { associationTypeId: 1, associationCategory: 'HUBSPOT_DEFINED' },
    }
    const csv = `Email,Company ID\nanna@x.com,${acme.id}\nben@x.com,12\ncara@x.com,Acme\n`
    const { told } = await account.import({ csv, columns: ['email!', key] })
    expect(told).toEqual(['3 UNKNOWN_ASSOCIATION_RECORD_ID 0-1 1', '4 UNKNOWN_ASSOCIATION_RECORD_ID 0-1 1'])
    expect(account.store.associations('0-2', acme.id, '0-1').map(({ typeId }) => typeId)).toEqual([2, 280])
  })

  test('by e-mail address, without the other file', async () => {
    account.store.create('0-1', { firstname: 'Anna', email: 'anna@x.com' })
    const csv = 'Company,Domain,Email\nAcme,acme.com,anna@x.com\nBeta,beta.com,ben@x.com\n'
    const { told } = await account.import({ csv, columns: ['0-2.name', '0-2.domain!', toContact] })
    expect(told).toEqual(['3 ASSOCIATION_RECORD_NOT_FOUND 0-2 2'])
    expect(links('0-2', '0-1')).toEqual(['Acme > Anna: 280'])
  })

  test('by a domain that several companies have: the association is missing', async () => {
    account.store.create('0-2', { domain: 'acme.com' })
    account.store.create('0-2', { domain: 'acme.com' })
    const csv = 'Name,Domain\nAnna,acme.com\n'
    const { told } = await account.import({ csv, columns: ['firstname', { toColumnObjectTypeId: '0-2' }] })
    expect(told).toEqual(['2 DUPLICATE_ASSOCIATION_ID 0-1 1'])
  })

  test('with a type that does not exist in this direction', async () => {
    const acme = account.store.create('0-2', { name: 'Acme' })
    const key: Mapping = {
      columnType: 'HUBSPOT_OBJECT_ID',
      toColumnObjectTypeId: '0-2',
      foreignKeyType: { associationTypeId: 280, associationCategory: 'HUBSPOT_DEFINED' },
    }
    const { told } = await account.import({ csv: `Name,Company ID\nAnna,${acme.id}\n`, columns: ['firstname', key] })
    expect(told).toEqual(['2 FAILED_TO_CREATE_ASSOCIATION 0-1 1'])
  })

  test('says nothing about the association of a row that was lost', async () => {
    const key: Mapping = { columnType: 'HUBSPOT_OBJECT_ID', toColumnObjectTypeId: '0-2' }
    const { told } = await account.import({ csv: 'Email,Company ID\nanna@,12\n', columns: ['email!', key] })
    expect(told).toEqual(['2 INVALID_EMAIL 0-1 0'])
  })

  test('does not write more associations than the account allows', async () => {
    const acme = account.store.create('0-2', { name: 'Acme' })
    account.limit('0-2', '0-1', { category: 'HUBSPOT_DEFINED', typeId: 280, maximum: 1 })
    const key: Mapping = { columnType: 'HUBSPOT_OBJECT_ID', toColumnObjectTypeId: '0-2' }
    const csv = `Email,Company ID\nanna@x.com,${acme.id}\nben@x.com,${acme.id}\n`
    expect((await account.import({ csv, columns: ['email!', key] })).told).toEqual([
      '3 ASSOCIATION_LIMIT_EXCEEDED 0-1 1',
    ])
  })
})

describe('records of the same object', () => {
  const keys: Mapping = { columnType: 'ASSOCIATION_KEYS' }

  test('become associated by e-mail address or record id, also of later rows, several by semicolon', async () => {
    const old = account.store.create('0-1', { firstname: 'Old', email: 'old@x.com' })
    const csv = `Name,Email,Associated contact\nAnna,anna@x.com,ben@x.com;${old.id}\nBen,ben@x.com,\nAnna,anna@x.com,old@x.com\nCara,cara@x.com,nobody@x.com\nDan,dan@x.com,nonsense\n`
    const { told } = await account.import({ csv, columns: ['firstname', 'email!', keys] })
    expect(told).toEqual(['5 INVALID_ASSOCIATION_KEY 0-1 2', '6 INVALID_ASSOCIATION_KEY 0-1 2'])
    expect(links('0-1', '0-1')).toEqual(['Old > Anna: 449', 'Anna > Old: 449', 'Anna > Ben: 449', 'Ben > Anna: 449'])
  })

  test('become associated with a type and a label', async () => {
    account.store.create('0-2', { name: 'Mother', domain: 'mother.com' })
    const branch = account.addLabel('0-2', '0-2', { label: 'Branch', inverseLabel: 'Head office' })
    const columns: Mapping[] = [
      '0-2.name',
      '0-2.domain!',
      {
        columnObjectTypeId: '0-2',
        columnType: 'ASSOCIATION_KEYS',
        propertyName: 'domain',
        foreignKeyType: { associationTypeId: 14, associationCategory: 'HUBSPOT_DEFINED' },
      },
      { columnObjectTypeId: '0-2', columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-2' },
    ]
    const csv = 'Name,Domain,Parent,Label\nDaughter,daughter.com,mother.com,Branch\n'
    expect((await account.import({ csv, columns })).told).toEqual([])
    const own = [14, 450, branch.typeId].toSorted((a, b) => a - b)
    expect(links('0-2', '0-2')).toContain(`Daughter > Mother: ${own.join()}`)
  })
})

test('the example of the import guide: contacts and companies in two files', async () => {
  const contacts: FileOfImport = {
    fileName: 'contact-import-file.csv',
    csv: 'First name,Last name,Email\nAnna,Keller,anna@x.com\nBen,Ode,ben@x.com\n',
    columns: ['firstname', 'lastname', owningEmail],
  }
  const companies: FileOfImport = {
    fileName: 'company-import-file.csv',
    csv: 'Company name,Company domain name,Email\nAcme,acme.com,anna@x.com\nBeta,beta.com,ben@x.com\n',
    columns: ['0-2.name', '0-2.domain!', toContact],
  }
  const { state, counters } = await account.import([contacts, companies], { dateFormat: 'YEAR_MONTH_DAY' })
  expect(state).toBe('DONE')
  expect(counters).toStrictEqual({
    TOTAL_ROWS: 4,
    MAPPED_COLUMNS: 6,
    PROPERTY_VALUES_EMITTED: 4,
    CREATED_OBJECTS: 4,
    ASSOCIATIONS_EMITTED: 2,
    ASSOCIATIONS_CREATED: 2,
  })
  expect(links('0-1', '0-2')).toEqual(['Anna > Acme: 279', 'Ben > Beta: 279'])
})
