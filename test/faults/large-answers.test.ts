import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findByMarker } from '../../src/import/reconcile.ts'
import { structuredOf, textOf } from '../connect.ts'
import { connect as connectClient } from '../hubspot/client.ts'
import type { Step } from '../hubspot/scripted-server.ts'
import type { HostFault } from './fault-host.ts'
import { type GuardedProgram, startGuarded } from './guarded-program.ts'

const MB = 1024 * 1024
const ERRORS = { method: 'GET', path: /\/imports\/\d+\/errors$/ } as const
const IS_JSON = { 'content-type': 'application/json' }

/** Errors of an import without end. */
const GIGABYTES: Step = {
  ...{ times: 2_000, headers: IS_JSON },
  body: `${JSON.stringify({ id: '1', sourceData: { fileId: 1, lineNumber: 2, rowData: ['x'.repeat(MB)] } })},`,
}
/** One page, if it were read to its end. */
const MEGABYTES: Step = {
  ...{ times: 200, headers: { ...IS_JSON, 'content-length': String(200 * MB) } },
  body: Buffer.alloc(MB, ' '),
}

const LOST = 25
/** Every second row has no address. */
const ROWS = Array.from({ length: LOST }, (_, row) => `Ann,ann${row}@example.com\nBob,bob-at-${row}.example.com\n`)

describe('the program, where a page of the errors of an import is too large', () => {
  let program: GuardedProgram
  let planId: string
  beforeAll(async () => {
    program = await startGuarded()
    planId = await program.plan('leads.csv', `First Name,Email\n${ROWS.join('')}`)
    expect(structuredOf(await program.call('start_import', { planId, acceptFindings: true })).outcome).toBe('started')
    await program.call('get_import', { planId, waitSeconds: 10 })
    expect(structuredOf(await program.call('get_import_errors', { planId }))).toMatchObject({ total: LOST })
  })
  afterAll(() => program[Symbol.asyncDispose]())

  /** The sizes of the pages that were asked for since. */
  const sizes = (since: number) =>
    program.host.requests.slice(since).flatMap(({ path, query }) => (ERRORS.path.test(path) ? query.get('limit') : []))

  test.each<[string, Step]>([
    ['2 GB', GIGABYTES],
    ['200 MB', MEGABYTES],
  ])('of %s whatever its length, stops reading it, asks for less and says what is left to do', async (_, step) => {
    program.meet({ ...ERRORS, ...step })
    const since = program.host.requests.length
    const before = await program.memory()
    expect(textOf(await program.call('get_import_errors', { planId })).split('\n')).toEqual([
      "hubspot_bad_response: HubSpot's answer is larger than 16 MB, so reading it was stopped. It was asked for a single entry.",
      'Fix: Call without includeRowData where it was given; or look at it in HubSpot.',
    ])
    expect((await program.memory()) - before).toBeLessThan(64)
    expect(sizes(since)).toEqual(['100', '10', '1'])
    program.meet()
    expect(structuredOf(await program.call('get_import_errors', { planId }))).toMatchObject({ total: LOST })
  })

  test('reads smaller ones, every error once', async () => {
    const play: HostFault['play'] = ({ query }) => (query.get('limit') === '100' ? GIGABYTES : { forward: true })
    program.meet({ ...ERRORS, play })
    const since = program.host.requests.length
    const lines: number[] = []
    let after: unknown
    do {
      const args = { planId, limit: 7, ...(typeof after === 'string' && { after }) }
      const told = structuredOf(await program.call('get_import_errors', args))
      lines.push(...linesOf(told.errors))
      after = told.after
    } while (typeof after === 'string' && lines.length <= LOST)
    expect(lines).toEqual(ROWS.map((_, row) => 2 * row + 3))
    expect(sizes(since).slice(0, 4)).toEqual(['100', '10', '10', '10'])
    program.meet()
  })
})

test('an import is found by its mark where a hundred imports of the list are too large an answer', async () => {
  const createdAt = '2026-05-01T12:00:00Z'
  const found = { id: '7', importName: 'Leads ~7FK3QX9TW2MB', state: 'DONE', createdAt, updatedAt: createdAt }
  await using client = await connectClient(({ query }) =>
    query.get('limit') === '100' ? MEGABYTES : { body: { results: [found] } },
  )
  expect(await findByMarker(client.hubspot, '7FK3QX9TW2MB', { since: Date.parse(createdAt) })).toEqual(['7'])
  expect(client.server.requests.map(({ query }) => query.get('limit'))).toEqual(['100', '10'])
})

const linesOf = (errors: unknown): number[] => (Array.isArray(errors) ? errors.map(({ line }) => Number(line)) : [])
