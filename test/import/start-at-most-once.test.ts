import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { someOnceCase } from './once-case.ts'
import { onceFaults } from './once-faults.ts'
import { type OnceRig, openOnceRig } from './once-rig.ts'
import { type OnceResult, runOnce } from './once-run.ts'
import { WRONG_WAYS } from './wrong-ways.ts'

/**
 * Processes are killed and the network is broken while imports are started. ONCE_RUNS, ONCE_SECONDS and ONCE_SEED (all
 * numbers) make it longer or another one.
 */
const DEFAULT_RUNS = 40
const RUNS = Number(process.env.ONCE_RUNS ?? DEFAULT_RUNS)
const SECONDS = Number(process.env.ONCE_SECONDS ?? 20)
const SEED = Number(process.env.ONCE_SEED ?? 20261127)

type Judge = (result: OnceResult) => string[]

const everyRun = (rig: OnceRig, faultsOf: Judge) => {
  let runs = 0
  return fc.asyncProperty(someOnceCase, async (one) => {
    runs += 1
    const result = await runOnce(rig, one, `run${runs}`)
    const found = faultsOf(result)
    if (found.length > 0) throw new Error(`run ${runs}: ${found.join('\n')}\n${JSON.stringify(result, null, 1)}`)
  })
}

describe('start_import', () => {
  test.runIf(process.env.ONCE_SECONDS !== undefined)(
    'starts at most once and tells the truth, whenever a process dies and wherever the network breaks',
    async () => {
      await using rig = await openOnceRig('right')
      const seen = createTally()
      await fc.assert(
        everyRun(rig, (result) => onceFaults(seen.add(result))),
        {
          ...{ seed: SEED, numRuns: RUNS, endOnFailure: true },
          ...{ interruptAfterTimeLimit: SECONDS * 1000, markInterruptAsFailure: false },
        },
      )
      expect(rig.sandbox.requests().filter(isAcceptedUpload)).toHaveLength(seen.imports())
      if (process.env.ONCE_RUNS !== undefined) console.log(seen.tell())
    },
    (SECONDS + 60) * 1000,
  )

  test.each(WRONG_WAYS)(
    'would start twice by the way "%s", and the test above would say so',
    async (way) => {
      await using rig = await openOnceRig(way)
      const duplicates: Judge = (result) => onceFaults(result).filter((fault) => fault.startsWith('duplicate'))
      const { failed } = await fc.check(everyRun(rig, duplicates), {
        seed: SEED,
        numRuns: DEFAULT_RUNS,
        endOnFailure: true,
      })
      expect(failed).toBe(true)
    },
    60_000,
  )
})

const isAcceptedUpload = ({ method, path, status }: ReturnType<OnceRig['sandbox']['requests']>[number]) =>
  method === 'POST' && path === '/crm/v3/imports' && status === 200

/** What the runs met, for whoever makes a long one. */
function createTally() {
  const counts = new Map<string, number>()
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)
  let imports = 0
  return {
    add(result: OnceResult): OnceResult {
      const { told, held, heldBefore } = result
      count('runs')
      imports += held.length
      for (const outcome of new Set(told.map((one) => one.outcome))) count(`runs in which somebody was told ${outcome}`)
      if (held.length === 0) count('runs that stayed unknown, without an import')
      if (heldBefore.length < held.length) count('runs whose import was started by the call afterwards')
      if (heldBefore.length > 0 && told.every(({ importIds }) => importIds.length === 0)) {
        count('runs whose import nobody had been told of, and that was found again')
      }
      return result
    },
    imports: () => imports,
    tell: () => [...counts].map(([what, times]) => `${times} ${what}`).join('\n'),
  }
}
