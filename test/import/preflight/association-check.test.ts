import { describe, expect, test } from 'vitest'
import type { PlannedColumn } from '../../../src/import/plan.ts'
import { checkFiles, type FileSpec } from './check-file.ts'
import { EMAIL, find, told } from './told.ts'

describe('preflight() of two files', () => {
  const contacts = (text: string, email: Partial<PlannedColumn> = {}): FileSpec => ({
    name: 'contacts.csv',
    text,
    columns: [{ propertyName: 'email', associationIdentifierColumn: true, ...email }, 'firstname'],
  })
  const companies = (text: string, typeId = 280): FileSpec => ({
    name: 'companies.csv',
    objectTypeId: '0-2',
    text,
    columns: [
      { propertyName: 'domain', columnType: 'HUBSPOT_ALTERNATE_ID' },
      {
        toColumnObjectTypeId: '0-1',
        foreignKeyType: { associationTypeId: typeId, associationCategory: 'HUBSPOT_DEFINED' },
      },
    ],
  })
  const CONTACTS = 'Email,Name\nann@a.com,Ann\nbo@a.com,Bo\n'

  test.each([0, 1])(
    'preflight() finds keys that the other file does not hold, whichever comes first (%i)',
    async (first) => {
      const files = [
        contacts(CONTACTS),
        companies('Domain,Email\na.com,ANN@a.com\nb.com,eve@a.com\nc.com,\nd.com,nobody\n'),
      ]
      const report = await checkFiles(first === 0 ? files : files.reverse())
      expect(told(report)).toEqual([
        '! INVALID_ASSOCIATION_IDENTIFIER association_lost Email=1 @5',
        '? NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER nothing Email=1 @3',
      ])
      expect(report).toMatchObject({
        rows: 6,
        rowsByFile: first === 0 ? [2, 4] : [4, 2],
        rowsLost: 0,
        associationsLost: 1,
      })
      expect(find(report, 'NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER').message).toContain('not in contacts.csv')
    },
  )

  test('preflight() finds an association type of the opposite direction', async () => {
    const report = await checkFiles([contacts(CONTACTS), companies('Domain,Email\na.com,ann@a.com\nb.com,\n', 279)])
    expect(told(report)).toEqual(['! FAILED_TO_CREATE_ASSOCIATION association_lost Email=1 @2'])
  })

  test('preflight() finds a common column that cannot identify a record', async () => {
    const files = [contacts('Name,First\nAnn,x\n', { propertyName: 'lastname' }), companies('Domain,Name\na.com,Ann\n')]
    expect(told(await checkFiles(files))).toContain('! INVALID_ASSOCIATION_IDENTIFIER association_lost Name=1 @2')
  })

  test('preflight() finds a key that stands for two records', async () => {
    const files = [
      contacts('Card,Name\n7,Ann\n7,Bo\n', { propertyName: 'loyalty_id' }),
      companies('Domain,Card\na.com,7\n'),
    ]
    const report = await checkFiles(files)
    expect(told(report)).toContain('! DUPLICATE_ASSOCIATION_ID association_lost Card=1 @3')
  })

  test('preflight() finds keys of rows that are lost', async () => {
    const owner = contacts('Email,Card\nann@a.com,7\nbo@a.com,7\n')
    owner.columns = [owner.columns[0] ?? '-', 'loyalty_id']
    const report = await checkFiles([owner, companies('Domain,Email\na.com,bo@a.com\n')])
    expect(told(report)).toEqual([
      '! DUPLICATE_UNIQUE_PROPERTY_VALUE row_lost Card=1 @3',
      '? FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS nothing Email=1 @2',
    ])
  })

  test('preflight() finds repeated values of the common column', async () => {
    const report = await checkFiles([
      contacts('Email,Name\na@a.com,1\nA@a.com,2\n'),
      companies('Domain,Email\na.com,a@a.com\n'),
    ])
    expect(told(report)).toEqual(['! DUPLICATE_ASSOCIATION_ID association_lost Email=1 @3'])
  })

  test('preflight() takes a repeated value of the common column where rows may repeat a record', async () => {
    const owner = contacts('Email,Name,Company\na@a.com,1,x.com\na@a.com,1,y.com\n')
    owner.columns = [
      ...owner.columns,
      { objectTypeId: '0-2', propertyName: 'domain', columnType: 'HUBSPOT_ALTERNATE_ID' },
    ]
    expect(told(await checkFiles([owner, companies('Domain,Email\na.com,a@a.com\n')]))).toEqual([])
  })

  test('preflight() takes a row found by a value that an earlier row gave to its record, found by id', async () => {
    const owner = contacts('Card,Record ID,Company\n7,501,x.com\n7,,y.com\n', {
      propertyName: 'loyalty_id',
      associationIdentifierColumn: true,
    })
    owner.columns = [
      owner.columns[0] ?? '-',
      { propertyName: null, columnType: 'HUBSPOT_OBJECT_ID' },
      { objectTypeId: '0-2', propertyName: 'domain', columnType: 'HUBSPOT_ALTERNATE_ID' },
    ]
    const report = await checkFiles([owner, companies('Domain,Card\na.com,7\n')])
    expect(told(report).filter((finding) => finding.includes('DUPLICATE'))).toEqual([])
  })

  test('preflight() looks up the keys of two files that refer to each other', async () => {
    const toCompany: Partial<PlannedColumn> = {
      toColumnObjectTypeId: '0-2',
      foreignKeyType: { associationTypeId: 279, associationCategory: 'HUBSPOT_DEFINED' },
      repairs: ['trim'],
    }
    const one = contacts(
      'Email,Name,Domain\nann@a.com,Ann,\u00a0a.com\nbo@a.com,Bo,b.com\nno,Cy,c.com\neve@a.com,Eve,d.com\n',
    )
    one.columns = [...one.columns, toCompany]
    const other = companies('Domain,Email\na.com,ann@a.com\nx.com,no@a.com\n,x@a.com\n')
    other.columns = [
      { propertyName: 'domain', columnType: 'HUBSPOT_ALTERNATE_ID', associationIdentifierColumn: true },
      other.columns[1] ?? '-',
    ]
    const report = await checkFiles([one, other])
    expect(told(report)).toEqual([
      '! INVALID_EMAIL row_lost Email=1 @4',
      '! FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES row_lost row=1 @4',
      '? NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER nothing Domain=2 @3,5',
      '? NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER nothing Email=1 @3',
    ])
    expect(report.findings[2]?.examples).toEqual([
      { line: 3, value: 'b.com' },
      { line: 5, value: 'd.com' },
    ])
  })

  test('preflight() refuses two files of one name', async () => {
    const one = { name: 'a.csv', text: 'Email\na@b.com\n', columns: [EMAIL] }
    const other = { name: 'A.csv', text: 'Email\nc@b.com\n', columns: [EMAIL] }
    expect(told(await checkFiles([one, other]))).toEqual(['! FILE_NOT_FOUND file_refused row=1 @'])
  })

  test('preflight() closes every file before it opens the next, also when one cannot be read', async () => {
    const events: string[] = []
    const one = { name: 'a.csv', text: 'Email\na@b.com\n', columns: [EMAIL] }
    const broken = { name: 'b.csv', text: `Email\n${'c@b.com\n'.repeat(40_000)}"\n`, columns: [EMAIL] }
    const { findings } = await checkFiles([one, broken], { watch: (event) => events.push(event) })
    expect(findings[0]).toMatchObject({ errorType: 'COULD_NOT_PARSE_ROW', examples: [{ line: 40_002 }] })
    expect(events).toEqual(['open a.csv', 'close a.csv', 'open b.csv', 'close b.csv'])
  })
})
