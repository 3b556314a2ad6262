import { textRow, xlsx } from '../../table/build-xlsx.ts'
import { offeredRepairs, startAndFollow } from '../steps.ts'
import type { Task } from '../task.ts'
import { mustBe, numberOf, storedValue } from './end-state.ts'

const GERMAN = [
  'Vorname;Nachname;E-Mail;Firma;Domain;Jahresumsatz;Straße',
  'Jörg;Müller;joerg@weiß-bau.example;Weiß Bau;weiss-bau.example;1.234.567,50;Hauptstraße 3',
  'Ümit;Kaya;uemit@kaya.example;Kaya;kaya.example;890.000,25;Königsweg 7',
].join('\r\n')

export const MAPPING_TASKS: readonly Task[] = [
  {
    name: 'a German file',
    isAlways: true,
    words: () => 'Import kunden.csv and repair what can be repaired.',
    files: { 'kunden.csv': Buffer.from(GERMAN, 'latin1') },
    calls: 6,
    tokens: 1_600,
    async run(agent, { sandbox }) {
      const proposed = await agent.call('propose_mapping', { file: 'kunden.csv' })
      const checked = await agent.call('validate_import', { planId: proposed.field('planId') })
      const revised = await agent.call('revise_mapping', {
        planId: checked.field('planId'),
        repairs: offeredRepairs(checked),
      })
      const again = await agent.call('validate_import', { planId: revised.field('planId') })
      mustBe(again.field('ready'), true)
      await startAndFollow(agent, again.field('planId'))
      mustBe(storedValue(sandbox, '0-2', { domain: 'kaya.example' }, 'annualrevenue'), '890000.25')
      mustBe(storedValue(sandbox, '0-1', { email: 'uemit@kaya.example' }, 'firstname'), 'Ümit')
    },
  },
  {
    name: 'dates that can be read in two ways',
    words: () => 'Import people.csv.',
    files: {
      'people.csv':
        'First name,Last name,Email,Close date\nAnn,Hill,ann@example.com,03/04/2024\nBob,Berg,bob@example.com,05/06/2024\n',
    },
    calls: 5,
    tokens: 1_000,
    async run(agent, { sandbox }) {
      const proposed = await agent.call('propose_mapping', { file: 'people.csv' })
      mustBe(String(proposed.field('questions', 0)).startsWith('Is 03/04/2024'), true)
      agent.hear('The 3rd of April.')
      const revised = await agent.call('revise_mapping', {
        planId: proposed.field('planId'),
        dateFormat: 'DAY_MONTH_YEAR',
      })
      await agent.call('validate_import', { planId: revised.field('planId') })
      await startAndFollow(agent, revised.field('planId'))
      mustBe(String(storedValue(sandbox, '0-1', { email: 'ann@example.com' }, 'closedate')).slice(0, 10), '2024-04-03')
    },
  },
  {
    name: 'an unknown column, left out',
    words: () => 'Import people.csv.',
    files: { 'people.csv': 'Email,Favourite colour\nann@example.com,red\n' },
    calls: 5,
    tokens: 900,
    async run(agent, { sandbox }) {
      const proposed = await agent.call('propose_mapping', { file: 'people.csv' })
      mustBe(String(proposed.field('questions', 0)).startsWith('"Favourite colour" has no match'), true)
      agent.hear('Leave it out.')
      const column = proposed.field('files', 0, 'columns', 1, 'columnName')
      const revised = await agent.call('revise_mapping', {
        planId: proposed.field('planId'),
        columns: [{ column, propertyName: '' }],
      })
      await agent.call('validate_import', { planId: revised.field('planId') })
      await startAndFollow(agent, revised.field('planId'))
      mustBe(numberOf(sandbox, '0-1', 'email', 'ann@example.com'), 1)
    },
  },
  {
    name: 'an unknown column, kept in a new property',
    isAlways: true,
    words: () => 'Import people.csv.',
    files: { 'people.csv': 'Email,Favourite colour\nann@example.com,red\n' },
    calls: 6,
    tokens: 1_000,
    async run(agent, { sandbox }) {
      const proposed = await agent.call('propose_mapping', { file: 'people.csv' })
      agent.hear('Make a property of contacts for it.')
      const column = proposed.field('files', 0, 'columns', 1, 'columnName')
      const created = await agent.call('create_property', { objectType: 'contacts', label: column })
      const revised = await agent.call('revise_mapping', {
        planId: proposed.field('planId'),
        columns: [{ column, objectTypeId: created.field('objectTypeId'), propertyName: created.field('name') }],
      })
      await agent.call('validate_import', { planId: revised.field('planId') })
      await startAndFollow(agent, revised.field('planId'))
      mustBe(storedValue(sandbox, '0-1', { email: 'ann@example.com' }, String(created.field('name'))), 'red')
    },
  },
  {
    name: 'a workbook with two sheets',
    words: () => 'Import book.xlsx.',
    files: {
      'book.xlsx': xlsx({
        sheets: [
          { name: 'Notes', rows: textRow(1, ['Topic', 'Text']) + textRow(2, ['Spring', 'fair']) },
          { name: 'People', rows: textRow(1, ['Email', 'City']) + textRow(2, ['ann@example.com', 'Bonn']) },
        ],
      }),
    },
    calls: 5,
    tokens: 1_100,
    async run(agent, { sandbox }) {
      const first = await agent.call('propose_mapping', { file: 'book.xlsx' })
      const [, sheet = ''] = /also "([^"]+)"/.exec(String(first.field('questions', 0))) ?? []
      agent.hear('The other sheet.')
      const proposed = await agent.call('propose_mapping', { file: 'book.xlsx', sheet })
      await agent.call('validate_import', { planId: proposed.field('planId') })
      await startAndFollow(agent, proposed.field('planId'))
      mustBe(storedValue(sandbox, '0-1', { email: 'ann@example.com' }, 'city'), 'Bonn')
    },
  },
]
