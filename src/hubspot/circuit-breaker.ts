import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import type { Answer } from './answer.ts'
import type { Connection } from './connection.ts'
import { explainNetworkError } from './network-error.ts'
import type { CircuitBreakerSettings } from './settings.ts'

const DEFAULTS = { failureThreshold: 10, resetMs: 30_000 }

/**
 * The same connection, which refuses at once for a while after so many failures (no answer, 5xx) in a row: calls do
 * not pile up behind a HubSpot that is down. @throws UsageError circuit_open
 */
export function withCircuitBreaker(
  connection: Connection,
  clock: Clock,
  settings: CircuitBreakerSettings = DEFAULTS,
): Connection {
  const breaker = createBreaker(clock, settings)
  const guarded = async (work: () => Promise<Answer>) => {
    breaker.check()
    try {
      const answer = await work()
      breaker.note(answer.status < 500)
      return answer
    } catch (error) {
      const { code } = explainNetworkError(error, connection.host).error
      if (code !== 'cancelled') breaker.note(code !== 'network' && code !== 'timeout')
      throw error
    }
  }
  return {
    ...connection,
    send: (request) => guarded(() => connection.send(request)),
    upload: (upload) => guarded(() => connection.upload(upload)),
  }
}

function createBreaker(clock: Clock, settings: CircuitBreakerSettings) {
  let failures = 0
  let openUntil = 0
  return {
    check: () => {
      const wait = openUntil - clock.now()
      if (wait > 0) throw circuitOpen(failures, wait)
      // One call may try; the others wait for what becomes of it.
      if (openUntil > 0) openUntil = clock.now() + settings.resetMs
    },
    note: (answered: boolean) => {
      failures = answered ? 0 : failures + 1
      if (failures === 0) openUntil = 0
      if (settings.failureThreshold > 0 && failures >= settings.failureThreshold) {
        openUntil = clock.now() + settings.resetMs
      }
    },
  }
}

const circuitOpen = (failures: number, waitMs: number) =>
  new UsageError(
    'circuit_open',
    `HubSpot did not answer ${failures} times in a row, so it is left alone for now.`,
    `Call again in ${Math.ceil(waitMs / 1000)} s. Tools that only read files work meanwhile.`,
  )
