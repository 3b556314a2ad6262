import { UsageError } from '../errors.ts'
import type { Scope } from '../principal.ts'
import { type Place, resolvePath } from './folders.ts'
import type { Settings } from './settings.ts'

export interface HttpConfig {
  host: string
  port: number
  /** Names accepted in the Host header besides those of loopback. */
  allowedHosts: readonly string[]
  allowedOrigins: readonly string[]
  maxUploadBytes: number
  /** Absolute. */
  tokensFile?: string
  oauth?: OAuthConfig
  /** Absolute. */
  accountsFile?: string
  /** Without a slash at the end; absent: the address listened on. */
  publicUrl?: string
  limits: LimitsConfig
  /** How long calls may go on after the server was told to stop. */
  graceMs: number
}

export interface OAuthConfig {
  issuer: string
  /** The canonical address of /mcp. */
  audience: string
  accountClaim?: string
}

/** Of each principal, in this process. */
export interface LimitsConfig {
  callsPerMinute: number
  writesPerMinute: number
  callsAtOnce: number
}

/** @throws UsageError invalid_arguments for settings that need another one. */
export function httpConfig(chosen: Settings, place: Place, { sandbox }: { sandbox: boolean }): HttpConfig {
  const { host, tokensFile, accountsFile, callsPerMinute, writesPerMinute, callsAtOnce } = chosen
  const oauth = oauthConfig(chosen)
  if (accountsFile === undefined) mustNotClaim(oauth)
  else mustUseAccounts({ tokensFile, oauth }, sandbox)
  const publicUrl = chosen.publicUrl ?? (oauth && baseOf(oauth.audience))
  return {
    host,
    port: chosen.port ?? 3000,
    allowedHosts: [...chosen.allowedHosts, ...ownNames(host), ...(publicUrl === undefined ? [] : [hostOf(publicUrl)])],
    allowedOrigins: chosen.allowedOrigins,
    maxUploadBytes: chosen.maxUploadMegabytes * 1024 * 1024,
    limits: { callsPerMinute, writesPerMinute, callsAtOnce },
    graceMs: chosen.graceSeconds * 1000,
    ...(tokensFile !== undefined && { tokensFile: resolvePath(tokensFile, place, '--tokens') }),
    ...(accountsFile !== undefined && { accountsFile: resolvePath(accountsFile, place, '--accounts') }),
    ...(oauth !== undefined && { oauth }),
    ...(publicUrl !== undefined && { publicUrl }),
  }
}

/** Whether anything is asked of a caller. */
export const hasAuthentication = ({ tokensFile, oauth }: HttpConfig): boolean =>
  tokensFile !== undefined || oauth !== undefined

function oauthConfig({ oauthIssuer, oauthAudience, oauthAccountClaim }: Settings): OAuthConfig | undefined {
  if (oauthIssuer !== undefined && oauthAudience !== undefined) {
    const claim = oauthAccountClaim === undefined ? {} : { accountClaim: oauthAccountClaim }
    return { issuer: oauthIssuer, audience: oauthAudience, ...claim }
  }
  if (oauthIssuer === undefined && oauthAudience === undefined && oauthAccountClaim === undefined) return undefined
  throw new UsageError(
    'invalid_arguments',
    'OAuth needs to know who issues the tokens and for whom.',
    'Set --oauth-issuer and --oauth-audience, both.',
  )
}

/** With it and without accounts every token would be refused. */
function mustNotClaim(oauth: OAuthConfig | undefined): void {
  if (oauth?.accountClaim === undefined) return
  throw new UsageError(
    'invalid_arguments',
    '--oauth-account-claim names an account of the accounts file, and there is none.',
    'Set --accounts too, or leave it out.',
  )
}

interface Callers {
  tokensFile: string | undefined
  oauth: OAuthConfig | undefined
}

/** Nobody would be led to them, and everybody to the account of the environment. */
function mustUseAccounts({ tokensFile, oauth }: Callers, sandbox: boolean): void {
  if (sandbox) {
    throw new UsageError('invalid_arguments', '--accounts is not for the sandbox.', 'Leave out one of the two.')
  }
  if (tokensFile !== undefined || oauth?.accountClaim !== undefined) return
  throw new UsageError(
    'invalid_arguments',
    oauth === undefined
      ? '--accounts says whose account is whose, but nobody is asked who they are.'
      : '--accounts says whose account is whose, but not which claim of a token names one.',
    oauth === undefined ? 'Set --tokens or --oauth-issuer too.' : 'Set --oauth-account-claim too.',
  )
}

/** An address listened on may be called by its name; a wildcard is none. */
function ownNames(host: string): string[] {
  return /^(0\.0\.0\.0|\[?::\]?)$/.test(host) ? [] : [host.includes(':') && !host.startsWith('[') ? `[${host}]` : host]
}

const hostOf = (url: string): string => new URL(url).hostname

const baseOf = (resource: string): string => resource.replace(/\/+$/, '').replace(/\/mcp$/, '')

export interface NewToken {
  scopes: readonly Scope[]
  /** As it was written. */
  expires?: string
  accountName?: string
}

export function newToken({ scopes, expires, account }: Settings): NewToken {
  return {
    scopes,
    ...(expires !== undefined && { expires }),
    ...(account !== undefined && { accountName: account }),
  }
}
