import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import type { CircuitBreakerSettings } from './settings.ts'

/** Keeps calls from piling up behind a HubSpot that does not answer. */
export interface CircuitBreaker {
  /** @throws UsageError circuit_open */
  check(): void
  /** `failed`: no answer, or 5xx. */
  note(result: 'answered' | 'failed'): void
}

const DEFAULTS = { failureThreshold: 10, resetMs: 30_000 }

export function createCircuitBreaker(clock: Clock, settings: CircuitBreakerSettings = DEFAULTS): CircuitBreaker {
  let failures = 0
  let openUntil = 0
  return {
    check: () => {
      const wait = openUntil - clock.now()
      if (wait > 0) throw circuitOpen(failures, wait)
      // One call may try; the others wait for what becomes of it.
      if (openUntil > 0) openUntil = clock.now() + settings.resetMs
    },
    note: (result) => {
      failures = result === 'answered' ? 0 : failures + 1
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
