import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OnceCase, type Round, someCaseInParts, someRoughCaseInParts, someSingleCase } from './once-case.ts'
import { onceFaults } from './once-faults.ts'
import { type OnceRig, openOnceRig } from './once-rig.ts'
import { type OnceResult, runOnce } from './once-run.ts'
import { createOnceTally } from './once-tally.ts'
import { WRONG_WAYS } from './wrong-ways.ts'

/**
 * Processes are killed and the network is broken while imports are started. How long, and what: ONCE_SECONDS for each of
 * the two properties, ONCE_RUNS at most, ONCE_SEED; all are numbers. With one of them the tally is printed.
 */
const { ONCE_SECONDS, ONCE_RUNS, ONCE_SEED } = process.env
const SECONDS = Number(ONCE_SECONDS ?? 10)
const RUNS = Number(ONCE_RUNS ?? (ONCE_SECONDS === undefined ? 40 : 100_000))
const SEED = Number(ONCE_SEED ?? 20261127)
const TELLS = [ONCE_SECONDS, ONCE_RUNS, ONCE_SEED].some((setting) => setting !== undefined)

/** The slowest single run, on a busy machine, and what comes after it. */
const LAST_RUN_MS = 180_000
const RIG_MS = 120_000

/** Longer than any run needs, on a busy machine too. */
const SETTLE_MS = 60_000
/** What a wrong way has made can be without an end; a second import is there early or not at all. */
const WRONG_SETTLE_MS = 3_000

const KINDS = [
  { kind: 'single', about: 'a file', cases: someSingleCase, rough: someSingleCase },
  { kind: 'parts', about: 'a file in parts', cases: someCaseInParts, rough: someRoughCaseInParts },
] as const

/**
 * Runs that have begun are always awaited and judged: fast-check's own time limit would leave the last one on its way.
 * After `until` no further run begins, but one always does.
 */
function everyRun(rig: OnceRig, { kind, cases, until, settleMs, faultsOf }: Runs) {
  let runs = 0
  return fc.asyncProperty(cases, async (one) => {
    if (runs > 0 && Date.now() > until) return
    runs += 1
    const result = await runOnce(rig, one, { name: `${kind}${runs}`, settleMs })
    const found = faultsOf(result)
    if (found.length > 0) throw new Error(`run ${runs}: ${found.join('\n')}\n${JSON.stringify(result)}`)
  })
}

interface Runs {
  kind: string
  cases: fc.Arbitrary<OnceCase>
  /** No run begins later. */
  until: number
  settleMs: number
  faultsOf: Judge
}

type Judge = (result: OnceResult) => string[]

describe('start_import', () => {
  let rig: OnceRig
  beforeAll(async () => {
    rig = await openOnceRig('right')
  }, RIG_MS)
  afterAll(() => rig[Symbol.asyncDispose]())

  for (const { kind, about, cases } of KINDS)
    test(
      `starts ${about} at most once and tells the truth, whenever a process dies and wherever the network breaks`,
      async () => {
        const tally = createOnceTally()
        const faultsOf: Judge = (result) => onceFaults(tally.add(result))
        const property = everyRun(rig, {
          kind,
          cases,
          until: Date.now() + SECONDS * 1000,
          settleMs: SETTLE_MS,
          faultsOf,
        })
        await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true })
        expect(await rig.countHeld(kind)).toBe(tally.imports())
        if (TELLS) console.log(`${kind}, seed ${SEED}\n${tally.tell()}`)
      },
      SECONDS * 1000 + LAST_RUN_MS,
    )
})

describe('a wrong way of starting imports', () => {
  test.each(WRONG_WAYS)(
    '"%s" starts twice, and the test above would say so, of a file and of one in parts',
    async (way) => {
      await using rig = await openOnceRig(way)
      for (const { kind, rough } of KINDS) {
        const faultsOf: Judge = (result) => onceFaults(result).filter((fault) => fault.startsWith('duplicate'))
        const property = everyRun(rig, {
          kind,
          cases: asFor(way, rough),
          until: Infinity,
          settleMs: WRONG_SETTLE_MS,
          faultsOf,
        })
        const { errorInstance } = await fc.check(property, { seed: SEED, numRuns: 40, endOnFailure: true })
        // Not any failure: a process that does not come up, say, proves nothing.
        expect(String(errorInstance), kind).toContain(': duplicate: ')
      }
    },
    RIG_MS + LAST_RUN_MS,
  )
})

/**
 * Cases in which a way goes wrong soon. What a process keeps for itself is missed by one beside it; which parts were sent
 * has to be missed after a restart, not by two processes side by side.
 */
function asFor(way: string, cases: fc.Arbitrary<OnceCase>): fc.Arbitrary<OnceCase> {
  const changed = (change: (round: Round) => Partial<Round>) =>
    cases.map((one) => ({ ...one, rounds: one.rounds.map((round) => ({ ...round, ...change(round) })) }))
  if (way === 'forget') return changed(() => ({ callers: [beside(0), beside(1)] }))
  if (way !== 'all-again') return cases
  return changed(({ callers }) => ({ callers: callers.map((caller) => ({ ...caller, process: 0 })), restart: true }))
}

const beside = (process: 0 | 1): Round['callers'][number] => ({ process, plan: 0, afterMs: 0 })
