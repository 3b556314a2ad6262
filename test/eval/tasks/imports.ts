import { readFileSync } from 'node:fs'
import { manualClock } from '../../../src/sandbox/sandbox-clock.ts'
import { follow, offeredRepairs, startAndFollow } from '../steps.ts'
import type { Task } from '../task.ts'
import { mustBe, numberOf, storedValue } from './end-state.ts'

const LEADS = readFileSync(new URL('../../../examples/leads.csv', import.meta.url))
const PEOPLE = 'First name,Last name,Email\nAnn,Hill,ann@example.com\nBob,Berg,bob@example.com\n'

export const IMPORT_TASKS: readonly Task[] = [
  {
    name: 'import leads, accept what is lost',
    isAlways: true,
    words: () => 'Import leads.csv into HubSpot as it is; what cannot be imported stays out.',
    files: { 'leads.csv': LEADS },
    calls: 4,
    tokens: 1_500,
    async run(agent, { sandbox }) {
      const { planId } = await propose(agent, 'leads.csv')
      await agent.call('validate_import', { planId })
      const end = await startAndFollow(agent, planId, { acceptFindings: true })
      mustBe(end.field('rows', 'lost'), 10)
      mustBe(numberOf(sandbox, '0-1', 'email', 'tyler.castellanos.1@bluestem-optics.example'), 1)
    },
  },
  {
    name: 'bring in the rows that failed',
    words: () => 'Import leads.csv as it is, then repair the rows that failed and bring those in that can be.',
    files: { 'leads.csv': LEADS },
    calls: 8,
    tokens: 3_600,
    async run(agent, { sandbox }) {
      const { planId } = await propose(agent, 'leads.csv')
      await agent.call('validate_import', { planId })
      await startAndFollow(agent, planId, { acceptFindings: true })
      const errors = await agent.call('get_import_errors', { planId })
      const exported = await agent.call('export_failed_rows', { importId: errors.field('importId') })
      const again = exported.field('plans', 0, 'planId')
      await startAndFollow(agent, again, { acceptFindings: true })
      mustBe(numberOf(sandbox, '0-1', 'email', 'aurelie.dupre.281@riviere-bleue-textiles.example'), 1)
    },
  },
  {
    name: 'why did the last import lose rows',
    words: () => 'The last import lost rows. Why?',
    files: { 'leads.csv': LEADS },
    async before(agent) {
      agent.hear('Import leads.csv')
      const { planId } = await propose(agent, 'leads.csv')
      await agent.call('validate_import', { planId })
      await startAndFollow(agent, planId, { acceptFindings: true })
    },
    calls: 2,
    tokens: 1_100,
    async run(agent) {
      const listed = await agent.call('list_imports', {})
      const errors = await agent.call('get_import_errors', { importId: listed.field('imports', 0, 'importId') })
      mustBe(errors.field('rows', 'lost'), 10)
      mustBe(errors.field('groups', 0, 'errorType'), 'INVALID_EMAIL')
    },
  },
  {
    name: 'cancel an import that runs',
    words: () => 'Import people.csv.',
    files: { 'people.csv': PEOPLE },
    clock: manualClock,
    calls: 4,
    tokens: 800,
    async run(agent, { sandbox }) {
      const { planId } = await propose(agent, 'people.csv')
      await agent.call('validate_import', { planId })
      await agent.call('start_import', { planId })
      agent.hear('Stop, that was the wrong file: cancel it!')
      const cancelled = await agent.call('cancel_import', { planId })
      mustBe(cancelled.field('state'), 'CANCELED')
      await sandbox.clock.settle()
      mustBe(numberOf(sandbox, '0-1', 'email', 'ann@example.com'), 0)
    },
  },
  {
    name: 'start again by mistake',
    words: () => 'Import people.csv.',
    files: { 'people.csv': PEOPLE },
    calls: 7,
    tokens: 1_200,
    async run(agent, { sandbox }) {
      const { planId } = await propose(agent, 'people.csv')
      await agent.call('validate_import', { planId })
      await startAndFollow(agent, planId)
      agent.hear('Import people.csv, please.')
      const second = await propose(agent, 'people.csv')
      await agent.call('validate_import', { planId: second.planId })
      const again = await agent.call('start_import', { planId: second.planId })
      mustBe(again.field('outcome'), 'already_started')
      mustBe(sandbox.requests().filter(isStart).length, 1)
    },
  },
  {
    name: 'the same export a month later',
    words: () => 'Import people-may.csv, the new export of people.csv.',
    files: {
      'people.csv': PEOPLE,
      'people-may.csv': `${PEOPLE.replace('Hill', 'Hill-Stone')}Cem,Kaya,cem@example.com\n`,
    },
    async before(agent) {
      agent.hear('Import people.csv')
      const { planId } = await propose(agent, 'people.csv')
      await agent.call('validate_import', { planId })
      await startAndFollow(agent, planId)
    },
    calls: 4,
    tokens: 1_000,
    async run(agent, { sandbox }) {
      const { planId } = await propose(agent, 'people-may.csv')
      const checked = await agent.call('validate_import', { planId, checkRecords: true })
      mustBe(checked.field('forecast', 'objects', 0, 'created'), 1)
      const end = await startAndFollow(agent, planId)
      mustBe(end.field('records', 'created'), 1)
      mustBe(storedValue(sandbox, '0-1', { email: 'ann@example.com' }, 'lastname'), 'Hill-Stone')
    },
  },
  {
    name: 'fix bad dates and numbers before the import',
    words: () => 'Import invest.csv. Repair what can be repaired.',
    files: {
      'invest.csv':
        'Company name,Company domain,Annual revenue,Close date\nAcme,acme.example,"$1,200.50",2024-03-05\nBeta,beta.example,900,31 December 2024\n',
    },
    calls: 6,
    tokens: 1_500,
    async run(agent, { sandbox }) {
      const { planId } = await propose(agent, 'invest.csv')
      const checked = await agent.call('validate_import', { planId })
      const revised = await agent.call('revise_mapping', { planId, repairs: offeredRepairs(checked) })
      const again = await agent.call('validate_import', { planId: revised.field('planId') })
      mustBe(again.field('ready'), true)
      const end = await startAndFollow(agent, again.field('planId'))
      mustBe(end.field('allImported'), true)
      mustBe(storedValue(sandbox, '0-2', { domain: 'acme.example' }, 'annualrevenue'), '1200.50')
    },
  },
  {
    name: 'a client that cannot ask the person',
    isAlways: true,
    words: () => 'Import people.csv.',
    files: { 'people.csv': PEOPLE },
    cannotAsk: true,
    calls: 5,
    tokens: 1_000,
    async run(agent, { sandbox }) {
      const { planId } = await propose(agent, 'people.csv')
      await agent.call('validate_import', { planId })
      const refused = await agent.call('start_import', { planId })
      mustBe(refused.isError, true)
      mustBe(sandbox.requests().filter(isStart).length, 0)
      const [, confirm = ''] = /confirm: "([^"]+)"/.exec(refused.text) ?? []
      agent.hear('Yes, do that.')
      await agent.call('start_import', { planId, confirm })
      await follow(agent, planId)
      mustBe(numberOf(sandbox, '0-1', 'email', 'bob@example.com'), 1)
    },
  },
]

const isStart = ({ method, path }: { method: string; path: string }): boolean =>
  method === 'POST' && path.endsWith('/imports')

async function propose(agent: Parameters<Task['run']>[0], file: string) {
  const proposed = await agent.call('propose_mapping', { file })
  return { planId: proposed.field('planId'), proposed }
}
