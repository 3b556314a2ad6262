import fc from 'fast-check'
import { afterAll, beforeAll, expect } from 'vitest'
import { type DifferentialAccount, openAccount } from './differential-account.ts'
import { type Case, someCase } from './differential-case.ts'
import { type BothSides, runBoth } from './differential-run.ts'

/** How one run is looked at. */
export interface Comparison {
  account: DifferentialAccount
  /** What only one side says. */
  differences(both: BothSides): readonly object[]
}

export interface DifferentialRig {
  account(): DifferentialAccount
  /** So many files, always the same. */
  forRuns(numRuns: number, comparison: Comparison): Promise<void>
  /** As many files as the time allows. */
  forSeconds(comparison: Comparison): Promise<void>
  /** For a test of forSeconds(). */
  timeout: number
}

interface RigOptions {
  seconds: number
  seed: number
}

/**
 * An account for the tests of a file, and generated files that both sides take there. DIFFERENTIAL_SECONDS and
 * DIFFERENTIAL_SEED (both numbers) make forSeconds() longer or another one.
 */
export function openDifferentialRig({ seconds, seed }: RigOptions): DifferentialRig {
  const { DIFFERENTIAL_SECONDS = seconds, DIFFERENTIAL_SEED = seed } = process.env
  const timeLimit = Number(DIFFERENTIAL_SECONDS) * 1000
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
  const agreement = (comparison: Comparison) =>
    fc.asyncProperty(someCase, async (one) => {
      const run = runBoth(comparison.account, one)
      running = run
      expectNone(comparison.differences(await run), one, await run)
    })
  return {
    account: () => account,
    // Ends before the test does, so that a difference is shown, however far it has been made smaller.
    forRuns: (numRuns, comparison) =>
      fc.assert(agreement(comparison), {
        seed,
        numRuns,
        interruptAfterTimeLimit: 170_000,
        markInterruptAsFailure: true,
      }),
    forSeconds: (comparison) =>
      fc.assert(agreement(comparison), {
        // Other files than those of forRuns().
        seed: Number(DIFFERENTIAL_SEED) + 1,
        numRuns: 1_000_000,
        interruptAfterTimeLimit: timeLimit,
        markInterruptAsFailure: false,
      }),
    timeout: timeLimit + 60_000,
  }
}

/** Where there is something, the files are shown beside it. */
function expectNone(found: readonly object[], { importOperations, files }: Case, { texts }: BothSides): void {
  const columns = files.map((file) => file.columns)
  expect({ found, ...(found.length > 0 && { texts, importOperations, columns }) }).toEqual({ found: [] })
}
