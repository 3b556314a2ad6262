import { expect, test } from 'vitest'
import type { HubSpotSettings } from '../../src/hubspot/settings.ts'
import { connect, errorOf } from './client.ts'
import type { Seen, Step } from './scripted-server.ts'

const OAUTH = {
  kind: 'oauth',
  clientId: 'client-1',
  clientSecret: 'canary-client-secret',
  refreshToken: 'canary-refresh-token',
} as const
const EMPTY: Step = { body: { results: [] } }
const STARTED: Step = { body: { id: '7' } }

const isToken = (seen: Seen) => seen.path === '/oauth/v1/token'
const bearer = (seen: Seen) => seen.headers.authorization?.replace('Bearer ', '')

/** Gives token-1, token-2, …, and refuses every token but the newest unless it is told otherwise. */
function account(accepts: (token: string | undefined, given: number) => boolean, expiresIn = 1800) {
  let given = 0
  return (seen: Seen): Step => {
    if (!isToken(seen)) {
      if (accepts(bearer(seen), given)) return seen.method === 'POST' ? STARTED : EMPTY
      return { status: 401, body: { category: 'EXPIRED_AUTHENTICATION', message: 'expired' } }
    }
    given += 1
    return { body: { access_token: `token-${given}`, expires_in: expiresIn, token_type: 'bearer' }, delayMs: 20 }
  }
}

test('an OAuth token is asked for as a form, with the secrets in the body only', async () => {
  await using client = await connect(
    account(() => true),
    { credentials: OAUTH },
  )
  await client.hubspot.imports.list()
  const [request] = client.server.requests
  expect(request?.rawUrl).toBe('/oauth/v1/token')
  expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  expect(request?.headers.authorization).toBeUndefined()
  expect(Object.fromEntries(new URLSearchParams(request?.body.toString()))).toEqual({
    grant_type: 'refresh_token',
    client_id: 'client-1',
    client_secret: 'canary-client-secret',
    refresh_token: 'canary-refresh-token',
  })
  expect(client.logged()).not.toContain('canary')
  expect(client.logged()).not.toContain('token-1')
})

test('50 calls without a token ask for one', async () => {
  await using client = await connect(
    account(() => true),
    { credentials: OAUTH },
  )
  await Promise.all(Array.from({ length: 50 }, () => client.hubspot.imports.list()))
  expect(client.server.requests.filter(isToken)).toHaveLength(1)
})

test('a call that is cancelled before it begins asks for no token', async () => {
  await using client = await connect(
    account(() => true),
    { credentials: OAUTH },
  )
  await client.hubspot.imports.list()
  client.clock.set(client.clock.now() + 3_600_000)
  const error = await errorOf(client.hubspot.imports.list({}, { signal: AbortSignal.abort() }))
  expect(error.code).toBe('cancelled')
  // What was sent before it on a connection that is open has arrived when it is answered.
  await fetch(`${client.server.url}/oauth/v1/other`)
  expect(client.server.requests.filter(isToken)).toHaveLength(1)
})

test('50 calls whose token is refused ask for one new token', async () => {
  let expired = false
  await using client = await connect(
    account((token) => token !== 'token-1' || !expired),
    { credentials: OAUTH },
  )
  await client.hubspot.imports.list()
  expired = true
  await Promise.all(Array.from({ length: 50 }, () => client.hubspot.imports.list()))
  expect(client.server.requests.filter(isToken)).toHaveLength(2)
})

test('a token is renewed 5 minutes before its end, not earlier', async () => {
  await using client = await connect(
    account(() => true, 1800),
    { credentials: OAUTH },
  )
  await client.hubspot.imports.list()
  const start = client.clock.now()
  client.clock.set(start + 24 * 60_000)
  await client.hubspot.imports.list()
  expect(client.server.requests.filter(isToken)).toHaveLength(1)
  client.clock.set(start + 25 * 60_000 + 1000)
  await client.hubspot.imports.list()
  expect(client.server.requests.filter(isToken)).toHaveLength(2)
})

test('a token serves to its end while HubSpot gives no other, and is asked for again after half a minute', async () => {
  let isDown = false
  const tell = account(() => true)
  await using client = await connect((seen) => (isToken(seen) && isDown ? { status: 503 } : tell(seen)), {
    credentials: OAUTH,
  })
  const pass = (seconds: number) => client.clock.set(client.clock.now() + seconds * 1000)
  const tokens = () => client.server.requests.filter(isToken).length
  await client.hubspot.imports.list()
  isDown = true
  pass(1500)
  await client.hubspot.imports.list()
  await client.hubspot.imports.list()
  expect(tokens()).toBe(4)
  expect(client.logged()).toContain('the HubSpot token could not be renewed in time')
  pass(31)
  await client.hubspot.imports.list()
  expect(tokens()).toBe(7)
  pass(270)
  expect((await errorOf(client.hubspot.imports.list())).code).toBe('hubspot_unavailable')
  isDown = false
  await client.hubspot.imports.list()
  expect(client.server.requests.map(bearer).at(-1)).toBe('token-2')
})

test('a refused token is replaced once, then the refusal is told', async () => {
  await using client = await connect(
    account(() => false),
    { credentials: OAUTH },
  )
  const error = await errorOf(client.hubspot.imports.list())
  expect(error.code).toBe('hubspot_unauthorized')
  expect(client.server.requests.map(({ path }) => path)).toEqual([
    '/oauth/v1/token',
    '/crm/v3/imports',
    '/oauth/v1/token',
    '/crm/v3/imports',
  ])
})

test('imports.start() is sent once more with a fresh token after a 401', async () => {
  await using client = await connect(
    account((token) => token === 'token-2'),
    { credentials: OAUTH },
  )
  const record = await client.hubspot.imports.start({ request: { files: [] }, files: [] })
  expect(record.id).toBe('7')
  expect(client.server.requests.filter((seen) => !isToken(seen)).map(bearer)).toEqual(['token-1', 'token-2'])
})

test.each<[string, Partial<HubSpotSettings>, string]>([
  ['OAuth', { credentials: OAUTH }, 'HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET and HUBSPOT_REFRESH_TOKEN'],
  [
    'OAuth of an accounts file',
    {
      credentials: OAUTH,
      credentialVariables: { clientId: 'EU_ID', clientSecret: 'EU_SECRET', refreshToken: 'EU_TOKEN' },
    },
    'EU_ID, EU_SECRET and EU_TOKEN',
  ],
  ['a token', {}, 'HUBSPOT_ACCESS_TOKEN'],
  ['a token of an accounts file', { credentialVariables: { accessToken: 'TOKEN_EU' } }, 'TOKEN_EU'],
  [
    'the header of older clients',
    { credentials: { kind: 'private-app-legacy', key: 'canary-key' } },
    'HUBSPOT_PRIVATE_APP_KEY',
  ],
])('a refusal of %s names the variables that hold it', async (_of, settings, variables) => {
  await using client = await connect(
    account(() => false),
    settings,
  )
  const read = await errorOf(client.hubspot.imports.list())
  expect(read.code).toBe('hubspot_unauthorized')
  expect(read.fix).toContain(` ${variables};`)
  const started = await errorOf(client.hubspot.imports.start({ request: { files: [] }, files: [] }))
  expect([started.fix, started.outcome]).toEqual([read.fix, 'not_started'])
})

test('a grant that is over names the variable of the accounts file', async () => {
  const body = { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' }
  await using client = await connect([{ status: 400, body }], {
    credentials: OAUTH,
    credentialVariables: { refreshToken: 'EU_TOKEN' },
  })
  expect((await errorOf(client.hubspot.imports.list())).fix).toContain('set the new EU_TOKEN.')
})

const refusals: [string, RegExp][] = [
  ['BAD_REFRESH_TOKEN', /grant must be renewed/],
  ['BAD_CLIENT_ID', /HUBSPOT_CLIENT_ID/],
  ['BAD_CLIENT_SECRET', /HUBSPOT_CLIENT_SECRET/],
]

test.each(refusals)('%s is told as hubspot_unauthorized', async (status, fix) => {
  const body = { status, message: `missing or invalid: ${OAUTH.refreshToken}` }
  await using client = await connect([{ status: 400, body }], { credentials: OAUTH })
  const error = await errorOf(client.hubspot.imports.start({ request: { files: [] }, files: [] }))
  expect([error.code, error.outcome]).toEqual(['hubspot_unauthorized', 'not_started'])
  expect(error.fix).toMatch(fix)
  expect(JSON.stringify([error.message, error.fix, error.hubspot])).not.toContain('canary')
  expect(client.server.requests).toHaveLength(1)
})

test('a 401 followed by BAD_REFRESH_TOKEN ends at once, and the write has not started', async () => {
  let given = 0
  await using client = await connect(
    (seen) => {
      if (!isToken(seen)) return { status: 401, body: { message: 'expired' } }
      given += 1
      if (given > 1)
        return { status: 400, body: { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' } }
      return { body: { access_token: 'token-1' } }
    },
    { credentials: OAUTH },
  )
  const error = await errorOf(client.hubspot.imports.cancel('7'))
  expect([error.code, error.outcome]).toEqual(['hubspot_unauthorized', 'not_started'])
  expect(client.server.requests).toHaveLength(3)
})

test('asking for a token is tried three times on 5xx', async () => {
  await using client = await connect([{ status: 502 }, { status: 503 }, { body: { access_token: 'x' } }, EMPTY], {
    credentials: OAUTH,
  })
  await client.hubspot.imports.list()
  await using down = await connect([{ status: 502 }], { credentials: OAUTH })
  expect((await errorOf(down.hubspot.imports.list())).code).toBe('hubspot_unavailable')
  expect(down.server.requests).toHaveLength(3)
})

test('asking for a token waits as long as HubSpot asks for, and a minute is told instead', async () => {
  const busy = (seconds: number): Step => ({ status: 503, headers: { 'retry-after': String(seconds) } })
  await using client = await connect([busy(59), busy(30), { body: { access_token: 'x' } }, EMPTY], {
    credentials: OAUTH,
  })
  await client.hubspot.imports.list()
  expect(client.clock.waits).toEqual([59_000, 30_000])
  await using down = await connect([busy(60)], { credentials: OAUTH })
  expect((await errorOf(down.hubspot.imports.list())).fix).toContain('(in 60 s)')
  expect(down.server.requests).toHaveLength(1)
})

test('asking for a token is not tried again when 40 s have passed without an answer, a wait it asked for not counted', async () => {
  const pass = (ms: number) => client.clock.set(client.clock.now() + ms)
  const script = (_: Seen, count: number): Step => {
    pass(count === 1 ? 37_900 : 2100)
    return count === 1 ? { status: 503, headers: { 'retry-after': '1' } } : { break: 'never' }
  }
  await using client = await connect(script, { credentials: OAUTH })
  expect((await errorOf(client.hubspot.imports.list())).message).toMatch(/did not answer in full \(within 2\.1 s\)\.$/)
  expect(client.server.requests).toHaveLength(2)
})

test('a refresh token that HubSpot replaces is used from then on', async () => {
  let given = 0
  await using client = await connect(
    (seen) => {
      if (!isToken(seen)) return EMPTY
      given += 1
      return { body: { access_token: `t${given}`, refresh_token: `refresh-${given}`, expires_in: 1800 } }
    },
    { credentials: OAUTH },
  )
  await client.hubspot.imports.list()
  client.clock.set(client.clock.now() + 1800_000)
  await client.hubspot.imports.list()
  const sent = client.server.requests
    .filter(isToken)
    .map(({ body }) => new URLSearchParams(body.toString()).get('refresh_token'))
  expect(sent).toEqual(['canary-refresh-token', 'refresh-1'])
})

test('a caller that leaves does not take the renewal away from the others', async () => {
  await using client = await connect(
    account(() => true),
    { credentials: OAUTH },
  )
  const stop = new AbortController()
  const leaving = errorOf(client.hubspot.imports.list({}, { signal: stop.signal }))
  const staying = client.hubspot.imports.list()
  setTimeout(() => stop.abort(), 5)
  expect((await leaving).code).toBe('cancelled')
  expect(await staying).toEqual({ results: [], after: null })
})
