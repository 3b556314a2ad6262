import { expect, test } from 'vitest'
import { connect, structuredOf, textOf } from '../connect.ts'

const PAIR = { fromObjectType: '0-1', toObjectType: 'company' }
const TYPE = { typeId: 279, category: 'HUBSPOT_DEFINED' }

test('association configurations are created, listed, changed and removed', async () => {
  await using connection = await connect()
  const create = { ...PAIR, inputs: [{ ...TYPE, maxToObjectIds: 5 }] }
  expect(structuredOf(await connection.call('create_association_configurations', create))).toEqual({
    fromObjectTypeId: '0-1',
    toObjectTypeId: '0-2',
    complete: true,
    inputs: [{ ...TYPE, done: true, userEnforcedMaxToObjectIds: 5 }],
    errors: [],
  })
  const update = { ...PAIR, inputs: JSON.stringify([{ ...TYPE, maxToObjectIds: '10' }]) }
  expect(structuredOf(await connection.call('update_association_configurations', update))).toMatchObject({
    complete: true,
    inputs: [{ userEnforcedMaxToObjectIds: 10 }],
  })
  const listed = structuredOf(await connection.call('list_association_configurations', PAIR))
  expect(listed.configurations).toContainEqual({ ...TYPE, label: null, userEnforcedMaxToObjectIds: 10 })
  const removed = await connection.call('delete_association_configurations', { ...PAIR, inputs: [TYPE] })
  expect(structuredOf(removed)).toMatchObject({
    complete: true,
    inputs: [{ done: true, userEnforcedMaxToObjectIds: null }],
  })
})

test('create_association_configurations tells per input what was done', async () => {
  await using connection = await connect()
  const inputs = [
    { ...TYPE, maxToObjectIds: 5 },
    { typeId: 4242, category: 'USER_DEFINED', maxToObjectIds: 5 },
  ]
  const result = await connection.call('create_association_configurations', { ...PAIR, inputs })
  const answer = structuredOf(result)
  expect(answer).toMatchObject({ complete: false, inputs: [{}, { typeId: 4242, done: false }] })
  expect(answer.errors).not.toEqual([])
})

test.each(['create', 'update', 'delete'])('%s_association_configurations takes no type twice', async (operation) => {
  await using connection = await connect()
  const inputs = [TYPE, { typeId: 1, category: 'HUBSPOT_DEFINED' }, { ...TYPE, category: 'USER_DEFINED' }, TYPE].map(
    (type, at) => (operation === 'delete' ? type : { ...type, maxToObjectIds: 5 + at }),
  )
  const told = textOf(await connection.call(`${operation}_association_configurations`, { ...PAIR, inputs }))
  expect(told).toMatch(/^invalid_arguments: .*: inputs: type 279 \(HUBSPOT_DEFINED\) is there twice\./)
  expect(connection.sandbox.requests().filter(({ method }) => method === 'POST')).toEqual([])
})

test('list_association_configurations lists all, or one pair, never half a pair', async () => {
  await using connection = await connect()
  await connection.call('create_association_configurations', { ...PAIR, inputs: [{ ...TYPE, maxToObjectIds: 5 }] })
  const all = structuredOf(await connection.call('list_association_configurations'))
  expect(all.configurations).toContainEqual({ ...TYPE, label: null, userEnforcedMaxToObjectIds: 5 })
  const half = await connection.call('list_association_configurations', { fromObjectType: 'contacts' })
  expect(textOf(half)).toContain('Give both for one pair')
})

test.each([
  ['after an answer', { status: 200, body: { status: 'COMPLETE', results: [] } }],
  ['after a lost answer', { reset: true }],
])('a limit that somebody else set meanwhile is told and not set again, %s', async (_when, answer) => {
  await using connection = await connect()
  const limits = (maxToObjectIds: number) => ({ ...PAIR, inputs: [{ ...TYPE, maxToObjectIds }] })
  await connection.call('create_association_configurations', limits(7))
  const path = '*/batch/update'
  const fault = connection.sandbox.faults.add({ method: 'POST', path, times: 9, takeBody: true, ...answer })
  const told = await connection.call('update_association_configurations', limits(2))
  if (told.isError === true) {
    expect(textOf(told)).toMatch(
      /^network: .* The limits that are there now: 279 is 7, asked for 2\..*\nOutcome: unknown$/s,
    )
  } else {
    const inputs = [{ ...TYPE, done: false, userEnforcedMaxToObjectIds: 7 }]
    expect(structuredOf(told)).toMatchObject({ complete: false, inputs })
    expect(textOf(told)).toContain('0 of 1 limits are set')
  }
  expect(told.isError === true).toBe('reset' in answer)
  expect(fault.hits()).toBe(1)
  const { configurations } = structuredOf(await connection.call('list_association_configurations', PAIR))
  expect(configurations).toContainEqual({ ...TYPE, label: null, userEnforcedMaxToObjectIds: 7 })
})

test('association configurations are changed only after a yes', async () => {
  await using connection = await connect({ flags: ['--sandbox', '--confirm', 'elicit'] })
  const args = { ...PAIR, inputs: [{ ...TYPE, maxToObjectIds: 5 }] }
  const refused = textOf(await connection.call('create_association_configurations', args))
  expect(refused).toContain('confirm: "create limits 0-1 0-2 HUBSPOT_DEFINED 279=5"')
  const confirm = 'create limits 0-1 0-2 HUBSPOT_DEFINED 279=5'
  expect(structuredOf(await connection.call('create_association_configurations', { ...args, confirm })).complete).toBe(
    true,
  )
  const other = { ...PAIR, inputs: [{ ...TYPE, maxToObjectIds: 500 }], confirm }
  expect(textOf(await connection.call('update_association_configurations', other))).toContain('confirmation_mismatch')
})

test('a yes to the limit of one type is none to the type of HubSpot with the same number', async () => {
  await using connection = await connect({ flags: ['--sandbox', '--confirm', 'elicit'] })
  const asked = async (tool: string, category: string, confirm?: string) => {
    const inputs = [{ typeId: 279, category, ...(tool.startsWith('delete') ? {} : { maxToObjectIds: 5 }) }]
    return textOf(await connection.call(`${tool}_association_configurations`, { ...PAIR, inputs, confirm }))
  }
  for (const tool of ['create', 'update', 'delete']) {
    const confirm = /confirm: "([^"]*)"/.exec(await asked(tool, 'USER_DEFINED'))?.[1]
    expect(confirm).toMatch(/ limits 0-1 0-2 /)
    expect(await asked(tool, 'HUBSPOT_DEFINED', confirm)).toMatch(/^confirmation_mismatch/)
  }
})
