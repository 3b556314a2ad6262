import fc from 'fast-check'
import type { Break } from './breaking-proxy.ts'

/** One start_import of a run. */
export interface Caller {
  /** Which of the two processes, and which of the two plans of the file. */
  process: 0 | 1
  plan: 0 | 1
  afterMs: number
}

/** When a process is killed: at a place of the upload, when the answer is on its way, or some time after the first call. */
export interface Kill {
  at: 'taken' | 'answered' | 'time'
  /** `taken`: bytes that are still to come. 60 is where the closing boundary is held back until the journal is written. */
  left: number
  afterMs: number
}

/** One run: who calls, what breaks on the way, and who dies. */
export interface OnceCase {
  /** Of the file. */
  bytes: number
  callers: Caller[]
  /** For the uploads in order. */
  breaks: Break[]
  /** So many reads of HubSpot's list fail. */
  listFailures: number
  kill: Kill | undefined
  /** Nobody lives on: what is asked afterwards is asked of a new process. */
  restart: boolean
}

const CLOSING = 60

/** Around the closing boundary, and anywhere. */
const left = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant(CLOSING) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 2 * CLOSING }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 200_000 }) },
)

const someBreak: fc.Arbitrary<Break> = fc.record({
  kind: fc.constantFrom('none', 'cut', 'cut', 'late', 'late', 'answer-cut', 'bad-gateway'),
  left,
  answerBytes: fc.integer({ min: 0, max: 900 }),
  delayMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 350 })),
  pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 })),
})

const someCaller: fc.Arbitrary<Caller> = fc.record({
  process: fc.constantFrom(0, 0, 1),
  plan: fc.constantFrom(0, 0, 1),
  afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 80 })),
})

const someKill: fc.Arbitrary<Kill> = fc.record({
  at: fc.constantFrom('taken', 'taken', 'answered', 'time'),
  left,
  afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 250 })),
})

export const someOnceCase: fc.Arbitrary<OnceCase> = fc.record({
  bytes: fc.constantFrom(100, 100, 20_000, 400_000),
  callers: fc.array(someCaller, { minLength: 1, maxLength: 4 }),
  breaks: fc.array(someBreak, { minLength: 1, maxLength: 3 }),
  listFailures: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 8 })),
  kill: fc.oneof(fc.constant(undefined), someKill),
  restart: fc.constantFrom(true, false, false, false),
})
