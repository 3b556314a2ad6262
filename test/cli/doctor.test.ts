import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runDoctor } from '../../src/cli/doctor.ts'
import { callerFolder } from '../../src/context/caller-folder.ts'
import { createJournal } from '../../src/import/journal.ts'
import { plan } from '../../src/import/plan.ts'
import { createPlanStore } from '../../src/import/plan-store.ts'
import { openStateFolder } from '../../src/import/state-folder.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { temporaryFolder } from '../table/temporary-folder.ts'
import { UNKNOWN_PLAN_ID } from '../unknown-plan.ts'
import { configOf, fakeIo } from './fake-io.ts'

const { path: folder, write } = temporaryFolder()

async function doctor(line: string[], env: Record<string, string> = {}) {
  const io = fakeIo()
  const flags = ['--state-dir', join(folder, 'state'), ...line]
  const code = await runDoctor(configOf(['doctor', ...flags], folder, env), io)
  return { code, out: io.out() }
}

describe('runDoctor()', () => {
  it('gives 1 without credentials and says how to get connected', async () => {
    const { code, out } = await doctor([])
    expect(code).toBe(1)
    expect(out).toMatch(/^✗ Credentials/m)
    expect(out).toContain('HUBSPOT_ACCESS_TOKEN')
    expect(out).toContain('--sandbox')
    expect(out).toMatch(/^✓ Files +.* may be read$/m)
  })

  it('gives 0 with the sandbox', async () => {
    const { code, out } = await doctor(['--sandbox'])
    expect(code).toBe(0)
    expect(out).toMatch(/^✓ Connection +sandbox account \d+/m)
    expect(out).not.toMatch(/^✗/m)
  })

  it('looks at a state folder that is named for the sandbox too', async () => {
    write('plain.txt', 'a file')
    const io = fakeIo()
    const flags = ['--sandbox', '--state-dir', join(folder, 'plain.txt')]
    expect(await runDoctor(configOf(['doctor', ...flags], folder), io)).toBe(1)
    expect(io.out()).toMatch(/^✗ State folder/m)
  })

  it('tells of a misspelt variable, by which a server would write although read only was meant', async () => {
    const { out } = await doctor(['--sandbox', '--json'], { HUBSPOT_IMPORT_READONLY: 'true' })
    const told = 'HUBSPOT_IMPORT_READONLY is no setting. Did you mean HUBSPOT_IMPORT_READ_ONLY?'
    expect(JSON.parse(out).checks).toContainEqual({ name: 'Settings', status: 'note', told })
  })

  it('connects with credentials, names missing scopes with what they are for, and never shows the token', async () => {
    const sandbox = await startSandbox({ scopes: ['crm.import'] })
    try {
      const env = { HUBSPOT_ACCESS_TOKEN: sandbox.accessToken, HUBSPOT_BASE_URL: sandbox.url }
      const { code, out } = await doctor(['--json'], env)
      const { ok, checks } = JSON.parse(out)
      expect(code).toBe(0)
      expect(ok).toBe(true)
      expect(checks).toContainEqual(expect.objectContaining({ name: 'Connection', status: 'ok' }))
      const property = expect.objectContaining({
        name: 'Scope',
        status: 'note',
        told: expect.stringContaining('create_property'),
        fix: expect.stringContaining('crm.schemas.contacts.write'),
      })
      expect(checks).toContainEqual(property)
      expect(out).not.toContain(sandbox.accessToken)
    } finally {
      await sandbox.close()
    }
  })

  it('gives 1 when imports themselves are not allowed', async () => {
    const sandbox = await startSandbox({ scopes: ['crm.objects.contacts.read'] })
    try {
      const env = { HUBSPOT_ACCESS_TOKEN: sandbox.accessToken, HUBSPOT_BASE_URL: sandbox.url }
      const { code, out } = await doctor([], env)
      expect(code).toBe(1)
      expect(out).toMatch(/^✗ Scope +crm\.import is not granted/m)
    } finally {
      await sandbox.close()
    }
  })

  it('gives 1 with a refused token, and tells what HubSpot said', async () => {
    const sandbox = await startSandbox()
    try {
      const env = { HUBSPOT_ACCESS_TOKEN: 'pat-na1-wrong', HUBSPOT_BASE_URL: sandbox.url }
      const { code, out } = await doctor([], env)
      expect(code).toBe(1)
      expect(out).toMatch(/^✗ Connection +hubspot_unauthorized/m)
      expect(out).not.toContain('pat-na1-wrong')
    } finally {
      await sandbox.close()
    }
  })

  it('gives 1 when nothing answers', async () => {
    const env = { HUBSPOT_ACCESS_TOKEN: 'pat-na1-any', HUBSPOT_BASE_URL: 'http://127.0.0.1:1' }
    const { code, out } = await doctor(['--retry-count', '0'], env)
    expect(code).toBe(1)
    expect(out).toMatch(/^✗ Connection +network/m)
  })

  const start = {
    planId: UNKNOWN_PLAN_ID,
    environment: 'production' as const,
    portalId: 7,
    importName: 'Leads May ~7FK3QX9TW2MB',
    marker: '7FK3QX9TW2MB',
    rows: 2,
    part: { number: 1, of: 1, recordsBefore: 0 },
    plannedAt: '2026-05-01T12:00:00.000Z',
  }

  it('tells an upload of a principal of the HTTP server with the file of their plan', async () => {
    const stateDir = join(folder, 'several')
    const journal = createJournal(openStateFolder(stateDir))
    await journal.arm(await journal.plan({ ...start, contentKey: 'a'.repeat(64) }), '2026-05-01T12:00:05.000Z')
    const { planId, environment, portalId, importName: name, plannedAt: createdAt } = start
    const dialect = { encoding: 'utf-8', bom: false, delimiter: ',', hasHeader: true, firstLine: 1, columnCount: 1 }
    const file = { file: 'upload:1', fileName: 'leads.csv', format: 'csv', bytes: 1, sha256: '', dialect, columns: [] }
    const planned = {
      planId,
      environment,
      portalId,
      name,
      createdAt,
      importOperations: {},
      dateFormat: 'YEAR_MONTH_DAY',
    }
    const own = createPlanStore(openStateFolder(callerFolder(stateDir, { name: 'ann' })))
    await own.save(plan.parse({ ...planned, files: [file] }))
    const io = fakeIo()
    await runDoctor(configOf(['doctor', '--state-dir', stateDir], folder), io)
    expect(io.out().replaceAll(/\s+/g, ' ')).toContain('! Upload of "Leads May ~7FK3QX9TW2MB" (leads.csv), sent')
  })

  it('tells uploads of which it is not known what became, also when HubSpot does not answer', async () => {
    const stateDir = join(folder, 'cut-off')
    const state = openStateFolder(stateDir)
    const journal = createJournal(state)
    await journal.arm(await journal.plan({ ...start, contentKey: 'a'.repeat(64) }), '2026-05-01T12:00:05.000Z')
    await state.write(`starts/${'b'.repeat(64)}/intent.json`, '{')
    const env = { HUBSPOT_ACCESS_TOKEN: 'pat-na1-any', HUBSPOT_BASE_URL: 'http://127.0.0.1:1' }
    const io = fakeIo()
    await runDoctor(configOf(['doctor', '--state-dir', stateDir, '--retry-count', '0'], folder, env), io)
    const words = io.out().replaceAll(/\s+/g, ' ')
    const told = `! Upload of "Leads May ~7FK3QX9TW2MB", sent 2026-05-01T12:00:05.000Z, HubSpot's answer is not known`
    expect(words).toContain(`${told}; plan ${start.planId}`)
    expect(words).toContain('! Journal 1 of its entries cannot be read')
    expect(words).toContain('list_imports')
    expect(io.out()).toMatch(/^✗ Connection/m)
    expect(io.out()).not.toContain('pat-na1-any')
  })

  it('finds a folder that is not there', async () => {
    const { code, out } = await doctor(['--sandbox', '--allow-dir', join(folder, 'nowhere')])
    expect(code).toBe(1)
    expect(out).toMatch(/^✗ Files/m)
  })

  it('finds a state folder that others can write to, and one that is a file', async () => {
    const open = join(folder, 'open')
    await mkdir(open)
    await chmod(open, 0o777)
    const file = write('file', '')
    for (const stateDir of [open, join(file, 'state')]) {
      const io = fakeIo()
      expect(await runDoctor(configOf(['doctor', '--state-dir', stateDir], folder), io)).toBe(1)
      expect(io.out()).toMatch(/^✗ State folder/m)
    }
  })
})
