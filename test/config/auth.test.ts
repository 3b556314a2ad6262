import { expect, test } from 'vitest'
import { errorOf } from '../hubspot/client.ts'
import { type Seen, type Step, startScriptedServer } from '../hubspot/scripted-server.ts'
import { clientOf, TOKEN } from './client-of.ts'

const START = { request: { files: [] }, files: [] }
const OAUTH = {
  HUBSPOT_CLIENT_ID: 'client-1',
  HUBSPOT_CLIENT_SECRET: 'canary-client-secret',
  HUBSPOT_REFRESH_TOKEN: 'canary-refresh-token',
}

function answer({ path, method }: Seen): Step {
  if (path.endsWith('/token')) return { body: { access_token: 'canary-access-token', expires_in: 1800 } }
  return { body: method === 'GET' ? { results: [] } : { id: '7' } }
}

interface Kind {
  name: string
  env: Record<string, string>
  headers: Record<string, string | undefined>
}

const kinds: Kind[] = [
  {
    name: 'bearer token',
    env: { HUBSPOT_ACCESS_TOKEN: TOKEN },
    headers: { authorization: `Bearer ${TOKEN}`, 'private-app-legacy': undefined },
  },
  {
    name: 'legacy private-app key',
    env: { HUBSPOT_PRIVATE_APP_KEY: 'canary-key-0123456789' },
    headers: { authorization: undefined, 'private-app-legacy': 'canary-key-0123456789' },
  },
  {
    name: 'refresh token grant',
    env: OAUTH,
    headers: { authorization: 'Bearer canary-access-token', 'private-app-legacy': undefined },
  },
]

test.each(kinds)('$name: reads and the start of an import carry it', async ({ env, headers }) => {
  await using server = await startScriptedServer(answer)
  await using client = await clientOf(['--base-url', server.url], env)
  await client.hubspot.imports.list()
  expect((await client.hubspot.imports.start(START)).id).toBe('7')
  const calls = server.requests.filter(({ path }) => path === '/crm/v3/imports')
  expect(calls.map(({ method }) => method)).toEqual(['GET', 'POST'])
  for (const call of calls) {
    for (const [name, value] of Object.entries(headers)) expect(call.headers[name], name).toBe(value)
  }
  expect(client.logged()).not.toContain('canary')
})

test.each([
  ['v3', '/oauth/v1/token'],
  ['2026-03', '/oauth/2026-03/token'],
  ['2026-09', '/oauth/2026-09/token'],
])('the refresh URL of version %s is %s of the base URL; it gets the extra headers too', async (version, path) => {
  await using server = await startScriptedServer(answer)
  const argv = ['--base-url', server.url, '--api-version', version, '--header', 'X-Gate: open', '--no-compression']
  await using client = await clientOf(argv, OAUTH)
  await client.hubspot.imports.list()
  const [asked, call] = server.requests
  expect([asked?.method, asked?.rawUrl]).toEqual(['POST', path])
  expect(Object.fromEntries(new URLSearchParams(asked?.body.toString()))).toEqual({
    grant_type: 'refresh_token',
    client_id: 'client-1',
    client_secret: 'canary-client-secret',
    refresh_token: 'canary-refresh-token',
  })
  const common = { 'x-gate': 'open', 'accept-encoding': 'identity', accept: 'application/json' }
  expect(asked?.headers).toMatchObject({ ...common, 'content-type': 'application/x-www-form-urlencoded' })
  expect(asked?.headers.authorization).toBeUndefined()
  expect(call?.headers).toMatchObject(common)
})

test('without credentials nothing is sent', async () => {
  await using server = await startScriptedServer(answer)
  await using client = await clientOf(['--base-url', server.url], { HUBSPOT_ACCESS_TOKEN: '' })
  expect((await errorOf(client.hubspot.imports.start(START))).code).toBe('not_connected')
  expect(server.requests).toEqual([])
})

test('--header sends headers that change neither who calls nor what is done', async () => {
  await using server = await startScriptedServer(answer)
  await using client = await clientOf(['--base-url', server.url, '--header', 'X-Gate: 7', '--header', 'x-trace:a b'])
  await client.hubspot.imports.list()
  await client.hubspot.imports.start(START)
  for (const { headers } of server.requests) {
    expect(headers).toMatchObject({ 'x-gate': '7', 'x-trace': 'a b', authorization: `Bearer ${TOKEN}` })
  }
})

test.each([
  ...['Authorization', 'private-app-legacy', 'Cookie', 'Proxy-Authorization', 'Host', 'Connection', 'Keep-Alive'],
  ...['Upgrade', 'Expect', 'TE', 'Trailer', 'Content-Length', 'Content-Type', 'Content-Encoding', 'Accept'],
  ...['Transfer-Encoding', 'Accept-Encoding', 'Range', 'If-None-Match', 'X-HTTP-Method-Override', ':path', 'x y', ''],
])('--header refuses %j', async (name) => {
  await expect(clientOf(['--header', `${name}: 1`])).rejects.toThrow(/must be Name: value, and not authorization/)
})
