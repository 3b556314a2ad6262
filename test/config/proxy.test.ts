import { describe, expect, it, test } from 'vitest'
import { secretsOf } from '../../src/config/secrets.ts'
import { loadConfig } from '../../src/config.ts'
import { errorOf } from '../hubspot/client.ts'
import { startScriptedServer } from '../hubspot/scripted-server.ts'
import { temporaryFolder } from '../table/temporary-folder.ts'
import { clientOf } from './client-of.ts'
import { startConnectProxy } from './connect-proxy.ts'
import { startSecureServer } from './secure-server.ts'
import { AUTHORITY, OTHER_NAME_CERTIFICATE, SERVER_CERTIFICATE, SERVER_KEY } from './tls-authority.ts'

const CA = ['--tls-ca', temporaryFolder().write('ca.pem', AUTHORITY)]
const START = { request: { files: [] }, files: [] }
const ONCE = ['--retry-count', '0']

test.each(['1.1', '2'])('HUBSPOT_IMPORT_PROXY opens the way with user and password, HTTP %s', async (version) => {
  await using server = await startSecureServer()
  await using proxy = await startConnectProxy({ user: 'ada:canary pass:word' })
  await using client = await clientOf([...CA, '--base-url', server.url, '--http-version', version], {
    HUBSPOT_IMPORT_PROXY: `http://ada:canary%20pass%3Aword@${proxy.host}`,
    HTTPS_PROXY: 'http://127.0.0.1:1',
  })
  await client.hubspot.imports.list()
  expect((await client.hubspot.imports.start(START)).id).toBe('7')
  const asked = {
    target: `localhost:${server.port}`,
    authorization: `Basic ${Buffer.from('ada:canary pass:word').toString('base64')}`,
  }
  expect(proxy.asked).toEqual([asked, asked])
  expect(server.requests.map(({ httpVersion }) => httpVersion[0])).toEqual([version[0], version[0]])
  for (const { headers } of server.requests) expect(headers['proxy-authorization']).toBeUndefined()
})

test('a proxy that is spoken to over TLS is trusted by --tls-ca, and gets its password only then', async () => {
  await using server = await startSecureServer()
  await using proxy = await startConnectProxy({ user: 'ada:pw', tls: { key: SERVER_KEY, cert: SERVER_CERTIFICATE } })
  const env = { HUBSPOT_IMPORT_PROXY: `https://ada:pw@localhost:${proxy.host.split(':')[1]}` }
  await using stranger = await clientOf([...ONCE, '--base-url', server.url], env)
  expect((await errorOf(stranger.hubspot.imports.list())).message).toMatch(/certificate/)
  expect(proxy.asked).toEqual([])
  await using client = await clientOf([...CA, '--base-url', server.url], env)
  await client.hubspot.imports.list()
  expect(proxy.asked).toHaveLength(1)
  expect(server.requests).toHaveLength(1)
})

interface Environment {
  name: string
  env: (proxy: string, port: number) => Record<string, string>
  used: boolean
}

const environments: Environment[] = [
  {
    name: 'HTTPS_PROXY',
    env: (proxy) => ({ HTTPS_PROXY: `http://${proxy}`, HTTP_PROXY: 'http://127.0.0.1:1' }),
    used: true,
  },
  {
    name: 'https_proxy before it',
    env: (proxy) => ({ HTTPS_PROXY: 'http://127.0.0.1:1', https_proxy: proxy }),
    used: true,
  },
  { name: 'HTTP_PROXY without the other', env: (proxy) => ({ HTTP_PROXY: proxy }), used: true },
  {
    name: 'NO_PROXY with another host',
    env: (proxy) => ({ HTTPS_PROXY: proxy, NO_PROXY: 'host, ocalhost' }),
    used: true,
  },
  { name: 'NO_PROXY with another port', env: (proxy) => ({ HTTPS_PROXY: proxy, NO_PROXY: 'localhost:1' }), used: true },
  { name: 'NO_PROXY', env: (proxy) => ({ HTTPS_PROXY: proxy, NO_PROXY: 'a.example, LOCALHOST' }), used: false },
  {
    name: 'no_proxy with the port',
    env: (proxy, port) => ({ HTTPS_PROXY: proxy, no_proxy: `localhost:${port}` }),
    used: false,
  },
  { name: 'NO_PROXY *', env: (proxy) => ({ HTTPS_PROXY: proxy, NO_PROXY: '*' }), used: false },
  { name: 'direct', env: (proxy) => ({ HTTPS_PROXY: proxy, HUBSPOT_IMPORT_PROXY: 'direct' }), used: false },
]

test.each(environments)('the environment decides on the proxy: $name', async ({ env, used }) => {
  await using server = await startSecureServer()
  await using proxy = await startConnectProxy()
  await using client = await clientOf([...CA, '--base-url', server.url], env(proxy.host, server.port))
  await client.hubspot.imports.list()
  expect(proxy.asked.map(({ target }) => target)).toEqual(used ? [`localhost:${server.port}`] : [])
  expect(server.requests).toHaveLength(1)
})

test('an http address on this machine is reached without a proxy', async () => {
  await using server = await startScriptedServer([{ body: { results: [] } }])
  await using proxy = await startConnectProxy()
  for (const name of ['HUBSPOT_IMPORT_PROXY', 'HTTPS_PROXY', 'HTTP_PROXY']) {
    await using client = await clientOf(['--base-url', server.url], { [name]: `http://${proxy.host}` })
    await client.hubspot.imports.list()
  }
  expect([server.requests.length, proxy.asked]).toEqual([3, []])
})

test('the names of subdomains are in NO_PROXY too', () => {
  const place = { workingFolder: '/d', homeFolder: '/h', tempFolder: '/t', platform: 'linux' }
  const proxyWith = (NO_PROXY: string) => loadConfig([], { HTTPS_PROXY: 'http://p:1', NO_PROXY }, place).hubspot.proxy
  for (const name of ['hubapi.com', '.hubapi.com', '*.hubapi.com', 'api.hubapi.com:443']) {
    expect(proxyWith(name)).toBeUndefined()
  }
  for (const name of ['pi.hubapi.com', 'api.hubapi.com:80', 'com.example', '.'])
    expect(proxyWith(name)).toBe('http://p:1')
})

interface Failure {
  name: string
  answers: number | 'nothing' | 'reset'
  message: RegExp
  code?: string
}

const failures: Failure[] = [
  {
    name: '407',
    answers: 407,
    message: /^The proxy 127\.0\.0\.1:\d+ wants a user and a password, or refused those it was given \(407\)\.$/,
  },
  { name: '403', answers: 403, message: /^The proxy 127\.0\.0\.1:\d+ did not open a way to localhost:\d+ \(403\)\.$/ },
  { name: '204', answers: 204, message: /did not open a way to localhost:\d+ \(204\)\.$/ },
  { name: 'a reset', answers: 'reset', message: /^The connection to 127\.0\.0\.1:\d+ \(the proxy\) broke/ },
  { name: 'nothing', answers: 'nothing', message: /^127\.0\.0\.1:\d+ \(the proxy\) did not answer/, code: 'timeout' },
]

test.each(failures)(
  'a proxy that answers with $name is told, without its password',
  async ({ answers, message, code = 'network' }) => {
    await using server = await startSecureServer()
    await using proxy = await startConnectProxy({ answers })
    await using client = await clientOf([...CA, ...ONCE, '--base-url', server.url, '--connect-timeout', '1'], {
      HUBSPOT_IMPORT_PROXY: `http://ada:canary-password@${proxy.host}`,
      HUBSPOT_IMPORT_LOG_LEVEL: 'debug',
    })
    const { imports } = client.hubspot
    const errors = await Promise.all([
      errorOf(imports.list()),
      errorOf(imports.cancel('7')),
      errorOf(imports.start(START)),
    ])
    for (const error of errors) {
      expect(error.code).toBe(code)
      expect(error.message).toMatch(message)
    }
    expect(errors.map(({ outcome }) => outcome)).toEqual([undefined, 'not_started', 'not_started'])
    const told = JSON.stringify([errors.map((error) => [error.message, error.fix, error.stack]), client.logged()])
    expect(told).not.toMatch(/canary|YWRhOm/)
    expect(server.requests).toEqual([])
  },
)

test('a dead proxy is named, not HubSpot', async () => {
  await using client = await clientOf(ONCE, { HUBSPOT_IMPORT_PROXY: 'http://ada:canary-password@127.0.0.1:1' })
  const error = await errorOf(client.hubspot.imports.cancel('7'))
  expect([error.code, error.outcome, error.message]).toEqual([
    'network',
    'not_started',
    '127.0.0.1:1 (the proxy) could not be reached (ECONNREFUSED).',
  ])
  expect(error.fix).toContain('the proxy')
})

test('the certificate is checked through a proxy too', async () => {
  await using server = await startSecureServer({ cert: OTHER_NAME_CERTIFICATE })
  await using proxy = await startConnectProxy()
  await using client = await clientOf([...CA, ...ONCE, '--base-url', server.url], { HTTPS_PROXY: proxy.host })
  const error = await errorOf(client.hubspot.imports.cancel('7'))
  expect([error.outcome, error.message]).toEqual([
    'not_started',
    `The TLS certificate of localhost:${server.port} is for another name (ERR_TLS_CERT_ALTNAME_INVALID); no token was sent.`,
  ])
})

describe('loadConfig() on proxies', () => {
  const place = { workingFolder: '/d', homeFolder: '/h', tempFolder: '/t', platform: 'linux' }

  it.each([
    [
      { HUBSPOT_IMPORT_PROXY: 'socks5://u:canary@p:1' },
      'HUBSPOT_IMPORT_PROXY must be http://host:port, or "direct" for none.',
    ],
    [{ HUBSPOT_IMPORT_PROXY: 'http://u:canary@p:1/path' }, 'HUBSPOT_IMPORT_PROXY must be http://host:port'],
    [{ HTTPS_PROXY: 'socks5://u:canary@p:1' }, 'HTTPS_PROXY must be http://host:port.'],
    [{ HTTP_PROXY: 'http://u:canary@:1' }, 'HTTP_PROXY must be http://host:port.'],
  ])('refuses %j without its password', (env, message) => {
    let text = ''
    try {
      loadConfig([], env, place)
    } catch (error) {
      text = String(error)
    }
    expect(text).toContain(message)
    expect(text).not.toContain('canary')
    expect(loadConfig(['--sandbox'], env, place).environment).toBe('sandbox')
  })

  it('keeps the password out of the log in every spelling', () => {
    const { hubspot } = loadConfig([], { HTTPS_PROXY: 'ada:pass%20word@p:1' }, place)
    const encoded = Buffer.from('ada:pass word').toString('base64')
    expect(secretsOf(hubspot)).toEqual(['pass%20word', 'pass word', encoded])
  })
})
