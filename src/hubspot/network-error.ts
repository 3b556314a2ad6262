import { UsageError } from '../errors.ts'
import { DeadlinePassed } from './abort.ts'

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
  if (error instanceof DeadlinePassed) return problem(TIMEOUT, `within ${seconds(error.ms)}`, host)
  const code = errorCode(error)
  const kind = KINDS.find((one) => one.code.test(code))
  if (kind === undefined) throw error
  return problem(kind, code, host)
}

const phaseOf = (error: UsageError): Phase => (error.code === 'circuit_open' ? 'connect' : 'exchange')

interface Kind {
  code: RegExp
  says: (host: string, code: string) => string
  fix: string
  as: 'network' | 'timeout' | 'hubspot_bad_response' | 'cancelled'
  phase: Phase
  passing: boolean
}

const CHECK_NETWORK = 'Check the network, the proxy and HUBSPOT_BASE_URL, then call again.'
const CHECK_TLS = 'Give the certificate authority of your proxy with HUBSPOT_IMPORT_TLS_CA, or check HUBSPOT_BASE_URL.'

const TIMEOUT: Kind = {
  code: /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/,
  says: (host, code) => `${host} did not answer in full (${code}).`,
  fix: 'Call again; if it stays so, raise HUBSPOT_IMPORT_TIMEOUT or ask for less (limit).',
  as: 'timeout',
  phase: 'exchange',
  passing: true,
}

const BROKEN: Kind = {
  code: /^(E[A-Z]+|UND_ERR_SOCKET|UND_ERR_INFO|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ERR_HTTP2_.*|ERR_STREAM_.*)$/,
  says: (host, code) => `The connection to ${host} broke before a whole answer came (${code}).`,
  fix: CHECK_NETWORK,
  as: 'network',
  phase: 'exchange',
  passing: true,
}

const KINDS: readonly Kind[] = [
  TIMEOUT,
  {
    code: /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_FAIL)$/,
    says: (host, code) => `The name ${host} could not be resolved (DNS, ${code}).`,
    fix: CHECK_NETWORK,
    as: 'network',
    phase: 'connect',
    passing: true,
  },
  {
    code: /^UND_ERR_CONNECT_TIMEOUT$/,
    says: (host) => `No connection to ${host} came about within 10 s.`,
    fix: CHECK_NETWORK,
    as: 'timeout',
    phase: 'connect',
    passing: true,
  },
  {
    code: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_PRX_TLS)$/,
    says: (host, code) => `${host} could not be reached (${code}).`,
    fix: CHECK_NETWORK,
    as: 'network',
    phase: 'connect',
    passing: true,
  },
  {
    code: /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_TLS_|ERR_SSL_|EPROTO|INVALID_CA)/,
    says: (host, code) => `The TLS certificate or protocol of ${host} was refused (${code}); no token was sent.`,
    fix: CHECK_TLS,
    as: 'network',
    phase: 'connect',
    passing: false,
  },
  {
    code: /^(HPE_|HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_EXCEEDED)/,
    says: (host, code) => `${host} answered with something that is not proper HTTP (${code}).`,
    fix: CHECK_NETWORK,
    as: 'hubspot_bad_response',
    phase: 'exchange',
    passing: false,
  },
  {
    code: /^(UND_ERR_DESTROYED|UND_ERR_CLOSED)$/,
    says: () => 'This server is shutting down, so the call to HubSpot was ended.',
    fix: 'Call again after the restart.',
    as: 'cancelled',
    phase: 'exchange',
    passing: false,
  },
  {
    code: /^UND_ERR_ABORTED$/,
    says: (host) => `The proxy did not open a way to ${host}.`,
    fix: 'Check HUBSPOT_IMPORT_PROXY, its user and its password.',
    as: 'network',
    phase: 'connect',
    passing: false,
  },
  BROKEN,
]

function problem(kind: Kind, code: string, host: string): NetworkProblem {
  const error = new UsageError(kind.as, kind.says(host, code), kind.fix)
  return { error, phase: kind.phase, passing: kind.passing }
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code.slice(0, 60)
  return error.cause === undefined ? error.name.slice(0, 60) : errorCode(error.cause)
}

const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`
