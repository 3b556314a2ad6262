import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { readAccounts } from '../../src/config/accounts-file.ts'
import type { Proxies } from '../../src/config/proxy.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { structuredOf, textOf } from '../connect.ts'
import { startFaultHost } from '../faults/fault-host.ts'
import { at, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { bearer, client2026, type Hosted, host, json, newToken, rpc, send } from './hosted.ts'

const scopes = ['imports:read', 'imports:plan', 'imports:write', 'schema:write'] as const
const ann = newToken('ann', { account: 'eu', scopes: [...scopes] })
const bob = newToken('bob', { account: 'us', scopes: [...scopes] })
const eve = newToken('eve', { account: 'mistaken', scopes: [...scopes] })
const viewer = newToken('viewer', { account: 'eu', scopes: ['imports:read', 'imports:plan'] })
const nobody = newToken('nobody', { scopes: [...scopes] })
const MANY = ['--calls-per-minute', '10000', '--calls-at-once', '100']
const FLAGS = ['--confirm', 'never', ...MANY]

describe('named accounts', () => {
  let eu: Sandbox
  let us: Sandbox
  let server: Hosted
  const clients: Client[] = []
  const call = async (token: string, name: string, args: Record<string, unknown>) => {
    const client = await client2026(server.url, token)
    clients.push(client)
    return client.callTool({ name, arguments: args })
  }
  beforeAll(async () => {
    eu = await startSandbox({ rateLimits: NO_RATE_LIMITS })
    us = await startSandbox({ rateLimits: NO_RATE_LIMITS })
    const account = ({ url, accessToken, portalId }: Pick<Sandbox, 'url' | 'accessToken' | 'portalId'>) => ({
      portalId,
      hubspot: { credentials: { kind: 'access-token' as const, token: accessToken }, baseUrl: url },
    })
    const other = us.addApp({ kind: 'private', name: 'Other' }).accessToken ?? ''
    const accounts = new Map([
      ['eu', account(eu)],
      ['us', account(us)],
      ['mistaken', account({ url: us.url, accessToken: other, portalId: us.portalId + 1 })],
    ])
    const flags = [...FLAGS, '--accounts', '/read/before.json']
    server = await host({ accounts, tokens: [ann.entry, bob.entry, eve.entry, viewer.entry, nobody.entry], flags })
  })
  afterAll(async () => {
    for (const client of clients) await client.close()
    await server.close()
    await eu.close()
    await us.close()
  })

  it('are those of the tokens', async () => {
    expect(structuredOf(await call(ann.token, 'check_connection', {}))).toMatchObject({ portalId: eu.portalId })
    expect(structuredOf(await call(bob.token, 'check_connection', {}))).toMatchObject({ portalId: us.portalId })
  })

  it('are only read with a token that may not write', async () => {
    const readOnly = async (token: string) => structuredOf(await call(token, 'check_connection', {})).readOnly
    expect([await readOnly(ann.token), await readOnly(viewer.token)]).toEqual([false, true])
  })

  it('a caller whose token names none is told where it is missing', async () => {
    expect(structuredOf(await call(nobody.token, 'check_connection', {}))).toMatchObject({
      connected: false,
      nextStep: expect.stringMatching(
        /^The token of this caller names no account: whoever runs the server adds "account"/,
      ),
    })
  })

  it('share nothing that was read or remembered', async () => {
    const find = (token: string) => call(token, 'list_properties', { objectType: 'contacts', query: 'canary' })
    expect(structuredOf(await find(bob.token))).toMatchObject({ properties: [] })
    await call(ann.token, 'create_property', { objectType: 'contacts', label: 'Canary of Ann' })
    expect(JSON.stringify(structuredOf(await find(ann.token)))).toContain('canary')
    expect(structuredOf(await find(bob.token))).toMatchObject({ properties: [] })
    const pair = { fromObjectType: 'contacts', toObjectType: 'companies' }
    const labels = async (token: string) =>
      JSON.stringify(structuredOf(await call(token, 'list_association_labels', pair)))
    expect(await labels(bob.token)).not.toContain('Canary')
    await call(ann.token, 'create_association_label', { ...pair, name: 'canary', label: 'Canary label of Ann' })
    expect(await labels(ann.token)).toContain('Canary label of Ann')
    expect(await labels(bob.token)).not.toContain('Canary')
    const propose = async (token: string) => {
      const body = 'First Name,Email,Bird\nAnn,ann@example.com,x\n'
      const put = await send(`${server.url}/files/birds.csv`, { method: 'PUT', headers: bearer(token), body })
      return structuredOf(await call(token, 'propose_mapping', { file: at(JSON.parse(put.body), 'file') }))
    }
    const { planId } = await propose(ann.token)
    const columns = [{ column: 'Bird', objectTypeId: 'contacts', propertyName: 'canary_of_ann' }]
    structuredOf(await call(ann.token, 'revise_mapping', { planId, columns }))
    expect(structuredOf(await call(ann.token, 'start_import', { planId })).outcome).toBe('started')
    expect(structuredOf(await call(ann.token, 'get_import', { planId, waitSeconds: 20 })).state).toBe('DONE')
    // What Ann has imported is mapped so again.
    expect(JSON.stringify(await propose(ann.token))).toContain('canary_of_ann')
    expect(JSON.stringify(await propose(bob.token))).not.toMatch(/canary_of_ann|as in the import of/)
  })

  it.each<[string, Record<string, unknown>]>([
    ['create_property', { objectType: 'contacts', label: 'Never' }],
    ['list_imports', {}],
    ['check_connection', {}],
  ])('whose credentials lead to another portal are refused before anything else: %s', async (name, args) => {
    const before = us.requests().length
    const text = textOf(await call(eve.token, name, args))
    expect(text).toContain(
      `plan_wrong_portal: The server's credentials belong to HubSpot account ${us.portalId}, but they are meant for account ${us.portalId + 1}. Nothing was read or written.`,
    )
    const asked = us.requests().slice(before)
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /account-info/v3/details'])
  })

  it('are never mixed up: 1,000 calls of real tools by each, with the same ids, many at once', {
    timeout: 90_000,
  }, async () => {
    const callers = [
      { token: ann.token, canary: 'canary-of-ann' },
      { token: bob.token, canary: 'canary-of-bob' },
    ]
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
    const ready = callers.map(async ({ token, canary }) => {
      const body = `First Name,Email\n${canary},${canary}@example.com\n`
      const put = await send(`${server.url}/files/${canary}.csv`, { method: 'PUT', headers: bearer(token), body })
      const file = String(at(JSON.parse(put.body), 'file'))
      const { planId } = structuredOf(await call(token, 'propose_mapping', { file }))
      await call(token, 'start_import', { planId })
      return { token, canary, file }
    })
    const [first, second] = await Promise.all(ready)
    if (first === undefined || second === undefined) throw new Error('two callers')
    const ask = async (caller: typeof first, id: number) => {
      const params = id % 5 > 0 ? { name: 'inspect_file', arguments: { file: caller.file } } : { name: 'list_imports' }
      const body = JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })
      const all = { ...headers, ...bearer(caller.token) }
      const answer = (await send(`${server.url}/mcp`, { method: 'POST', headers: all, body })).body
      const canaries = new Set(answer.match(/canary-of-\w+/g))
      return [canaries.size === 1 && canaries.has(caller.canary), answer.includes(`"id":${id}}`)]
    }
    const wrong: number[] = []
    for (let from = 0; from < 1_000; from += 25) {
      const ids = Array.from({ length: 25 }, (_, index) => from + index)
      const answers = ids.flatMap((id) => [ask(first, id), ask(second, id)])
      for (const [index, found] of (await Promise.all(answers)).entries()) {
        if (found.includes(false)) wrong.push(from + index / 2)
      }
    }
    expect(wrong).toEqual([])
  })

  const steered = (headers: Record<string, string>) =>
    send(`${server.url}/mcp`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        ...{ 'x-hubspot-base-url': eu.url, 'x-hubspot-token': eu.accessToken, 'x-account': 'eu' },
        ...{ 'x-hubspot-access-token': eu.accessToken, 'x-atlassian-jira-url': eu.url, 'x-forwarded-host': eu.url },
        ...headers,
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'check_connection', arguments: {} },
      }),
    })

  it('are not chosen by anything in the request', async () => {
    const before = eu.requests().length
    const answer = await steered(bearer(bob.token))
    expect(answer.body).toContain(String(us.portalId))
    expect(answer.body).not.toContain(String(eu.portalId))
    expect(eu.requests()).toHaveLength(before)
  })

  it('are not reached by what the request says without a token', async () => {
    const before = [eu, us].map((account) => account.requests().length)
    expect((await steered({})).status).toBe(401)
    expect((await steered(bearer(eu.accessToken))).status).toBe(401)
    expect([eu, us].map((account) => account.requests().length)).toEqual(before)
  })
})

test('each account has tokens of its own, also where they are renewed while both are called', async () => {
  const sandboxes = [
    await startSandbox({ rateLimits: NO_RATE_LIMITS }),
    await startSandbox({ rateLimits: NO_RATE_LIMITS }),
  ]
  const hosts = await Promise.all(sandboxes.map((sandbox) => startFaultHost(sandbox, [])))
  const accounts = hosts.map(({ sandbox: { url, portalId, oauth } }) => {
    const { clientId, clientSecret, refreshToken } = oauth
    return {
      portalId,
      hubspot: { credentials: { kind: 'oauth' as const, clientId, clientSecret, refreshToken }, baseUrl: url },
    }
  })
  const [eu, us] = accounts
  if (eu === undefined || us === undefined) throw new Error('two accounts')
  const tokens = [ann.entry, bob.entry]
  const server = await host({ accounts: new Map(Object.entries({ eu, us })), tokens, flags: FLAGS })
  const clients = await Promise.all([ann, bob].map(({ token }) => client2026(server.url, token)))
  const listAll = () =>
    Promise.all(clients.flatMap((client) => Array.from({ length: 5 }, () => client.callTool({ name: 'list_imports' }))))
  for (const answer of await listAll()) expect(structuredOf(answer).imports).toEqual([])
  for (const sandbox of sandboxes) sandbox.faults.expireTokens()
  for (const answer of await listAll()) expect(structuredOf(answer).imports).toEqual([])
  const sentTo = hosts.map(({ requests }) => {
    const bearers = requests.flatMap(({ headers }) => headers.authorization ?? [])
    const grants = requests.flatMap(({ path, body }) => (path.startsWith('/oauth/') ? [body.toString()] : []))
    return { bearers: new Set(bearers), grants }
  })
  for (const [index, { bearers, grants }] of sentTo.entries()) {
    expect([bearers.size, grants.length]).toEqual([2, 2])
    const own = new URLSearchParams({ refresh_token: sandboxes[index]?.oauth.refreshToken ?? '' }).toString()
    for (const grant of grants) expect(grant).toContain(own)
  }
  const [euBearers, usBearers] = sentTo.map(({ bearers }) => [...bearers])
  expect(euBearers?.filter((one) => usBearers?.includes(one))).toEqual([])
  for (const client of clients) await client.close()
  await server.close()
  for (const one of [...hosts, ...sandboxes]) await one.close()
})

test('a server that asks nobody takes neither address nor credentials of HubSpot from a request', async () => {
  const [own, other] = [await startSandbox(), await startSandbox()]
  const hubspot = await startFaultHost(own, [])
  const server = await host({ sandbox: hubspot.sandbox, flags: FLAGS })
  const steering = { 'x-hubspot-base-url': other.url, 'x-hubspot-token': other.accessToken, 'x-base-url': other.url }
  const body = rpc('tools/call', { name: 'list_properties', arguments: { objectType: 'contacts' } })
  for (const headers of [steering, { ...steering, ...bearer(other.accessToken), 'x-forwarded-host': other.url }]) {
    const before = hubspot.requests.length
    const url = `${server.url}/mcp?baseUrl=${encodeURIComponent(other.url)}`
    const answer = await send(url, { method: 'POST', headers: { ...json, ...headers }, body })
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('firstname') })
    const asked = hubspot.requests.slice(before)
    for (const { headers: sent } of asked) expect(sent.authorization).toBe(`Bearer ${own.accessToken}`)
    expect(JSON.stringify(asked)).not.toContain(other.accessToken)
  }
  expect(hubspot.requests.length).toBeGreaterThan(0)
  expect(other.requests()).toEqual([])
  await server.close()
  for (const one of [hubspot, own, other]) await one.close()
})

describe('the accounts file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hubspot-import-accounts-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const read = async (content: unknown, env: Record<string, string> = {}, proxies: Proxies = {}) => {
    const path = join(folder, 'accounts.json')
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 })
    await chmod(path, 0o600)
    return readAccounts(path, { env, proxies })
  }

  it('names the variables that hold the credentials', async () => {
    const content = {
      eu: { portalId: 1, credentials: { accessToken: 'TOKEN_EU' }, apiVersion: '2026-03' },
      us: { portalId: 2, credentials: { clientId: 'ID', clientSecret: 'SECRET', refreshToken: 'REFRESH' } },
    }
    const env = { TOKEN_EU: 'pat-eu', ID: 'i', SECRET: 's', REFRESH: 'r' }
    expect(Object.fromEntries(await read(content, env))).toEqual({
      eu: {
        portalId: 1,
        hubspot: {
          apiVersion: '2026-03',
          credentials: { kind: 'access-token', token: 'pat-eu' },
          credentialVariables: content.eu.credentials,
        },
      },
      us: {
        portalId: 2,
        hubspot: {
          credentials: { kind: 'oauth', clientId: 'i', clientSecret: 's', refreshToken: 'r' },
          credentialVariables: content.us.credentials,
        },
      },
    })
  })

  it('is followed by way of the proxy that leads to the address of each account', async () => {
    const account = (baseUrl?: string) => ({
      portalId: 1,
      credentials: { accessToken: 'T' },
      ...(baseUrl && { baseUrl }),
    })
    const content = {
      gate: account('https://gate.example'),
      api: account('https://api.example'),
      here: account('http://127.0.0.1:4010'),
      as_all: account(),
    }
    const proxies = { httpsProxy: 'http://proxy.example:8080', noProxy: 'gate.example' }
    const accounts = await read(content, { T: 'pat-eu' }, proxies)
    const all = { proxy: 'that of all' }
    expect([...accounts].map(([name, { hubspot }]) => [name, { ...all, ...hubspot }.proxy])).toEqual([
      ['gate', undefined],
      ['api', 'http://proxy.example:8080'],
      ['here', undefined],
      ['as_all', 'that of all'],
    ])
  })

  it('may begin with a byte order mark, and hold a name once in each account', async () => {
    const account = (id: number) => `{"portalId":${id},"credentials":{"accessToken":"T"}}`
    const accounts = await read(`\uFEFF{"eu":${account(1)},"us":${account(2)}}`, { T: 'pat-eu' })
    expect([...accounts].map(([name, { portalId }]) => [name, portalId])).toEqual([
      ['eu', 1],
      ['us', 2],
    ])
  })

  test.each<[string, unknown, string]>([
    [
      'two accounts of one name',
      '{"eu":{"portalId":1,"credentials":{"accessToken":"T"}},"\\u0065u":{"portalId":2,"credentials":{"accessToken":"T"}}}',
      '"eu" stands twice',
    ],
    ['two portals', '{"eu":{"portalId":1,"credentials":{"accessToken":"T"},"portalId":2}}', '"portalId" stands twice'],
    [
      'two kinds of credentials',
      { eu: { portalId: 1, credentials: { accessToken: 'T', privateAppKey: 'T' } } },
      'eu.credentials must be accessToken, or clientId, clientSecret and refreshToken, or privateAppKey',
    ],
    ['a name with a space', { 'eu 1': { portalId: 1, credentials: { accessToken: 'T' } } }, 'eu 1 is no name of an'],
    [
      'a variable that is not set',
      { eu: { portalId: 1, credentials: { accessToken: 'TOKEN_EU' } } },
      'TOKEN_EU is not set',
    ],
    [
      'a secret in the file',
      { eu: { portalId: 1, credentials: { accessToken: 'pat-eu1-secret' } } },
      'eu.credentials.accessToken must be the name of an environment variable, not the secret itself',
    ],
    ['no portalId', { eu: { credentials: { accessToken: 'TOKEN_EU' } } }, 'eu.portalId'],
    [
      'an address without TLS',
      { eu: { portalId: 1, credentials: { accessToken: 'T' }, baseUrl: 'http://x.example' } },
      'eu.baseUrl',
    ],
  ])('with %s is refused, without the secret', async (_, content, message) => {
    const refused = await read(content).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'invalid_arguments', message: expect.stringContaining(message) })
    expect(String(refused)).not.toContain('pat-eu1-secret')
  })
})
