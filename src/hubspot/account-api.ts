import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { accountDetails, type TokenInfo } from './account.ts'
import type { Api } from './api.ts'
import type { ApiCall } from './api-call.ts'
import type { Account, CallOptions } from './hubspot.ts'
import { parseAnswer } from './parse-answer.ts'
import type { Paths } from './paths.ts'

export function createAccount(api: Api, call: ApiCall, paths: Paths): Account {
  return {
    details: async (options) => {
      const answer = await call({ method: 'GET', path: paths.accountDetails }, options)
      return parseAnswer(accountDetails, answer, 'the account details')
    },
    token: (options) => tokenInfo(api, call, paths, options),
    rateLimit: api.limiter.seen,
  }
}

async function tokenInfo(api: Api, call: ApiCall, paths: Paths, options?: CallOptions): Promise<TokenInfo> {
  const { credentials } = api.settings
  const header = await api.tokens.header(options?.signal)
  const token = header['private-app-legacy'] ?? header.authorization?.replace(/^Bearer /, '') ?? ''
  if (credentials.kind !== 'oauth') {
    try {
      return await privateApp(call, paths, token, options)
    } catch (error) {
      if (!isOtherKind(error)) throw error
      return await oauthToken(call, paths, token, options)
    }
  }
  if (paths.introspect === null) return await oauthToken(call, paths, token, options)
  const { clientId, clientSecret } = credentials
  const form = { client_id: clientId, client_secret: clientSecret, token, token_type_hint: 'access_token' }
  return await introspected(call, paths.introspect, form, options)
}

/** An access token can be that of a private app, a service key or an OAuth app: the text does not tell. */
const isOtherKind = (error: unknown) =>
  error instanceof UsageError && /^hubspot_(not_found|bad_request)$/.test(error.code)

const privateAppAnswer = z.looseObject({
  hubId: z.number(),
  appId: z.number().nullish(),
  userId: z.number().nullish(),
  scopes: z.array(z.string()).default([]),
})

async function privateApp(call: ApiCall, paths: Paths, tokenKey: string, options?: CallOptions): Promise<TokenInfo> {
  const request = { method: 'POST', path: paths.privateAppTokenInfo, json: { tokenKey }, isRead: true } as const
  const found = parseAnswer(privateAppAnswer, await call(request, options), 'what the token may do')
  return tokenOf('private-app', found.hubId, found.scopes, { appId: found.appId, userId: found.userId })
}

const oauthAnswer = z.looseObject({
  hub_id: z.number(),
  app_id: z.number().nullish(),
  user_id: z.number().nullish(),
  scopes: z.array(z.string()).default([]),
})

async function oauthToken(call: ApiCall, paths: Paths, token: string, options?: CallOptions): Promise<TokenInfo> {
  const request = { method: 'GET', path: paths.oauthTokenInfo(token), name: 'what the token may do' } as const
  return oauthInfo(parseAnswer(oauthAnswer, await call(request, options), request.name))
}

async function introspected(
  call: ApiCall,
  path: string,
  form: Record<string, string>,
  options?: CallOptions,
): Promise<TokenInfo> {
  const answer = await call({ method: 'POST', path, form, isRead: true }, options)
  return oauthInfo(parseAnswer(oauthAnswer, answer, 'what the token may do'))
}

const oauthInfo = (found: z.infer<typeof oauthAnswer>) =>
  tokenOf('oauth', found.hub_id, found.scopes, { appId: found.app_id, userId: found.user_id })

function tokenOf(
  kind: TokenInfo['kind'],
  portalId: number,
  scopes: string[],
  { appId, userId }: { appId: number | null | undefined; userId: number | null | undefined },
): TokenInfo {
  return { kind, portalId, scopes, appId: appId ?? null, userId: userId ?? null }
}
