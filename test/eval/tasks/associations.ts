import { startAndFollow } from '../steps.ts'
import type { Task } from '../task.ts'
import { mustBe } from './end-state.ts'

const PAIR = { fromObjectType: 'contacts', toObjectType: 'companies' }

export const ASSOCIATION_TASKS: readonly Task[] = [
  {
    name: 'link contacts to companies with a label',
    isAlways: true,
    words: () =>
      'Import staff.csv: contacts with their companies, linked with the label in the column Role. The label "Billing contact" may be new: call it billing_contact.',
    files: {
      'staff.csv':
        'First name,Email,Company name,Company domain,Role\nAnn,ann@acme.example,Acme,acme.example,Billing contact\n',
    },
    calls: 7,
    tokens: 1_800,
    async run(agent, { sandbox: { store } }) {
      const proposed = await agent.call('propose_mapping', { file: 'staff.csv' })
      agent.hear('Role is the label of the association from contacts to companies.')
      await agent.call('list_association_labels', PAIR)
      const created = await agent.call('create_association_label', {
        ...PAIR,
        name: 'billing_contact',
        label: 'Billing contact',
      })
      agent.hear('Map it.')
      const revised = await agent.call('revise_mapping', {
        planId: proposed.field('planId'),
        columns: [
          {
            column: 'Role',
            objectTypeId: created.field('fromObjectTypeId'),
            columnType: 'FLEXIBLE_ASSOCIATION_LABEL',
            toColumnObjectTypeId: created.field('toObjectTypeId'),
          },
        ],
      })
      await agent.call('validate_import', { planId: revised.field('planId') })
      const end = await startAndFollow(agent, revised.field('planId'))
      mustBe(end.field('allImported'), true)
      const [ann] = store.findByUniqueValue('0-1', 'email', 'ann@acme.example')
      const typeIds = store.associations('0-1', ann?.id ?? '', '0-2').map(({ typeId }) => typeId)
      mustBe(typeIds.includes(Number(created.field('forward', 'typeId'))), true)
    },
  },
  {
    name: 'two files in one import',
    words: () => 'Import contacts.csv and companies.csv together, with their rows linked.',
    files: {
      'contacts.csv': 'First Name,Email\nAnn,ann@example.com\nBob,bob@example.com\n',
      'companies.csv':
        'Company name,Company domain name,Contact email\nAcme,acme.com,ann@example.com\nBeta,beta.io,bob@example.com\n',
    },
    calls: 4,
    tokens: 1_200,
    async run(agent, { sandbox: { store } }) {
      const proposed = await agent.call('propose_mapping', { files: ['contacts.csv', 'companies.csv'] })
      await agent.call('validate_import', { planId: proposed.field('planId') })
      const end = await startAndFollow(agent, proposed.field('planId'))
      mustBe(end.field('allImported'), true)
      const [bob] = store.findByUniqueValue('0-1', 'email', 'bob@example.com')
      mustBe(store.associations('0-1', bob?.id ?? '', '0-2').length > 0, true)
    },
  },
  {
    name: 'set a limit on associations',
    words: () => 'A contact may have at most 5 companies.',
    calls: 2,
    tokens: 550,
    async run(agent, { sandbox: { store } }) {
      const listed = await agent.call('list_association_configurations', PAIR)
      const unlabeled = [0, 1, 2].find((place) => listed.field('configurations', place, 'label') === null)
      const typeId = listed.field('configurations', unlabeled ?? 0, 'typeId')
      const category = listed.field('configurations', unlabeled ?? 0, 'category')
      const set = await agent.call('create_association_configurations', {
        ...PAIR,
        inputs: [{ typeId, category, maxToObjectIds: 5 }],
      })
      mustBe(set.field('complete'), true)
      const limit = store.configurations('0-1', '0-2').find((one) => one.typeId === typeId)
      mustBe(limit?.userEnforcedMaxToObjectIds, 5)
    },
  },
]
