import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Property } from '../../src/hubspot/property.ts'
import { builtInSchema } from '../../src/mapping/built-in-schema.ts'
import type { ColumnProposal, Schema } from '../../src/mapping/proposal.ts'
import { proposeMapping } from '../../src/mapping/propose.ts'
import { tableOf } from './table-of.ts'

type Cases = Record<string, { file?: string; columns: readonly (readonly [string, string, string | null])[] }>

/** Header, values separated by ";", right answer (object and property) or null. */
const FILES: Cases = {
  'English contacts': {
    columns: [
      ['First Name', 'Ann;Bob', '0-1 firstname'],
      ['Surname', 'Hill;Reed', '0-1 lastname'],
      ['E-mail Address', 'ann@hill.com;bob@reed.org', '0-1 email'],
      ['Cell', '+1 415 555 0100;+1 415 555 0101', '0-1 mobilephone'],
      ['Employer', 'Acme Inc;Globex LLC', '0-1 company'],
      ['Email Opt Out', 'yes;no', null],
      ['Created At', '2024-01-02;2024-02-03', null],
      ['Customer ID', 'A-17;A-18', null],
    ],
  },
  'German contacts': {
    columns: [
      ['Anrede', 'Herr;Frau', '0-1 salutation'],
      ['Name', 'Berger;Vogt', '0-1 lastname'],
      ['Vorname', 'Jürgen;Ute', '0-1 firstname'],
      ['Straße/Nr.', 'Lindenweg 5;Am Markt 3', '0-1 address'],
      ['PLZ', '50667;80331', '0-1 zip'],
      ['Ort', 'Köln;München', '0-1 city'],
      ['Tel. geschäftlich', '0221 123456;089 654321', '0-1 phone'],
      ['Mobilnummer', '0171 1234567;0172 7654321', '0-1 mobilephone'],
      ['Geburtsdatum', '15.04.1978;31.12.1980', '0-1 date_of_birth'],
      ['USt-IdNr.', 'DE123456789;DE987654321', null],
    ],
  },
  'French contacts': {
    columns: [
      ['Civilité', 'M.;Mme', '0-1 salutation'],
      ['Nom', 'Moreau;Petit', '0-1 lastname'],
      ['Prénom', 'Luc;Anne', '0-1 firstname'],
      ['Courriel', 'luc@moreau.fr;anne@petit.fr', '0-1 email'],
      ['Tél. portable', '06 12 34 56 78;06 98 76 54 32', '0-1 mobilephone'],
      ['Société', 'Dupont SARL;Durand SAS', '0-1 company'],
      ["Date d'inscription", '01/02/2024;15/03/2024', null],
    ],
  },
  'Spanish contacts': {
    columns: [
      ['Nombre', 'Ana;Luis', '0-1 firstname'],
      ['Apellidos', 'García;Pérez', '0-1 lastname'],
      ['Correo electrónico', 'ana@garcia.es;luis@perez.es', '0-1 email'],
      ['Código postal', '28001;08002', '0-1 zip'],
      ['Provincia', 'Madrid;Barcelona', '0-1 state'],
    ],
  },
  'Portuguese contacts': {
    columns: [
      ['Nome', 'Bruno;Marta', '0-1 firstname'],
      ['Sobrenome', 'Silva;Costa', '0-1 lastname'],
      ['Celular', '+55 11 91234-5678;+55 21 99876-5432', '0-1 mobilephone'],
      ['CEP', '01310-100;20040-002', '0-1 zip'],
      ['CPF', '123.456.789-09;987.654.321-00', null],
    ],
  },
  'Italian contacts': {
    columns: [
      ['Nome', 'Luca;Sara', '0-1 firstname'],
      ['Cognome', 'Rossi;Bianchi', '0-1 lastname'],
      ['Cellulare', '333 1234567;347 7654321', '0-1 mobilephone'],
      ['CAP', '20121;00184', '0-1 zip'],
      ['Partita IVA', '01234567890;09876543210', null],
    ],
  },
  'Dutch contacts': {
    columns: [
      ['Voornaam', 'Jan;Els', '0-1 firstname'],
      ['Tussenvoegsel', 'van;de', null],
      ['Achternaam', 'Dijk;Boer', '0-1 lastname'],
      ['E-mailadres', 'jan@dijk.nl;els@boer.nl', '0-1 email'],
      ['Woonplaats', 'Utrecht;Leiden', '0-1 city'],
    ],
  },
  'Japanese contacts': {
    columns: [
      ['姓', '佐藤;鈴木', '0-1 lastname'],
      ['名', '太郎;花子', '0-1 firstname'],
      ['メールアドレス', 'taro@sato.jp;hanako@suzuki.jp', '0-1 email'],
      ['携帯電話番号', '090-1234-5678;080-8765-4321', '0-1 mobilephone'],
      ['ふりがな', 'さとう;すずき', null],
      ['郵便番号', '100-0001;530-0001', '0-1 zip'],
    ],
  },
  'Swedish contacts': {
    columns: [
      ['Förnamn', 'Erik;Karin', '0-1 firstname'],
      ['Efternamn', 'Lund;Berg', '0-1 lastname'],
      ['E-post', 'erik@lund.se;karin@berg.se', '0-1 email'],
      ['Ort', 'Malmö;Lund', '0-1 city'],
    ],
  },
  'Polish contacts': {
    columns: [
      ['Imię', 'Piotr;Anna', '0-1 firstname'],
      ['Nazwisko', 'Nowak;Kowalska', '0-1 lastname'],
      ['Telefon komórkowy', '+48 601 234 567;+48 602 345 678', '0-1 mobilephone'],
      ['NIP', '1234567890;2345678901', null],
    ],
  },
  companies: {
    file: 'accounts.csv',
    columns: [
      ['Account Name', 'Acme Inc;Globex LLC', '0-2 name'],
      ['BillingCity', 'Austin;Boston', '0-2 city'],
      ['ShippingCity', 'Austin;Boston', null],
      ['NumberOfEmployees', '120;4500', '0-2 numberofemployees'],
      ['Industry', 'Retail;Banking', '0-2 industry'],
      ['Website', 'https://acme.com;https://globex.com', '0-2 website'],
    ],
  },
  deals: {
    columns: [
      ['Deal - Title', 'Acme renewal;Globex pilot', '0-3 dealname'],
      ['Deal - Value', '1200.50;800', '0-3 amount'],
      ['Deal - Stage', 'Proposal;Won', '0-3 dealstage'],
      ['Deal - Expected close date', '2026-03-31;2026-04-30', '0-3 closedate'],
      ['Deal - Organization', 'Acme Inc;Globex LLC', '0-2 name'],
      ['Deal - Owner', 'Ann Hill;Bob Reed', '0-3 hubspot_owner_id'],
    ],
  },
  tickets: {
    columns: [
      ['Ticket ID', '1;2', null],
      ['Subject', 'Printer is broken;Cannot log in', '0-5 subject'],
      ['Status', 'Open;Closed', '0-5 hs_pipeline_stage'],
      ['Priority', 'High;Low', '0-5 hs_ticket_priority'],
      ['Requester email', 'ann@hill.com;bob@reed.org', '0-1 email'],
      ['Description', 'It does not print any more since Monday.;The password is refused.', '0-5 content'],
    ],
  },
  products: {
    columns: [
      ['SKU', 'AB-1;AB-2', '0-7 hs_sku'],
      ['Product name', 'Blue mug;Red shirt', '0-7 name'],
      ['Unit price', '9.90;19.90', '0-7 price'],
      ['Cost per item', '3.10;8.20', '0-7 hs_cost_of_goods_sold'],
      ['Units in stock', '12;40', null],
    ],
  },
  orders: {
    columns: [
      ['Order number', '1001;1002', '0-3 dealname'],
      ['Email', 'ann@hill.com;bob@reed.org', '0-1 email'],
      ['Payment method', 'Card;PayPal', null],
      ['Shipping city', 'Austin;Boston', null],
      ['Billing city', 'Austin;Boston', '0-1 city'],
      ['Lineitem quantity', '1;2', '0-8 quantity'],
      ['Lineitem name', 'Blue mug;Red shirt', '0-8 name'],
      ['Lineitem price', '9.90;19.90', '0-8 price'],
    ],
  },
  'Google contacts': {
    columns: [
      ['Given Name', 'Ann;Bob', '0-1 firstname'],
      ['Family Name', 'Hill;Reed', '0-1 lastname'],
      ['E-mail 1 - Type', 'Work;Home', null],
      ['E-mail 1 - Value', 'ann@hill.com;bob@reed.org', '0-1 email'],
      ['Phone 1 - Value', '+1 415 555 0100;+1 415 555 0101', '0-1 phone'],
      ['Organization 1 - Name', 'Acme Inc;Globex LLC', '0-1 company'],
      ['Organization 1 - Title', 'CEO;Sales Manager', '0-1 jobtitle'],
    ],
  },
}

describe('proposeMapping()', () => {
  for (const [name, { columns, file }] of Object.entries(FILES)) {
    test(`finds the property of every column of ${name}`, () => {
      const found = propose(columns, file).map(({ columnName, target }) => [columnName, shown(target)])
      expect(found).toEqual(columns.map(([header, , wanted]) => [header, wanted]))
    })
  }

  test('reads a file without a header from its values', () => {
    const rows = [
      ['1', 'Hans', 'Verkerk', 'hans@verkerk.nl', '+31 20 123 4567'],
      ['2', 'Marie', 'Brandsma', 'marie@brandsma.nl', '+31 10 765 4321'],
      ['3', 'Peter', 'Hofstede', 'p.hofstede@kpn.nl', '+31 30 222 3344'],
    ]
    const [found] = proposeMapping({ tables: [tableOf([], rows)], schema: builtInSchema() }).files
    expect(found?.columns.map(({ target }) => shown(target))).toEqual([
      null,
      '0-1 firstname',
      '0-1 lastname',
      '0-1 email',
      '0-1 phone',
    ])
  })

  test('marks the e-mail address and the domain as identifiers, and asks nothing needless', () => {
    const proposal = proposeMapping({
      tables: [tableOf(['Email', 'Company Name', 'Company Domain Name'], [['a@acme.com', 'Acme Inc', 'acme.com']])],
      schema: builtInSchema(),
    })
    expect(proposal.files[0]?.columns.map(({ target }) => target?.columnType)).toEqual([
      'HUBSPOT_ALTERNATE_ID',
      'STANDARD',
      'HUBSPOT_ALTERNATE_ID',
    ])
    expect(proposal.importOperations).toEqual({ '0-1': 'UPSERT', '0-2': 'UPSERT' })
    expect(proposal.questions).toEqual([])
  })

  test('gives a property to one column only, the plainer one', () => {
    const columns = propose([
      ['Home Street', 'Lane 1;Lane 2', null],
      ['Business Street', 'Road 1;Road 2', '0-1 address'],
      ['Other Street', 'Way 1;Way 2', null],
      ['Last Name', 'Hill;Reed', '0-1 lastname'],
    ])
    expect(columns.map(({ target }) => shown(target))).toEqual([null, '0-1 address', null, '0-1 lastname'])
    expect(columns[0]?.reason).toContain('Business Street')
  })

  test('keeps the objects that the person named', () => {
    const table = tableOf(['Name', 'Phone', 'City'], [['Acme', '+1 415 555 0100', 'Austin']])
    const find = (objectTypeIds: string[]): (string | null)[] | undefined =>
      proposeMapping({ tables: [table], schema: builtInSchema(), objectTypeIds }).files[0]?.columns.map(({ target }) =>
        shown(target),
      )
    expect(find(['0-2'])).toEqual(['0-2 name', '0-2 phone', '0-2 city'])
    expect(find(['0-1'])?.every((target) => target === null || target.startsWith('0-1 '))).toBe(true)
  })

  test('lets a custom property win by its label, its name and its options', () => {
    const schema = withProperties('0-1', [
      custom('lieblingsfarbe', 'Favourite colour'),
      {
        ...custom('vertrag', 'Contract kind'),
        type: 'enumeration',
        fieldType: 'select',
        options: options('Basic', 'Gold', 'Silver'),
      },
      {
        ...custom('account_state', 'Status'),
        type: 'enumeration',
        fieldType: 'select',
        options: options('Live', 'Gone'),
      },
    ])
    const columns = propose(
      [
        ['Email', 'a@acme.com;b@globex.com;c@initech.com', null],
        ['lieblingsfarbe', 'red;blue;green', null],
        ['Tarif', 'Gold;Basic;Silver', null],
        ['Status', 'Live;Gone;Live', null],
      ],
      'contacts.csv',
      schema,
    )
    expect(columns.map(({ target }) => shown(target))).toEqual([
      '0-1 email',
      '0-1 lieblingsfarbe',
      '0-1 vertrag',
      '0-1 account_state',
    ])
  })

  test('maps a file of a custom object to its properties', () => {
    const base = withProperties('2-77', [
      custom('name', 'Name'),
      custom('plate', 'Number plate'),
      custom('colour', 'Colour'),
    ])
    const car = {
      ...builtInSchema().objectTypes[0],
      objectTypeId: '2-77',
      singular: 'Car',
      plural: 'Cars',
      aliases: [],
    }
    const schema: Schema = {
      ...base,
      objectTypes: [
        ...base.objectTypes,
        {
          ...car,
          primaryDisplayProperty: [],
          uniqueIdentifierProperties: [],
          requiredToCreate: [],
          canCreate: true,
          canUpdate: true,
        },
      ],
    }
    const columns = propose(
      [
        ['Name', 'Beetle;Polo', null],
        ['Number plate', 'K-AB 1;K-AB 2', null],
        ['Car colour', 'red;blue', null],
      ],
      'cars.csv',
      schema,
    )
    expect(columns.map(({ target }) => shown(target))).toEqual(['2-77 name', '2-77 plate', '2-77 colour'])
  })

  test('holds its promises for any headers and cells', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 40, unit: 'grapheme' }),
      fc.constantFrom(
        '__proto__',
        'constructor',
        'Email',
        'E-Mail',
        'Name',
        '',
        ' ',
        '名前',
        '\u202e',
        '=1+1',
        'a@b.co',
        '2024-01-02',
      ),
    )
    const tables = fc
      .tuple(
        fc.array(text, { minLength: 1, maxLength: 8 }),
        fc.array(fc.array(text, { maxLength: 9 }), { maxLength: 6 }),
      )
      .map(([headers, rows]) => tableOf(headers, rows))
    fc.assert(
      fc.property(tables, (table) => {
        const proposal = proposeMapping({ tables: [table], schema: builtInSchema() })
        expect(proposal).toEqual(proposeMapping({ tables: [table], schema: builtInSchema() }))
        const columns = proposal.files[0]?.columns ?? []
        expect(columns.map(({ index, columnName }) => ({ index, columnName }))).toEqual(table.columns)
        const targets = columns.flatMap(({ target }) => (target?.propertyName == null ? [] : [shown(target)]))
        expect(new Set(targets).size).toBe(targets.length)
        for (const { confidence, alternatives, examples, reason } of columns) {
          expect(confidence).toBeGreaterThanOrEqual(0)
          expect(confidence).toBeLessThanOrEqual(1)
          expect(alternatives.length).toBeLessThanOrEqual(3)
          expect(examples.length).toBeLessThanOrEqual(3)
          expect(reason).not.toBe('')
        }
      }),
      { numRuns: 150, seed: 7 },
    )
  })
})

function propose(
  columns: readonly (readonly [string, string, string | null])[],
  fileName = 'data.csv',
  schema = builtInSchema(),
): ColumnProposal[] {
  const values = columns.map(([, text]) => text.split(';'))
  const rows = (values[0] ?? []).map((_, row) => values.map((column) => column[row] ?? ''))
  const table = tableOf(
    columns.map(([header]) => header),
    rows,
    fileName,
  )
  return proposeMapping({ tables: [table], schema }).files[0]?.columns ?? []
}

const shown = (target: ColumnProposal['target']): string | null =>
  target === null ? null : `${target.objectTypeId} ${target.propertyName}`

const custom = (name: string, label: string): Property => ({
  name,
  label,
  type: 'string',
  fieldType: 'text',
  options: [],
})

const options = (...labels: string[]): Property['options'] =>
  labels.map((label) => ({ label, value: label.toLowerCase() }))

function withProperties(objectTypeId: string, more: readonly Property[]): Schema {
  const { objectTypes, properties } = builtInSchema()
  return {
    objectTypes,
    properties: new Map([...properties, [objectTypeId, [...(properties.get(objectTypeId) ?? []), ...more]]]),
  }
}
