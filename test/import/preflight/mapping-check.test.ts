import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/import/plan.ts'
import { type ColumnSpec, checkFile } from './check-file.ts'
import { EMAIL, find, RECORD_ID, told } from './told.ts'

const REFERENCE: ColumnSpec = {
  columnType: 'HUBSPOT_OBJECT_ID',
  toColumnObjectTypeId: '0-2',
  foreignKeyType: { associationTypeId: 279, associationCategory: 'HUBSPOT_DEFINED' },
}

const MAPPINGS: { about: string; columns: ColumnSpec[]; plan?: object; message: string }[] = [
  {
    about: 'two identifiers of one object',
    columns: [EMAIL, { propertyName: 'loyalty_id', columnType: 'HUBSPOT_ALTERNATE_ID' }],
    message: '"B" and "A" are both identifiers of contacts (0-1); an object takes one.',
  },
  {
    about: 'one property twice',
    columns: ['email', { propertyName: 'email' }],
    message: '"B" maps to email, like "A".',
  },
  {
    about: 'an identifier that is not unique',
    columns: ['email', { propertyName: 'firstname', columnType: 'HUBSPOT_ALTERNATE_ID' }],
    message: '"B" is the identifier, but firstname is not unique.',
  },
  { about: 'a column without property', columns: ['email', {}], message: '"B" has an object type but no property.' },
  {
    about: 'a property with a reference',
    columns: ['email', { propertyName: 'firstname', toColumnObjectTypeId: '0-2' }],
    message: '"B" has a property and toColumnObjectTypeId: it is either a value or a reference to another object.',
  },
  {
    about: 'a record id column with another property',
    columns: ['email', { propertyName: 'firstname', columnType: 'HUBSPOT_OBJECT_ID' }],
    message: '"B" has columnType HUBSPOT_OBJECT_ID but the property firstname.',
  },
  {
    about: 'labels of records that no column leads to',
    columns: ['email', { columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-3' }],
    message: '"B" holds labels, but the columns lead to no association with 0-3.',
  },
  {
    about: 'an identifier that does not exist',
    columns: ['firstname', { propertyName: 'no_such', columnType: 'HUBSPOT_ALTERNATE_ID' }],
    message: '"B" is the identifier, but no_such does not exist or is read-only.',
  },
  {
    about: 'labels without the other object',
    columns: ['email', { columnType: 'FLEXIBLE_ASSOCIATION_LABEL' }],
    message: '"B" holds association labels but does not say for which other object.',
  },
  {
    about: 'labels with a property',
    columns: [
      'email',
      { columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-2', propertyName: 'firstname' },
    ],
    message: '"B" has a property together with an association column type.',
  },
  {
    about: 'keys of another object',
    columns: ['email', { columnType: 'ASSOCIATION_KEYS', toColumnObjectTypeId: '0-2' }],
    message: '"B" has columnType ASSOCIATION_KEYS, which is for records of the same object.',
  },
  {
    about: 'a participation without kind',
    columns: ['email', { objectTypeId: '0-54', columnType: 'EVENT_TIMESTAMP' }],
    plan: { marketingEventObjectId: 7 },
    message: '"B" is the time of a participation but does not say of which kind.',
  },
]

test.each(MAPPINGS)('preflight() refuses a mapping with $about', async ({ columns, plan, message }) => {
  const report = await checkFile({ text: 'A,B\na@b.com,1\n', columns }, { plan })
  const finding = find(report, 'INVALID_COLUMN_CONFIGURATION')
  expect(finding).toMatchObject({
    severity: 'error',
    outcome: 'file_refused',
    columnName: 'B',
    columnIndex: 1,
    count: 1,
    message,
  })
  expect(report.ready).toBe(false)
})

test.each<[string, ColumnSpec[], Plan['importOperations'], string[]]>([
  ['a record id next to another identifier, as in every export of HubSpot', [EMAIL, RECORD_ID], {}, []],
  [
    'two identifiers beside the record id',
    [EMAIL, { propertyName: 'loyalty_id', columnType: 'HUBSPOT_ALTERNATE_ID' }],
    {},
    ['! INVALID_COLUMN_CONFIGURATION file_refused B=1 @'],
  ],
  ['a record id next to an ordinary e-mail address', ['email', RECORD_ID], {}, []],
  [
    'a reference without kind',
    [EMAIL, { ...REFERENCE, foreignKeyType: undefined }],
    {},
    ['? INVALID_COLUMN_CONFIGURATION nothing B=1 @'],
  ],
  [
    'a reference that no file answers',
    [EMAIL, { ...REFERENCE, columnType: 'STANDARD' }],
    {},
    ['! INVALID_ASSOCIATION_IDENTIFIER association_lost B=1 @2', '? INVALID_COLUMN_CONFIGURATION nothing B=1 @'],
  ],
  ['a reference by record id', [EMAIL, REFERENCE], {}, []],
  ['record ids in a CREATE', ['email', RECORD_ID], { '0-1': 'CREATE' }, ['! CREATE_ONLY_IMPORT row_lost B=1 @2']],
  [
    'an UPDATE without identifier',
    ['lastname', 'firstname'],
    { '0-1': 'UPDATE' },
    ['! UPDATE_ONLY_IMPORT row_lost row=1 @2'],
  ],
  [
    'a reference without a record of its own',
    [{ ...REFERENCE, objectTypeId: '0-3' }, EMAIL],
    {},
    ['! INVALID_COLUMN_CONFIGURATION file_refused A=1 @'],
  ],
  [
    'a note alone',
    [
      { objectTypeId: '0-46', propertyName: 'hs_note_body' },
      { objectTypeId: '0-46', propertyName: 'hs_timestamp' },
    ],
    {},
    ['! INVALID_COLUMN_CONFIGURATION file_refused row=1 @'],
  ],
])('preflight() judges %s', async (_about, columns, importOperations, expected) => {
  const values = columns[0] === EMAIL || columns[0] === 'email' || columns[0] === 'lastname' ? 'a@b.com,1' : '1,a@b.com'
  const text = columns.some((column) => typeof column === 'object' && column.objectTypeId === '0-46')
    ? 'x,2024-01-01'
    : values
  const report = await checkFile({ text: `A,B\n${text}\n`, columns }, { plan: { importOperations } })
  expect(told(report).filter((line) => !line.includes('FAILED_TO_CREATE'))).toEqual(expected)
})

test('preflight() refuses a participation without event', async () => {
  const columns: ColumnSpec[] = [
    EMAIL,
    { objectTypeId: '0-54', columnType: 'EVENT_TIMESTAMP', marketingEventSubmissionType: 'LEFT' },
  ]
  const report = await checkFile({ text: 'A,B\na@b.com,2024-01-01\n', columns })
  expect(told(report)).toEqual(['! MISSING_EVENT_DEFINITION file_refused B=1 @'])
})

describe('preflight() of the whole plan', () => {
  test('preflight() refuses an object type that the account does not have', async () => {
    const report = await checkFile({ objectTypeId: '2-99', text: 'A\n1\n', columns: ['size'] })
    expect(told(report)).toEqual([
      '! MISSING_OBJECT_DEFINITION file_refused A=1 @',
      '? NO_IDENTIFIER_COLUMN nothing row=1 @',
    ])
  })

  test('preflight() cannot know custom objects offline', async () => {
    const report = await checkFile(
      { objectTypeId: '2-99', text: 'A\n1\n', columns: ['size'] },
      { definitions: { source: 'built-in' } },
    )
    expect(told(report)).toEqual(['? NO_IDENTIFIER_COLUMN nothing row=1 @'])
  })

  test('preflight() refuses a file of which no column is mapped', async () => {
    expect(told(await checkFile({ text: 'A\n1\n', columns: ['-'] }))).toEqual([
      '! INVALID_COLUMN_CONFIGURATION file_refused row=1 @',
    ])
  })

  test('preflight() refuses 1,000 columns', async () => {
    const wide = Array.from({ length: 1000 }, (_, index) => index)
    const text = `${wide.map((index) => `c${index}`).join(',')}\n${wide.join(',')}\n`
    const columns = wide.map(
      (index): ColumnSpec => (index === 0 ? EMAIL : { propertyName: `p${index}`, objectTypeId: '2-7' }),
    )
    const report = await checkFile({ text, columns }, { definitions: { properties: new Map() } })
    expect(told(report)).toContain('! LIMIT_EXCEEDED file_refused row=1 @')
    expect(report.limits).toContainEqual({
      name: 'columns',
      fileName: 'file.csv',
      value: 1000,
      limit: 999,
      exceeded: true,
    })
  })

  test('preflight() says what it could not check', async () => {
    const label: ColumnSpec = { columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-3' }
    const deal: ColumnSpec = { objectTypeId: '0-3', ...RECORD_ID }
    const report = await checkFile(
      { text: 'Email,Label,Owner,Deal\na@b.com,x,Ann,7\n', columns: [EMAIL, label, 'hubspot_owner_id', deal] },
      { definitions: { owners: null } },
    )
    expect(report.findings).toEqual([])
    expect(report.onlyHubSpotKnows).toEqual(
      expect.arrayContaining([
        'Whether the labels in "Label" exist: the labels of the pair were not read.',
        'Whether the owners in "Owner" exist: the users were not read.',
      ]),
    )
  })
})
