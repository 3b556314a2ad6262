import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CallToolResult } from '@modelcontextprotocol/client'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { type Connection, connect, structuredOf, textOf } from '../connect.ts'
import { patientClock } from './fast-clock.ts'

const FILES = { 'leads.csv': 'First Name,Email\nAnn,ann@example.com\nBob,bob@example.com\n' }

async function planned(connection: Connection, file = 'leads.csv'): Promise<string> {
  const { structuredContent } = await connection.call('propose_mapping', { file })
  return String(Reflect.get(structuredContent ?? {}, 'planId'))
}

function importIds({ structuredContent }: CallToolResult): unknown[] {
  const imports: unknown = Reflect.get(structuredContent ?? {}, 'imports')
  return Array.isArray(imports) ? imports.map((one) => one.importId) : []
}

const outcome = ({ structuredContent }: CallToolResult): unknown => Reflect.get(structuredContent ?? {}, 'outcome')

function posts({ sandbox }: Pick<Connection, 'sandbox'>): number {
  return sandbox.requests().filter(({ method, path }) => method === 'POST' && /\/imports\/?$/.test(path)).length
}

describe('start_import', () => {
  test('starts once for repeated calls, and gives the same import', async () => {
    await using connection = await connect({ files: FILES })
    const planId = await planned(connection)
    const first = await connection.call('start_import', { planId })
    const second = await connection.call('start_import', { planId })
    expect([outcome(first), outcome(second)]).toEqual(['started', 'already_started'])
    expect(importIds(second)).toEqual(importIds(first))
    expect(posts(connection)).toBe(1)
  })

  test('sends one upload for ten parallel calls', async () => {
    await using connection = await connect({ files: FILES })
    const planId = await planned(connection)
    const results = await Promise.all(Array.from({ length: 10 }, () => connection.call('start_import', { planId })))
    const [id] = importIds(await connection.call('start_import', { planId }))
    expect(id).toMatch(/^\d+$/)
    expect(results.map(importIds)).toEqual(Array.from({ length: 10 }, () => [id]))
    expect(posts(connection)).toBe(1)
  })

  test('knows the same content planned again under another name, and in a file of another name', async () => {
    await using connection = await connect({ files: { ...FILES, 'copy.csv': FILES['leads.csv'] } })
    const first = await connection.call('start_import', { planId: await planned(connection) })
    for (const args of [{ file: 'leads.csv', name: 'Another name' }, { file: 'copy.csv' }]) {
      const { planId } = structuredOf(await connection.call('propose_mapping', args))
      const again = await connection.call('start_import', { planId })
      expect(outcome(again)).toBe('already_started')
      expect(importIds(again)).toEqual(importIds(first))
      expect(textOf(again)).toContain('This import was started before; nothing was sent again: ')
      // To import it once more is a wish of its own.
      const repeated = await connection.call('start_import', { planId, allowRepeat: true })
      expect([outcome(repeated), importIds(repeated)]).toEqual([
        'started',
        [expect.not.stringContaining(String(importIds(first)))],
      ])
    }
    expect(posts(connection)).toBe(3)
  })

  test('finds an import again whose journal was lost', async () => {
    const sandbox = await startSandbox()
    try {
      await using first = await connect({ files: FILES, sandbox })
      const started = await first.call('start_import', { planId: await planned(first) })
      await using second = await connect({ files: FILES, sandbox })
      const again = await second.call('start_import', { planId: await planned(second) })
      expect(outcome(again)).toBe('already_started')
      expect(importIds(again)).toEqual(importIds(started))
      expect(posts({ sandbox })).toBe(1)
    } finally {
      await sandbox.close()
    }
  })

  test('imports once when two servers share the state folder', async () => {
    const sandbox = await startSandbox()
    try {
      await using first = await connect({ files: FILES, sandbox })
      await using second = await connect({ files: FILES, sandbox, stateDir: first.stateDir })
      const planIds = await Promise.all([planned(first), planned(second)])
      const results = await Promise.all([
        first.call('start_import', { planId: planIds[0] }),
        second.call('start_import', { planId: planIds[1] }),
      ])
      expect(results.map(outcome).sort()).toEqual(['already_started', 'started'])
      expect(new Set(results.flatMap(importIds)).size).toBe(1)
      expect((await first.call('list_imports')).structuredContent).toMatchObject({ imports: [{}], after: null })
    } finally {
      await sandbox.close()
    }
  })

  test('imports once when another server armed while this one was looking at the list', async () => {
    const sandbox = await startSandbox()
    try {
      await using slow = await connect({ files: FILES, sandbox })
      await using quick = await connect({ files: FILES, sandbox, stateDir: slow.stateDir })
      const planIds = await Promise.all([planned(slow), planned(quick)])
      for (const [index, connection] of [slow, quick].entries())
        await connection.call('validate_import', { planId: planIds[index] })
      const looking = sandbox.faults.add({ method: 'GET', path: '*/imports', delayMs: 700 })
      sandbox.faults.add({ method: 'POST', path: '*/imports', delayMs: 1500 })
      const first = slow.call('start_import', { planId: planIds[0] })
      await vi.waitFor(() => expect(looking.hits()).toBe(1), 10_000)
      const results = await Promise.all([first, quick.call('start_import', { planId: planIds[1] })])
      expect(new Set(results.flatMap(importIds)).size).toBe(1)
      expect((await slow.call('list_imports')).structuredContent).toMatchObject({ imports: [{}], after: null })
      expect(posts({ sandbox })).toBe(1)
    } finally {
      await sandbox.close()
    }
  })

  test('leads to the import from every plan of its content', async () => {
    await using connection = await connect({ files: FILES })
    const planIds = [await planned(connection), await planned(connection)]
    const results = await Promise.all(planIds.map((planId) => connection.call('start_import', { planId })))
    expect(new Set(results.flatMap(importIds)).size).toBe(1)
    for (const planId of planIds) expect((await connection.call('get_import', { planId })).isError).not.toBe(true)
  })

  test('sends again only with allowRepeat', async () => {
    await using connection = await connect({ files: FILES })
    const planId = await planned(connection)
    const first = await connection.call('start_import', { planId })
    const repeated = await connection.call('start_import', { planId, allowRepeat: true })
    expect(outcome(repeated)).toBe('started')
    expect(importIds(repeated)).not.toEqual(importIds(first))
    expect(posts(connection)).toBe(2)
  })

  test.each([
    ['the connection is reset after HubSpot took the upload', { after: true, reset: true }],
    ['HubSpot took the upload and answers 502', { after: true, status: 502 }],
    ['HubSpot took the upload and answers without an id', { after: true, status: 200, body: {} }],
  ])('adopts the import when %s', async (_title, fault) => {
    await using connection = await connect({ files: FILES, clock: patientClock })
    const planId = await planned(connection)
    connection.sandbox.faults.add({ method: 'POST', path: '*/imports', ...fault })
    const started = await connection.call('start_import', { planId })
    expect(outcome(started)).toBe('started')
    const again = await connection.call('start_import', { planId })
    expect(outcome(again)).toBe('already_started')
    expect(importIds(again)).toEqual(importIds(started))
    expect(posts(connection)).toBe(1)
  })

  test('stays unknown, and never sends again by itself, when HubSpot lost the upload', async () => {
    await using connection = await connect({ files: FILES, clock: patientClock })
    const planId = await planned(connection)
    connection.sandbox.faults.add({ method: 'POST', path: '*/imports', takeBody: true, status: 502 })
    const outcomes = []
    for (let call = 0; call < 5; call += 1) outcomes.push(outcome(await connection.call('start_import', { planId })))
    expect(new Set(outcomes)).toEqual(new Set(['unknown']))
    expect(posts(connection)).toBe(1)
    const followed = await connection.call('get_import', { planId })
    expect(followed.isError).toBe(true)
    expect(textOf(followed)).toContain('outcome_unknown')
  })

  test('stays unknown while the list cannot be read', async () => {
    await using connection = await connect({ files: FILES, clock: patientClock })
    const planId = await planned(connection)
    connection.sandbox.faults.add({ method: 'POST', path: '*/imports', takeBody: true, status: 502 })
    connection.sandbox.faults.add({ method: 'GET', path: '*/imports', status: 500, skip: 1, times: 1000 })
    expect(outcome(await connection.call('start_import', { planId }))).toBe('unknown')
    expect(posts(connection)).toBe(1)
  })

  test.each([
    [400, 'hubspot_bad_request'],
    [403, 'hubspot_forbidden'],
    [429, 'hubspot_daily_limit'],
  ])('is not started after a refusal with %i, and can be sent later', async (status, code) => {
    await using connection = await connect({ files: FILES, clock: patientClock })
    const planId = await planned(connection)
    const policyName = 'DAILY'
    const body = { status: 'error', message: 'no', category: 'X', correlationId: 'c', policyName }
    connection.sandbox.faults.add({ method: 'POST', path: '*/imports', status, body })
    const refused = await connection.call('start_import', { planId })
    expect(textOf(refused)).toContain(code)
    expect(textOf(refused)).toContain('Outcome: not_started')
    expect(outcome(await connection.call('start_import', { planId }))).toBe('started')
  })

  test('says of a file that changed after it was imported which import that was', async () => {
    await using connection = await connect({ files: FILES })
    const planId = await planned(connection)
    const started = structuredOf(await connection.call('start_import', { planId }))
    const [{ importId }] = z.tuple([z.object({ importId: z.string() })]).parse(started.imports)
    await writeFile(join(connection.folder, 'leads.csv'), FILES['leads.csv'].replace('Ann', 'Annabel'))
    const refused = textOf(await connection.call('start_import', { planId }))
    expect(refused).toContain('file_changed: ')
    expect(refused).toContain(`It was imported before that (import ${importId}).`)
    expect(refused).toContain('Fix: Call get_import with this planId')
    expect(refused).toContain('Outcome: started')
  })

  test('refuses a file whose content changed although its size did not', async () => {
    await using connection = await connect({ files: FILES })
    const planId = await planned(connection)
    await connection.call('validate_import', { planId })
    await writeFile(join(connection.folder, 'leads.csv'), FILES['leads.csv'].replace('Ann', 'Eve'))
    const refused = await connection.call('start_import', { planId })
    expect(textOf(refused)).toContain('file_changed')
    expect(textOf(refused)).toContain('Outcome: not_started')
    const listed = await connection.call('list_imports')
    expect(listed.structuredContent).toMatchObject({ imports: [], after: null })
  })

  test('sends exactly the planned bytes where the file can be sent as it is', async () => {
    await using connection = await connect({ files: FILES })
    const started = await connection.call('start_import', { planId: await planned(connection) })
    const [importId] = importIds(started)
    expect(connection.sandbox.uploads(String(importId))).toMatchObject([
      { fileName: 'leads.csv', bytes: Buffer.byteLength(FILES['leads.csv']) },
    ])
  })
})
