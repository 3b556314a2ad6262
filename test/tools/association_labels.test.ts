import { expect, test } from 'vitest'
import { type Connection, connect, structuredOf, textOf } from '../connect.ts'

const PAIR = { fromObjectType: 'contacts', toObjectType: 'COMPANY' }
const LABEL = { ...PAIR, name: 'decision_maker', label: 'Decision maker', inverseLabel: 'Decided by' }

/** Requests that would change something. */
const writes = ({ sandbox }: Connection) => sandbox.requests().filter(({ method }) => method !== 'GET')

function typeIds(created: Record<string, unknown>): [number, number] {
  return [
    Number(Reflect.get(Object(created.forward), 'typeId')),
    Number(Reflect.get(Object(created.inverse), 'typeId')),
  ]
}

test('list_association_labels lists both directions', async () => {
  await using connection = await connect()
  const answer = structuredOf(await connection.call('list_association_labels', PAIR))
  expect(answer).toMatchObject({ fromObjectTypeId: '0-1', toObjectTypeId: '0-2' })
  expect(answer.labels).toContainEqual({ typeId: 279, category: 'HUBSPOT_DEFINED', label: null })
  expect(answer.inverse).toContainEqual({ typeId: 280, category: 'HUBSPOT_DEFINED', label: null })
})

test('create_association_label tells the two directions apart', async () => {
  await using connection = await connect()
  const created = structuredOf(await connection.call('create_association_label', LABEL))
  expect(created).toMatchObject({
    forward: { category: 'USER_DEFINED', label: 'Decision maker' },
    inverse: { category: 'USER_DEFINED', label: 'Decided by' },
  })
  const [forward, inverse] = typeIds(created)
  const listed = structuredOf(await connection.call('list_association_labels', PAIR))
  expect(listed.labels).toContainEqual({ typeId: forward, category: 'USER_DEFINED', label: 'Decision maker' })
  expect(listed.inverse).toContainEqual({ typeId: inverse, category: 'USER_DEFINED', label: 'Decided by' })
})

test('create_association_label works between records of the same object', async () => {
  await using connection = await connect()
  const args = { ...LABEL, fromObjectType: 'companies', toObjectType: 'companies' }
  expect(structuredOf(await connection.call('create_association_label', args))).toMatchObject({
    forward: { label: 'Decision maker' },
    inverse: { label: 'Decided by' },
  })
})

test('create_association_label shows a label that is there beside the one that was asked for', async () => {
  await using connection = await connect()
  const [forward, inverse] = typeIds(structuredOf(await connection.call('create_association_label', LABEL)))
  const wanted = { ...LABEL, label: 'Decider', inverseLabel: 'Decided' }
  const refused = textOf(await connection.call('create_association_label', wanted))
  expect(refused).toMatch(/^hubspot_conflict: .*decision_maker already exists for portal\. Asked for:/)
  expect(refused).toContain('Asked for: decision_maker, "Decider" / "Decided".')
  expect(refused).toContain(`Labels of this pair: ${forward} "Decision maker", ${inverse} "Decided by".`)
  expect(refused).toContain('Outcome: not_started')
  const sameText = { ...LABEL, name: 'another_name' }
  expect(textOf(await connection.call('create_association_label', sameText))).toMatch(/^hubspot_conflict: /)
  const { labels } = structuredOf(await connection.call('list_association_labels', PAIR))
  expect(labels).toContainEqual({ typeId: forward, category: 'USER_DEFINED', label: 'Decision maker' })
  expect(JSON.stringify(labels)).not.toContain('Decider')
})

test('update_association_label keeps the text of the other side', async () => {
  await using connection = await connect()
  const [associationTypeId] = typeIds(structuredOf(await connection.call('create_association_label', LABEL)))
  const args = { ...PAIR, associationTypeId: String(associationTypeId), label: 'Decider' }
  expect(structuredOf(await connection.call('update_association_label', args))).toMatchObject({
    before: { label: 'Decision maker' },
    after: { label: 'Decider' },
    inverseBefore: { label: 'Decided by' },
    inverseAfter: { label: 'Decided by' },
  })
})

const SECOND = { ...PAIR, name: 'payer', label: 'Payer', inverseLabel: 'Paid by' }

test('update_association_label does not guess which of several labels is the other side', async () => {
  await using connection = await connect()
  const [associationTypeId, inverseId] = typeIds(structuredOf(await connection.call('create_association_label', LABEL)))
  await connection.call('create_association_label', SECOND)
  const args = { ...PAIR, associationTypeId, label: 'Decider' }
  const before = writes(connection)
  expect(textOf(await connection.call('update_association_label', args))).toMatch(
    new RegExp(
      `^invalid_arguments: .*by its id probably ${inverseId} "Decided by"\\.\nFix: Pass inverseLabel.*not_started`,
      's',
    ),
  )
  expect(writes(connection)).toEqual(before)
  const kept = structuredOf(await connection.call('update_association_label', { ...args, inverseLabel: 'Decided by' }))
  expect(kept).toMatchObject({ after: { label: 'Decider' }, inverseBefore: null, inverseAfter: null })
  const renamed = await connection.call('update_association_label', { ...args, inverseLabel: 'Chosen by' })
  expect(structuredOf(renamed)).toMatchObject({
    inverseBefore: { typeId: inverseId, label: 'Decided by' },
    inverseAfter: { typeId: inverseId, label: 'Chosen by' },
  })
})

test('update_association_label knows the other side by its text where both sides have the same', async () => {
  await using connection = await connect()
  await connection.call('create_association_label', LABEL)
  const same = { ...PAIR, name: 'peer', label: 'Peer' }
  const [associationTypeId, inverseId] = typeIds(structuredOf(await connection.call('create_association_label', same)))
  const args = { ...PAIR, associationTypeId, label: 'Mate' }
  expect(structuredOf(await connection.call('update_association_label', args))).toMatchObject({
    after: { label: 'Mate' },
    inverseAfter: { typeId: inverseId, label: 'Peer' },
  })
})

test('delete_association_label tells which of several was the other side', async () => {
  await using connection = await connect()
  const [associationTypeId, inverseId] = typeIds(structuredOf(await connection.call('create_association_label', LABEL)))
  await connection.call('create_association_label', SECOND)
  expect(structuredOf(await connection.call('delete_association_label', { ...PAIR, associationTypeId }))).toMatchObject(
    {
      deleted: { typeId: associationTypeId },
      partner: { typeId: inverseId, label: 'Decided by' },
    },
  )
})

test('update_association_label says no new text where the list still has the old one', async () => {
  await using connection = await connect()
  const [associationTypeId] = typeIds(structuredOf(await connection.call('create_association_label', LABEL)))
  connection.sandbox.faults.add({ method: 'PUT', path: '*/labels', takeBody: true, status: 204 })
  const told = await connection.call('update_association_label', { ...PAIR, associationTypeId, label: 'Decider' })
  expect(textOf(told)).toContain(`Label ${associationTypeId} is "Decision maker", as before.`)
})

test.each(['update_association_label', 'delete_association_label'])(
  '%s with the id of the other direction says how to call',
  async (tool) => {
    await using connection = await connect()
    const [, inverseId] = typeIds(structuredOf(await connection.call('create_association_label', LABEL)))
    const label = tool.startsWith('update') ? { label: 'Mine' } : {}
    const refused = textOf(await connection.call(tool, { ...PAIR, associationTypeId: inverseId, ...label }))
    expect(refused).toContain(`There is no association type ${inverseId} from 0-1 to 0-2, but one from 0-2 to 0-1.`)
    expect(refused).toContain('Call again with fromObjectType: "0-2" and toObjectType: "0-1".')
    const other = { fromObjectType: '0-2', toObjectType: '0-1' }
    structuredOf(await connection.call(tool, { ...other, associationTypeId: inverseId, ...label }))
  },
)

test('delete_association_label deletes both directions, after a yes', async () => {
  await using connection = await connect({ flags: ['--sandbox', '--confirm', 'elicit'] })
  const [associationTypeId, inverseId] = typeIds(structuredOf(await connection.call('create_association_label', LABEL)))
  const args = { ...PAIR, associationTypeId }
  const before = writes(connection)
  const refused = textOf(await connection.call('delete_association_label', args))
  expect(refused).toContain('confirmation_required')
  const confirm = /confirm: "([^"]+)"/.exec(refused)?.[1]
  expect(confirm).toBe(`delete label ${associationTypeId} Decision maker 0-1 0-2`)
  for (const other of [`delete label ${inverseId} Decided by 0-1 0-2`, 'yes', '']) {
    const mismatch = textOf(await connection.call('delete_association_label', { ...args, confirm: other }))
    expect(mismatch).toMatch(/^confirmation_(mismatch|required): .*\nOutcome: not_started$/s)
  }
  expect(writes(connection)).toEqual(before)
  expect(structuredOf(await connection.call('delete_association_label', { ...args, confirm }))).toMatchObject({
    deleted: { typeId: associationTypeId },
    partner: { typeId: inverseId },
  })
  const { labels, inverse } = structuredOf(await connection.call('list_association_labels', PAIR))
  expect(JSON.stringify([labels, inverse])).not.toContain('USER_DEFINED')
})

test.each(['update_association_label', 'delete_association_label'])("%s refuses HubSpot's own types", async (tool) => {
  await using connection = await connect()
  const label = tool.startsWith('update') ? { label: 'Mine' } : {}
  const refused = textOf(await connection.call(tool, { ...PAIR, associationTypeId: 1, ...label }))
  expect(refused).toMatch(/^invalid_arguments: 1 .*belongs to HubSpot.*\nOutcome: not_started$/s)
  expect(textOf(await connection.call(tool, { ...PAIR, associationTypeId: 99_999, ...label }))).toContain(
    'hubspot_not_found',
  )
  expect(writes(connection)).toEqual([])
})

test.each([true, [1], '0x1', 1.5])(
  'delete_association_label takes %j for no associationTypeId',
  async (associationTypeId) => {
    await using connection = await connect()
    const refused = textOf(await connection.call('delete_association_label', { ...PAIR, associationTypeId }))
    expect(refused).toMatch(/^invalid_arguments: delete_association_label: associationTypeId: Invalid/)
  },
)
