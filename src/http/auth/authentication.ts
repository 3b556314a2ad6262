import {
  type AuthInfo,
  bearerAuthChallengeResponse,
  OAuthError,
  OAuthErrorCode,
  verifyBearerToken,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { HttpConfig } from '../../config/http-config.ts'
import { UsageError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { type Principal, SCOPES, type Scope } from '../../principal.ts'
import { CLOCK_TOLERANCE_SECONDS, IssuerUnavailable, type OAuthTokens } from './oauth-tokens.ts'
import { metadataUrl } from './resource-metadata.ts'
import type { StaticTokens } from './static-tokens.ts'

/** Of a token without an end; it is looked up with every request. */
const A_WHILE_SECONDS = 3600
const RETRY_AFTER_SECONDS = 10

/** Who sent a request. Without authentication it is nobody in particular. */
export interface Caller {
  principal?: Principal
  authInfo?: AuthInfo
}

export interface Authentication {
  /** Whoever the Authorization header names, or the answer that refuses the request. */
  identify(authorization: string | undefined): Promise<Caller | Response>
  /** The answer to a request that needs a scope the caller does not have. */
  refuseScope(scope: Scope, what: string, caller: Caller): Response
  /** What keeps everybody out, in words that tell no path; undefined: nothing. */
  problem(): Promise<string | undefined>
}

interface AuthenticationDeps {
  staticTokens?: StaticTokens
  oauthTokens?: OAuthTokens
  log: Log
}

export function createAuthentication(
  { oauth }: Pick<HttpConfig, 'oauth'>,
  { staticTokens, oauthTokens, log }: AuthenticationDeps,
): Authentication {
  const resourceMetadataUrl = oauth && metadataUrl(oauth)
  const verifier = {
    async verifyAccessToken(token: string): Promise<AuthInfo> {
      const principal = await staticTokens?.find(token)
      if (principal !== undefined) return authInfoOf(principal, Date.now() / 1000 + A_WHILE_SECONDS)
      const verified = await oauthTokens?.verify(token)
      if (verified !== undefined) return authInfoOf(verified.principal, verified.expiresAt + CLOCK_TOLERANCE_SECONDS)
      throw new OAuthError(OAuthErrorCode.InvalidToken, 'This token is not known here, or it has ended')
    },
  }
  const refuseScope: Authentication['refuseScope'] = (scope, what, { principal }) =>
    bearerAuthChallengeResponse(new OAuthError(OAuthErrorCode.InsufficientScope, `${what} needs the scope ${scope}`), {
      // A client asks for exactly these, so those it has are among them.
      requiredScopes: [...(principal?.scopes ?? []), scope],
      resourceMetadataUrl,
    })
  return {
    refuseScope,
    problem: async () => staticTokens?.problem(),
    async identify(authorization) {
      if (staticTokens === undefined && oauthTokens === undefined) return {}
      try {
        mustBeOneToken(authorization)
        const authInfo = await verifyBearerToken(authorization, { verifier, resourceMetadataUrl })
        const principal = principalOf(authInfo)
        return principal?.scopes.length === 0 ? refuseScope('imports:read', 'This server', {}) : { principal, authInfo }
      } catch (error) {
        return refusal(error, { log, resourceMetadataUrl })
      }
    },
  }
}

/** The library takes the first word and leaves what follows. @throws OAuthError */
function mustBeOneToken(authorization = ''): void {
  if (/^\S+\s+\S+\s+\S/.test(authorization)) {
    throw new OAuthError(OAuthErrorCode.InvalidToken, 'The Authorization header has more than one token')
  }
}

/** Holds no token: nothing that a tool sees of a call could send it on. */
function authInfoOf(principal: Principal, expiresAt: number): AuthInfo {
  const { name, scopes, accountName } = principal
  return { token: '', clientId: name, scopes: [...scopes], expiresAt, extra: { accountName } }
}

const extra = z.object({ accountName: z.string().optional() })
const scopesOf = z.array(z.enum(SCOPES))

/** The principal that authInfoOf() was made of. */
export function principalOf(authInfo: AuthInfo | undefined): Principal | undefined {
  if (authInfo === undefined) return undefined
  const { accountName } = extra.parse(authInfo.extra)
  const scopes = scopesOf.parse(authInfo.scopes)
  return { name: authInfo.clientId, scopes, ...(accountName !== undefined && { accountName }) }
}

function refusal(
  error: unknown,
  { log, resourceMetadataUrl }: { log: Log; resourceMetadataUrl: string | undefined },
): Response {
  if (error instanceof OAuthError) return bearerAuthChallengeResponse(error, { resourceMetadataUrl })
  if (!(error instanceof IssuerUnavailable) && !(error instanceof UsageError)) throw error
  log('error', 'callers cannot be told apart', { error: error.message, cause: String(error.cause ?? '') })
  const body = { error: 'temporarily_unavailable', error_description: 'Tokens cannot be checked at the moment' }
  return Response.json(body, { status: 503, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } })
}
