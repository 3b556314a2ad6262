import fc from 'fast-check'
import type { Break } from './breaking-proxy.ts'
import { ONCE_LIMITS } from './once-limits.ts'

/** A caller of start_import. It asks again as long as the file is being uploaded and the round lasts. */
export interface Caller {
  /** Which of the two processes, and which of the two plans of the file. */
  process: 0 | 1
  plan: 0 | 1
  afterMs: number
}

/** When a process is killed: at a place of an upload, when its answer is on its way, or some time after the first call. */
export interface Kill {
  victim: 0 | 1
  at: 'taken' | 'answered' | 'time'
  /** Counted from the beginning of the round, of both processes. */
  upload: number
  /** `taken`: bytes that are still to come. 60 is where the closing boundary is held back until the journal is written. */
  left: number
  afterMs: number
}

export interface Round {
  callers: Caller[]
  /** For the uploads in order; those after them pass. */
  breaks: Break[]
  /** So many reads of HubSpot's list fail. */
  listFailures: number
  kills: Kill[]
  /** How long callers go on asking, and kills can come. */
  lastsMs: number
  /** Nobody lives on: what comes afterwards is asked of new processes. */
  restart: boolean
}

/** One run: a file, and rounds in which callers come, things break and processes die. */
export interface OnceCase {
  rows: number
  /** Length of a cell of each row, for large files. */
  width: number
  /** With semicolons, so that a copy is sent instead of the file itself. */
  copied: boolean
  rounds: Round[]
}

const ROWS_OF_A_PART = ONCE_LIMITS.rows

/** Bytes of the closing boundary. */
const CLOSING = 60

const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })

const zeroOrUpTo = (max: number) => fc.oneof(fc.constant(0), fc.integer({ min: 1, max }))

/** Around the closing boundary, and anywhere. */
const left = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant(CLOSING) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 2 * CLOSING }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 200_000 }) },
)

const someBreak = (...kinds: Break['kind'][]): fc.Arbitrary<Break> =>
  fc.record({
    kind: fc.constantFrom('none', 'cut', 'cut', 'late', 'late', 'answer-cut', 'bad-gateway', ...kinds),
    left,
    answerBytes: fc.integer({ min: 0, max: 900 }),
    delayMs: zeroOrUpTo(350),
    pauseMs: zeroOrUpTo(20),
  })

const someCaller = (latestMs: number): fc.Arbitrary<Caller> =>
  fc.record({
    process: fc.constantFrom(0, 0, 1),
    plan: fc.constantFrom(0, 0, 1),
    afterMs: zeroOrUpTo(latestMs),
  })

const someKill = (uploads: number): fc.Arbitrary<Kill> =>
  fc.record({
    victim: fc.constantFrom(0, 0, 1),
    at: fc.constantFrom('taken', 'taken', 'answered', 'time'),
    upload: fc.integer({ min: 0, max: uploads - 1 }),
    left,
    afterMs: fc.oneof(zeroOrUpTo(12), zeroOrUpTo(250)),
  })

const someRound: fc.Arbitrary<Round> = fc.record({
  callers: fc.array(someCaller(80), { minLength: 1, maxLength: 4 }),
  breaks: fc.array(someBreak(), { minLength: 1, maxLength: 3 }),
  listFailures: mostly(0, fc.integer({ min: 1, max: 8 })),
  kills: fc.array(someKill(1), { maxLength: 1 }),
  lastsMs: fc.constant(0),
  restart: mostly(false, fc.constant(true)),
})

/** More of the uploads pass, so that there is something to be killed between two parts. */
const someRoundInParts: fc.Arbitrary<Round> = fc.record({
  callers: fc.array(someCaller(200), { minLength: 1, maxLength: 4 }),
  breaks: fc.array(someBreak('none', 'none', 'none', 'none', 'none'), { minLength: 1, maxLength: 8 }),
  listFailures: mostly(0, fc.integer({ min: 1, max: 8 })),
  kills: fc.array(someKill(5), { maxLength: 2 }),
  lastsMs: zeroOrUpTo(1_500),
  restart: fc.boolean(),
})

const [short, long] = [3, 4_000]

/** A file that is one import. */
export const someSingleCase: fc.Arbitrary<OnceCase> = fc.record({
  rows: fc.constantFrom(2, 2, ROWS_OF_A_PART),
  width: fc.constantFrom(short, short, long),
  copied: mostly(false, fc.constant(true)),
  rounds: fc.array(someRound, { minLength: 1, maxLength: 1 }),
})

const aboveTheLimits = {
  rows: fc.integer({ min: ROWS_OF_A_PART + 1, max: 4 * ROWS_OF_A_PART }),
  width: fc.constantFrom(short, short, short, 500),
  copied: fc.boolean(),
}

/** A file that is two to four imports, and trouble with the first of them. */
export const someRoughCaseInParts: fc.Arbitrary<OnceCase> = fc.record({
  ...aboveTheLimits,
  rounds: fc.array(someRound, { minLength: 1, maxLength: 1 }),
})

/** A file that is two to four imports. */
export const someCaseInParts: fc.Arbitrary<OnceCase> = fc.oneof(
  { weight: 1, arbitrary: someRoughCaseInParts },
  {
    weight: 3,
    arbitrary: fc.record({ ...aboveTheLimits, rounds: fc.array(someRoundInParts, { minLength: 1, maxLength: 3 }) }),
  },
)
