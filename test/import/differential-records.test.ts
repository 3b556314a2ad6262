import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DifferentialAccount, openAccount } from './differential-account.ts'
import { someCase } from './differential-case.ts'
import { recordDifferences, withRecords } from './differential-records.ts'
import { runBoth } from './differential-run.ts'

/** As differential.test.ts, but preflight has looked up the records: now nothing is left that only the import knows. */
const SECONDS = Number(process.env.DIFFERENTIAL_SECONDS ?? 12)
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? 20261126)

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

describe('lookUpRecords(), preflight() and runImport()', () => {
  test(
    'preflight() with records finds exactly what the import reports, and forecasts what it does',
    async () => {
      const known = withRecords(account)
      const property = fc.asyncProperty(someCase, async (one) => {
        const run = runBoth(known.account, one)
        running = run
        const both = await run
        const found = recordDifferences(both, known.written())
        expect({
          found,
          ...(found.length > 0 && {
            texts: both.texts,
            operations: one.importOperations,
            columns: one.files.map((file) => file.columns),
          }),
        }).toEqual({ found: [] })
      })
      await fc.assert(property, {
        seed: SEED,
        numRuns: 1_000_000,
        interruptAfterTimeLimit: SECONDS * 1000,
        markInterruptAsFailure: false,
      })
    },
    (SECONDS + 60) * 1000,
  )
})
