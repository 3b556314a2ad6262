import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createJournal, type Journal } from '../../src/import/journal.ts'
import { openStateFolder, type StateFolder } from '../../src/import/state-folder.ts'

const ACCOUNT = { environment: 'production' as const, portalId: 1 }
const NOON = '2026-11-22T12:00:00.000Z'

let folder: string
let reads: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'all-starts-'))
  reads = []
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Notes what is read of the disk. */
function watched(): StateFolder {
  const state = openStateFolder(folder)
  return {
    ...state,
    async read(name) {
      reads.push(name)
      return state.read(name)
    },
  }
}

const keyOf = (number: number) => String(number).padStart(64, '0')

async function plan(journal: Journal, number: number) {
  return journal.plan({
    ...ACCOUNT,
    contentKey: keyOf(number),
    planId: `p${String(number).padStart(39, '0')}`,
    importName: `Leads ${number}`,
    marker: `MARKER${number}`,
    rows: number,
    plannedAt: NOON,
    part: { number: 1, of: 1, recordsBefore: 0 },
  })
}

async function settle(journal: Journal, number: number) {
  return journal.acknowledge(await journal.arm(await plan(journal, number), NOON), String(number), false)
}

test('a start that is settled is read once, however often all of them are looked through', async () => {
  for (let number = 0; number < 40; number += 1) await settle(createJournal(openStateFolder(folder)), number)
  const journal = createJournal(watched())
  expect(await journal.unsettled(ACCOUNT)).toEqual({ starts: [], damaged: 0 })
  expect(new Set(reads).size).toBe(reads.length)
  reads.length = 0
  expect(await journal.unsettled(ACCOUNT)).toEqual({ starts: [], damaged: 0 })
  expect(await journal.findImport('40', ACCOUNT)).toBeUndefined()
  expect(await journal.sentSince(Date.parse(NOON) + 1, ACCOUNT)).toEqual([])
  expect(await journal.sentSince(Date.parse(NOON), { ...ACCOUNT, portalId: 2 })).toEqual([])
  const rows = (await journal.sentSince(Date.parse(NOON), ACCOUNT)).map((one) => one.rows)
  expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, number) => number))
  expect(reads).toEqual([])
  expect(await journal.findImport('7', ACCOUNT)).toMatchObject({ importId: '7', rows: 7, state: 'started' })
})

test('what another process does is seen: a new start, an answer, a refusal', async () => {
  const [journal, other] = [createJournal(openStateFolder(folder)), createJournal(openStateFolder(folder))]
  await settle(other, 1)
  const armed = await other.arm(await plan(other, 2), NOON)
  const refused = await other.arm(await plan(other, 3), NOON)
  const keys = async () => (await journal.unsettled(ACCOUNT)).starts.map(({ contentKey }) => contentKey).sort()
  expect(await keys()).toEqual([keyOf(2), keyOf(3)])
  await other.refuse(refused, 'hubspot_forbidden')
  expect(await keys()).toEqual([keyOf(2)])
  await other.acknowledge(armed, '2', true)
  expect(await keys()).toEqual([])
  expect(await journal.findImport('2', ACCOUNT)).toMatchObject({ state: 'started', adopted: true })
  await other.arm({ ...refused, state: 'refused' }, NOON)
  expect(await keys()).toEqual([keyOf(3)])
})

test('a start that was removed from the folder is gone', async () => {
  const journal = createJournal(openStateFolder(folder))
  await settle(journal, 1)
  expect(await journal.sentSince(0, ACCOUNT)).toHaveLength(1)
  await rm(join(folder, 'starts', keyOf(1)), { recursive: true })
  expect(await journal.sentSince(0, ACCOUNT)).toEqual([])
  expect(await journal.findImport('1', ACCOUNT)).toBeUndefined()
})

test('what is damaged is told at every look', async () => {
  const journal = createJournal(openStateFolder(folder))
  await settle(journal, 1)
  await settle(journal, 2)
  await writeFile(join(folder, 'starts', keyOf(1), '1.started.json'), '{')
  await writeFile(join(folder, 'starts', keyOf(2), 'intent.json'), '{')
  for (let look = 0; look < 2; look += 1) {
    expect(await journal.unsettled(ACCOUNT)).toMatchObject({ starts: [{ rows: 1, isDamaged: true }], damaged: 1 })
  }
})
