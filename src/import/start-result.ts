import type { Waiting } from './parts/turn.ts'
import type { Start } from './recorded-start.ts'

export interface StartResult {
  /** `not_started`: no part was; `incomplete`: some were, and nothing is sent any more. */
  outcome: 'started' | 'already_started' | 'uploading' | 'unknown' | 'not_started' | 'incomplete'
  /** One for each part; most plans have one. */
  starts: readonly Start[]
  sentBytes: number
  totalBytes: number
  /** What the next part waits for. */
  waiting: Waiting | null
  /** Why the sending ended before all parts were sent, as far as this process knows. */
  ended?: string
  /** Key columns of which the same value stands in two parts side by side. */
  splits: readonly string[]
}

/** What the journal tells of a plan that is not being sent by this process. */
export function resultOf(starts: readonly Start[]): StartResult {
  return { outcome: outcomeOf(starts), starts, sentBytes: 0, totalBytes: 0, waiting: null, splits: [] }
}

function outcomeOf(starts: readonly Start[]): StartResult['outcome'] {
  if (starts.some(({ state }) => state === 'armed')) return 'unknown'
  if (starts.every(({ state }) => state === 'started')) return 'already_started'
  return starts.some(({ state }) => state === 'started') ? 'incomplete' : 'not_started'
}
