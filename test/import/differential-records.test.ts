import { describe, test } from 'vitest'
import { recordDifferences, withRecords } from './differential-records.ts'
import { openDifferentialRig } from './differential-rig.ts'

/** As differential.test.ts, but preflight has looked up the records: now nothing is left that only the import knows. */
const rig = openDifferentialRig({ seconds: 12, seed: 20261126 })

describe('lookUpRecords(), preflight() and runImport()', () => {
  test(
    'preflight() with records finds exactly what the import reports, and forecasts what it does',
    async () => {
      const { account, written } = withRecords(rig.account())
      await rig.forSeconds({ account, differences: (both) => recordDifferences(both, written()) })
    },
    rig.timeout,
  )
})
