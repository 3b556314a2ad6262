import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import { type Measure, measureNothing } from '../measure.ts'
import type { Answer } from './answer.ts'
import type { Connection } from './connection.ts'
import { explainNetworkError } from './network-error.ts'
import type { CircuitBreakerSettings } from './settings.ts'

/**
 * The same connection, which refuses at once for a while when too large a share of the last calls failed (no answer,
 * or one of `statusCodes`): calls do not pile up behind a HubSpot that is down. Then one call may try.
 *
 * Of the libraries cockatiel moves its window by calls, so that failures of a quiet hour ago still count, and makes
 * everybody wait for the call that tries, which may be an upload of hours; opossum runs on timers of its own. Neither
 * takes a clock.
 * @throws UsageError circuit_open
 */
export function withCircuitBreaker(
  connection: Connection,
  clock: Clock,
  settings: CircuitBreakerSettings | false,
  measure: Measure = measureNothing,
): Connection {
  if (settings === false) return connection
  const breaker = createBreaker(clock, settings, (isOpen) => measure({ what: 'circuit', open: isOpen }))
  const guarded = async (work: () => Promise<Answer>) => {
    const note = breaker.admit()
    try {
      const answer = await work()
      note(settings.statusCodes.includes(answer.status) ? 'failed' : 'answered')
      return answer
    } catch (error) {
      note(resultOf(error, connection.host))
      throw error
    }
  }
  return {
    ...connection,
    send: (request) => guarded(() => connection.send(request)),
    upload: (upload) => guarded(() => connection.upload(upload)),
  }
}

type Result = 'answered' | 'failed' | 'no result'

function resultOf(error: unknown, host: string): Result {
  const { code } = explainNetworkError(error, host).error
  if (code === 'network' || code === 'timeout') return 'failed'
  return code === 'hubspot_bad_response' ? 'answered' : 'no result'
}

function createBreaker(clock: Clock, settings: CircuitBreakerSettings, tell: (isOpen: boolean) => void) {
  let results: { at: number; failed: boolean }[] = []
  /** 0: closed. */
  let openUntil = 0

  const open = () => {
    results = []
    openUntil = clock.now() + settings.resetMs
  }
  const noteOrdinary = (result: Result) => {
    // What began before the circuit opened says nothing new.
    if (openUntil > 0 || result === 'no result') return
    const now = clock.now()
    results = results.filter(({ at }) => at > now - settings.windowMs)
    results.push({ at: now, failed: result === 'failed' })
    const failures = results.filter(({ failed }) => failed).length
    if (results.length < settings.requestVolume || failures < settings.failureThreshold * results.length) return
    open()
    tell(true)
  }
  const noteTry = (result: Result) => {
    if (result === 'failed') open()
    // Without a result the next call may try.
    else openUntil = result === 'answered' ? 0 : clock.now()
    if (openUntil === 0) tell(false)
  }
  return {
    /** @throws UsageError circuit_open */
    admit: (): ((result: Result) => void) => {
      if (openUntil === 0) return noteOrdinary
      const wait = openUntil - clock.now()
      if (wait > 0) throw circuitOpen(wait)
      // The others wait for what becomes of this one, but not for ever.
      openUntil = clock.now() + settings.resetMs
      return noteTry
    },
  }
}

const circuitOpen = (waitMs: number) =>
  new UsageError(
    'circuit_open',
    'Too many of the last calls to HubSpot failed, so it is left alone for now.',
    `Call again in ${Math.ceil(waitMs / 1000)} s. Tools that only read files work meanwhile.`,
  )
