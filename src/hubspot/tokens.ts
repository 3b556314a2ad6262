import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import type { Log } from '../log.ts'
import { orAborted } from './abort.ts'
import { type Answer, withoutSecrets } from './answer.ts'
import { answerError, bodyOf } from './answer-error.ts'
import type { Connection } from './connection.ts'
import { explainNetworkError, type NetworkProblem } from './network-error.ts'
import { retryAfterMs } from './retry-after.ts'
import type { Credentials, CredentialVariables } from './settings.ts'
import { LONGEST_WAIT_MS, READ_MS, SHORTEST_TRY_MS } from './time-limits.ts'

export interface Tokens {
  /** The header that proves who calls. @throws UsageError not_connected, hubspot_unauthorized */
  header(signal?: AbortSignal): Promise<Record<string, string>>
  /** After a 401 for `refused`: whether there is another one to try now. */
  renew(refused: Record<string, string>, signal?: AbortSignal): Promise<boolean>
  /** What to do where HubSpot does not take them. */
  fix: string
  /** Takes every secret out of a text that came from outside. */
  redact(text: string): string
}

export interface TokensOptions {
  credentials: Credentials
  variables: CredentialVariables
  connection: Connection
  tokenPath: string
  /** Sent with every request, this one included. */
  headers: Readonly<Record<string, string>>
  /** Longest wait for one answer. */
  timeoutMs: number
  clock: Clock
  log: Log
}

/** Tokens live 30 minutes; a call that begins just before the end must not lose its own. */
const RENEW_BEFORE_MS = 5 * 60_000
const RENEW_TRIES = 3
/** A token that could not be renewed in time serves to its end, and HubSpot is asked again this long after. */
const ASK_AGAIN_MS = 30_000

export function createTokens(options: TokensOptions): Tokens {
  const { credentials, variables } = options
  if (credentials.kind === 'oauth') return oauthTokens(credentials, options)
  const holder = credentials.kind === 'private-app-legacy' ? variables.privateAppKey : variables.accessToken
  const header = () => fixedHeader(credentials)
  const secrets = [...secretsOf(credentials)]
  return {
    header: async () => header(),
    renew: async () => false,
    fix: `Give a valid token in ${holder}; check_connection tests it.`,
    redact: (text) => redact(text, secrets),
  }
}

function fixedHeader(credentials: Exclude<Credentials, { kind: 'oauth' }>): Record<string, string> {
  if (credentials.kind === 'access-token') return { authorization: `Bearer ${credentials.token}` }
  if (credentials.kind === 'private-app-legacy') return { 'private-app-legacy': credentials.key }
  throw new UsageError(
    'not_connected',
    'No HubSpot account is connected: no credentials are set.',
    'Set HUBSPOT_ACCESS_TOKEN, or HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET and HUBSPOT_REFRESH_TOKEN, or HUBSPOT_PRIVATE_APP_KEY in the environment of this server. To try everything without an account, start it with --sandbox.',
  )
}

type OAuth = Extract<Credentials, { kind: 'oauth' }>

interface Token {
  text: string
  renewAt: number
  endsAt: number
  refreshToken: string
}

function oauthTokens(credentials: OAuth, options: TokensOptions): Tokens {
  let token: Token = { text: '', renewAt: 0, endsAt: 0, refreshToken: credentials.refreshToken }
  let running: Promise<void> | undefined

  const refresh = () => {
    running ??= requestToken({ ...credentials, refreshToken: token.refreshToken }, options)
      .then((fresh) => {
        token = fresh
      })
      .finally(() => {
        running = undefined
      })
    return running
  }
  const refreshInTime = () =>
    refresh().catch((error: unknown) => {
      const now = options.clock.now()
      if (now >= token.endsAt || !(error instanceof UsageError)) throw error
      options.log('warn', 'the HubSpot token could not be renewed in time', { code: error.code })
      token = { ...token, renewAt: Math.min(token.endsAt, now + ASK_AGAIN_MS) }
    })
  const header = () => ({ authorization: `Bearer ${token.text}` })

  return {
    header: async (signal) => {
      if (options.clock.now() >= token.renewAt) await orAborted(refreshInTime, signal)
      return header()
    },
    renew: async (refused, signal) => {
      if (refused.authorization === header().authorization) await orAborted(refresh, signal)
      return true
    },
    fix: oauthFix(options.variables),
    redact: (text) => redact(text, [...secretsOf(credentials), token.text, token.refreshToken]),
  }
}

const tokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive().default(1800),
})

async function requestToken(credentials: OAuth, options: TokensOptions): Promise<Token> {
  const { clock, log } = options
  const answer = await askForToken(credentials, options)
  const parsed = tokenAnswer.safeParse(answer.json)
  if (answer.status !== 200 || !parsed.success) {
    throw grantError(
      withoutSecrets(answer, (text) => redact(text, secretsOf(credentials))),
      options,
    )
  }
  const { access_token, refresh_token, expires_in } = parsed.data
  log('debug', 'HubSpot token renewed', { expiresInSeconds: expires_in })
  // A token that lives shorter than the margin is used for half its life.
  const useMs = Math.max(expires_in * 1000 - RENEW_BEFORE_MS, expires_in * 500)
  const now = clock.now()
  return {
    text: access_token,
    renewAt: now + useMs,
    endsAt: now + expires_in * 1000,
    refreshToken: refresh_token ?? credentials.refreshToken,
  }
}

/**
 * Secrets go into the body, never into the address. Asking for a token twice does no harm; with all its tries it takes no
 * longer than a read, since a call waits for it before its own begins. A wait that HubSpot asks for comes on top.
 */
async function askForToken(
  credentials: OAuth,
  { connection, tokenPath, headers: every, timeoutMs, clock }: TokensOptions,
): Promise<Answer> {
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    refresh_token: credentials.refreshToken,
  }).toString()
  const headers = { ...every, 'content-type': 'application/x-www-form-urlencoded' }
  let endsAt = clock.now() + Math.max(READ_MS, timeoutMs)
  for (let tries = 1; ; tries += 1) {
    const request = { method: 'POST', path: tokenPath, headers, body, withinMs: endsAt - clock.now() } as const
    const result = await connection.send(request).catch((error: unknown) => explainNetworkError(error, connection.host))
    const isAnswer = 'status' in result
    if (isAnswer ? result.status < 500 : !result.passing) return answerOf(result)
    const asked = isAnswer ? retryAfterMs(result, clock.now()) : undefined
    const wait = asked ?? Math.random() * 1000 * tries
    endsAt += asked ?? 0
    const isLate = clock.now() + wait + SHORTEST_TRY_MS > endsAt
    if (tries === RENEW_TRIES || wait >= LONGEST_WAIT_MS || isLate) return answerOf(result)
    await clock.sleep(wait)
  }
}

/** @throws UsageError where none came. */
function answerOf(result: Answer | NetworkProblem): Answer {
  if ('status' in result) return result
  throw result.error
}

function grantFix(status: string, variables: CredentialVariables): string {
  const { clientId, clientSecret, refreshToken } = variables
  if (status === 'BAD_CLIENT_ID') return `Correct ${clientId}.`
  if (status === 'BAD_CLIENT_SECRET') return `Correct ${clientSecret}.`
  if (status !== 'BAD_REFRESH_TOKEN') return oauthFix(variables)
  return `The OAuth grant must be renewed: install the app again and set the new ${refreshToken}.`
}

const oauthFix = ({ clientId, clientSecret, refreshToken }: CredentialVariables): string =>
  `Check ${clientId}, ${clientSecret} and ${refreshToken}; check_connection tests them.`

function grantError(answer: Answer, { clock, variables }: TokensOptions): UsageError {
  const asked = { asked: 'a new access token', now: clock.now(), importStart: false, tokenFix: oauthFix(variables) }
  const problem = answerError(answer, asked)
  if (answer.status === 200)
    return new UsageError(
      'hubspot_bad_response',
      'HubSpot answered a token request without a token.',
      'Try again; check HUBSPOT_BASE_URL.',
      { hubspot: problem.hubspot },
    )
  if (answer.status >= 500 || answer.status === 429 || answer.status === 477) return problem
  const status = bodyOf(answer).status ?? ''
  const details = problem.hubspot === undefined ? {} : { hubspot: { ...problem.hubspot, category: status || 'error' } }
  return new UsageError('hubspot_unauthorized', problem.message, grantFix(status, variables), details)
}

function secretsOf(credentials: Credentials): string[] {
  if (credentials.kind === 'access-token') return [credentials.token]
  if (credentials.kind === 'private-app-legacy') return [credentials.key]
  return credentials.kind === 'oauth' ? [credentials.clientSecret, credentials.refreshToken] : []
}

/** Shorter texts than a token are left alone: they would hollow out every message. */
function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 8)
    .reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
}
