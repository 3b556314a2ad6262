import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { manualClock } from '../../../src/sandbox/sandbox-clock.ts'
import { at, call, NO_RATE_LIMITS } from '../call-sandbox.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ clock: manualClock(), rateLimits: NO_RATE_LIMITS })
})
afterEach(() => sandbox.close())

const ENDPOINTS = ['/oauth/v1/token', '/oauth/v3/token', '/oauth/2026-03/token', '/oauth/2026-09/token']

const credentials = (changes: Record<string, string> = {}) => ({
  grant_type: 'refresh_token',
  client_id: sandbox.oauth.clientId,
  client_secret: sandbox.oauth.clientSecret,
  refresh_token: sandbox.oauth.refreshToken,
  ...changes,
})
const ask = (path = '/oauth/v1/token', changes: Record<string, string> = {}) =>
  call(sandbox, `POST ${path}`, { token: null, form: credentials(changes) })
const freshToken = async () => String(at((await ask()).body, 'access_token'))

test.each(ENDPOINTS)('POST %s gives an access token that works', async (path) => {
  const { status, body } = await ask(path)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    refresh_token: sandbox.oauth.refreshToken,
    expires_in: 1800,
    token_type: 'bearer',
    token_use: 'access_token',
    hub_id: sandbox.portalId,
  })
  const token = String(at(body, 'access_token'))
  expect((await call(sandbox, 'GET /crm/v3/imports', { token })).status).toBe(200)
})

const BODY_V1 = { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' }

test('a wrong refresh token answers the documented body, without category', async () => {
  const { status, body } = await ask('/oauth/v1/token', { refresh_token: 'no' })
  expect([status, body]).toEqual([400, BODY_V1])
  expect((await ask('/oauth/2026-03/token', { refresh_token: 'no' })).body).toMatchObject({
    ...BODY_V1,
    error: 'invalid_grant',
  })
})

test.each([
  [{ client_id: 'x', client_secret: 'x' }, 'BAD_CLIENT_ID'],
  [{ client_secret: 'x', refresh_token: 'x' }, 'BAD_CLIENT_SECRET'],
  [{ grant_type: 'password' }, 'BAD_GRANT_TYPE'],
  [{ grant_type: 'authorization_code', code: 'x' }, 'BAD_AUTH_CODE'],
])('POST /oauth/v1/token with %j is %s', async (changes, status) => {
  expect((await ask('/oauth/v1/token', changes)).body).toMatchObject({ status })
})

test('the token endpoint refuses JSON with 415', async () => {
  const { status } = await call(sandbox, 'POST /oauth/v1/token', { token: null, json: credentials() })
  expect(status).toBe(415)
})

test('v1 takes the fields from the query too, dated addresses do not', async () => {
  const query = new URLSearchParams(credentials())
  expect((await call(sandbox, `POST /oauth/v1/token?${query}`, { token: null })).status).toBe(200)
  expect((await call(sandbox, `POST /oauth/2026-03/token?${query}`, { token: null })).status).toBe(415)
})

test('an access token expires after 30 minutes of sandbox time', async () => {
  const token = await freshToken()
  await sandbox.clock.advance(1_799_000)
  expect((await call(sandbox, 'GET /crm/v3/imports', { token })).status).toBe(200)
  await sandbox.clock.advance(2000)
  const { status, body } = await call(sandbox, 'GET /crm/v3/imports', { token })
  expect([status, at(body, 'category')]).toEqual([401, 'EXPIRED_AUTHENTICATION'])
})

test('GET /oauth/v1/access-tokens/{token} tells account, app and scopes', async () => {
  const token = await freshToken()
  const { body } = await call(sandbox, `GET /oauth/v1/access-tokens/${token}`, { token: null })
  expect(body).toMatchObject({ token, hub_id: sandbox.portalId, expires_in: 1800, token_type: 'access' })
  expect(at(body, 'scopes')).toContain('crm.import')
  expect((await call(sandbox, 'GET /oauth/v1/access-tokens/none', { token: null })).status).toBe(404)
})

test('introspect tells whether a token is active, and revoke ends it', async () => {
  const token = await freshToken()
  const form = { ...credentials(), token }
  const introspect = async () =>
    (await call(sandbox, 'POST /oauth/2026-03/token/introspect', { token: null, form })).body
  expect(await introspect()).toMatchObject({
    active: true,
    hub_id: sandbox.portalId,
    client_id: sandbox.oauth.clientId,
  })
  await call(sandbox, 'POST /oauth/2026-03/token/revoke', { token: null, form })
  expect(await introspect()).toEqual({ active: false })
  expect((await call(sandbox, 'GET /crm/v3/imports', { token })).status).toBe(401)
})

test('revoke ends only tokens of the app whose id and secret are sent', async () => {
  const token = sandbox.oauth.refreshToken
  const other = sandbox.addApp({ kind: 'oauth', name: 'other' })
  const revoke = (client: Record<string, string>) =>
    call(sandbox, 'POST /oauth/2026-03/token/revoke', { token: null, form: { token, ...client } })
  expect((await revoke({ client_id: 'none', client_secret: 'none' })).status).toBe(400)
  expect((await revoke({ client_id: sandbox.oauth.clientId, client_secret: 'none' })).status).toBe(400)
  expect((await revoke({ client_id: other.clientId, client_secret: other.clientSecret })).status).toBe(204)
  expect((await ask()).status).toBe(200)
})

test('refresh tokens of v1 can be read and deleted', async () => {
  const path = `/oauth/v1/refresh-tokens/${sandbox.oauth.refreshToken}`
  expect((await call(sandbox, `GET ${path}`, { token: null })).body).toMatchObject({
    token: sandbox.oauth.refreshToken,
    hub_id: sandbox.portalId,
    client_id: sandbox.oauth.clientId,
  })
  expect((await call(sandbox, `DELETE ${path}`, { token: null })).status).toBe(204)
  expect((await ask()).body).toEqual(BODY_V1)
})

test('POST access-token-info tells about the private app', async () => {
  const json = { tokenKey: sandbox.accessToken }
  const { status, body } = await call(sandbox, 'POST /oauth/v2/private-apps/get/access-token-info', {
    token: null,
    json,
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({ hubId: sandbox.portalId, scopes: expect.arrayContaining(['crm.import']) })
})
