import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { at, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { startProgram } from '../start-program.ts'
import { withFolder } from '../with-folder.ts'
import { peakMemoryOf } from './memory-of.ts'
import { callerOf } from './raw-session.ts'

/** The program takes about 180 at most, after a mapping and a check, whatever the size of the file. */
const MEGABYTES = 256

/** Rows of 8 kB, a megabyte at a time: the check of a row is not what is tried here. */
async function writeLarge(path: string): Promise<void> {
  await writeFile(path, 'First Name,Email,Message\n')
  const message = 'x'.repeat(8_150)
  for (let part = 0; part < MEGABYTES; part += 1) {
    const rows = Array.from({ length: 128 }, (_, row) => `Ann,ann${part}-${row}@example.com,${message}\n`)
    await appendFile(path, rows.join(''))
  }
}

test('a file that is larger than all memory of the program is checked and sent', { timeout: 120_000 }, async () => {
  await using folder = await withFolder()
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
  await writeLarge(join(folder.path, 'large.csv'))
  // All of it is taken, and then refused: what HubSpot does with the rows is not tried here either.
  const body = { status: 'error', category: 'VALIDATION_ERROR', message: 'no' }
  const taken = sandbox.faults.add({ method: 'POST', path: '*/imports', takeBody: true, status: 400, body })
  const env = { HUBSPOT_BASE_URL: sandbox.url, HUBSPOT_ACCESS_TOKEN: sandbox.accessToken }
  const flags = ['--confirm', 'never', '--allow-dir', folder.path, '--state-dir', join(folder.path, 'state')]
  await using program = await startProgram(flags, env)
  const call = callerOf(program)
  const { planId } = (await call('propose_mapping', { file: 'large.csv' })).structuredContent
  await expect
    .poll(async () => at(await call('start_import', { planId, acceptFindings: true }), 'content', 0, 'text'), {
      timeout: 90_000,
    })
    .toMatch(/^hubspot_bad_request: /)
  expect(taken.hits()).toBe(1)
  expect(await peakMemoryOf(program)).toBeLessThan(MEGABYTES)
  await sandbox.close()
})
