import { OWNERS } from '../../../src/sandbox/owners.ts'
import { textRow, xlsx } from '../../table/build-xlsx.ts'

/** One column of a file in a case: its header and the rest of its mapping; contacts unless told. */
export type CaseColumn = readonly [columnName: string, mapping: Record<string, unknown>]

export interface CaseFile {
  fileName: string
  content: string | Uint8Array
  columns: readonly CaseColumn[]
}

/** A small import that shows one errorType. */
export interface ErrorTypeCase {
  files: readonly CaseFile[]
  request?: Record<string, unknown>
  /** HubSpot has two names for one thing, or a name for a family: the one that is told instead. */
  toldAs?: string
  /** Line of the source file; null: it is about the file or a whole column. */
  line: number | null
  column: string | null
  /** The file cannot even be planned: validate_import fails with this code and names the errorType. */
  code?: string
  severity?: 'warning'
  /** What the sandbox's import reports, where not the same; null with a reason: nothing of the kind can be sent. */
  imported?: string | null
  why?: string
}

const value = (propertyName: string, more: Record<string, unknown> = {}) => ({ propertyName, ...more })
const EMAIL: CaseColumn = ['Email', value('email', { columnType: 'HUBSPOT_ALTERNATE_ID' })]
const of = (columnObjectTypeId: string, propertyName: string, more: Record<string, unknown> = {}) => ({
  columnObjectTypeId,
  propertyName,
  ...more,
})
const csv = (content: string, ...columns: readonly CaseColumn[]): CaseFile => ({
  fileName: 'case.csv',
  content,
  columns,
})

/** A contact file whose second column has one faulty cell, on line 3. */
const cell = (property: string, fault: string): Pick<ErrorTypeCase, 'files' | 'line' | 'column'> => ({
  files: [csv(`Email,Value\na@x.example,\nb@x.example,${fault}\n`, EMAIL, ['Value', value(property)])],
  line: 3,
  column: 'Value',
})

const LINE_ITEM: CaseColumn = ['Name', of('0-8', 'name')]
const term = (fault: string): Pick<ErrorTypeCase, 'files' | 'line' | 'column'> => ({
  files: [csv(`Name,Term\nA,12\nB,${fault}\n`, LINE_ITEM, ['Term', of('0-8', 'hs_recurring_billing_period')])],
  line: 3,
  column: 'Term',
})

const event = (times: string): Pick<ErrorTypeCase, 'files' | 'request' | 'column'> => ({
  files: [
    csv(`Email,Joined\n${times}`, EMAIL, [
      'Joined',
      { columnObjectTypeId: '0-54', columnType: 'EVENT_TIMESTAMP', marketingEventSubmissionType: 'JOINED' },
    ]),
  ],
  request: { importOperations: { '0-1': 'UPSERT', '0-54': 'CREATE' } },
  column: 'Joined',
})

const COMPANY_KEY = {
  columnType: 'STANDARD',
  propertyName: null,
  toColumnObjectTypeId: '0-2',
  foreignKeyType: { associationTypeId: 279, associationCategory: 'HUBSPOT_DEFINED' },
}

/** Contacts that name companies of another file by their domain. */
const twoFiles = (companies: string, contacts: string): readonly CaseFile[] => [
  {
    fileName: 'companies.csv',
    content: `Domain,Company\n${companies}`,
    columns: [
      ['Domain', of('0-2', 'domain', { associationIdentifierColumn: true })],
      ['Company', of('0-2', 'name')],
    ],
  },
  { fileName: 'contacts.csv', content: `Email,Works at\n${contacts}`, columns: [EMAIL, ['Works at', COMPANY_KEY]] },
]

const RECORD_ID: CaseColumn = ['Record ID', { propertyName: null, columnType: 'HUBSPOT_OBJECT_ID' }]
const NAME: CaseColumn = ['Name', value('firstname')]
const sameId = csv('Record ID,Name\n{id},A\n99,B\n{id},C\n', RECORD_ID, NAME)

/** Longer than what is looked at before a file is planned. */
const rows = (count: number): string =>
  Array.from({ length: count }, (_, index) => `a${index}@x.example,Ann\n`).join('')

const workbook = (sheets: number): Uint8Array =>
  xlsx({
    sheets: Array.from({ length: sheets }, (_, sheet) => ({
      name: `Sheet ${sheet}`,
      rows: textRow(1, ['Email']) + textRow(2, [`${sheet}@x.example`]),
    })),
  })

/** Every errorType that a file, its mapping or the account's definitions can cause. `{id}` is the id of a contact. */
export const CASES: Readonly<Record<string, ErrorTypeCase>> = {
  AMBIGUOUS_ENUMERATION_OPTION: cell('grade', 'Gold'),
  ASSOCIATION_LABEL_NOT_FOUND: {
    files: [
      csv(
        'Email,Domain,Label\na@x.example,a.example,Primary\nb@x.example,b.example,Nope\n',
        EMAIL,
        ['Domain', of('0-2', 'domain', { columnType: 'HUBSPOT_ALTERNATE_ID' })],
        ['Label', { propertyName: null, columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-2' }],
      ),
    ],
    line: 3,
    column: 'Label',
  },
  COLUMN_TOO_LARGE: cell('firstname', 'x'.repeat(65_537)),
  COULD_NOT_FIND_BUSINESS_UNIT: cell('hs_all_assigned_business_unit_ids', 'Third Brand'),
  COULD_NOT_FIND_OWNER: cell('hubspot_owner_id', 'Nobody Here'),
  COULD_NOT_PARSE_DATE: cell('closedate', '31/12/2024'),
  COULD_NOT_PARSE_NUMBER: cell('followercount', 'twelve'),
  COULD_NOT_PARSE_ROW: {
    files: [csv(`Email,Name\n${rows(20_000)}b@x.example,"Bo\n`, EMAIL, NAME)],
    line: 20_002,
    column: null,
    imported: null,
    why: 'A file that cannot be read to its end is not uploaded.',
  },
  COULD_NOT_PARSE_TERM: term('a year'),
  DUPLICATE_ALTERNATE_ID: {
    files: [csv('Email,Name\na@x.example,A\nb@x.example,B\nA@X.example,C\n', EMAIL, NAME)],
    line: 4,
    column: 'Email',
  },
  DUPLICATE_ASSOCIATION_ID: {
    files: twoFiles('a.example,A\nb.example,B\na.example,C\n', 'a@x.example,b.example\n'),
    line: 4,
    column: 'Domain',
  },
  DUPLICATE_OBJECT_ID: { files: [sameId], line: 4, column: 'Record ID' },
  DUPLICATE_RECORD_ID: { files: [sameId], line: 4, column: 'Record ID', toldAs: 'DUPLICATE_OBJECT_ID' },
  DUPLICATE_ROW_CONTENT: {
    files: [csv('Email,Name\na@x.example,A\nb@x.example,B\na@x.example,A\n', EMAIL, NAME)],
    line: 4,
    column: null,
  },
  DUPLICATE_UNIQUE_CREATION_KEY: {
    files: [csv('Email,Number\nnew1@x.example,N1\nnew2@x.example,N1\n', EMAIL, ['Number', value('customer_number')])],
    request: { importOperations: { '0-1': 'CREATE' } },
    line: 3,
    column: 'Number',
  },
  FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES: {
    files: [csv('Email,Name\na@x.example,A\n,\n', EMAIL, NAME)],
    severity: 'warning',
    line: 3,
    column: null,
  },
  FAILED_VALIDATION: { ...cell('zip', '12 345'), toldAs: 'INVALID_CUSTOM_PROPERTY_VALIDATION' },
  FILE_NOT_FOUND: {
    files: ['one/leads.csv', 'two/leads.csv'].map((fileName, index) => ({
      fileName,
      content: `Email\n${index}@x.example\n`,
      columns: [EMAIL],
    })),
    line: null,
    column: null,
    imported: null,
    why: 'HubSpot refuses two files of one name at once.',
  },
  INCORRECT_NUMBER_OF_COLUMNS: {
    files: [csv('Email,Name\na@x.example,A\nb@x.example,B,too many\n', EMAIL, NAME)],
    line: 3,
    column: null,
  },
  INVALID_ALTERNATE_ID: {
    files: [csv('Email,Name\na@x.example,A\n,B\n', EMAIL, NAME)],
    line: 3,
    column: 'Email',
  },
  INVALID_ASSOCIATION_IDENTIFIER: {
    files: twoFiles('a.example,A\n', 'a@x.example,a.example\nb@x.example,not a domain\n'),
    line: 3,
    column: 'Works at',
  },
  INVALID_COLUMN_CONFIGURATION: {
    files: [csv('Email,Name\na@x.example,A\n', EMAIL, ['Name', value('email')])],
    line: null,
    column: 'Name',
  },
  INVALID_CUSTOM_PROPERTY_VALIDATION: cell('zip', '12-345'),
  INVALID_DOMAIN: {
    files: [
      csv(
        'Domain,Name\na.example,A\nhttps://b.example/x,B\n',
        ['Domain', of('0-2', 'domain')],
        ['Name', of('0-2', 'name')],
      ),
    ],
    line: 3,
    column: 'Domain',
  },
  INVALID_EMAIL: { files: [csv('Email\na@x.example\nb at x.example\n', EMAIL)], line: 3, column: 'Email' },
  INVALID_ENUMERATION_OPTION: cell('lifecyclestage', 'Nonsense'),
  INVALID_EVENT_TIMESTAMP: { ...event('a@x.example,2024-05-01\nb@x.example,soon\n'), line: 3 },
  INVALID_FILE_TYPE: {
    files: [csv('%PDF-1.7\n\u0000\u0001\u0002', EMAIL)],
    code: 'file_type_unsupported',
    line: null,
    column: null,
  },
  INVALID_NUMBER_SIZE: cell('followercount', '1000000000000000000000'),
  INVALID_PROPERTY_VALUE_FORMAT: cell('phone', 'none'),
  INVALID_REQUIRED_PROPERTY: {
    files: [
      csv('Name,Stage\nA,qualifiedtobuy\nB,Nope\n', ['Name', of('0-3', 'dealname')], ['Stage', of('0-3', 'dealstage')]),
    ],
    request: { importOperations: { '0-3': 'CREATE' } },
    line: 3,
    column: 'Stage',
  },
  INVALID_SHEET_COUNT: {
    files: [{ fileName: 'case.xlsx', content: workbook(2), columns: [EMAIL] }],
    severity: 'warning',
    line: null,
    column: null,
    imported: null,
    why: 'The sheet of the plan is uploaded as CSV.',
  },
  INVALID_SPREADSHEET: {
    files: [{ fileName: 'case.xlsx', content: workbook(1).subarray(0, 200), columns: [EMAIL] }],
    code: 'file_unreadable',
    line: null,
    column: null,
  },
  LINE_ITEM_MULTIPLE_PARENTS_IN_ROW: {
    files: [
      csv(
        'Name,Deal,Order\nA,1,\nB,1,2\n',
        LINE_ITEM,
        ...[['Deal', '0-3', 20] as const, ['Order', '0-123', 514] as const].map(
          ([name, toColumnObjectTypeId, associationTypeId]): CaseColumn => [
            name,
            {
              columnObjectTypeId: '0-8',
              propertyName: null,
              columnType: 'HUBSPOT_OBJECT_ID',
              toColumnObjectTypeId,
              foreignKeyType: { associationTypeId, associationCategory: 'HUBSPOT_DEFINED' },
            },
          ],
        ),
      ),
    ],
    line: 3,
    column: null,
  },
  MISSING_EVENT_TIMESTAMP: { ...event('a@x.example,2024-05-01\nb@x.example,\n'), line: 3 },
  MISSING_OBJECT_DEFINITION: {
    files: [csv('Name\nA\n', ['Name', of('2-999', 'name')])],
    line: null,
    column: 'Name',
    imported: null,
    why: 'An object type that does not exist is refused at once.',
  },
  MISSING_REQUIRED_PROPERTY: {
    files: [
      csv(
        'Name,Stage\nA,qualifiedtobuy\n,qualifiedtobuy\n',
        ['Name', of('0-3', 'dealname')],
        ['Stage', of('0-3', 'dealstage')],
      ),
    ],
    request: { importOperations: { '0-3': 'CREATE' } },
    line: 3,
    column: 'Name',
  },
  MULTIPLE_OWNERS_FOUND: cell('hubspot_owner_id', `${OWNERS[2]?.firstName} ${OWNERS[2]?.lastName}`),
  NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER: {
    files: twoFiles('a.example,A\n', 'a@x.example,a.example\nb@x.example,elsewhere.example\n'),
    severity: 'warning',
    line: 3,
    column: 'Works at',
  },
  OUTSIDE_VALID_TERM_RANGE: term('0'),
  OUTSIDE_VALID_TIME_RANGE: cell('closedate', '0999-12-31'),
  PROPERTY_DEFINITION_NOT_FOUND: cell('no_such_property', 'x'),
  ROW_DATA_TOO_LARGE: {
    files: [
      csv(
        `Email,Name,Last\n${rows(20_000).replaceAll(',Ann', ',Ann,Lee')}b@x.example,${'x'.repeat(505_000)},${'y'.repeat(505_000)}\n`,
        EMAIL,
        NAME,
        ['Last', value('lastname')],
      ),
    ],
    line: 20_002,
    column: null,
  },
}
