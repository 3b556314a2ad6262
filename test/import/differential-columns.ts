import type { PlannedColumn } from '../../src/import/plan.ts'

/**
 * A column that a generated file may have. In cells `{n}` is the number of the run, `{i}` one that differs by row (0 and
 * 1 may be in the account already), and `{0-1}` the id of an existing record of that object.
 */
export interface ColumnChoice {
  planned: Partial<PlannedColumn> & { objectTypeId: string }
  /** A value that is fine in every way. */
  good: string
  /** Values that are faulty, doubtful, or fine in an unusual way. */
  others: readonly string[]
}

const EMAILS = [
  'ANN{n}-0@Example.com',
  'ann',
  'Ann <ann{n}@example.com>',
  'a b@example.com',
  'ann{n}@example',
  'ann..x@example.com',
  '.ann@example.com',
  'a@example.com;b@example.com',
  'jörg{n}@müller.example',
  'N/A',
  'mailto:x@example.com',
]
const DOMAINS = [
  'ACME{n}-0.example',
  'twin{n}.example',
  'https://acme.example/about',
  'acme',
  'acme.example/',
  'www.acme{n}.example',
  '-x.example',
  'münchen{n}.example',
  'a b.example',
]
const RECORD_IDS = ['99999999999', 'abc', '12a', '1.0', '-5', '007', '99999999999999999999', 'abc']
const TEXTS = [
  '5" screen',
  'two\r\nlines',
  'Ann',
  '-',
  '   ',
  'NULL',
  '"quoted"',
  'two\nlines',
  '=1+1',
  'a,b;c\td',
  '{long}',
  'x',
]
const DATES = [
  '2024-02-03T10:00:00+02:00',
  '2024-02-03 10:00 -0730',
  '2024-02-03T23:59:59.999+14:00',
  '2024-02-03T10:00:00+2',
  '2024-02-03T10:00:00+200',
  '2024-02-03T24:00Z',
  '0999-12-31T23:30:00-02:00',
  '3000-12-31T23:30:00-02:00',
  '2024-02-30',
  '02/03/2024',
  '13/02/2024',
  '02/13/2024',
  '2024/02/03',
  '1/2/24',
  '1-2-99',
  '3000-12-31',
  '3001-01-01',
  '0999-12-31',
  '01/01/0999',
  '2024-02-03T10:00:00Z',
  '2/3/2024 5:07 PM',
  '2/3/2024 25:00',
  '3. März 2024',
  'yesterday',
  '20240203',
  '45321',
  '2024-2-3',
  '03.02.2024',
]
const NUMBERS = [
  '1,234.56',
  '1.234,56',
  '0,123',
  '012,345',
  '1,5',
  '12,34',
  '$5',
  '5 %',
  '1e3',
  '+5',
  '(5)',
  '-.5',
  '5.',
  '007',
  '999999999999999999',
  '1000000000000000000',
  'ten',
  '1 234',
  '-1,000',
  '٣',
]
const OWNERS = [
  'Anna Keller',
  'anna  keller',
  'JAMES.OKAFOR@example.com',
  'Maria Garcia',
  'Nobody Here',
  '41629780',
  '41629999',
  'anna.keller@example.com;james.okafor@example.com',
]
const BOOLEANS = [
  ...['yes', 'NO', '1', '0', 'y', 't', 'Agreed', 'agreed', 'Refused', 'TRUE', 'maybe', 'Yes;No'],
  ...['ja', 'Nein', 'WAHR', 'FAUX', 'x'],
]

interface Value {
  objectTypeId: string
  propertyName: string | null
  columnType?: PlannedColumn['columnType']
  good: string
  others: readonly string[]
}

const value = ({ good, others, columnType = 'STANDARD', ...target }: Value): ColumnChoice => ({
  planned: { ...target, columnType },
  good,
  others,
})

const recordId = (objectTypeId: string, columnType: PlannedColumn['columnType'] = 'HUBSPOT_OBJECT_ID'): ColumnChoice =>
  value({
    objectTypeId,
    propertyName: columnType === 'STANDARD' ? 'hs_object_id' : null,
    columnType,
    good: `{${objectTypeId}}`,
    others: RECORD_IDS,
  })

const text = (objectTypeId: string, propertyName: string): ColumnChoice =>
  value({ objectTypeId, propertyName, good: `${propertyName} {i}`, others: TEXTS })

const owner = (objectTypeId: string): ColumnChoice =>
  value({ objectTypeId, propertyName: 'hubspot_owner_id', good: 'yuki.tanaka@example.com', others: OWNERS })

const unknown = (objectTypeId: string): ColumnChoice =>
  value({ objectTypeId, propertyName: 'no_such_property', good: 'x', others: ['y'] })

const CONTACT: ColumnChoice[] = [
  value({
    objectTypeId: '0-1',
    propertyName: 'email',
    columnType: 'HUBSPOT_ALTERNATE_ID',
    good: 'ann{n}-{i}@example.com',
    others: EMAILS,
  }),
  value({ objectTypeId: '0-1', propertyName: 'email', good: 'ann{n}-{i}@example.com', others: EMAILS }),
  text('0-1', 'firstname'),
  text('0-1', 'lastname'),
  recordId('0-1'),
  recordId('0-1', 'STANDARD'),
  value({ objectTypeId: '0-1', propertyName: 'customer_number', good: 'C{n}-{i}', others: ['c{n}-0', 'C{n}-0', 'x'] }),
  value({
    objectTypeId: '0-1',
    propertyName: 'customer_number',
    columnType: 'HUBSPOT_ALTERNATE_ID',
    good: 'C{n}-{i}',
    others: ['c{n}-0', 'x'],
  }),
  value({
    objectTypeId: '0-1',
    propertyName: 'badge',
    good: '{n}0{i}',
    others: ['{n}00', '{n}00.0', '0{n}00', ...NUMBERS],
  }),
  value({
    objectTypeId: '0-1',
    propertyName: 'badge',
    columnType: 'HUBSPOT_ALTERNATE_ID',
    good: '{n}0{i}',
    others: ['{n}00', '0{n}00', ...NUMBERS],
  }),
  value({
    objectTypeId: '0-1',
    propertyName: 'firstname',
    columnType: 'HUBSPOT_ALTERNATE_ID',
    good: 'Ann',
    others: ['x'],
  }),
  value({ objectTypeId: '0-1', propertyName: 'work_email', good: 'w@example.com', others: EMAILS }),
  value({ objectTypeId: '0-1', propertyName: 'phone', good: '+49 30 1234', others: ['none', '-', 'ext', '5'] }),
  value({
    objectTypeId: '0-1',
    propertyName: 'portrait',
    good: '123',
    others: ['https://example.com/a.png', 'a.png', 'ftp://x'],
  }),
  value({
    objectTypeId: '0-1',
    propertyName: 'lifecyclestage',
    good: 'lead',
    others: ['Lead', 'LEAD', 'Customer', 'nonsense', 'lead;customer'],
  }),
  value({
    objectTypeId: '0-1',
    propertyName: 'interests',
    good: 'Webinars',
    others: [
      'webinars;events',
      'Webinars; Events',
      ';',
      'Webinars;Nope',
      ' ;Events;',
      'Webinars;\u00a0Events',
      'product_updates',
    ],
  }),
  value({
    objectTypeId: '0-1',
    propertyName: 'grade',
    good: 'g1',
    others: ['Gold', 'Silver', 'silver', 'Bronze', 'Bronze ', 'b3'],
  }),
  value({ objectTypeId: '0-1', propertyName: 'agreed', good: 'true', others: BOOLEANS }),
  value({ objectTypeId: '0-1', propertyName: 'joined_on', good: '2024-01-02', others: DATES }),
  value({ objectTypeId: '0-1', propertyName: 'closedate', good: '2024-01-02', others: DATES }),
  value({ objectTypeId: '0-1', propertyName: 'followercount', good: '12', others: NUMBERS }),
  value({ objectTypeId: '0-1', propertyName: 'createdate', good: '2024-01-02', others: DATES }),
  value({ objectTypeId: '0-1', propertyName: 'zip', good: '12345', others: ['1', '123456', 'D-123', '12 34', '007'] }),
  value({ objectTypeId: '0-1', propertyName: 'score', good: '5', others: NUMBERS }),
  value({
    objectTypeId: '0-1',
    propertyName: 'starts',
    good: '2024-01-02',
    others: [...DATES, '1/6/2024', '1999-12-31'],
  }),
  value({
    objectTypeId: '0-1',
    propertyName: 'website',
    good: 'https://www.acme.example/about?x=1',
    others: [
      'acme.example',
      'acme',
      'www.blocked.example',
      'https://notblocked.example',
      'a b.example',
      'ftp://x.example',
    ],
  }),
  value({
    objectTypeId: '0-1',
    propertyName: 'hs_all_assigned_business_unit_ids',
    good: 'Sandbox',
    others: ['1201', 'Second Brand;0', 'second brand', 'Third Brand', ';', '0;Nope'],
  }),
  owner('0-1'),
  unknown('0-1'),
]

const COMPANY: ColumnChoice[] = [
  value({
    objectTypeId: '0-2',
    propertyName: 'domain',
    columnType: 'HUBSPOT_ALTERNATE_ID',
    good: 'acme{n}-{i}.example',
    others: DOMAINS,
  }),
  value({ objectTypeId: '0-2', propertyName: 'domain', good: 'acme{n}-{i}.example', others: DOMAINS }),
  text('0-2', 'name'),
  recordId('0-2'),
  value({ objectTypeId: '0-2', propertyName: 'vat_id', good: 'V{n}-{i}', others: ['V{n}-0', 'x'] }),
  value({
    objectTypeId: '0-2',
    propertyName: 'vat_id',
    columnType: 'HUBSPOT_ALTERNATE_ID',
    good: 'V{n}-{i}',
    others: ['V{n}-0', 'x'],
  }),
  value({
    objectTypeId: '0-2',
    propertyName: 'sales_region',
    good: 'northern_europe',
    others: ['Northern Europe', 'northern europe', 'Mars'],
  }),
  value({ objectTypeId: '0-2', propertyName: 'numberofemployees', good: '12', others: NUMBERS }),
  value({ objectTypeId: '0-2', propertyName: 'is_public', good: 'true', others: BOOLEANS }),
  value({
    objectTypeId: '0-2',
    propertyName: 'city',
    good: 'New York',
    others: ['new York', 'NEW YORK', '1st', 'York city'],
  }),
  owner('0-2'),
  unknown('0-2'),
]

const DEAL: ColumnChoice[] = [
  text('0-3', 'dealname'),
  value({
    objectTypeId: '0-3',
    propertyName: 'dealstage',
    good: 'qualifiedtobuy',
    others: ['Qualified To Buy', 'won', 'closedwon', 'Nope'],
  }),
  value({ objectTypeId: '0-3', propertyName: 'pipeline', good: 'default', others: ['Sales Pipeline', 'Nope'] }),
  recordId('0-3'),
  value({
    objectTypeId: '0-3',
    propertyName: 'contract_number',
    columnType: 'HUBSPOT_ALTERNATE_ID',
    good: 'K{n}-{i}',
    others: ['K{n}-0', 'x'],
  }),
  value({ objectTypeId: '0-3', propertyName: 'contract_number', good: 'K{n}-{i}', others: ['K{n}-0', 'x'] }),
  value({ objectTypeId: '0-3', propertyName: 'amount', good: '10.50', others: NUMBERS }),
  value({ objectTypeId: '0-3', propertyName: 'closedate', good: '2024-01-02', others: DATES }),
  owner('0-3'),
]

const TICKET: ColumnChoice[] = [
  text('0-5', 'subject'),
  value({ objectTypeId: '0-5', propertyName: 'hs_pipeline_stage', good: '1', others: ['New', 'new', '9'] }),
  value({ objectTypeId: '0-5', propertyName: 'hs_pipeline', good: '0', others: ['Support Pipeline', 'Nope'] }),
  recordId('0-5'),
  value({
    objectTypeId: '0-5',
    propertyName: 'external_ticket_id',
    columnType: 'HUBSPOT_ALTERNATE_ID',
    good: 'T{n}-{i}',
    others: ['T{n}-0', 'x'],
  }),
  value({
    objectTypeId: '0-5',
    propertyName: 'hs_ticket_category',
    good: 'Product Issue',
    others: ['PRODUCT_ISSUE;Billing Issue', 'Nope'],
  }),
  value({ objectTypeId: '0-5', propertyName: 'hs_ticket_priority', good: 'LOW', others: ['Low', 'low'] }),
]

const PLAN = '2-1000001'
const CUSTOM: ColumnChoice[] = [
  value({
    objectTypeId: PLAN,
    propertyName: 'plan_code',
    columnType: 'HUBSPOT_ALTERNATE_ID',
    good: 'P{n}-{i}',
    others: ['P{n}-0', 'x'],
  }),
  text(PLAN, 'plan_name'),
  value({ objectTypeId: PLAN, propertyName: 'monthly_price', good: '9.99', others: NUMBERS }),
  value({ objectTypeId: PLAN, propertyName: 'starts_on', good: '2024-01-02', others: DATES }),
  value({ objectTypeId: PLAN, propertyName: 'tier', good: 'basic', others: ['Basic', 'BASIC'] }),
]

const NOTE: ColumnChoice[] = [
  value({ objectTypeId: '0-46', propertyName: 'hs_timestamp', good: '2024-01-02', others: DATES }),
  text('0-46', 'hs_note_body'),
]

const LINE_ITEM: ColumnChoice[] = [
  text('0-8', 'name'),
  value({ objectTypeId: '0-8', propertyName: 'quantity', good: '2', others: NUMBERS }),
  value({
    objectTypeId: '0-8',
    propertyName: 'hs_recurring_billing_period',
    good: 'P12M',
    others: ['12', 'p1y', 'P', '0', 'P1201M', 'a year', 'P1.5Y', '1000000'],
  }),
]

export const COLUMNS: ReadonlyMap<string, readonly ColumnChoice[]> = new Map([
  ['0-1', CONTACT],
  ['0-2', COMPANY],
  ['0-3', DEAL],
  ['0-5', TICKET],
  [PLAN, CUSTOM],
  ['0-46', NOTE],
  ['0-8', LINE_ITEM],
])

const ids = (objectTypeId: string): string[] => [...RECORD_IDS, `{${objectTypeId}}`, `{${objectTypeId}};abc`]
const type = (associationTypeId: number) => ({ associationTypeId, associationCategory: 'HUBSPOT_DEFINED' as const })

/** Columns that associate the records of a row; those of an object that the file does not hold are a fault of their own. */
export const LINKS: readonly ColumnChoice[] = [
  {
    planned: { objectTypeId: '0-1', columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-2' },
    good: 'Buyer',
    others: ['buyer', 'Buys through', 'Buyer; Primary', 'Buyer;Nope', ';', 'Nope', ' Buyer ;', 'Buyer;\u00a0Primary'],
  },
  {
    planned: { objectTypeId: '0-1', columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-1' },
    good: 'Mentor',
    others: ['Mentee', 'Nope'],
  },
  {
    planned: { objectTypeId: '0-3', columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-2' },
    good: 'Reseller',
    others: ['Resold deal', 'Primary', 'Nope'],
  },
  {
    planned: { objectTypeId: '0-1', columnType: 'ASSOCIATION_KEYS' },
    good: 'ann{n}-0@example.com',
    others: [...EMAILS, ...ids('0-1')],
  },
  {
    planned: { objectTypeId: '0-2', columnType: 'ASSOCIATION_KEYS' },
    good: 'acme{n}-0.example',
    others: [...DOMAINS, ...ids('0-2')],
  },
  { planned: { objectTypeId: '0-3', columnType: 'ASSOCIATION_KEYS' }, good: '{0-3}', others: ids('0-3') },
  {
    planned: {
      objectTypeId: '0-1',
      columnType: 'HUBSPOT_OBJECT_ID',
      toColumnObjectTypeId: '0-2',
      foreignKeyType: type(279),
    },
    good: '{0-2}',
    others: ids('0-2'),
  },
  {
    planned: {
      objectTypeId: '0-3',
      columnType: 'HUBSPOT_OBJECT_ID',
      toColumnObjectTypeId: '0-1',
      foreignKeyType: type(4),
    },
    good: '{0-1}',
    others: ids('0-1'),
  },
  {
    planned: {
      objectTypeId: '0-1',
      columnType: 'HUBSPOT_ALTERNATE_ID',
      toColumnObjectTypeId: '0-2',
      foreignKeyType: type(279),
    },
    good: 'acme{n}-0.example',
    others: DOMAINS,
  },
  {
    planned: {
      objectTypeId: '0-3',
      columnType: 'HUBSPOT_ALTERNATE_ID',
      toColumnObjectTypeId: '0-1',
      foreignKeyType: type(3),
    },
    good: 'ann{n}-0@example.com',
    others: EMAILS,
  },
  {
    planned: {
      objectTypeId: '0-46',
      columnType: 'HUBSPOT_OBJECT_ID',
      toColumnObjectTypeId: '0-1',
      foreignKeyType: type(202),
    },
    good: '{0-1}',
    others: ids('0-1'),
  },
  {
    planned: { objectTypeId: '0-54', columnType: 'EVENT_TIMESTAMP', marketingEventSubmissionType: 'JOINED' },
    good: '2024-05-01 10:00',
    others: DATES,
  },
  {
    planned: { objectTypeId: '0-1', columnType: 'ASSOCIATION_KEYS', toColumnObjectTypeId: '0-2' },
    good: 'x',
    others: ['y'],
  },
  { planned: { objectTypeId: '0-1', columnType: 'FLEXIBLE_ASSOCIATION_LABEL' }, good: 'Buyer', others: ['Nope'] },
  { planned: { objectTypeId: '0-1', columnType: 'STANDARD' }, good: 'x', others: ['y'] },
  {
    planned: { objectTypeId: '0-1', columnType: 'HUBSPOT_OBJECT_ID', propertyName: 'firstname' },
    good: 'x',
    others: ['y'],
  },
  {
    planned: {
      objectTypeId: '0-8',
      columnType: 'HUBSPOT_OBJECT_ID',
      toColumnObjectTypeId: '0-123',
      foreignKeyType: type(514),
    },
    good: '{0-123}',
    others: ids('0-123'),
  },
  { planned: { objectTypeId: '2-77', columnType: 'STANDARD', propertyName: 'name' }, good: 'x', others: ['y'] },
]
