import { describe, expect, test } from 'vitest'
import { TOOLS } from '../../src/tools/index.ts'
import { type Connection, connect, structuredOf, textOf } from '../connect.ts'
import { at } from '../sandbox/call-sandbox.ts'
import { CLEAN, propose } from './plan-files.ts'

const PAIR = { fromObjectType: 'contacts', toObjectType: 'companies' }
const TYPE = { typeId: 279, category: 'HUBSPOT_DEFINED' }
const LIMITS = { ...PAIR, inputs: [{ ...TYPE, maxToObjectIds: 5 }] }
const LABEL = { ...PAIR, name: 'decider', label: 'Decider', inverseLabel: 'Decided by' }
const REFUSED = { status: 400, body: { category: 'VALIDATION_ERROR', message: 'not now' } }

/** A call of every tool that writes, which would be carried out. */
const CALLS: Record<string, (connection: Connection) => Promise<Record<string, unknown>>> = {
  start_import: async (connection) => ({ planId: await propose(connection, 'leads.csv') }),
  cancel_import: async (connection) => {
    const { importId } = await startedImport(connection)
    return { importId }
  },
  create_association_label: async () => LABEL,
  update_association_label: async (connection) => ({ ...(await ownLabel(connection)), label: 'Another' }),
  delete_association_label: ownLabel,
  create_association_configurations: async () => LIMITS,
  update_association_configurations: async () => LIMITS,
  delete_association_configurations: async () => ({ ...PAIR, inputs: [TYPE] }),
  create_property: async () => ({ objectType: 'contacts', label: 'Shoe size' }),
}

async function startedImport(connection: Connection): Promise<{ importId: unknown }> {
  const planId = await propose(connection, 'leads.csv')
  const { imports } = structuredOf(await connection.call('start_import', { planId }))
  return { importId: at(imports, 0, 'importId') }
}

async function ownLabel(connection: Connection): Promise<Record<string, unknown>> {
  const { forward } = structuredOf(await connection.call('create_association_label', LABEL))
  return { ...PAIR, associationTypeId: at(forward, 'typeId') }
}

const writes = ({ sandbox }: Connection) => sandbox.requests().filter(({ method }) => method !== 'GET').length

const open = () => connect({ files: { 'leads.csv': CLEAN } })

describe('a tool that writes', () => {
  const writing = TOOLS.flatMap(({ effect, name }) => (effect === 'read' ? [] : [name]))

  test('is in the table of this file', () => {
    expect(Object.keys(CALLS).toSorted()).toEqual(writing.toSorted())
  })

  test.each([
    ...writing.map((name) => [name, /./] as const),
    // Where the objects are known and only what is to be changed cannot be read.
    ['start_import', /\/imports$/],
    ['cancel_import', /\/imports\/\d+$/],
    ['update_association_label', /\/associations\//],
    ['delete_association_label', /\/associations\//],
    ['create_association_configurations', /\/associations\//],
    ['update_association_configurations', /\/associations\//],
    ['create_property', /\/properties\//],
  ] as const)('and cannot read before it does has not started: %s, %s', async (name, path) => {
    await using connection = await open()
    const args = await CALLS[name]?.(connection)
    connection.context.account.forget()
    const before = writes(connection)
    connection.sandbox.faults.add({ method: 'GET', path, times: 1_000, ...REFUSED })
    const told = textOf(await connection.call(name, args))
    expect(told).toMatch(/^hubspot_bad_request: .*not now.*\nOutcome: not_started\nHubSpot: 400 VALIDATION_ERROR /s)
    expect(writes(connection)).toBe(before)
  })

  test.each([
    ['update_association_label', /\/associations\//, 2, 'list_association_labels'],
    ['create_association_configurations', /\/associations\//, 1, 'list_association_configurations'],
    ['update_association_configurations', /\/associations\//, 1, 'list_association_configurations'],
    ['delete_association_configurations', /\/associations\//, 0, 'list_association_configurations'],
    ['cancel_import', /\/imports\/\d+$/, 1, 'get_import'],
  ])('and cannot read after it did does not know what is there: %s', async (name, path, skip, reader) => {
    await using connection = await open()
    const args = await CALLS[name]?.(connection)
    const before = writes(connection)
    connection.sandbox.faults.add({ method: 'GET', path, skip, times: 1_000, ...REFUSED })
    const [what = '', fix, outcome] = textOf(await connection.call(name, args)).split('\n')
    expect(what).toMatch(/^hubspot_bad_request: The change was sent, but what is there now cannot be read\. .*not now/)
    expect(fix).toBe(`Fix: Call ${reader} to see what is there before you call this again.`)
    expect(outcome).toBe('Outcome: unknown')
    expect(writes(connection) - before).toBe(1)
  })

  test('names a label that is taken even where the labels of the pair cannot be read', async () => {
    await using connection = await open()
    await ownLabel(connection)
    connection.sandbox.faults.add({ method: 'GET', path: /\/associations\//, times: 1_000, ...REFUSED })
    const told = textOf(await connection.call('create_association_label', LABEL))
    expect(told).toMatch(/^hubspot_bad_request: .*already exists.*\nOutcome: not_started\n/s)
  })
})
