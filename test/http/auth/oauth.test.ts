import { createServer } from 'node:http'
import type { JWTPayload } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test, vi } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../../src/clock.ts'
import { fixtureTool } from '../../server/fixture-tools.ts'
import { bearer, client2026, type Hosted, type HostOptions, host, json, newToken, rpc, send } from '../hosted.ts'
import { type Issuer, startIssuer } from './issuer.ts'

const AUDIENCE = 'https://imports.example.com/mcp'

const whoAmI = fixtureTool(async (_args, { principal }) => ({ said: JSON.stringify(principal) }), 'read')

const hostFor = (issuer: Pick<Issuer, 'url'>, flags: readonly string[] = [], own: HostOptions = {}) =>
  host({ flags: ['--oauth-issuer', issuer.url, '--oauth-audience', AUDIENCE, ...flags], tools: [whoAmI], ...own })

const list = (server: Hosted, token: string) =>
  send(`${server.url}/mcp`, { method: 'POST', headers: { ...json, ...bearer(token) }, body: rpc('tools/list') })

/** The claim names the account; the file of accounts is not read, tests give them. */
const claimFlags = (claim: string) => [
  ...['--oauth-issuer', issuer.url, '--oauth-audience', AUDIENCE],
  ...['--oauth-account-claim', claim, '--accounts', '/unused'],
]

const now = () => Math.floor(Date.now() / 1000)

let issuer: Issuer
let server: Hosted
beforeAll(async () => {
  issuer = await startIssuer(AUDIENCE)
  server = await hostFor(issuer)
})
afterAll(async () => {
  await server.close()
  await issuer.close()
})

describe('a server with an OAuth issuer', () => {
  it('takes a token of it: the principal is issuer and subject, with the scopes of this server', async () => {
    const client = await client2026(server.url, await issuer.token({ scope: 'openid imports:read schema:write' }))
    const { content } = await client.callTool({ name: 'try_it', arguments: {} })
    const host_ = new URL(issuer.url).host
    const said = JSON.stringify({ name: `${host_}:ann`, scopes: ['imports:read', 'schema:write'] })
    expect(content).toMatchObject([{ text: expect.stringContaining(said) }])
    await client.close()
  })

  test.each<[string, JWTPayload]>([
    ['Microsoft Entra', { scope: undefined, scp: 'imports:read imports:plan' }],
    ['Duende', { scope: ['openid', 'imports:read'] }],
    ['Okta', { scope: undefined, scp: ['imports:read'] }],
    ['an audience among others', { aud: ['https://other.example', AUDIENCE] }],
    ['an end some seconds ago, as clocks differ', { exp: now() - 10 }],
  ])('takes what %s writes', async (_, claims) => {
    expect((await list(server, await issuer.token(claims))).status).toBe(200)
  })

  test.each<[string, (from: Issuer) => string | Promise<string>]>([
    ['of another audience', (from) => from.token({ aud: 'https://other.example/mcp' })],
    ['of several other audiences', (from) => from.token({ aud: ['a', 'b'] })],
    ['of another path of this server', (from) => from.token({ aud: 'https://imports.example.com/' })],
    ['without an audience', (from) => from.token({ aud: undefined })],
    ['of another issuer', (from) => from.token({ iss: 'https://evil.example' })],
    ['of an issuer that only begins alike', (from) => from.token({ iss: `${from.url}/` })],
    ['that has ended', (from) => from.token({ exp: now() - 61 })],
    ['that begins later', (from) => from.token({ nbf: now() + 61 })],
    ['without an end', (from) => from.token({ exp: undefined })],
    ['without a subject', (from) => from.token({ sub: undefined })],
    ['with line breaks in the subject', (from) => from.token({ sub: 'ann\nbob' })],
    ['that is an ID token', (from) => from.token({ nonce: 'n' })],
    ['that Keycloak calls an ID token', (from) => from.token({ typ: 'ID' })],
    ['of another type', (from) => from.token({}, { typ: 'logout+jwt' })],
    ['without a signature', (from) => from.unsigned()],
    ['of an algorithm that nobody knows', (from) => from.unsigned('XS256')],
    ['of an algorithm that is not taken', (from) => from.unsigned('HS512')],
    ['whose header holds its own key', (from) => from.withOwnKey()],
    ['signed with the public key as a secret', (from) => from.signedWithPublicKey()],
    ['signed by somebody else with the same key id', (from) => from.strangersToken()],
    ['of a key nobody published', (from) => from.strangersToken({ kid: 'unknown' })],
    ['that is no JWT', () => 'x.y.z'],
    ['of the token file, when there is none', () => newToken('ann').token],
  ])('refuses a token %s', async (_, make) => {
    const answer = await list(server, await make(issuer))
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toMatch(
      /^Bearer error="invalid_token", .*resource_metadata="https:\/\/imports\.example\.com\/\.well-known\/oauth-protected-resource\/mcp"$/,
    )
  })

  it('tells the log why, and nothing of the token', async () => {
    const lines: unknown[] = []
    const told = await host({
      flags: claimFlags('hub'),
      accounts: new Map([['eu', { portalId: 1, hubspot: { credentials: { kind: 'none' } } }]]),
      log: (level, message, fields) => void lines.push([level, message, fields]),
    })
    const tokens = [{ aud: 'canary' }, { exp: now() - 61 }, { nonce: 'canary' }, { hub: 'canary' }]
    for (const claims of tokens) await list(told, await issuer.token(claims))
    await list(told, await issuer.strangersToken())
    const refused = (why: string) => ['debug', 'an access token was refused', { why }]
    expect(lines).toEqual([
      refused('ERR_JWT_CLAIM_VALIDATION_FAILED (aud)'),
      refused('ERR_JWT_EXPIRED (exp)'),
      refused('no access token'),
      refused('sub, or no account in hub'),
      refused('ERR_JWS_SIGNATURE_VERIFICATION_FAILED'),
    ])
    await told.close()
  })

  it('never fetches keys that a token brings along', async () => {
    let asked = 0
    const evil = createServer((_, res) => {
      asked += 1
      res.end('{"keys":[]}')
    })
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
    const address = z.object({ port: z.number() }).parse(evil.address())
    const jku = `http://127.0.0.1:${address.port}/keys`
    expect((await list(server, await issuer.strangersToken({ jku, x5u: jku, kid: 'evil' }))).status).toBe(401)
    expect(asked).toBe(0)
    await new Promise((resolve) => evil.close(resolve))
  })

  it('refuses a token without a scope of this server, and names one', async () => {
    const answer = await list(server, await issuer.token({ scope: 'openid' }))
    expect(answer.status).toBe(403)
    expect(answer.headers['www-authenticate']).toMatch(
      /error="insufficient_scope".* scope="imports:read", resource_metadata=/,
    )
  })

  test.each(['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp'])(
    'tells at %s who issues tokens',
    async (path) => {
      const answer = await send(server.url + path)
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } })
      expect(JSON.parse(answer.body)).toEqual({
        resource: AUDIENCE,
        authorization_servers: [issuer.url],
        scopes_supported: ['imports:read', 'imports:plan', 'imports:write', 'schema:write'],
        bearer_methods_supported: ['header'],
        resource_name: 'hubspot-import-mcp',
      })
    },
  )

  it('answers to the host name of its audience', async () => {
    const answer = await send(`${server.url}/healthz`, { headers: { host: 'imports.example.com' } })
    expect(answer.status).toBe(200)
  })
})

describe('the keys of the issuer', () => {
  beforeEach(() => {
    issuer.up = true
    issuer.asked.length = 0
  })

  it('are read once for many tokens, whatever key they name', async () => {
    const other = await hostFor(issuer)
    const token = await issuer.token()
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, index) => issuer.strangersToken({ kid: `k${index}` })),
    )
    expect((await list(other, token)).status).toBe(200)
    const answers = await Promise.all(tokens.map((each) => list(other, each)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
    expect((await list(other, token)).status).toBe(200)
    expect(issuer.asked.filter((path) => path === '/team/keys')).toHaveLength(1)
    await other.close()
  })

  it('that are new are found, and those that are gone are not', async () => {
    const changing = await startIssuer(AUDIENCE)
    const other = await hostFor(changing, [], { coolDownMs: 0 })
    const before = await changing.token()
    expect((await list(other, before)).status).toBe(200)
    await changing.rotate()
    expect((await list(other, await changing.token())).status).toBe(200)
    expect((await list(other, before)).status).toBe(401)
    await other.close()
    await changing.close()
  })

  it('serve on while the issuer is down', async () => {
    const other = await hostFor(issuer)
    const token = await issuer.token()
    expect((await list(other, token)).status).toBe(200)
    issuer.up = false
    expect((await list(other, token)).status).toBe(200)
    await other.close()
  })

  it('serve on while its metadata cannot be read again, also the call that looks', async () => {
    let time = Date.now()
    const clock = { ...systemClock, now: () => time }
    const other = await hostFor(issuer, [], { clock })
    const token = await issuer.token({ exp: now() + 24 * 3600 })
    expect((await list(other, token)).status).toBe(200)
    issuer.up = false
    for (const _ of Array(3)) {
      time += 61 * 60_000
      issuer.asked.length = 0
      // The look before can still be under way, and ends at the time of now.
      await vi.waitFor(async () => {
        time += 60_000
        expect((await list(other, token)).status).toBe(200)
        expect(issuer.asked).not.toEqual([])
      }, 20_000)
    }
    await other.close()
  })

  it('let nobody in when they could never be read, without asking for them all the time', async () => {
    issuer.up = false
    const other = await hostFor(issuer)
    const token = await issuer.token()
    for (const _ of Array(5)) {
      expect(await list(other, token)).toMatchObject({ status: 503, headers: { 'retry-after': '10' } })
    }
    expect(issuer.asked.length).toBeLessThanOrEqual(3)
    await other.close()
  })

  it('are those of the issuer alone: metadata of another one is not used', async () => {
    const liar = createServer((_, res) =>
      res.end(JSON.stringify({ issuer: issuer.url, jwks_uri: `${issuer.url}/keys` })),
    )
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve))
    const { port } = z.object({ port: z.number() }).parse(liar.address())
    const url = `http://127.0.0.1:${port}`
    const other = await hostFor({ url })
    expect((await list(other, await issuer.token({ iss: url }))).status).toBe(503)
    await other.close()
    await new Promise((resolve) => liar.close(resolve))
  })
})

it('the account is that of a claim of the token, and a token without one is refused', async () => {
  issuer.up = true
  const hubspot = { credentials: { kind: 'access-token' as const, token: 'never-used' } }
  const claiming = await host({
    flags: claimFlags('hubspot'),
    accounts: new Map([['eu', { portalId: 1, hubspot }]]),
    tools: [whoAmI],
  })
  const client = await client2026(claiming.url, await issuer.token({ hubspot: 'eu' }))
  const { content } = await client.callTool({ name: 'try_it', arguments: {} })
  expect(content).toMatchObject([{ text: expect.stringContaining('"accountName":"eu"') }])
  await client.close()
  for (const claims of [{}, { hubspot: 'us' }, { hubspot: ['eu'] }, { hubspot: '' }]) {
    expect((await list(claiming, await issuer.token(claims))).status).toBe(401)
  }
  await claiming.close()
})

it('tokens of a file and of an issuer are taken by one server', async () => {
  const { token, entry } = newToken('robot')
  const both = await host({
    flags: ['--oauth-issuer', issuer.url, '--oauth-audience', AUDIENCE],
    tokens: [entry],
    tools: [whoAmI],
  })
  issuer.up = true
  expect((await list(both, token)).status).toBe(200)
  expect((await list(both, await issuer.token())).status).toBe(200)
  expect((await list(both, newToken('robot').token)).status).toBe(401)
  await both.close()
})
