export const API_VERSIONS = ['v3', '2026-03', '2026-09'] as const
export type ApiVersion = (typeof API_VERSIONS)[number]

export type Credentials =
  | { kind: 'access-token'; token: string }
  | { kind: 'oauth'; clientId: string; clientSecret: string; refreshToken: string }
  /** The `private-app-legacy` header of older clients. */
  | { kind: 'private-app-legacy'; key: string }
  | { kind: 'none' }

/** Which environment variables hold the credentials: where something is wrong with them, they are named. */
export interface CredentialVariables {
  accessToken: string
  clientId: string
  clientSecret: string
  refreshToken: string
  privateAppKey: string
}

export const CREDENTIAL_VARIABLES: CredentialVariables = {
  accessToken: 'HUBSPOT_ACCESS_TOKEN',
  clientId: 'HUBSPOT_CLIENT_ID',
  clientSecret: 'HUBSPOT_CLIENT_SECRET',
  refreshToken: 'HUBSPOT_REFRESH_TOKEN',
  privateAppKey: 'HUBSPOT_PRIVATE_APP_KEY',
}

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
  /** Share of failures above which the circuit opens, 0 to 1. */
  failureThreshold: number
  /** Only the calls of the last so many milliseconds count. */
  windowMs: number
  /** Fewer calls than this in the window never open it. */
  requestVolume: number
  /** How long calls are then refused at once. */
  resetMs: number
  /** Answers that count as failures, besides no answer at all. */
  statusCodes: readonly number[]
}

export interface TlsSettings {
  /** PEM texts. */
  ca?: string
  cert?: string
  key?: string
  /** Of the key, if it is encrypted. */
  keyPassword?: string
  /** Default 1.2. */
  minVersion?: '1.2' | '1.3'
  /** The name that is asked for (SNI) and that the certificate must have, if it is not that of the address. */
  serverName?: string
  /** Only for a test server with a certificate of another name. */
  verifyHostName?: boolean
}

export interface HubSpotSettings {
  /** https, or http on loopback. */
  baseUrl: string
  apiVersion: ApiVersion
  credentials: Credentials
  /** Where an accounts file names others than those of the settings. */
  credentialVariables?: Partial<CredentialVariables>
  httpVersion: '1.1' | '2'
  timeoutMs: number
  /**
   * How long each of these may take: a connection with its TLS handshake, and a proxy's answer. Default 10 s.
   */
  connectMs?: number
  retry: RetrySettings
  extraHeaders: Readonly<Record<string, string>>
  /** Longest pause of an upload in which not one byte moves. Default 60 s. */
  uploadStallMs?: number
  /**
   * How long the answer to an upload is waited for, if `timeoutMs` is not longer. Giving up makes the outcome unknown, so
   * nobody can set less than the default: three minutes.
   */
  importAnswerMs?: number
  /** Warn of values in answers that HubSpot does not document. Default true. */
  validation?: boolean
  /** Read known fields that are missing, null or of another kind as absent where the program can do so. Default true. */
  laxDataBinding?: boolean
  /** Ask for compressed answers. Default true. */
  compression?: boolean
  /** false: it never opens. */
  circuitBreaker?: CircuitBreakerSettings | false
  tls?: TlsSettings
  /** Address of an HTTP proxy. An http address is on this machine and is reached without it. */
  proxy?: string
}

/** 525 and 526: the server behind HubSpot's edge has a TLS problem. */
const DOWN = [500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526]

export const CIRCUIT_BREAKER: CircuitBreakerSettings = {
  failureThreshold: 0.5,
  windowMs: 60_000,
  requestVolume: 10,
  resetMs: 30_000,
  statusCodes: DOWN,
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
    statusCodes: DOWN,
  },
  extraHeaders: {},
} as const satisfies HubSpotSettings
