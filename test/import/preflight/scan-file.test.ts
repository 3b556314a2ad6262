import type { PlannedColumn } from '../../../src/import/plan.ts'
import type { ColumnSpec, FileSpec } from './check-file.ts'
import { testRows } from './row-cases.ts'
import { EMAIL, RECORD_ID } from './told.ts'

const deal = (columns: readonly ColumnSpec[], text: string): FileSpec => ({ objectTypeId: '0-3', columns, text })

const DEAL_KEY: ColumnSpec = { propertyName: 'deal_key', columnType: 'HUBSPOT_ALTERNATE_ID' }
const ON_COMPANY: Partial<PlannedColumn> = { objectTypeId: '0-2' }
const DOMAIN: ColumnSpec = { ...ON_COMPANY, propertyName: 'domain', columnType: 'HUBSPOT_ALTERNATE_ID' }

testRows([
  {
    about: 'no copies where only spaces differ',
    file: { text: 'Email,Name\na@b.com,x\n"a@b.com ",x\n', columns: [EMAIL, 'firstname'] },
    findings: ['! DUPLICATE_ALTERNATE_ID row_lost Email=1 @3'],
    rowsLost: 1,
  },
  {
    about: 'no record id for what an import can only create',
    file: {
      text: 'Email,Note ID,Note,Time\na@b.com,7,x,2024-01-01\nb@b.com,,y,2024-01-01\n',
      columns: [
        EMAIL,
        { objectTypeId: '0-46', propertyName: 'hs_object_id', columnType: 'HUBSPOT_OBJECT_ID' },
        { objectTypeId: '0-46', propertyName: 'hs_note_body' },
        { objectTypeId: '0-46', propertyName: 'hs_timestamp' },
      ],
    },
    findings: ['! CREATE_ONLY_IMPORT row_lost Note ID=1 @2'],
    rowsLost: 1,
  },
  {
    about: 'an e-mail address twice beside record ids as a unique value',
    file: { text: 'ID,Email\n1,a@b.com\n2,a@b.com\n', columns: [RECORD_ID, 'email'] },
    findings: ['! DUPLICATE_UNIQUE_PROPERTY_VALUE row_lost Email=1 @3'],
    rowsLost: 1,
  },
  {
    about: 'no repeated address where the row with the record id comes later: it may be the same contact',
    file: { text: 'ID,Email\n,a@b.com\n1,a@b.com\n', columns: [RECORD_ID, 'email'] },
    findings: [],
  },
  {
    about: 'the address of a contact that an earlier row has by its record id',
    file: { text: 'ID,Email\n1,a@b.com\n,A@b.com\n', columns: [RECORD_ID, 'email'] },
    findings: ['! DUPLICATE_ALTERNATE_ID row_lost Email=1 @3'],
    rowsLost: 1,
  },
  {
    about: 'identifiers only where the record id is empty, if a file has both',
    file: {
      text: 'ID,Email,Name\n1,nobody,A\n,nobody,B\n2,,C\n,,D\nx,c@b.com,E\n,d@b.com,F\n,D@b.com,G\n1,e@b.com,H\n',
      columns: [RECORD_ID, EMAIL, 'firstname'],
    },
    findings: [
      '! DUPLICATE_OBJECT_ID row_lost ID=1 @9',
      '! INVALID_OBJECT_ID row_lost ID=1 @6',
      '! DUPLICATE_ALTERNATE_ID row_lost Email=1 @8',
      '! INVALID_ALTERNATE_ID row_lost Email=1 @5',
      '! INVALID_EMAIL row_lost Email=1 @3',
      '! INVALID_EMAIL value_lost Email=1 @2',
    ],
    rowsLost: 5,
  },
  {
    about: 'nothing to write where only a column is filled that cannot be written',
    file: { text: 'Name,Made\nAnn,x\n,2024-01-01\n', columns: ['firstname', 'createdate'] },
    plan: { importOperations: { '0-1': 'CREATE' } },
    findings: [
      '! FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES row_lost row=1 @3',
      '! PROPERTY_DEFINITION_NOT_FOUND value_lost Made=2 @2,3',
    ],
    rowsLost: 1,
  },
  {
    about: 'a required value that is faulty, where the row has no identifier',
    file: { objectTypeId: '0-2', text: 'Name,Domain\n,acme\nAcme,acme\n', columns: ['name', 'domain'] },
    findings: [
      '! INVALID_REQUIRED_PROPERTY row_lost Domain=1 @2',
      '! INVALID_DOMAIN value_lost Domain=1 @3',
      '? NO_IDENTIFIER_COLUMN nothing row=2 @',
    ],
    rowsLost: 1,
  },
  {
    about: 'rows with too many or too few cells, and none of their cells',
    file: {
      text: 'Email,Name,Stage\na@b.com,Ann,lead,x\nbad,Bo\nc@b.com,C,lead\n',
      columns: [EMAIL, 'firstname', 'lifecyclestage'],
    },
    findings: ['! INCORRECT_NUMBER_OF_COLUMNS row_lost row=2 @2,3'],
    rowsLost: 2,
  },
  {
    about: 'an empty identifier',
    file: { text: 'Email,Name\n,Ann\n  ,Bo\nc@b.com,C\n', columns: [EMAIL, 'firstname'] },
    findings: ['! INVALID_ALTERNATE_ID row_lost Email=2 @2,3'],
    rowsLost: 2,
  },
  {
    about: 'no empty e-mail address where it is an ordinary column',
    file: { text: 'Email,Name\n,Ann\nc@b.com,C\n', columns: ['email', 'firstname'] },
    findings: [],
  },
  {
    about: 'an empty e-mail address that an update needs',
    file: { text: 'Email,Name\n,Ann\nc@b.com,C\n', columns: ['email', 'firstname'] },
    plan: { importOperations: { '0-1': 'UPDATE' } },
    findings: ['! UPDATE_ONLY_IMPORT row_lost Email=1 @2'],
    rowsLost: 1,
  },
  {
    about: 'record ids that are none, twice, or missing in an update',
    file: { text: 'ID,Name\n12,a\nx,b\n012,c\n12,d\n,e\n', columns: [RECORD_ID, 'firstname'] },
    plan: { importOperations: { '0-1': 'UPDATE' } },
    findings: [
      '! DUPLICATE_OBJECT_ID row_lost ID=1 @5',
      '! INVALID_OBJECT_ID row_lost ID=1 @3',
      '! UPDATE_ONLY_IMPORT row_lost ID=1 @6',
    ],
    rowsLost: 3,
  },
  {
    about: 'an identifier twice, without regard to case and spaces, but not faulty ones',
    file: {
      text: 'Email,Name\na@b.com,1\nA@B.com,2\n" a@b.com",3\nbad,4\nbad,5\nc@b.com,6\n',
      columns: [EMAIL, 'firstname'],
    },
    findings: ['! DUPLICATE_ALTERNATE_ID row_lost Email=2 @3,4', '! INVALID_EMAIL row_lost Email=2 @5,6'],
    rowsLost: 4,
  },
  {
    about: 'a copy of a row as one, and nothing else about it',
    file: { text: 'Email,Born\na@b.com,x\na@b.com,x\na@b.com,1/1/2020\n', columns: [EMAIL, 'birthday'] },
    findings: [
      '! DUPLICATE_ROW_CONTENT row_lost row=1 @3',
      '! DUPLICATE_ALTERNATE_ID row_lost Email=1 @4',
      '! COULD_NOT_PARSE_DATE value_lost Born=1 @2',
    ],
    rowsLost: 2,
  },
  {
    about: 'rows that differ only where a cell ends as no copies',
    file: { text: 'First,Last\nab,c\na,bc\nabc,\n', columns: ['firstname', 'lastname'] },
    findings: ['? NO_IDENTIFIER_COLUMN nothing row=3 @'],
  },
  {
    about: 'a value twice in another unique property',
    file: { text: 'Email,Card\na@b.com,7\nb@b.com,7\nc@b.com,\nd@b.com,\n', columns: [EMAIL, 'loyalty_id'] },
    findings: ['! DUPLICATE_UNIQUE_PROPERTY_VALUE row_lost Card=1 @3'],
    rowsLost: 1,
  },
  {
    about: 'a unique value twice where all rows create',
    file: { text: 'Email,Card\na@b.com,7\nb@b.com,7\n', columns: [EMAIL, 'loyalty_id'] },
    plan: { importOperations: { '0-1': 'CREATE' } },
    findings: ['! DUPLICATE_UNIQUE_CREATION_KEY row_lost Card=1 @3'],
    rowsLost: 1,
  },
  {
    about: 'nothing lost with a row without any value',
    file: { text: 'Email,Name,Note\n,,x\nb@b.com,Bo,\n', columns: [EMAIL, 'firstname', '-'] },
    findings: ['? FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES nothing row=1 @2'],
  },
  {
    about: 'what a created record needs',
    file: { text: 'Email,First,Card\n,,7\n,Bo,8\n', columns: ['email', 'firstname', 'loyalty_id'] },
    plan: { importOperations: { '0-1': 'CREATE' } },
    findings: ['! MISSING_REQUIRED_PROPERTY row_lost row=1 @2'],
    rowsLost: 1,
  },
  {
    about: 'a CREATE without a column for what it needs',
    file: deal(['dealname'], 'Deal\nA\nB\n'),
    plan: { importOperations: { '0-3': 'CREATE' } },
    findings: ['! MISSING_REQUIRED_PROPERTY file_refused row=2 @'],
  },
  {
    about: 'rows that create without a column for what they need',
    file: deal(['dealname'], 'Deal\nA\nB\n'),
    findings: ['! MISSING_REQUIRED_PROPERTY row_lost row=2 @2,3', '? NO_IDENTIFIER_COLUMN nothing row=2 @'],
    rowsLost: 2,
  },
  {
    about: 'what a record needs if it does not exist yet as a warning',
    file: deal([DEAL_KEY, 'dealname', 'dealstage'], 'Key,Deal,Stage\n1,A,Lost\n2,,Lost\n'),
    findings: ['? MISSING_REQUIRED_PROPERTY nothing Deal=1 @3'],
  },
  {
    about: 'no needs of records that are updated',
    file: deal([RECORD_ID, 'dealname'], 'Key,Deal\n1,A\n2,\n'),
    findings: [],
  },
  {
    about: 'a stage that does not exist as the loss of a created deal',
    file: deal(['dealname', 'dealstage'], 'Deal,Stage\nA,Lost\nB,nope\nC,Won\n'),
    findings: [
      '! INVALID_REQUIRED_PROPERTY row_lost Stage=1 @3',
      '? NO_IDENTIFIER_COLUMN nothing row=3 @',
      '? AMBIGUOUS_ENUMERATION_OPTION nothing Stage=1 @4',
    ],
    rowsLost: 1,
  },
  {
    about: 'a stage that does not exist as the loss of a value where deals may exist',
    file: deal([DEAL_KEY, 'dealname', 'dealstage'], 'Key,Deal,Stage\n1,A,nope\n'),
    findings: ['! INVALID_ENUMERATION_OPTION value_lost Stage=1 @2', '? INVALID_REQUIRED_PROPERTY nothing Stage=1 @2'],
  },
  {
    about: 'what new deals need although no column has it',
    file: deal([DEAL_KEY, 'dealstage'], 'Key,Stage\n1,Lost\n'),
    findings: ['? MISSING_REQUIRED_PROPERTY nothing row=1 @2'],
  },
  {
    about: 'a domain that is none: a value, or a row where it is the identifier',
    file: {
      objectTypeId: '0-2',
      text: 'Domain,Name\na.com,A\nA.com,A2\nb.com/about,B\n,C\n',
      columns: [DOMAIN, 'name'],
    },
    findings: ['! INVALID_ALTERNATE_ID row_lost Domain=2 @4,5', '! DUPLICATE_ALTERNATE_ID row_lost Domain=1 @3'],
    rowsLost: 3,
  },
  {
    about: 'a domain that is none in an ordinary column',
    file: { objectTypeId: '0-2', text: 'ID,Domain\n1,b\n2,b.com\n3,b.com\n', columns: [RECORD_ID, 'domain'] },
    findings: ['! INVALID_DOMAIN value_lost Domain=1 @2'],
  },
  {
    about: 'a cell that is too large',
    file: {
      text: `Email,Name\na@b.com,${'x'.repeat(65_537)}\nb@b.com,${'x'.repeat(65_536)}\n`,
      columns: [EMAIL, 'firstname'],
    },
    findings: ['! COLUMN_TOO_LARGE row_lost Name=1 @2'],
    rowsLost: 1,
  },
  {
    about: 'an update without any identifier as the loss of all rows',
    file: { text: 'Name,Stage\nAnn,lead\nBo,x\n', columns: ['firstname', 'lifecyclestage'] },
    plan: { importOperations: { '0-1': 'UPDATE' } },
    findings: ['! UPDATE_ONLY_IMPORT row_lost row=2 @2,3', '! INVALID_ENUMERATION_OPTION value_lost Stage=1 @3'],
    rowsLost: 2,
  },
  {
    about: 'nothing certain about options offline',
    file: { text: 'Email,Stage,Own\na@b.com,x,1\n', columns: [EMAIL, 'lifecyclestage', 'my_own'] },
    definitions: { source: 'built-in' },
    findings: ['? INVALID_ENUMERATION_OPTION nothing Stage=1 @2', '? PROPERTY_DEFINITION_NOT_FOUND nothing Own=1 @2'],
  },
])
