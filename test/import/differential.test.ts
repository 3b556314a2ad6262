import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DifferentialAccount, openAccount } from './differential-account.ts'
import { someCase } from './differential-case.ts'
import { differences } from './differential-compare.ts'
import { runBoth } from './differential-run.ts'

/**
 * Preflight and the sandbox's import engine are written separately; here they read the same generated files, full of
 * faults. DIFFERENTIAL_SECONDS and DIFFERENTIAL_SEED (both numbers) make it longer or another one.
 */
const SECONDS = Number(process.env.DIFFERENTIAL_SECONDS ?? 12)
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? 20261122)

let account: DifferentialAccount
beforeAll(async () => {
  account = await openAccount()
})
afterAll(async () => {
  await account[Symbol.asyncDispose]()
})

describe('preflight() and runImport()', () => {
  test(
    'preflight() finds what the import reports, and nothing that it does not',
    async () => {
      const property = fc.asyncProperty(someCase, async (one) => {
        const both = await runBoth(account, one)
        const found = differences(both)
        expect({
          found,
          ...(found.length > 0 && { texts: both.texts, columns: one.files.map((file) => file.columns) }),
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
