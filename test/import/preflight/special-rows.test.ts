import type { PlannedColumn } from '../../../src/import/plan.ts'
import type { ColumnSpec } from './check-file.ts'
import { testRows } from './row-cases.ts'
import { EMAIL } from './told.ts'

const ON_COMPANY: Partial<PlannedColumn> = { objectTypeId: '0-2' }
const DOMAIN: ColumnSpec = { ...ON_COMPANY, propertyName: 'domain', columnType: 'HUBSPOT_ALTERNATE_ID' }
const LABEL: ColumnSpec = { columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-2' }

const NOTE: Partial<PlannedColumn> = { objectTypeId: '0-46' }

testRows([
  {
    about: 'rows that overwrite an earlier one, but not the company of several contacts',
    file: {
      text: 'Email,Name,Domain,Company\na@b.com,Ann,b.com,B\nc@b.com,Cy,b.com,B Inc\nA@b.com,Alf,b.com,B\nc@b.com,Cy,d.com,D\ne@b.com,Eve,d.com,D\n',
      columns: [EMAIL, 'firstname', DOMAIN, { ...ON_COMPANY, propertyName: 'name' }],
    },
    findings: ['? DUPLICATE_ALTERNATE_ID nothing Email=1 @4'],
  },
  {
    about: 'the deals of one contact without a word about the contact',
    file: {
      text: 'Deal,Stage,Email,Name\nA,Lost,a@b.com,Ann\nB,Lost,a@b.com,Anna\n',
      columns: [
        { objectTypeId: '0-3', propertyName: 'dealname' },
        { objectTypeId: '0-3', propertyName: 'dealstage' },
        EMAIL,
        'firstname',
      ],
    },
    findings: ['? NO_IDENTIFIER_COLUMN nothing row=2 @'],
  },
  {
    about: 'labels of an association whose record is lost only where it is not',
    file: {
      text: 'Email,Domain,Label,Deal,Stage\na@b.com,b.com,Nope,A,nope\nbad,b.com,Nope,A,Lost\nc@b.com,b.com,Nope,,\n',
      columns: [
        EMAIL,
        DOMAIN,
        LABEL,
        { objectTypeId: '0-3', propertyName: 'dealname' },
        { objectTypeId: '0-3', propertyName: 'dealstage' },
      ],
    },
    findings: [
      '! INVALID_EMAIL row_lost Email=1 @3',
      '! INVALID_REQUIRED_PROPERTY row_lost Stage=1 @2',
      '! ASSOCIATION_LABEL_NOT_FOUND association_lost Label=2 @2,4',
      '? NO_IDENTIFIER_COLUMN nothing row=3 @',
      '? FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES nothing row=1 @4',
    ],
    rowsLost: 2,
  },
  {
    about: 'no duplicates where rows name other records',
    file: {
      text: 'Email,Company\na@b.com,1\na@b.com,2\na@b.com,x\n',
      columns: [
        EMAIL,
        {
          columnType: 'HUBSPOT_OBJECT_ID',
          toColumnObjectTypeId: '0-2',
          foreignKeyType: { associationTypeId: 279, associationCategory: 'HUBSPOT_DEFINED' },
        },
      ],
    },
    findings: ['! UNKNOWN_ASSOCIATION_RECORD_ID association_lost Company=1 @4'],
  },
  {
    about: 'a note that belongs to nothing',
    file: {
      text: 'Email,Note,When\na@b.com,x,2024-01-01\n,y,2024-01-01\n',
      columns: ['email', { ...NOTE, propertyName: 'hs_note_body' }, { ...NOTE, propertyName: 'hs_timestamp' }],
    },
    findings: [
      '! UNKNOWN_BAD_REQUEST row_lost row=1 @3',
      '? FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES nothing row=1 @3',
    ],
    rowsLost: 1,
  },
  {
    about: 'a file with several objects: a company in many rows, or in none',
    file: {
      text: 'Email,Domain,Label\na@b.com,x.com,Buyer\nb@b.com,x.com,Primary\nc@b.com,,\nd@b.com,,nope\ne@b.com,x.com,nope\n',
      columns: [EMAIL, DOMAIN, LABEL],
    },
    findings: [
      '! ASSOCIATION_LABEL_NOT_FOUND association_lost Label=1 @6',
      '? FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES nothing row=2 @4,5',
    ],
  },
  {
    about: 'keys of records of the same object',
    file: {
      text: 'Email,Boss\na@b.com,12;b@b.com\nb@b.com,Ann\n',
      columns: [EMAIL, { columnType: 'ASSOCIATION_KEYS', toColumnObjectTypeId: '0-1' }],
    },
    findings: ['! INVALID_ASSOCIATION_KEY association_lost Boss=1 @3'],
  },
  {
    about: 'times of participation',
    file: {
      text: 'Email,Came\na@b.com,2024-03-05T10:00:00Z\nb@b.com,\nc@b.com,soon\nA@b.com,2024-03-05T10:00:00Z\n',
      columns: [EMAIL, { objectTypeId: '0-54', columnType: 'EVENT_TIMESTAMP', marketingEventSubmissionType: 'JOINED' }],
    },
    plan: { marketingEventObjectId: 7 },
    findings: [
      '! DUPLICATE_EVENT row_lost Came=1 @5',
      '! INVALID_EVENT_TIMESTAMP row_lost Came=1 @4',
      '! MISSING_EVENT_TIMESTAMP row_lost Came=1 @3',
    ],
    rowsLost: 3,
  },
  {
    about: 'a line item with two parents',
    file: {
      objectTypeId: '0-8',
      text: 'Name,Deal,Order\na,1,\nb,1,2\n',
      columns: [
        'name',
        {
          columnType: 'HUBSPOT_OBJECT_ID',
          toColumnObjectTypeId: '0-3',
          foreignKeyType: { associationTypeId: 20, associationCategory: 'HUBSPOT_DEFINED' },
        },
        {
          columnType: 'HUBSPOT_OBJECT_ID',
          toColumnObjectTypeId: '0-123',
          foreignKeyType: { associationTypeId: 514, associationCategory: 'HUBSPOT_DEFINED' },
        },
      ],
    },
    findings: ['! LINE_ITEM_MULTIPLE_PARENTS_IN_ROW row_lost row=1 @3'],
    rowsLost: 1,
  },
])
