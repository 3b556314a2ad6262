import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import facts from '../../src/hubspot/facts/import-error-types.json' with { type: 'json' }
import { type DifferentialAccount, openAccount } from './differential-account.ts'
import { someCase } from './differential-case.ts'
import { differences } from './differential-compare.ts'
import { runBoth } from './differential-run.ts'

/**
 * Preflight and the sandbox's import engine are written separately; here they read the same generated files, full of
 * faults. DIFFERENTIAL_SECONDS and DIFFERENTIAL_SEED (both numbers) make it longer or another one.
 */
const SECONDS = Number(process.env.DIFFERENTIAL_SECONDS ?? 8)
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? 20261122)

/** After so many runs every kind of fault has come, whatever the speed of the computer. */
const RUNS_OF_ALL_KINDS = 320

let account: DifferentialAccount
/** The time limit does not wait for the run under way. */
let running: Promise<unknown> = Promise.resolve()
beforeAll(async () => {
  account = await openAccount()
})
afterAll(async () => {
  await Promise.allSettled([running])
  await account[Symbol.asyncDispose]()
})

describe('preflight() and runImport()', () => {
  test('find every kind of fault that a CSV file, its mapping or the definitions can have', async () => {
    const found = { preflight: new Set<string>(), engine: new Set<string>() }
    await fc.assert(agreement(found), { seed: 20261122, numRuns: RUNS_OF_ALL_KINDS })
    expect(KINDS.filter((errorType) => !found.preflight.has(errorType))).toEqual([])
    expect(KINDS.filter((errorType) => !found.engine.has(errorType))).toEqual(['MISSING_OBJECT_DEFINITION'])
  }, 180_000)

  test(
    'preflight() finds what the import reports, and nothing that it does not',
    async () => {
      await fc.assert(agreement(), {
        seed: SEED + 1,
        numRuns: 1_000_000,
        interruptAfterTimeLimit: SECONDS * 1000,
        markInterruptAsFailure: false,
      })
    },
    (SECONDS + 60) * 1000,
  )
})

interface Found {
  preflight: Set<string>
  engine: Set<string>
}

const agreement = (found?: Found) =>
  fc.asyncProperty(someCase, async (one) => {
    const run = runBoth(account, one)
    running = run
    const both = await run
    for (const { errorType } of both.report.findings) found?.preflight.add(errorType)
    for (const { errorType } of both.errors) found?.engine.add(errorType)
    const different = differences(both)
    expect({
      found: different,
      ...(different.length > 0 && { texts: both.texts, columns: one.files.map((file) => file.columns) }),
    }).toEqual({ found: [] })
  })

/** Names for something else, and faults of other files than CSV: test/import/preflight/error-type-cases.ts has them. */
const ELSEWHERE = new Set([
  'DUPLICATE_RECORD_ID',
  'FAILED_VALIDATION',
  'FILE_NOT_FOUND',
  'INVALID_FILE_TYPE',
  'INVALID_SHEET_COUNT',
  'INVALID_SPREADSHEET',
])

/** MISSING_OBJECT_DEFINITION is refused at once, so no import reports it. */
const KINDS = facts
  .filter(({ preflight, errorType }) => (preflight === 'file' || preflight === 'schema') && !ELSEWHERE.has(errorType))
  .map(({ errorType }) => errorType)
