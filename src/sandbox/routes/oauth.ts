import { z } from 'zod'
import type { App, Apps } from '../apps.ts'
import { PATHS } from '../paths.ts'
import { readJson, readText } from '../read-json.ts'
import { notFound, Refusal, unsupportedMediaType } from '../refusal.ts'
import { type Answer, noContent, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'

export function oauthRoutes(parts: SandboxParts): Route[] {
  const open = true as const
  return [
    { method: 'POST', paths: PATHS.oauth('/token'), open, answer: (request) => issueToken(request, parts) },
    { method: 'POST', paths: PATHS.oauth('/token/introspect'), open, answer: (request) => introspect(request, parts) },
    { method: 'POST', paths: PATHS.oauth('/token/revoke'), open, answer: (request) => revoke(request, parts) },
    {
      method: 'GET',
      paths: ['/oauth/v1/access-tokens/{token}'],
      open,
      answer: ({ params }) => accessTokenInfo(params.token ?? '', parts),
    },
    {
      method: 'GET',
      paths: ['/oauth/v1/refresh-tokens/{token}'],
      open,
      answer: ({ params }) => refreshTokenInfo(params.token ?? '', parts),
    },
    {
      method: 'DELETE',
      paths: ['/oauth/v1/refresh-tokens/{token}'],
      open,
      answer: ({ params }) => {
        parts.apps.revoke(params.token ?? '')
        return noContent
      },
    },
    {
      method: 'POST',
      paths: ['/oauth/v2/private-apps/get/access-token-info'],
      open,
      answer: async (request) =>
        privateAppInfo((await readJson(request, z.object({ tokenKey: z.string() }))).tokenKey, parts),
    },
  ]
}

/** The one user of the account. */
const USER_ID = 11_629_779
const USER = 'sandbox@example.com'

/** Errors of the token endpoint have no category; from v3 on they carry the names of RFC 6749 too. */
function oauthError(request: SandboxRequest, status: string, message: string, error: string): Answer {
  const isV1 = request.path.startsWith('/oauth/v1/')
  return { status: 400, body: { status, message, ...(isV1 ? {} : { error, error_description: message }) } }
}

/** @throws Refusal 415 for anything but a form */
async function formOf(request: SandboxRequest): Promise<URLSearchParams> {
  const contentType = request.headers['content-type'] ?? ''
  const isV1 = request.path.startsWith('/oauth/v1/')
  if (contentType === '' && isV1) return request.query
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) throw unsupportedMediaType()
  const form = new URLSearchParams(await readText(request.body))
  return isV1 ? new URLSearchParams([...request.query, ...form]) : form
}

async function issueToken(request: SandboxRequest, { apps, portalId }: SandboxParts): Promise<Answer> {
  const form = await formOf(request)
  const refuse = (status: string, message: string, error: string) => oauthError(request, status, message, error)
  const grant = form.get('grant_type')
  const app = apps.byClientId(form.get('client_id') ?? '')
  if (app === undefined) return refuse('BAD_CLIENT_ID', 'missing or unknown client id', 'invalid_request')
  if (form.get('client_secret') !== app.clientSecret) {
    return refuse('BAD_CLIENT_SECRET', 'missing or invalid client secret', 'invalid_client')
  }
  if (grant === 'authorization_code') {
    return refuse('BAD_AUTH_CODE', 'missing or unknown auth code', 'invalid_grant')
  }
  if (grant !== 'refresh_token')
    return refuse('BAD_GRANT_TYPE', 'missing or unknown grant type', 'unsupported_grant_type')
  if (apps.byRefreshToken(form.get('refresh_token') ?? '')?.appId !== app.appId) {
    return refuse('BAD_REFRESH_TOKEN', 'missing or invalid refresh token', 'invalid_grant')
  }
  const { accessToken, expiresInSeconds } = apps.issueToken(app)
  return ok({
    access_token: accessToken,
    refresh_token: app.refreshToken,
    expires_in: expiresInSeconds,
    token_type: 'bearer',
    token_use: 'access_token',
    hub_id: portalId,
    scopes: app.scopes,
    user_id: USER_ID,
  })
}

async function introspect(request: SandboxRequest, { apps, portalId }: SandboxParts): Promise<Answer> {
  const form = await formOf(request)
  const asking = clientOf(form, apps)
  if (asking === undefined) return unknownClient(request)
  const token = form.get('token') ?? ''
  const refreshing = apps.byRefreshToken(token)
  const app = ownerOf(token, apps)
  if (app?.appId !== asking.appId) return ok({ active: false })
  return ok({
    active: true,
    ...tokenOf(app, portalId),
    client_id: app.clientId,
    token_type: 'bearer',
    token_use: refreshing === undefined ? 'access_token' : 'refresh_token',
    ...(refreshing === undefined ? { expires_in: apps.secondsLeft(token) } : {}),
  })
}

/** As RFC 7009 has it: an app ends its own tokens only, and a token that is none of its own is no error. */
async function revoke(request: SandboxRequest, { apps }: SandboxParts): Promise<Answer> {
  const form = await formOf(request)
  const asking = clientOf(form, apps)
  if (asking === undefined) return unknownClient(request)
  const token = form.get('token') ?? ''
  if (ownerOf(token, apps)?.appId === asking.appId) apps.revoke(token)
  return noContent
}

/** The app whose id and secret are in the form. */
function clientOf(form: URLSearchParams, apps: Apps): App | undefined {
  const app = apps.byClientId(form.get('client_id') ?? '')
  return app?.clientSecret === form.get('client_secret') ? app : undefined
}

const unknownClient = (request: SandboxRequest): Answer =>
  oauthError(request, 'BAD_CLIENT_ID', 'missing or unknown client id', 'invalid_client')

/** The app that an access token or refresh token was given to, as long as it is good for something. */
function ownerOf(token: string, apps: Apps): App | undefined {
  const access = apps.byToken(token)
  return access.found === 'app' ? access.app : apps.byRefreshToken(token)
}

function accessTokenInfo(token: string, { apps, portalId }: SandboxParts): Answer {
  const access = apps.byToken(token)
  if (access.found !== 'app' || access.app.kind !== 'oauth') throw notFound('access token not found or expired')
  return ok({
    token,
    user: USER,
    hub_domain: 'sandbox.example.com',
    ...tokenOf(access.app, portalId),
    expires_in: apps.secondsLeft(token),
    token_type: 'access',
  })
}

function refreshTokenInfo(token: string, { apps, portalId }: SandboxParts): Answer {
  const app = apps.byRefreshToken(token)
  if (app === undefined) throw notFound('refresh token not found')
  const { clientId, scopes } = app
  return ok({
    token,
    client_id: clientId,
    hub_id: portalId,
    user_id: USER_ID,
    user: USER,
    scopes,
    token_type: 'refresh',
  })
}

function privateAppInfo(token: string, { apps, portalId }: SandboxParts): Answer {
  const access = apps.byToken(token)
  if (access.found !== 'app' || access.app.kind !== 'private') {
    throw new Refusal(404, { message: 'private app token not found', category: 'OBJECT_NOT_FOUND' })
  }
  const { appId, scopes } = access.app
  return ok({ userId: USER_ID, hubId: portalId, appId, scopes })
}

const tokenOf = ({ appId, scopes }: App, portalId: number) => ({
  scopes,
  hub_id: portalId,
  app_id: appId,
  user_id: USER_ID,
})
