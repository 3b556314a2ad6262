import { describe, expect, test } from 'vitest'
import { builtInSchema } from '../../../src/mapping/built-in-schema.ts'
import type { ColumnProposal, Proposal, Schema } from '../../../src/mapping/proposal.ts'
import { proposeMapping } from '../../../src/mapping/propose.ts'
import { tableOf } from '../table-of.ts'

type Columns = Readonly<Record<string, readonly string[]>>

const CONTACTS: Columns = {
  'Record ID': ['101', '102', '103'],
  'First Name': ['Ann', 'Bob', 'Cat'],
  'Last Name': ['Hill', 'Reed', 'Lee'],
  Email: ['ann@acme.com', 'bob@globex.com', 'cat@initech.com'],
  'Contact owner': ['Dana Ortiz', 'Dana Ortiz', ''],
  'Marketing contact status': ['Marketing contact', 'Non-marketing contact', 'Non-marketing contact'],
  'Create Date': ['2024-03-12 09:14', '2024-03-13 09:14', '2024-03-14 09:14'],
  'Last Activity Date': ['2024-05-01 11:00', '', ''],
  'Number of Associated Deals': ['1', '2', '0'],
  'Associated Company': ['Acme Inc', 'Globex LLC', 'Initech'],
  'Associated Company IDs': ['7001', '7002', '7003'],
  'Associated Deal': ['Fleet 2024', 'Vans;Trucks', ''],
  'Associated Deal IDs': ['9001', '9002;9003', ''],
  'Associated Note': ['Called her about the offer', 'Met at the fair', ''],
  'Associated Note IDs': ['55001', '55002;55003', ''],
}

const COMPANIES: Columns = {
  'Record ID': ['7001', '7002'],
  'Company name': ['Acme Inc', 'Globex LLC'],
  'Company Domain Name': ['acme.com', 'globex.com'],
  'Create Date': ['2024-03-12 09:14', '2024-03-13 09:14'],
  'Number of Associated Contacts': ['2', '1'],
  'Contact with Primary Company': ['Ann Hill (ann@acme.com)', 'Bob Reed (bob@globex.com);Cat Lee (cat@globex.com)'],
  'Contact with Primary Company IDs': ['101', '102;103'],
  'Parent Company': ['', 'Acme Inc'],
  'Parent Company IDs': ['', '7001'],
}

const DEALS: Columns = {
  'Record ID': ['9001', '9002'],
  'Deal Name': ['Fleet 2024', 'Vans'],
  'Deal Stage': ['Closed Won', 'Appointment Scheduled'],
  'Create Date': ['2024-01-01 10:00', '2024-01-02 10:00'],
  'Is Closed Won': ['true', 'false'],
  'Associated Company (Primary)': ['Acme Inc', 'Globex LLC'],
  'Associated Company IDs (Primary)': ['7001', '7002'],
  'Associated Line item': ['Van', 'Truck'],
  'Associated Line item IDs': ['301', '302'],
}

describe('markExportedLinks()', () => {
  test('leaves a re-import of contacts to the contacts: no company, deal or note comes out of their names', () => {
    const proposal = propose(CONTACTS)
    expect(Object.keys(proposal.importOperations)).toEqual(['0-1'])
    expect(targetsOf(proposal)).toEqual({
      'Record ID': '0-1 hs_object_id HUBSPOT_OBJECT_ID',
      'First Name': '0-1 firstname STANDARD',
      'Last Name': '0-1 lastname STANDARD',
      Email: '0-1 email HUBSPOT_ALTERNATE_ID',
      'Contact owner': '0-1 hubspot_owner_id STANDARD',
      'Associated Company IDs': '0-1 → 0-2 HUBSPOT_OBJECT_ID',
    })
  })

  test('says of every column that stays out why, and asks about none', () => {
    const proposal = propose(CONTACTS)
    expect(reasonOf(proposal, 'Associated Company')).toContain('names of associated records, as HubSpot exports them')
    expect(reasonOf(proposal, 'Associated Note')).toContain('names of associated records, as HubSpot exports them')
    expect(reasonOf(proposal, 'Associated Note IDs')).toContain('ids of associated records, as HubSpot exports them')
    expect(reasonOf(proposal, 'Associated Deal IDs')).toContain('several record ids in one cell')
    expect(reasonOf(proposal, 'Number of Associated Deals')).toBe(
      'HubSpot sets Number of Associated Deals itself; an import cannot write it',
    )
    expect(reasonOf(proposal, 'Create Date')).toContain('HubSpot sets Create Date itself')
    expect(reasonOf(proposal, 'Marketing contact status')).toContain('marketableContactImport')
    expect(proposal.questions).toEqual([])
  })

  test('takes the columns of a labelled association for no values of the company', () => {
    const proposal = propose(COMPANIES)
    expect(targetsOf(proposal)).toEqual({
      'Record ID': '0-2 hs_object_id HUBSPOT_OBJECT_ID',
      'Company name': '0-2 name STANDARD',
      'Company Domain Name': '0-2 domain HUBSPOT_ALTERNATE_ID',
    })
    expect(reasonOf(proposal, 'Parent Company')).toContain('names of associated records')
    expect(reasonOf(proposal, 'Parent Company IDs')).toContain('ids of associated records')
    expect(proposal.questions).toEqual([])
  })

  test('makes no second company of the primary one of a deal, and associates it by its id', () => {
    const proposal = propose(DEALS)
    expect(targetsOf(proposal)).toEqual({
      'Record ID': '0-3 hs_object_id HUBSPOT_OBJECT_ID',
      'Deal Name': '0-3 dealname STANDARD',
      'Deal Stage': '0-3 dealstage STANDARD',
      'Create Date': '0-3 createdate STANDARD',
      'Associated Company IDs (Primary)': '0-3 → 0-2 HUBSPOT_OBJECT_ID',
    })
    expect(reasonOf(proposal, 'Associated Line item IDs')).toContain('ids of associated records')
    expect(proposal.questions).toEqual([])
  })

  test('knows the English columns in an export in another language', () => {
    const proposal = propose({
      'ID de registro': ['101', '102'],
      Nombre: ['Ana', 'Berta'],
      Apellidos: ['Gil', 'Ruiz'],
      Correo: ['ana@acme.es', 'berta@globex.es'],
      'Associated Company (Primary)': ['Acme SL', 'Globex SA'],
      'Associated Company IDs (Primary)': ['7001', '7002'],
    })
    expect(reasonOf(proposal, 'Associated Company (Primary)')).toContain('names of associated records')
    expect(targetsOf(proposal)['Associated Company IDs (Primary)']).toBe('0-1 → 0-2 HUBSPOT_OBJECT_ID')
    expect(Object.keys(proposal.importOperations)).toEqual(['0-1'])
  })

  test('fills a property of the account that is called like such a column', () => {
    const own = { name: 'partner', label: 'Associated Company', type: 'string', fieldType: 'text', options: [] }
    const { properties, objectTypes } = builtInSchema()
    const schema = { objectTypes, properties: new Map(properties).set('0-1', [...(properties.get('0-1') ?? []), own]) }
    expect(targetsOf(propose(CONTACTS, schema))['Associated Company']).toBe('0-1 partner STANDARD')
  })

  test('asks about an associated company where nothing says that HubSpot wrote the file', () => {
    const { 'Record ID': _, 'Associated Company IDs': __, ...rest } = CONTACTS
    const columns = Object.fromEntries(Object.entries(rest).filter(([header]) => !header.endsWith(' IDs')))
    const proposal = propose(columns)
    const column = columnOf(proposal, 'Associated Company')
    expect(column?.target?.propertyName).toBe('company')
    expect(column?.confidence).toBeLessThanOrEqual(0.6)
    expect(proposal.questions).toContain(
      'Is "Associated Company" (for example "Acme Inc") the Company Name of contacts?',
    )
  })
})

function propose(columns: Columns, schema: Schema = builtInSchema()): Proposal {
  const values = Object.values(columns)
  const rows = (values[0] ?? []).map((_, row) => values.map((column) => column[row] ?? ''))
  return proposeMapping({ tables: [tableOf(Object.keys(columns), rows)], schema })
}

const columnOf = ({ files }: Proposal, header: string): ColumnProposal | undefined =>
  files[0]?.columns.find(({ columnName }) => columnName === header)

const reasonOf = (proposal: Proposal, header: string): string | undefined => columnOf(proposal, header)?.reason

function targetsOf({ files }: Proposal): Record<string, string> {
  const mapped = (files[0]?.columns ?? []).flatMap(({ columnName, target }) => {
    if (target === null) return []
    const to = target.propertyName ?? `→ ${target.toColumnObjectTypeId}`
    return [[columnName, `${target.objectTypeId} ${to} ${target.columnType}`]]
  })
  return Object.fromEntries(mapped)
}
