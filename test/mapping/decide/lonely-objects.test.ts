import { describe, expect, test } from 'vitest'
import { builtInSchema } from '../../../src/mapping/built-in-schema.ts'
import { proposeMapping } from '../../../src/mapping/propose.ts'
import { tableOf } from '../table-of.ts'

function propose(header: string[], rows: string[][], objectTypeIds: string[] = []) {
  return proposeMapping({ tables: [tableOf(header, rows)], schema: builtInSchema(), objectTypeIds })
}

const objectsOf = ({ files }: ReturnType<typeof propose>) =>
  new Set(files.flatMap(({ columns }) => columns.flatMap(({ target }) => target?.objectTypeId ?? [])))

const PEOPLE = ['First Name', 'Last Name', 'Email']
const ANN = ['Ann', 'Lee', 'ann@lee.example']
const BOB = ['Bob', 'Ray', 'bob@ray.example']

describe('one column of another object', () => {
  test.each([
    ['Ticket Name', ['Early Bird', 'VIP'], '0-5'],
    ['Deal Name', ['Spring 2026', 'Autumn 2026'], '0-3'],
    ['Product Name', ['Basic', 'Pro'], '0-7'],
    ['Call Duration', ['55', '138'], '0-48'],
  ])('%s in a list of people makes no record of its own, and is the first choice if it should', (name, cells, id) => {
    const rows = [ANN, BOB].map((row, at) => [...row, cells[at] ?? ''])
    const proposal = propose([...PEOPLE, name], rows)
    expect(objectsOf(proposal)).toEqual(new Set(['0-1']))
    expect(proposal.files[0]?.columns[3]?.alternatives[0]?.objectTypeId).toBe(id)
    expect(proposal.questions.join()).toContain(`"${name}" has no match`)
  })

  test('is left out with the reason, however well its header fits', () => {
    const header = [...PEOPLE, 'Order Number', 'Ticket Number', 'Ticket Name']
    const proposal = propose(header, [
      [...ANN, '100', 'T-1', 'Early Bird'],
      [...BOB, '101', 'T-2', 'VIP'],
    ])
    expect(proposal.files[0]?.columns[5]).toMatchObject({
      target: null,
      reason: 'the rows are people, and one column makes no tickets; it needs a property of its own',
      alternatives: [{ objectTypeId: '0-5', propertyName: 'subject' }],
    })
  })

  test('makes records where the file says more of them', () => {
    const header = [...PEOPLE, 'Deal Name', 'Deal Stage', 'Deal Amount']
    const proposal = propose(header, [
      [...ANN, 'Spring 2026', 'Qualified To Buy', '120'],
      [...BOB, 'Autumn 2026', 'Closed Won', '80'],
    ])
    expect(objectsOf(proposal)).toEqual(new Set(['0-1', '0-3']))
  })

  test('makes records where a person said so', () => {
    const proposal = propose([...PEOPLE, 'Ticket Name'], [[...ANN, 'VIP']], ['0-1', '0-5'])
    expect(objectsOf(proposal)).toEqual(new Set(['0-1', '0-5']))
  })
})

test('a column of a call beside companies makes no calls, and is told as what it is', () => {
  const proposal = propose(
    ['Company Name', 'Company Domain', 'Industry', 'Employees', 'Call Outcome'],
    [
      ['Acme Inc', 'acme.com', 'Steel', '12', 'Connected'],
      ['Globex LLC', 'globex.com', 'Trade', '30', 'No answer'],
    ],
  )
  expect(objectsOf(proposal)).toEqual(new Set(['0-2']))
  expect(proposal.files[0]?.columns[4]?.reason).toContain('the rows are companies, and one column makes no calls')
})

test('a fax number beside companies makes no contact of whom nothing else is known', () => {
  const header = ['Company Name', 'Company Domain', 'Industry', 'Employees', 'Mobile', 'Fax']
  const firms = [
    ['Acme Inc', 'acme.com', 'Steel', '12', '+1 415 555 0100', '+1 415 555 0101'],
    ['Globex LLC', 'globex.com', 'Trade', '30', '+1 415 555 0102', '+1 415 555 0103'],
  ]
  const alone = propose(header, firms)
  expect(objectsOf(alone)).toEqual(new Set(['0-2']))
  expect(alone.files[0]?.columns[5]?.reason).toContain('no column says who the contact is')
  const names = [
    ['Ann', 'Lee'],
    ['Bob', 'Ray'],
  ]
  const named = propose(
    [...header, 'First Name', 'Last Name'],
    firms.map((firm, at) => [...firm, ...(names[at] ?? [])]),
  )
  expect(objectsOf(named)).toContain('0-1')
})

describe('an e-mail column in a list of companies', () => {
  const header = ['Kundennr', 'Firmenname', 'Straße', 'PLZ', 'Ort', 'Telefon', 'E-Mail']
  const firm = (name: string, email: string) => ['1', name, 'Hauptstr. 1', '80331', 'München', '089 123456', email]

  test('makes no contacts of mailboxes such as info@', () => {
    const proposal = propose(header, [
      firm('Müller GmbH', 'info@mueller.example'),
      firm('Weber AG', 'Office@weber.example'),
    ])
    expect(objectsOf(proposal)).toEqual(new Set(['0-2']))
    expect(proposal.files[0]?.columns[6]?.reason).toContain('addresses of the companies themselves')
  })

  test('makes contacts of the addresses of people', () => {
    const rows = [firm('Müller GmbH', 'ann.lee@mueller.example'), firm('Weber AG', 'info@weber.example')]
    expect(objectsOf(propose(header, rows))).toContain('0-1')
  })
})

test('what HubSpot fills itself is left out under its German label too, and not asked about', () => {
  const header = ['Vorname', 'Nachname', 'E-Mail', 'Datum der letzten Änderung', 'Letzte Kontaktaufnahme']
  const more = ['Anzahl der Seitenaufrufe', 'Anzahl der zugehörigen Deals', 'Datum der ersten Konversion']
  const proposal = propose([...header, ...more], [[...ANN, '01.03.2024', '02.02.2024', '5', '2', '01.02.2020']])
  const left = proposal.files[0]?.columns.slice(3) ?? []
  expect(left.map(({ target, reason }) => [target, reason.startsWith('HubSpot ')])).toEqual(
    left.map(() => [null, true]),
  )
  expect(proposal.questions).toEqual([])
})

test('the last order is told as what it is', () => {
  const proposal = propose(['Vorname', 'E-Mail', 'Letzte Bestellung'], [['Ann', 'ann@lee.example', '12.03.2026']])
  expect(proposal.files[0]?.columns[2]?.reason).toBe(
    'a purchase or gift, which HubSpot does not count; it needs a property of its own',
  )
})
