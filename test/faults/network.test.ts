import { describe, expect, test } from 'vitest'
import { structuredOf, textOf } from '../connect.ts'
import { fastClock } from '../import/fast-clock.ts'
import { propose } from '../tools/plan-files.ts'
import type { HostFault } from './fault-host.ts'
import { connectGuarded } from './guarded.ts'
import { importIdOf, outcomeOf, startedOnce } from './start-calls.ts'

const UPLOAD = { method: 'POST', path: /\/imports$/, to: 1 } as const

describe('an upload', () => {
  // More than the sockets hold, or the last byte may have left when the reset arrives.
  const title = 'x'.repeat(50_000)
  const rows = Array.from({ length: 250 }, (_, index) => `Ann,a${index}@example.com,${title}\n`).join('')
  const files = { 'leads.csv': `First Name,Email,Job Title\n${rows}` }

  test.each<[string, HostFault]>([
    ['before the first byte', { ...UPLOAD, takeBytes: () => 0 }],
    ['in the middle of the body', { ...UPLOAD, takeBytes: (length) => length / 2 }],
  ])('that is reset %s has not started, and starts one import when it is asked for again', async (_, fault) => {
    await using connection = await connectGuarded({ faults: [fault], files })
    const planId = await propose(connection, 'leads.csv')
    const accepted = { planId, acceptFindings: true }
    const refused = textOf(await connection.call('start_import', accepted))
    expect(refused).toMatch(/^network: .*\nOutcome: not_started$/s)
    expect(await connection.imports()).toEqual([])
    expect(structuredOf(await connection.call('start_import', accepted)).outcome).toBe('started')
    expect(await connection.imports()).toHaveLength(1)
  })
})

test.each<[string, HostFault]>([
  ['lost', { ...UPLOAD, forward: true, break: 'reset' }],
  ['cut in its middle', { ...UPLOAD, forward: true, break: 'cut' }],
  ['shorter than announced', { ...UPLOAD, forward: true, headers: { 'content-length': '5000' }, break: 'cut' }],
  ['JSON cut in its middle', { ...UPLOAD, forward: true, body: '{"id":"5571' }],
  ['without an id', { ...UPLOAD, forward: true, body: {} }],
])('an import whose answer is %s is found again, with one upload however often it is asked for', async (_, fault) => {
  await using connection = await connectGuarded({ faults: [fault], clock: fastClock })
  const planId = await propose(connection, 'leads.csv')
  const importId = await startedOnce(connection, planId)
  for (let count = 0; count < 5; count += 1) {
    const again = await connection.call('start_import', { planId })
    expect([outcomeOf(again), importIdOf(again)]).toEqual(['already_started', importId])
  }
  expect(connection.posts()).toBe(1)
  expect(await connection.imports()).toMatchObject([{ id: importId }])
})
