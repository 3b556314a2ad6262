import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { createJournal } from '../../src/import/journal.ts'
import type { StartIntent } from '../../src/import/recorded-start.ts'
import { openStateFolder } from '../../src/import/state-folder.ts'
import { UNKNOWN_PLAN_ID } from '../unknown-plan.ts'

const INTENT: StartIntent = {
  contentKey: 'k'.repeat(64),
  planId: UNKNOWN_PLAN_ID,
  environment: 'sandbox',
  portalId: 1,
  importName: 'Leads ~7FK3QX9TW2MB',
  marker: '7FK3QX9TW2MB',
  rows: 2,
  part: { number: 1, of: 1, recordsBefore: 0 },
  plannedAt: '2026-11-22T12:00:00.000Z',
}
const NOW = '2026-11-22T12:00:01.000Z'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const journalOf = () => createJournal(openStateFolder(folder))

describe('createJournal()', () => {
  test('remembers every step for another process', async () => {
    const planned = await journalOf().plan(INTENT)
    expect(planned).toEqual({ ...INTENT, state: 'planned', attempt: 1 })
    const armed = await journalOf().arm(planned, NOW)
    expect(await journalOf().find(INTENT.contentKey)).toEqual({ ...INTENT, state: 'armed', attempt: 1, armedAt: NOW })
    await journalOf().acknowledge(armed, '123', false)
    expect(await journalOf().find(INTENT.contentKey)).toEqual({
      ...INTENT,
      state: 'started',
      attempt: 1,
      armedAt: NOW,
      importId: '123',
      adopted: false,
    })
  })

  test('finds the start of an import in its account, whatever else is damaged', async () => {
    const account = { environment: 'sandbox' as const, portalId: 1 }
    const armed = await journalOf().arm(await journalOf().plan(INTENT), NOW)
    expect(await journalOf().findImport('123', account)).toBeUndefined()
    await journalOf().acknowledge(armed, '123', false)
    await journalOf().plan({ ...INTENT, contentKey: 'a'.repeat(64) })
    await writeFile(join(folder, 'starts', 'a'.repeat(64), 'intent.json'), '{')
    expect(await journalOf().findImport('123', account)).toMatchObject({ planId: INTENT.planId, importId: '123' })
    expect(await journalOf().findImport('124', account)).toBeUndefined()
    expect(await journalOf().findImport('123', { ...account, portalId: 2 })).toBeUndefined()
    expect(await journalOf().findImport('123', { ...account, environment: 'production' })).toBeUndefined()
  })

  test('lets one of twenty callers arm', async () => {
    const planned = await journalOf().plan(INTENT)
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => journalOf().arm(planned, NOW)))
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refused).toHaveLength(19)
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['lock_held']))
  })

  test('arms once more only after a refusal is written down', async () => {
    const armed = await journalOf().arm(await journalOf().plan(INTENT), NOW)
    const refused = await journalOf().refuse(armed, 'hubspot_forbidden')
    expect(refused).toMatchObject({ state: 'refused', attempt: 1 })
    const again = await journalOf().arm(refused, NOW)
    expect(again).toMatchObject({ state: 'armed', attempt: 2 })
    await expect(journalOf().arm(refused, NOW)).rejects.toMatchObject({ code: 'lock_held' })
  })

  test.each(['planned', 'refused'])('lets nobody arm a start that was %s and whose import was found', async (state) => {
    const planned = await journalOf().plan(INTENT)
    const before = state === 'planned' ? planned : await journalOf().refuse(await journalOf().arm(planned, NOW), 'no')
    expect(await journalOf().acknowledge(before, '123', true)).toMatchObject({ state: 'started', importId: '123' })
    await expect(journalOf().arm(before, NOW)).rejects.toMatchObject({ code: 'lock_held' })
    expect(await journalOf().find(INTENT.contentKey)).toMatchObject({
      state: 'started',
      importId: '123',
      adopted: true,
    })
  })

  test('tells an import that was found, although its upload is said to be refused', async () => {
    const armed = await journalOf().arm(await journalOf().plan(INTENT), NOW)
    await journalOf().acknowledge(armed, '123', true)
    const refused = await journalOf().refuse(armed, 'hubspot_forbidden')
    expect(refused).toMatchObject({ state: 'started', importId: '123' })
    await expect(journalOf().arm(refused, NOW)).rejects.toMatchObject({ code: 'lock_held' })
  })

  test('never takes a damaged entry for an import that was not started', async () => {
    await journalOf().arm(await journalOf().plan(INTENT), NOW)
    await writeFile(join(folder, 'starts', INTENT.contentKey, '1.armed.json'), '{"armedA')
    const found = journalOf().find(INTENT.contentKey)
    await expect(found).rejects.toBeInstanceOf(UsageError)
    await expect(found).rejects.toMatchObject({ code: 'journal_unavailable', outcome: 'unknown' })
  })
})

describe('openStateFolder()', () => {
  test('keeps its files from other users', async () => {
    const state = openStateFolder(join(folder, 'state'))
    await state.write('plans/a.json', 'x')
    const modes = await Promise.all(
      ['', 'plans', 'plans/a.json'].map(async (name) => (await stat(join(folder, 'state', name))).mode & 0o777),
    )
    expect(modes).toEqual([0o700, 0o700, 0o600])
  })

  test('refuses a folder that others can write to', async () => {
    await chmod(folder, 0o777)
    await expect(openStateFolder(folder).write('a', 'x')).rejects.toMatchObject({ code: 'journal_unavailable' })
  })

  test('says so when the folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(openStateFolder(join(folder, 'file', 'state')).write('a', 'x')).rejects.toMatchObject({
      code: 'journal_unavailable',
    })
  })

  test('creates a file for one of many callers, and leaves nothing else behind', async () => {
    const state = openStateFolder(folder)
    const made = await Promise.all(Array.from({ length: 20 }, (_, index) => state.create('one', String(index))))
    expect(made.filter(Boolean)).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['one'])
    expect(await state.read('one')).toBe(String(made.indexOf(true)))
  })

  test('reads what is not there as undefined, and lists nothing in a missing folder', async () => {
    const state = openStateFolder(folder)
    expect(await state.read('missing')).toBeUndefined()
    expect(await state.list('missing')).toEqual([])
  })
})

describe('an entry of the journal', () => {
  const entry = (name: string) => join(folder, 'starts', INTENT.contentKey, name)

  test('tells its version and its hash', async () => {
    await journalOf().arm(await journalOf().plan(INTENT), NOW)
    expect(JSON.parse(await readFile(entry('1.armed.json'), 'utf8'))).toEqual({
      version: 1,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      entry: { armedAt: NOW },
    })
  })

  test('of before there were versions is read', async () => {
    await journalOf().plan(INTENT)
    await writeFile(entry('intent.json'), JSON.stringify(INTENT))
    await writeFile(entry('1.armed.json'), JSON.stringify({ armedAt: NOW }))
    await writeFile(entry('1.started.json'), JSON.stringify({ importId: '123', adopted: false }))
    expect(await journalOf().find(INTENT.contentKey)).toMatchObject({ ...INTENT, state: 'started', importId: '123' })
  })

  test('of a newer version is refused and stays as it is', async () => {
    await journalOf().plan(INTENT)
    const newer = JSON.stringify({ version: 2, sha256: '', entry: {}, more: true })
    await writeFile(entry('1.armed.json'), newer)
    await expect(journalOf().find(INTENT.contentKey)).rejects.toMatchObject({
      code: 'journal_unavailable',
      message: expect.stringContaining('a newer version of this program (2; this one knows 1)'),
    })
    expect(await readFile(entry('1.armed.json'), 'utf8')).toBe(newer)
  })

  test('of which a byte changed is damaged, and never another import id or another state', async () => {
    await journalOf().acknowledge(await journalOf().arm(await journalOf().plan(INTENT), NOW), '123', false)
    for (const name of ['intent.json', '1.armed.json', '1.started.json']) {
      const right = await readFile(entry(name))
      for (let at = 0; at < right.length; at += 3) {
        const wrong = Buffer.from(right)
        wrong[at] = (wrong[at] ?? 0) ^ 1
        await writeFile(entry(name), wrong)
        const found = await journalOf()
          .find(INTENT.contentKey)
          .catch((error: UsageError) => error.code)
        // When it was sent is not needed to know that it is started.
        const isTimeOnly = name === '1.armed.json' && typeof found === 'object'
        expect([at, isTimeOnly ? [found.state, found.importId, found.armedAt] : found]).toEqual([
          at,
          name === '1.armed.json' ? ['started', '123', undefined] : 'journal_unavailable',
        ])
      }
      await writeFile(entry(name), right)
    }
  })
})
