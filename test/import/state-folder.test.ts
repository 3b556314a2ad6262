import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStateFolder, stateFolderError } from '../../src/import/state-folder.ts'
import { resumeImports } from '../../src/tools/resume-imports.ts'
import { type Connection, connect, structuredOf, textOf } from '../connect.ts'
import { at } from '../sandbox/call-sandbox.ts'
import { CLEAN, damagePlan, propose } from '../tools/plan-files.ts'

const run = promisify(execFile)

/** A small disk of its own needs root. Without it, what a full disk means is tested by the error alone. */
const canMount = process.getuid?.() === 0 && (await mountsHere())

let connection: Connection
beforeEach(async () => {
  connection = await connect({ files: { 'leads.csv': CLEAN } })
})
afterEach(() => connection.close())

/** Writes are refused with this code and nothing is sent; what only reads goes on. */
async function expectOnlyReads(planId: string, code: string): Promise<void> {
  const refused = textOf(await connection.call('start_import', { planId }))
  expect(refused).toMatch(new RegExp(`^${code}: `))
  expect(refused).toContain('Outcome: not_started')
  const sent = connection.sandbox.requests().filter(({ method }) => method === 'POST')
  expect(sent).toEqual([])
  expect(structuredOf(await connection.call('list_imports')).imports).toEqual([])
  expect(structuredOf(await connection.call('inspect_file', { file: 'leads.csv' }))).toMatchObject({
    file: { rowCount: 2 },
  })
}

describe('a state folder', () => {
  test('is for this user alone, with everything in it', async () => {
    structuredOf(await connection.call('start_import', { planId: await propose(connection, 'leads.csv') }))
    const entries = await readdir(connection.stateDir, { recursive: true, withFileTypes: true })
    const modes = entries.map(async (entry) => {
      const { mode } = await stat(join(entry.parentPath, entry.name))
      return `${entry.isDirectory() ? 'folder' : 'file'} ${(mode & 0o777).toString(8)}`
    })
    expect(new Set(await Promise.all(modes))).toEqual(new Set(['folder 700', 'file 600']))
    expect((await stat(connection.stateDir)).mode & 0o777).toBe(0o700)
  })

  test('keeps nothing of a file that could not be put in its place', async () => {
    const state = openStateFolder(join(connection.folder, 'state'))
    await mkdir(join(state.path, 'plans', 'a.json', 'in the way'), { recursive: true, mode: 0o700 })
    await chmod(state.path, 0o700)
    await expect(state.write('plans/a.json', '{}')).rejects.toMatchObject({ code: 'journal_unavailable' })
    expect(await state.create('plans/a.json', '{}')).toBe(false)
    expect(await readdir(join(state.path, 'plans'))).toEqual(['a.json'])
  })

  test.each([0o770, 0o707])('that others can write to (%o) is not written', async (mode) => {
    const planId = await propose(connection, 'leads.csv')
    await chmod(connection.stateDir, mode)
    await expectOnlyReads(planId, 'journal_unavailable')
  })

  test('is taken on Windows whatever its modes are, which say nothing there', async () => {
    await mkdir(connection.stateDir, { recursive: true })
    await chmod(connection.stateDir, 0o777)
    await expect(openStateFolder(connection.stateDir, 'linux').create('a', 'x')).rejects.toThrow(/by other users/)
    const state = openStateFolder(connection.stateDir, 'win32')
    expect([await state.create('a', 'first'), await state.create('a', 'second'), await state.read('a')]).toEqual([
      true,
      false,
      'first',
    ])
    await state.remove('a')
    expect(await state.read('a')).toBeUndefined()
  })

  test.each(['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'])(
    'on a file system without hard links (%s) makes a file for one of many, complete',
    async (code) => {
      const refuse = () => Promise.reject(Object.assign(new Error('no'), { code }))
      const state = openStateFolder(join(connection.folder, 'fat'), 'linux', { link: refuse, syncFolder: refuse })
      const texts = Array.from({ length: 20 }, (_, caller) => `${caller}`.repeat(10_000))
      const made = await Promise.all(texts.map((text) => state.create('starts/a.json', text)))
      expect(made.filter(Boolean)).toHaveLength(1)
      expect(await state.read('starts/a.json')).toBe(texts[made.indexOf(true)])
      await state.write('starts/a.json', 'other')
      expect([await state.read('starts/a.json'), await state.list('starts')]).toEqual(['other', ['a.json']])
      expect(await readdir(join(state.path, 'starts'))).toEqual(['a.json'])
    },
  )

  test('tells any other failure of a link or of bringing a folder to the disk', async () => {
    const refuse = () => Promise.reject(Object.assign(new Error('no'), { code: 'EIO' }))
    const path = join(connection.folder, 'broken')
    const done = () => Promise.resolve()
    const unlinked = openStateFolder(path, 'linux', { link: refuse, syncFolder: done })
    await expect(unlinked.create('a', 'x')).rejects.toMatchObject({ code: 'journal_unavailable' })
    const unsynced = openStateFolder(path, 'linux', { link: done, syncFolder: refuse })
    await expect(unsynced.write('a', 'x')).rejects.toMatchObject({ code: 'journal_unavailable' })
  })

  test('that belongs to another user is not written', async () => {
    const planId = await propose(connection, 'leads.csv')
    // Who is not root cannot give a folder away, and nothing of root's can be written anyway.
    if (process.getuid?.() === 0) await chown(connection.stateDir, 12_345, 12_345)
    else await chmod(connection.stateDir, 0o500)
    await expectOnlyReads(planId, 'journal_unavailable')
    if (process.getuid?.() === 0) await chown(connection.stateDir, 0, 0)
    else await chmod(connection.stateDir, 0o700)
  })

  test('that is missing is made, for this user alone', async () => {
    const planId = await propose(connection, 'leads.csv')
    await rm(connection.stateDir, { recursive: true })
    await expectOnlyReads(planId, 'plan_unknown')
    const again = await propose(connection, 'leads.csv')
    expect(structuredOf(await connection.call('start_import', { planId: again })).outcome).toBe('started')
    expect((await stat(connection.stateDir)).mode & 0o777).toBe(0o700)
  })

  test('in which the journal cannot be made stops the start', async () => {
    const planId = await propose(connection, 'leads.csv')
    await writeFile(join(connection.stateDir, 'starts'), '')
    await expectOnlyReads(planId, 'journal_unavailable')
  })

  test.skipIf(process.getuid?.() === 0)('that is read-only stops the start', async () => {
    const planId = await propose(connection, 'leads.csv')
    await chmod(join(connection.stateDir, 'plans'), 0o500)
    await expectOnlyReads(planId, 'journal_unavailable')
    await chmod(join(connection.stateDir, 'plans'), 0o700)
  })

  describe.skipIf(!canMount)('on a disk of a megabyte', () => {
    beforeEach(async () => {
      await mkdir(connection.stateDir, { mode: 0o700 })
      await run('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', connection.stateDir])
    })
    afterEach(() => run('umount', [connection.stateDir]))

    test('that is full stops the start, which succeeds when there is room', async () => {
      const planId = await propose(connection, 'leads.csv')
      const filler = join(connection.stateDir, 'filler')
      await expect(writeFile(filler, Buffer.alloc(2 * 1024 * 1024))).rejects.toMatchObject({ code: 'ENOSPC' })
      await expectOnlyReads(planId, 'disk_full')
      const refused = textOf(await connection.call('propose_mapping', { file: 'leads.csv' }))
      expect(refused).toMatch(/^disk_full: .+\nFix: .+/)
      await rm(filler)
      expect(structuredOf(await connection.call('start_import', { planId })).outcome).toBe('started')
    })

    test('that is read-only stops the start', async () => {
      const planId = await propose(connection, 'leads.csv')
      await run('mount', ['-o', 'remount,ro', connection.stateDir])
      await expectOnlyReads(planId, 'journal_unavailable')
    })

    test('that fills up later still gives the id of an import whose answer was lost', async () => {
      const planId = await propose(connection, 'leads.csv')
      connection.sandbox.faults.add({
        method: 'POST',
        path: '*/imports',
        after: true,
        delayMs: 300,
        status: 200,
        body: {},
      })
      const started = connection.call('start_import', { planId })
      await expect
        .poll(async () => (await readdir(connection.stateDir, { recursive: true })).join(), { timeout: 10_000 })
        .toContain('1.armed.json')
      await writeFile(join(connection.stateDir, 'filler'), Buffer.alloc(2 * 1024 * 1024)).catch(() => undefined)
      const importId = (await started).structuredContent
      expect(importId).toMatchObject({ outcome: 'started', imports: [{ importId: expect.stringMatching(/^\d+$/) }] })
      expect(structuredOf(await connection.call('get_import', { planId }))).toMatchObject({
        importId: expect.stringMatching(/^\d+$/),
      })
    })
  })
})

describe('what is left of a state folder', () => {
  const importIdOf = (answer: Record<string, unknown>): string => String(at(answer, 'imports', 0, 'importId'))

  /** What HubSpot knows is told, without the lines of the source file. */
  async function expectFollowed(on: Connection, importId: string): Promise<void> {
    expect(structuredOf(await on.call('get_import', { importId }))).toMatchObject({ importId, planId: null })
    expect(structuredOf(await on.call('get_import_errors', { importId }))).toMatchObject({ importId, total: 0 })
    expect(structuredOf(await on.call('list_imports'))).toMatchObject({ imports: [{ importId }] })
  }

  async function started(): Promise<{ planId: string; importId: string }> {
    const planId = await propose(connection, 'leads.csv')
    return { planId, importId: importIdOf(structuredOf(await connection.call('start_import', { planId }))) }
  }

  test('that leads through a file: nothing is kept or started, what HubSpot knows is told', async () => {
    const { importId } = await started()
    const { sandbox, folder } = connection
    const flags = ['--sandbox', '--allow-dir', folder]
    await using broken = await connect({ sandbox, flags, stateDir: join(folder, 'leads.csv', 'state') })
    const refused = textOf(await broken.call('propose_mapping', { file: join(folder, 'leads.csv') }))
    expect(refused).toMatch(/^journal_unavailable: The state folder .* cannot be used/)
    expect(refused).toContain('--state-dir')
    const inspected = await broken.call('inspect_file', { file: join(folder, 'leads.csv') })
    expect(structuredOf(inspected)).toMatchObject({ file: { rowCount: 2 } })
    await expectFollowed(broken, importId)
    await resumeImports(broken.context)
    expect(broken.logged.join('')).toContain('No import was taken up: the state folder cannot be read')
  })

  test('that was removed: the plan is gone, another one finds the import that exists', async () => {
    const { planId, importId } = await started()
    await rm(connection.stateDir, { recursive: true })
    expect(textOf(await connection.call('start_import', { planId }))).toMatch(/^plan_unknown: /)
    await expectFollowed(connection, importId)
    const again = await propose(connection, 'leads.csv')
    const answer = structuredOf(await connection.call('start_import', { planId: again }))
    expect([answer.outcome, importIdOf(answer)]).toEqual(['already_started', importId])
  })

  test('of which the plan is damaged: its import is followed, and the plan is made again', async () => {
    const { planId, importId } = await started()
    await damagePlan(connection.stateDir, planId)
    for (const tool of ['validate_import', 'start_import', 'revise_mapping', 'get_import', 'cancel_import']) {
      const refused = textOf(await connection.call(tool, { planId }))
      expect(refused).toMatch(/^plan_expired: /)
      expect(refused).toContain('Make a new one with propose_mapping.')
    }
    await expectFollowed(connection, importId)
    const again = await propose(connection, 'leads.csv')
    const answer = structuredOf(await connection.call('start_import', { planId: again }))
    expect([answer.outcome, importIdOf(answer)]).toEqual(['already_started', importId])
  })

  test('of which the entry of the start is damaged: its import is followed, and nothing is sent', async () => {
    const { planId, importId } = await started()
    const [key = ''] = await readdir(join(connection.stateDir, 'starts'))
    await writeFile(join(connection.stateDir, 'starts', key, 'intent.json'), '{')
    for (const tool of ['start_import', 'get_import', 'cancel_import']) {
      const refused = textOf(await connection.call(tool, { planId }))
      expect(refused).toMatch(/^journal_unavailable: An entry of the journal of starts is damaged/)
    }
    await expectFollowed(connection, importId)
    expect(connection.sandbox.requests().filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  test('of which the list of what is under way is damaged: nothing is taken up by itself', async () => {
    const planId = await propose(connection, 'leads.csv')
    await connection.call('validate_import', { planId })
    await mkdir(join(connection.stateDir, 'under-way'))
    await writeFile(join(connection.stateDir, 'under-way', `${planId}.json`), '{"planId":')
    await resumeImports(connection.context)
    expect(structuredOf(await connection.call('list_imports')).imports).toEqual([])
    expect(structuredOf(await connection.call('start_import', { planId })).outcome).toBe('started')
  })
})

test.each([
  ['ENOSPC', 'disk_full'],
  ['EDQUOT', 'disk_full'],
  ['EROFS', 'journal_unavailable'],
  ['EACCES', 'journal_unavailable'],
])('stateFolderError() tells %s as %s', (code, told) => {
  expect(stateFolderError('/state', Object.assign(new Error('no'), { code })).code).toBe(told)
})

async function mountsHere(): Promise<boolean> {
  const answer = await run('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).catch(() => undefined)
  return answer !== undefined
}
