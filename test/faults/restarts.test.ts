import { once } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { runImport } from '../../src/sandbox/run-import/run-import.ts'
import { textOf, wholeOf } from '../connect.ts'
import type { ServerProcess } from '../import/server-process.ts'
import { at } from '../sandbox/call-sandbox.ts'
import { LEADS } from './guarded.ts'
import { openQuickPrograms } from './quick-programs.ts'
import { importIdOf, outcomeOf } from './start-calls.ts'

const PATIENCE = { timeout: 60_000, interval: 20 }
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

type Programs = Awaited<ReturnType<typeof openQuickPrograms>>

/** A program with a plan that it has checked. */
async function firstChecked(programs: Programs) {
  await programs.write('leads.csv', LEADS)
  const first = await programs.open()
  const planId = await programs.plan(first, 'leads.csv')
  await first.call('validate_import', { planId })
  return { first, planId }
}

describe('a file of twelve parts', () => {
  const ROWS = 1_150
  const csv = (rows: readonly number[]) =>
    `First Name,Email\n${rows.map((row) => `Name ${row},person${row}@example.com\n`).join('')}`
  const ended = (program: ServerProcess, planId: string) =>
    vi.waitFor(async () => {
      const progress = wholeOf(await program.call('get_import', { planId }))
      expect(progress).toMatchObject({ finished: true })
      return progress
    }, PATIENCE)

  test('whose process is killed after five stops where the file has changed, and with the right one sends 6 to 12 once each', async () => {
    // HubSpot works on imports 4 and 5 until it is let go on: part 6 waits for its turn, and nothing is on its way.
    let begun = 0
    const held = new AbortController()
    await using programs = await openQuickPrograms({
      async runImport(...args) {
        begun += 1
        if (begun > 3 && !held.signal.aborted) await once(held.signal, 'abort')
        return runImport(...args)
      },
    })
    const { sandbox, posts } = programs
    await programs.write('leads.csv', csv(numbers(ROWS)))
    const first = await programs.open()
    const planId = await programs.plan(first, 'leads.csv')
    await vi.waitFor(async () => {
      const told = await first.call('start_import', { planId })
      expect(at(told.structuredContent, 'waiting', 'why')).toMatch(/^imports \d+, \d+ are active$/)
      expect([at(told.structuredContent, 'imports', 4, 'state'), begun]).toEqual(['started', 5])
    }, PATIENCE)
    expect(posts()).toBe(5)
    first.kill()
    held.abort()

    const second = await programs.open()
    expect(await ended(second, planId)).toMatchObject({
      state: 'INCOMPLETE',
      records: { created: 500 },
      nextStep: expect.stringContaining('Part 6, 7, 8, 9, 10, 11, 12 was not sent: call start_import'),
    })
    await programs.write('leads.csv', csv([...numbers(ROWS - 1), ROWS + 1]))
    expect(textOf(await second.call('start_import', { planId })).split('\n')).toEqual([
      'file_changed: leads.csv is not the file that was planned: its content changed. Its 12 parts: started 1 to 5, not started 6 to 12.',
      expect.stringMatching(/^Fix: Put the file back .* goes on with part 6\. Otherwise .* \(those after row 500\)/),
      'Outcome: partial',
    ])
    expect(posts()).toBe(5)

    await programs.write('leads.csv', csv(numbers(ROWS)))
    await second.call('start_import', { planId })
    await vi.waitFor(() => expect(posts(200)).toBe(12), PATIENCE)
    const total = { total: ROWS, lost: 0 }
    expect(await ended(second, planId)).toMatchObject({ state: 'DONE', rows: total, records: { created: ROWS } })
    expect(posts()).toBe(12)
    const parts = (await programs.imports()).map(({ name }) => /\(part (\d+) of 12\)/.exec(name)?.[1])
    expect(parts).toEqual(numbers(12).map(String))
    const found = (row: number) => sandbox.store.findByUniqueValue('0-1', 'email', `person${row}@example.com`)
    expect(numbers(ROWS).filter((row) => found(row).length !== 1)).toEqual([])
  }, 120_000)
})

describe('an upload whose answer was lost', () => {
  /** Told ten times that it is not known what became of it. */
  async function askTenTimes(program: ServerProcess, planId: string): Promise<void> {
    for (const _ of numbers(10)) {
      const told = await program.call('start_import', { planId })
      expect([outcomeOf(told), importIdOf(told)]).toEqual(['unknown', null])
    }
  }

  test.each([
    { what: 'made no import', after: false },
    { what: 'made one that HubSpot does not list', after: true },
  ])(
    'and that $what is never sent again: asked ten times, and ten times after a restart',
    async ({ after }) => {
      await using programs = await openQuickPrograms()
      const { sandbox } = programs
      const { first, planId } = await firstChecked(programs)
      sandbox.faults.add({ method: 'POST', path: '*/imports', takeBody: true, after, status: 502 })
      const list = sandbox.faults.add({
        ...{ method: 'GET', path: '*/imports', times: 10_000, status: 200, body: { results: [] } },
      })
      const called = first.call('start_import', { planId })
      let listed: number | undefined
      await vi.waitFor(() => {
        expect(programs.posts(502)).toBe(1)
        listed ??= list.hits()
        // It was looked for since then: the program knows that the answer is lost.
        expect(list.hits()).toBeGreaterThan(listed)
      }, PATIENCE)
      expect(outcomeOf(await called)).toMatch(/^(unknown|uploading)$/)
      await askTenTimes(first, planId)
      first.kill()
      const second = await programs.open()
      await askTenTimes(second, planId)
      expect(textOf(await second.call('get_import', { planId }))).toMatch(/^outcome_unknown: /)
      expect([programs.posts(), await programs.journal()]).toEqual([1, ['1.armed']])
      list.remove()
      const [made] = await programs.imports()
      const told = await second.call('start_import', { planId })
      expect([outcomeOf(told), importIdOf(told)]).toEqual(after ? ['already_started', made?.id] : ['unknown', null])
      expect([programs.posts(), (await programs.imports()).length]).toEqual([1, after ? 1 : 0])
    },
    60_000,
  )
})

test('an import whose answer is not in the journal when the process is killed is found by its mark after the restart', async () => {
  await using programs = await openQuickPrograms()
  const { sandbox } = programs
  const { first, planId } = await firstChecked(programs)
  // The answer is lost instead, and the process cannot look for its import as long as it lives.
  sandbox.faults.add({ method: 'GET', path: '*/imports', skip: 1, times: 10_000, status: 503 })
  sandbox.faults.add({ method: 'POST', path: '*/imports', after: true, reset: true })
  const called = first.call('start_import', { planId }).catch(() => 'died')
  await vi.waitFor(async () => expect(await programs.journal()).toEqual(['1.armed']), PATIENCE)
  const found = () => sandbox.store.findByUniqueValue('0-1', 'email', 'canary-ann@example.com')
  await vi.waitFor(() => expect(found()).toHaveLength(1), PATIENCE)
  first.kill()
  await called
  sandbox.faults.clear()
  expect([await programs.journal(), programs.posts()]).toEqual([['1.armed'], 1])
  const [made, ...others] = await programs.imports()
  expect(others).toEqual([])
  const second = await programs.open()
  expect(at((await second.call('get_import', { planId })).structuredContent, 'importId')).toBe(made?.id)
  const told = await second.call('start_import', { planId })
  expect([outcomeOf(told), importIdOf(told)]).toEqual(['already_started', made?.id])
  expect([await programs.journal(), programs.posts()]).toEqual([['1.armed', '1.started'], 1])
}, 60_000)

describe('a large upload that HubSpot takes slowly', () => {
  const CELL = 'x'.repeat(50_000)
  const CSV = `First Name,Last Name,Job Title,Email\n${numbers(90)
    .map((row) => `Ann ${CELL},Lee ${CELL},${CELL},person${row}@example.com\n`)
    .join('')}`

  test('goes on when its call is answered, shows its bytes, and is not ended by a later call that its client gives up', async () => {
    await using programs = await openQuickPrograms()
    await programs.write('leads.csv', CSV)
    const program = await programs.open()
    const planId = await programs.plan(program, 'leads.csv')
    await program.call('validate_import', { planId })
    const slow = programs.sandbox.faults.add({ method: 'POST', path: '*/imports', bytesPerSecond: 3_000_000 })
    const start = { planId, acceptFindings: true }
    const answered = wholeOf(await program.call('start_import', start))
    expect(answered).toMatchObject({ outcome: 'uploading', planId, imports: [{ importId: null }] })
    const seen: number[] = []
    const look = async () => {
      const { state, upload } = wholeOf(await program.call('get_import', { planId }))
      const [sent, total] = [Number(at(upload, 'sentBytes')), Number(at(upload, 'totalBytes'))]
      expect([state, total >= CSV.length, sent < total]).toEqual(['UPLOADING', true, true])
      if (sent !== seen.at(-1)) seen.push(sent)
    }
    await vi.waitFor(async () => {
      await look()
      expect(seen.length).toBeGreaterThan(1)
    }, PATIENCE)
    await expect(program.call('start_import', start, { timeout: 20 })).rejects.toThrow(/timed out/)
    const before = seen.length
    await vi.waitFor(async () => {
      await look()
      expect(seen.length).toBeGreaterThan(before)
    }, PATIENCE)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    await vi.waitFor(
      async () => expect(outcomeOf(await program.call('start_import', start))).toMatch(/started$/),
      PATIENCE,
    )
    expect([slow.hits(), programs.posts(), programs.posts(200), (await programs.imports()).length]).toEqual([
      1, 1, 1, 1,
    ])
  }, 60_000)
})
