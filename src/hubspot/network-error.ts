import { UsageError } from '../errors.ts'
import { DeadlinePassed } from './abort.ts'
import { NETWORK_ERROR_KINDS, type NetworkErrorKind, type Place, TIMEOUT } from './network-error-kinds.ts'
import { NotConnected } from './not-connected.ts'

export type Phase = 'connect' | 'exchange'

/** No readable answer came. `connect`: nothing of the request can have left. */
export interface NetworkProblem {
  error: UsageError
  phase: Phase
  /** Whether trying again can help: a bad certificate stays bad. */
  passing: boolean
}

/**
 * Only codes reach the message, never the text of the underlying error: that one can hold addresses.
 * A UsageError comes through as it is; what is no network error is a defect and is thrown again.
 */
export function explainNetworkError(error: unknown, host: string): NetworkProblem {
  if (error instanceof UsageError) return { error, phase: phaseOf(error), passing: false }
  if (error instanceof DeadlinePassed)
    return problem(TIMEOUT, { host, code: `within ${seconds(error.ms)}` }, 'exchange')
  const code = errorCode(error)
  const kind = NETWORK_ERROR_KINDS.find((one) => one.code.test(code))
  if (kind === undefined) throw error instanceof NotConnected ? error.cause : error
  const place = error instanceof NotConnected && error.proxy !== undefined ? { host, proxy: error.proxy } : { host }
  const never = error instanceof NotConnected || kind.refusedInHandshake === true
  return problem(kind, { ...place, code }, never ? 'connect' : 'exchange')
}

const phaseOf = (error: UsageError): Phase => (error.code === 'circuit_open' ? 'connect' : 'exchange')

function problem(kind: NetworkErrorKind, place: Place, phase: Phase): NetworkProblem {
  const error = new UsageError(kind.as, kind.says(place), kind.fix)
  return { error, phase, passing: kind.passing }
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error instanceof NotConnected) return errorCode(error.cause)
  if ('code' in error && typeof error.code === 'string') return error.code.slice(0, 60)
  return error.cause === undefined ? error.name.slice(0, 60) : errorCode(error.cause)
}

const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`
