import { expect, test } from 'vitest'
import type { Credentials } from '../../src/hubspot/settings.ts'
import { connect, errorOf, TOKEN } from './client.ts'
import type { Seen, Step } from './scripted-server.ts'

const OAUTH: Credentials = {
  kind: 'oauth',
  clientId: 'client-1',
  clientSecret: 'canary-secret',
  refreshToken: 'canary-refresh',
}
const INFO = { hub_id: 11, app_id: 22, user_id: 33, scopes: ['crm.import'], token_type: 'access' }

test('account.details() gives portal and time zone', async () => {
  await using client = await connect([
    { body: { portalId: 11111111, timeZone: 'US/Eastern', accountType: 'STANDARD' } },
  ])
  expect(await client.hubspot.account.details()).toMatchObject({ portalId: 11111111, timeZone: 'US/Eastern' })
  expect(client.server.requests[0]?.rawUrl).toBe('/account-info/v3/details')
})

test('account.token() asks with the token in the body for a private app', async () => {
  await using client = await connect([{ body: { userId: 3, hubId: 1, appId: 2, scopes: ['crm.import', 'oauth'] } }])
  expect(await client.hubspot.account.token()).toEqual({
    kind: 'private-app',
    portalId: 1,
    appId: 2,
    userId: 3,
    scopes: ['crm.import', 'oauth'],
  })
  const [request] = client.server.requests
  expect([request?.rawUrl, request?.body.toString()]).toEqual([
    '/oauth/v2/private-apps/get/access-token-info',
    JSON.stringify({ tokenKey: TOKEN }),
  ])
})

test('account.token() asks as OAuth when the token is not that of a private app', async () => {
  await using client = await connect((seen) => (seen.method === 'POST' ? { status: 404, body: {} } : { body: INFO }))
  expect(await client.hubspot.account.token()).toEqual({
    kind: 'oauth',
    portalId: 11,
    appId: 22,
    userId: 33,
    scopes: ['crm.import'],
  })
})

const oauthServer = (answer: Step) => (seen: Seen) =>
  seen.path.endsWith('/token') ? { body: { access_token: 'canary-access' } } : answer

test('account.token() with the token in the address tells neither in an error nor in the log', async () => {
  await using client = await connect(oauthServer({ status: 404, body: { message: 'canary-access is unknown' } }), {
    credentials: OAUTH,
  })
  const error = await errorOf(client.hubspot.account.token())
  expect(error.message).toBe('HubSpot refused what the token may do: 404, [secret] is unknown')
  expect(client.server.requests[1]?.rawUrl).toBe('/oauth/v1/access-tokens/canary-access')
  expect(client.logged()).not.toContain('canary')
})

test('account.token() of a dated version asks by form', async () => {
  await using client = await connect(oauthServer({ body: { active: true, ...INFO } }), {
    credentials: OAUTH,
    apiVersion: '2026-09',
  })
  expect((await client.hubspot.account.token()).scopes).toEqual(['crm.import'])
  const [grant, request] = client.server.requests
  expect(grant?.rawUrl).toBe('/oauth/2026-09/token')
  expect(request?.rawUrl).toBe('/oauth/2026-09/token/introspect')
  expect(new URLSearchParams(request?.body.toString()).get('token')).toBe('canary-access')
})
