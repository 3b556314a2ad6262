import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Connection, connect, structuredOf, textOf } from './connect.ts'
import { startProgram } from './start-program.ts'
import { withFolder } from './with-folder.ts'

const LEADS = 'Email,First Name\nada-canary@example.com,Ada\nbob@example.com,Bob\n'
const planned = z.object({ planId: z.string() })

const audited = (folder: string, options: Parameters<typeof connect>[0] = {}) =>
  connect({
    files: { 'leads-canary.csv': LEADS },
    ...options,
    flags: ['--sandbox', '--audit-log', join(folder, 'audit.jsonl')],
    stateDir: join(folder, 'state'),
  })

async function planLeads({ call }: Connection): Promise<string> {
  const args = { file: 'leads-canary.csv', objectTypes: ['contacts'] }
  return planned.parse(structuredOf(await call('propose_mapping', args))).planId
}

const textIn = (folder: string) => readFile(join(folder, 'audit.jsonl'), 'utf8')
const entriesIn = async (folder: string) =>
  (await textIn(folder))
    .trim()
    .split('\n')
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)))

describe('the audit log', () => {
  it('tells a start before it, at its last byte, at the answer and after it; no cell and no file name', async () => {
    await using folder = await withFolder()
    await using connection = await audited(folder.path)
    const planId = await planLeads(connection)
    await connection.call('start_import', { planId })
    const entries = await entriesIn(folder.path)
    expect(entries).toMatchObject([
      { event: 'intent', principal: 'local', tool: 'start_import', effect: 'write', environment: 'sandbox', planId },
      { event: 'arming', planId, attempt: 1, part: 1 },
      { event: 'started', planId, importId: expect.stringMatching(/^\d+$/) },
      { event: 'result', outcome: 'ok', written: 'started', planId },
    ])
    const [intent, arming, started, result] = entries
    expect(intent).toMatchObject({ portalId: arming?.portalId, files: [expect.stringMatching(/^[0-9a-f]{64}$/)] })
    expect(result).toMatchObject({ requestId: intent?.requestId, importIds: [started?.importId] })
    expect(await textIn(folder.path)).not.toMatch(/ada-canary|leads-canary\.csv|Ada/)
  })

  it('tells a write that was refused, and nothing of reads', async () => {
    await using folder = await withFolder()
    await using connection = await audited(folder.path)
    await connection.call('list_imports')
    await connection.call('create_property', { objectType: 'contacts', label: '靴' })
    expect(await entriesIn(folder.path)).toMatchObject([
      { event: 'intent', tool: 'create_property', objectType: 'contacts' },
      { event: 'result', outcome: 'invalid_arguments' },
    ])
  })

  it('tells which label a write is about, also where its id came as a text', async () => {
    await using folder = await withFolder()
    await using connection = await audited(folder.path)
    const pair = { fromObjectType: '0-1', toObjectType: '0-2' }
    for (const associationTypeId of ['4242', 4243]) {
      await connection.call('delete_association_label', { ...pair, associationTypeId })
    }
    const told = (await entriesIn(folder.path)).map(({ event, associationTypeId }) => [event, associationTypeId])
    expect(told).toEqual([
      ['intent', 4242],
      ['result', 4242],
      ['intent', 4243],
      ['result', 4243],
    ])
  })

  it('tells a start whose answer was lost, and the import that is found again', async () => {
    await using folder = await withFolder()
    await using connection = await audited(folder.path)
    const planId = await planLeads(connection)
    connection.sandbox.faults.add({ method: 'POST', path: '/crm/v3/imports', after: true, status: 502 })
    await connection.call('start_import', { planId })
    const events = (await entriesIn(folder.path)).map(({ event }) => event)
    expect(events).toEqual(['intent', 'arming', 'lost', 'adopted', 'result'])
  })

  it('refuses writes while it cannot be written, and goes on reading', async () => {
    await using folder = await withFolder()
    await using connection = await audited(folder.path)
    const planId = await planLeads(connection)
    await connection.call('create_property', { objectType: 'contacts', label: 'Shoe size' })
    await rm(join(folder.path, 'audit.jsonl'))
    const before = connection.sandbox.requests().filter(({ method }) => method === 'POST').length
    const start = await connection.call('start_import', { planId })
    const property = await connection.call('create_property', { objectType: 'contacts', label: 'Hat size' })
    for (const refused of [start, property]) {
      expect(textOf(refused)).toMatch(/^journal_unavailable: The audit log .*\nFix: .*\nOutcome: not_started$/)
    }
    expect(connection.sandbox.requests().filter(({ method }) => method === 'POST')).toHaveLength(before)
    expect((await connection.call('list_imports')).isError).not.toBe(true)
  })

  it('keeps the last byte of an upload back when it cannot be written any more', async () => {
    await using folder = await withFolder()
    const path = join(folder.path, 'audit.jsonl')
    await using connection = await audited(folder.path)
    const planId = await planLeads(connection)
    const { audit } = connection.context
    const { intent } = audit
    audit.intent = async (call) => {
      await intent(call)
      await rm(path)
    }
    expect(textOf(await connection.call('start_import', { planId }))).toMatch(
      /^journal_unavailable.*\n.*\nOutcome: not_started$/,
    )
    expect(structuredOf(await connection.call('list_imports'))).toMatchObject({ imports: [] })
    audit.intent = intent
    await writeFile(path, '')
  })
})

describe('audit verify', () => {
  it('says whether the log of two servers is whole, and finds a line that was cut off', async () => {
    await using folder = await withFolder()
    await using first = await audited(folder.path)
    await using second = await audited(folder.path)
    const path = join(folder.path, 'audit.jsonl')
    for (const label of ['One', 'Two']) {
      await Promise.all([first, second].map(({ call }) => call('create_property', { objectType: 'contacts', label })))
    }
    const flags = ['audit', 'verify', path, '--state-dir', join(folder.path, 'state')]
    const whole = await ran(flags)
    expect(whole).toMatchObject({ code: 0, stdout: expect.stringContaining('ok: 8 lines, written by 2 processes.') })
    const hash = /next time: ([0-9a-f]{64})/.exec(whole.stdout)?.[1] ?? ''
    const text = await textIn(folder.path)
    await writeFile(path, text.slice(0, text.trimEnd().lastIndexOf('\n') + 1))
    expect(await ran(flags)).toMatchObject({ code: 1, stdout: expect.stringContaining('Broken: line 8 ') })
    const elsewhere = ['audit', 'verify', path, '--state-dir', join(folder.path, 'other')]
    expect(await ran(elsewhere)).toMatchObject({ code: 0, stdout: expect.stringContaining('cannot be told here') })
    expect(await ran([...elsewhere, hash])).toMatchObject({ code: 1 })
  })

  it('says how it is called', async () => {
    expect(await ran(['audit'])).toMatchObject({ code: 2, stderr: expect.stringContaining('audit verify FILE') })
    const missing = { code: 2, stderr: expect.stringMatching(/^There is no audit log ".*missing"\.\n/) }
    expect(await ran(['audit', 'verify', 'missing'])).toMatchObject(missing)
  })
})

async function ran(flags: readonly string[]) {
  await using program = await startProgram(flags)
  const code = await program.ended
  return { code, stdout: program.stdout(), stderr: program.stderr() }
}
