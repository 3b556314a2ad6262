import { startAndFollow } from '../steps.ts'
import type { Task } from '../task.ts'
import { mustBe, numberOf } from './end-state.ts'

const PEOPLE = 'First name,Last name,Email\nAnn,Hill,ann@example.com\n'

export const PROBLEM_TASKS: readonly Task[] = [
  {
    name: 'a wrong path',
    isAlways: true,
    words: ({ folder }) => `Import ${folder}/poeple.csv.`,
    files: { 'people.csv': PEOPLE },
    calls: 5,
    tokens: 800,
    async run(agent, { folder, sandbox }) {
      const refused = await agent.call('propose_mapping', { file: `${folder}/poeple.csv` })
      mustBe(refused.text.startsWith('file_not_found'), true)
      agent.hear('Yes, that file.')
      const [, near = ''] = /Nearest names: "([^"]+)"/.exec(refused.text) ?? []
      const proposed = await agent.call('propose_mapping', { file: near })
      await agent.call('validate_import', { planId: proposed.field('planId') })
      await startAndFollow(agent, proposed.field('planId'))
      mustBe(numberOf(sandbox, '0-1', 'email', 'ann@example.com'), 1)
    },
  },
  {
    name: 'a file outside the allowed folders',
    words: () => 'Import /etc/hosts.csv.',
    calls: 1,
    tokens: 150,
    async run(agent, { folder }) {
      const refused = await agent.call('propose_mapping', { file: '/etc/hosts.csv' })
      mustBe(refused.text.startsWith('path_not_allowed'), true)
      mustBe(refused.text.includes(folder), true)
    },
  },
  {
    name: 'no credentials',
    words: () => 'Import people.csv.',
    files: { 'people.csv': PEOPLE },
    credentials: 'none',
    calls: 3,
    tokens: 900,
    async run(agent, { sandbox }) {
      const proposed = await agent.call('propose_mapping', { file: 'people.csv' })
      const planId = proposed.field('planId')
      const checked = await agent.call('validate_import', { planId })
      mustBe(checked.field('definitionsSource'), 'built-in')
      const refused = await agent.call('start_import', { planId })
      mustBe(refused.text.startsWith('not_connected'), true)
      mustBe(refused.text.includes('HUBSPOT_ACCESS_TOKEN'), true)
      mustBe(sandbox.requests().length, 0)
    },
  },
  {
    name: 'a missing scope',
    isAlways: true,
    words: () => 'Import people.csv.',
    files: { 'people.csv': PEOPLE },
    scopes: ['crm.objects.contacts.read', 'crm.schemas.contacts.read'],
    calls: 4,
    tokens: 1_100,
    async run(agent) {
      const proposed = await agent.call('propose_mapping', { file: 'people.csv' })
      const planId = proposed.field('planId')
      await agent.call('validate_import', { planId })
      const refused = await agent.call('start_import', { planId })
      mustBe(refused.text.startsWith('hubspot_forbidden'), true)
      const connection = await agent.call('check_connection', {})
      mustBe(connection.field('scopes', 0, 'scope'), 'crm.import')
      mustBe(connection.field('scopes', 0, 'granted'), false)
    },
  },
  {
    name: 'an argument that does not exist',
    words: () => 'Import people.csv, but only contacts.',
    files: { 'people.csv': PEOPLE },
    calls: 2,
    tokens: 350,
    async run(agent) {
      const refused = await agent.call('propose_mapping', { file: 'people.csv', objectType: 'contacts' })
      const [, name = ''] = /Did you mean "([^"]+)"/.exec(refused.text) ?? []
      mustBe(name, 'objectTypes')
      const proposed = await agent.call('propose_mapping', { file: 'people.csv', [name]: '["contacts"]' })
      mustBe(proposed.field('files', 0, 'columns', 2, 'propertyName'), 'email')
    },
  },
]
