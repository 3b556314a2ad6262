export const API_VERSIONS = ['v3', '2026-03', '2026-09'] as const
export type ApiVersion = (typeof API_VERSIONS)[number]

export type Credentials =
  | { kind: 'access-token'; token: string }
  | { kind: 'oauth'; clientId: string; clientSecret: string; refreshToken: string }
  /** The `private-app-legacy` header of older clients. */
  | { kind: 'private-app-legacy'; key: string }
  | { kind: 'none' }

export interface RetrySettings {
  /** How often a read is sent again, at most 3. */
  count: number
  /** Longest first wait; the wait itself is random below it. */
  intervalMs: number
  backOffFactor: number
  maxIntervalMs: number
  /** Answers after which a read is sent again. A write is never sent again because of them. */
  statusCodes: readonly number[]
}

export interface CircuitBreakerSettings {
  /** So many failures (no answer, 5xx) in a row open the circuit. */
  failureThreshold: number
  /** How long calls are then refused at once. */
  resetMs: number
}

export interface TlsSettings {
  /** PEM texts. */
  ca?: string
  cert?: string
  key?: string
  /** Only for a test server with a certificate of another name. */
  verifyHostName?: boolean
}

export interface HubSpotSettings {
  /** https, or http on loopback. */
  baseUrl: string
  apiVersion: ApiVersion
  credentials: Credentials
  httpVersion: '1.1' | '2'
  timeoutMs: number
  retry: RetrySettings
  extraHeaders: Readonly<Record<string, string>>
  /** Longest pause of an upload in which not one byte moves. Default 60 s. */
  uploadStallMs?: number
  /** Ask for compressed answers. Default true. */
  compression?: boolean
  circuitBreaker?: CircuitBreakerSettings
  tls?: TlsSettings
  /** Address of an HTTP proxy. */
  proxy?: string
}

export const DEFAULT_SETTINGS = {
  baseUrl: 'https://api.hubapi.com',
  apiVersion: 'v3',
  credentials: { kind: 'none' },
  httpVersion: '1.1',
  timeoutMs: 30_000,
  retry: {
    count: 3,
    intervalMs: 500,
    backOffFactor: 2,
    maxIntervalMs: 20_000,
    statusCodes: [500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526],
  },
  extraHeaders: {},
} as const satisfies HubSpotSettings
