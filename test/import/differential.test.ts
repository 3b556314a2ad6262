import { describe, expect, test } from 'vitest'
import facts from '../../src/hubspot/facts/import-error-types.json' with { type: 'json' }
import { differences } from './differential-compare.ts'
import { openDifferentialRig } from './differential-rig.ts'
import type { BothSides } from './differential-run.ts'

/** Preflight and the sandbox's import engine are written separately; here they read the same generated files, full of faults. */
const rig = openDifferentialRig({ seconds: 8, seed: 20261122 })

/** After so many runs every kind of fault has come, whatever the speed of the computer. */
const RUNS_OF_ALL_KINDS = 320

describe('preflight() and runImport()', () => {
  test('find every kind of fault that a CSV file, its mapping or the definitions can have', async () => {
    const found = { preflight: new Set<string>(), engine: new Set<string>() }
    const noting = (both: BothSides) => {
      for (const { errorType } of both.report.findings) found.preflight.add(errorType)
      for (const { errorType } of both.errors) found.engine.add(errorType)
      return differences(both)
    }
    await rig.forRuns(RUNS_OF_ALL_KINDS, { account: rig.account(), differences: noting })
    expect(KINDS.filter((errorType) => !found.preflight.has(errorType))).toEqual([])
    expect(KINDS.filter((errorType) => !found.engine.has(errorType))).toEqual(['MISSING_OBJECT_DEFINITION'])
  }, 180_000)

  test(
    'preflight() finds what the import reports, and nothing that it does not',
    () => rig.forSeconds({ account: rig.account(), differences }),
    rig.timeout,
  )
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
