import { errors, type JWTPayload, jwtVerify } from 'jose'
import { z } from 'zod'
import type { OAuthConfig } from '../../config/http-config.ts'
import type { Log } from '../../log.ts'
import { SCOPES } from '../../principal.ts'
import { createIssuerKeys, type IssuerKeysOptions } from './issuer-keys.ts'
import { CLOCK_TOLERANCE_SECONDS, IssuerUnavailable, type OAuthTokens, type VerifiedToken } from './oauth-tokens.ts'

/** Signatures with a private key only: with HS256 whoever can verify a token could make one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

export interface OAuthTokensOptions extends IssuerKeysOptions {
  accountNames: ReadonlySet<string>
  log: Log
}

/** Access tokens (JWT) of one authorization server, for one audience. */
export function createOAuthTokens(config: OAuthConfig, options: OAuthTokensOptions): OAuthTokens {
  const { issuer, audience, accountClaim } = config
  const { accountNames, log } = options
  // The caller is told nothing of it; whoever sets this up needs to know.
  const tellWhy = (why: string) => log('debug', 'an access token was refused', { why })
  const keys = createIssuerKeys(issuer, options)
  return {
    async verify(token) {
      const payload = await verifiedPayload(token).catch((error: unknown) => {
        if (!isRefusal(error)) throw new IssuerUnavailable(issuer, error)
        tellWhy(reasonOf(error))
        return undefined
      })
      if (payload === undefined) return undefined
      const verified = tokenOf(payload, { issuer, accountClaim, accountNames })
      if (verified === undefined) tellWhy(accountClaim === undefined ? 'sub' : `sub, or no account in ${accountClaim}`)
      return verified
    },
  }

  async function verifiedPayload(token: string): Promise<JWTPayload | undefined> {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ['exp', 'sub'],
    })
    if (isAccessToken(protectedHeader.typ, payload)) return payload
    tellWhy('no access token')
    return undefined
  }
}

/** What jose says of a token; what it says of the keys is no judgement of the token. */
function isRefusal(error: unknown): error is errors.JOSEError {
  if (!(error instanceof errors.JOSEError)) return false
  return !['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'].includes(error.code)
}

/** A code and the name of a claim; no value of the token. */
function reasonOf(error: errors.JOSEError): string {
  const named = error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired
  return named ? `${error.code} (${error.claim})` : error.code
}

/** Not every issuer marks its access tokens (RFC 9068), but an ID token shows itself: it was made for a client. */
function isAccessToken(typ: string | undefined, payload: JWTPayload): boolean {
  const named = typ?.toLowerCase().replace(/^application\//, '') ?? 'jwt'
  if (named !== 'jwt' && named !== 'at+jwt') return false
  return payload.nonce === undefined && payload.at_hash === undefined && payload.typ !== 'ID'
}

const textOrList = z.union([z.string(), z.array(z.string())]).optional()

const claims = z.looseObject({
  sub: z.string().regex(/^[\x21-\x7e]{1,255}$/),
  exp: z.number(),
  /** RFC 9068 has a text; Duende writes a list. */
  scope: textOrList,
  /** Okta writes a list, Microsoft Entra a text. */
  scp: textOrList,
})

interface TokenOptions {
  issuer: string
  accountClaim: string | undefined
  accountNames: ReadonlySet<string>
}

function tokenOf(payload: JWTPayload, { issuer, accountClaim, accountNames }: TokenOptions): VerifiedToken | undefined {
  const { data } = claims.safeParse(payload)
  if (data === undefined) return undefined
  const given = [data.scope ?? [], data.scp ?? []].flat().flatMap((text) => text.split(' '))
  const scopes = SCOPES.filter((scope) => given.includes(scope))
  const principal = { name: `${new URL(issuer).host}:${data.sub}`, scopes }
  if (accountClaim === undefined) return { principal, expiresAt: data.exp }
  const accountName = payload[accountClaim]
  if (typeof accountName !== 'string' || !accountNames.has(accountName)) return undefined
  return { principal: { ...principal, accountName }, expiresAt: data.exp }
}
