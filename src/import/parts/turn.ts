import type { Clock } from '../../clock.ts'
import type { HubSpot } from '../../hubspot/hubspot.ts'
import { LARGEST_PAGE } from '../../hubspot/pages.ts'
import type { Journal } from '../journal.ts'
import { isFinished } from '../progress.ts'
import type { Start } from '../recorded-start.ts'

/** What the sending of the next part waits for. */
export interface Waiting {
  why: string
  /** When it goes on; null: as soon as it can. */
  until: string | null
}

export interface TurnOptions {
  hubspot: HubSpot
  journal: Journal
  clock: Clock
  rowsPerDay: number
  signal: AbortSignal
  onWait: (waiting: Waiting | null) => void
}

/** HubSpot works on three imports at once; one place is left to the person. */
const MOST_ACTIVE = 2

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000
const DAY_MS = 24 * 3_600_000

/** Waits until this part may be sent: the rows of a day are not used up, and fewer than two of our imports are active. */
export async function turnOfPart(start: Start, options: TurnOptions): Promise<void> {
  const { clock, signal, onWait } = options
  signal.throwIfAborted()
  const from = await timeOfRows(start, options)
  if (from > clock.now()) {
    onWait({ why: `HubSpot takes ${options.rowsPerDay.toLocaleString('en-US')} rows in 24 hours`, until: iso(from) })
    await clock.sleep(from - clock.now(), signal)
  }
  let wait = FIRST_WAIT_MS
  for (;;) {
    const active = await activeImports(options)
    if (active.length < MOST_ACTIVE) break
    onWait({ why: `imports ${active.join(', ')} are active`, until: null })
    await clock.sleep(wait, signal)
    wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)
  }
  onWait(null)
}

/** When so many rows are a day old that those of this part can be added. */
async function timeOfRows(start: Start, { journal, clock, rowsPerDay }: TurnOptions): Promise<number> {
  const earlier = await journal.sentSince(clock.now() - DAY_MS, start)
  let rows = earlier.reduce((sum, one) => sum + one.rows, start.rows)
  for (const one of earlier.sort((a, b) => a.sent - b.sent)) {
    if (rows <= rowsPerDay) break
    rows -= one.rows
    if (rows <= rowsPerDay) return one.sent + DAY_MS
  }
  return clock.now()
}

/**
 * HubSpot lists the imports of this app, newest first. One page is enough: an import that is still active after a hundred
 * newer ones have ended is rare, and where it is not counted HubSpot itself lets the next part wait (DEFERRED). What is
 * counted here only leaves a place to the person, and a list of years would be read at every look.
 */
async function activeImports({ hubspot, signal }: TurnOptions): Promise<string[]> {
  const { results } = await hubspot.imports.list({ limit: LARGEST_PAGE }, { signal })
  return results.filter(({ state }) => !isFinished(state)).map(({ id }) => id)
}

/** HubSpot counts calls by days of the account. */
export function nextMidnight(now: number, timeZone = 'UTC'): number {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' }).format(now)
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return now - (now % 1000) + DAY_MS - (hours * 3600 + minutes * 60 + seconds) * 1000
}

export const iso = (time: number): string => new Date(time).toISOString()
