import { describe, expect, it, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { errorOf } from '../hubspot/client.ts'
import { temporaryFolder } from '../table/temporary-folder.ts'
import { clientOf } from './client-of.ts'
import { type SecureServerOptions, startSecureServer } from './secure-server.ts'
import {
  AUTHORITY,
  CLIENT_CERTIFICATE,
  CLIENT_KEY,
  CLIENT_KEY_PASSWORD,
  ENCRYPTED_CLIENT_KEY,
  EXPIRED_SERVER_CERTIFICATE,
  OTHER_AUTHORITY,
  OTHER_NAME_CERTIFICATE,
  SERVER_KEY,
} from './tls-authority.ts'

const folder = temporaryFolder()
const CA = ['--tls-ca', folder.write('ca.pem', AUTHORITY)]
const WRONG_CA = ['--tls-ca', folder.write('wrong-ca.pem', OTHER_AUTHORITY)]
const cert = folder.write('client.pem', CLIENT_CERTIFICATE)
const CLIENT = ['--tls-cert', cert, '--tls-key', folder.write('client.key', CLIENT_KEY)]
const MUTUAL = { requestCert: true, rejectUnauthorized: true, ca: AUTHORITY } as const
const OTHER_NAME = { cert: OTHER_NAME_CERTIFICATE } as const
const START = { request: { files: [] }, files: [] }

interface Accepted {
  name: string
  server?: SecureServerOptions
  argv: string[]
  env?: Record<string, string>
  seen?: object
}

const accepted: Accepted[] = [
  { name: 'the right authority', argv: CA, seen: { protocol: 'TLSv1.3', client: undefined, servername: 'localhost' } },
  {
    name: 'a client certificate that is demanded',
    server: MUTUAL,
    argv: [...CA, ...CLIENT],
    seen: { client: 'client' },
  },
  {
    name: 'a client certificate whose key is encrypted',
    server: MUTUAL,
    argv: [...CA, '--tls-cert', cert, '--tls-key', folder.write('encrypted.key', ENCRYPTED_CLIENT_KEY)],
    env: { HUBSPOT_IMPORT_TLS_KEY_PASSWORD: CLIENT_KEY_PASSWORD },
    seen: { client: 'client' },
  },
  {
    name: 'another name that is given',
    server: OTHER_NAME,
    argv: [...CA, '--tls-server-name', 'other.example'],
    seen: { servername: 'other.example' },
  },
  { name: 'another name that is not looked at', server: OTHER_NAME, argv: [...CA, '--no-tls-host-check'] },
  { name: 'TLS 1.2', server: { maxVersion: 'TLSv1.2' }, argv: CA, seen: { protocol: 'TLSv1.2' } },
  { name: 'TLS 1.3', argv: [...CA, '--tls-min-version', '1.3'], seen: { protocol: 'TLSv1.3' } },
]

test.each(accepted)('$name is accepted', async ({ server: options, argv, env, seen = {} }) => {
  await using server = await startSecureServer(options)
  await using client = await clientOf([...argv, '--base-url', server.url], env)
  expect(await client.hubspot.imports.list()).toEqual({ results: [], after: null })
  expect((await client.hubspot.imports.start(START)).id).toBe('7')
  expect(server.requests).toHaveLength(2)
  for (const request of server.requests) expect(request).toMatchObject(seen)
  expect(client.logged().includes('is not checked')).toBe(argv.includes('--no-tls-host-check'))
})

interface Refused extends Accepted {
  message: RegExp
  fix: RegExp
}

const refused: Refused[] = [
  {
    name: 'an unknown authority',
    argv: [],
    message:
      /^The TLS certificate of localhost:\d+ is from an authority that is not trusted here \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/,
    fix: /--tls-ca/,
  },
  {
    name: 'the wrong authority',
    argv: WRONG_CA,
    message: /authority that is not trusted here \(UNABLE_/,
    fix: /--tls-ca/,
  },
  {
    name: 'another name',
    server: OTHER_NAME,
    argv: CA,
    message: /is for another name \(ERR_TLS_CERT_ALTNAME_INVALID\); no token was sent\.$/,
    fix: /--tls-server-name/,
  },
  {
    name: 'a third name',
    argv: [...CA, '--tls-server-name', 'third.example'],
    message: /is for another name/,
    fix: /--tls-server-name/,
  },
  {
    name: 'an expired certificate',
    server: { cert: EXPIRED_SERVER_CERTIFICATE },
    argv: CA,
    message: /is not valid today \(CERT_HAS_EXPIRED\); no token was sent\.$/,
    fix: /clock of this machine/,
  },
  {
    name: 'TLS 1.1',
    server: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    argv: CA,
    message: /speaks no TLS version that is allowed here/,
    fix: /TLS 1\.2 or newer/,
  },
  {
    name: 'TLS 1.2 where 1.3 is demanded',
    server: { maxVersion: 'TLSv1.2' },
    argv: [...CA, '--tls-min-version', '1.3'],
    message: /speaks no TLS version that is allowed here/,
    fix: /--tls-min-version 1\.2/,
  },
  {
    name: 'a missing client certificate (TLS 1.3)',
    server: MUTUAL,
    argv: CA,
    message: /wants a client certificate \(ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED\)/,
    fix: /--tls-cert and --tls-key/,
  },
  {
    name: 'a missing client certificate (TLS 1.2)',
    server: { ...MUTUAL, maxVersion: 'TLSv1.2' },
    argv: CA,
    message: /wants a client certificate, or another one \(ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE\)/,
    fix: /--tls-cert and --tls-key/,
  },
]

test.each(refused)('$name is refused, and nothing was started', async ({ server: options, argv, message, fix }) => {
  await using server = await startSecureServer(options)
  await using client = await clientOf([...argv, '--base-url', server.url, '--retry-count', '0'])
  const { hubspot } = client
  for (const [work, outcome] of [
    [() => hubspot.imports.list(), undefined],
    [() => hubspot.imports.cancel('7'), 'not_started'],
    [() => hubspot.imports.start(START), 'not_started'],
  ] as const) {
    const error = await errorOf(work())
    expect([error.code, error.outcome]).toEqual(['network', outcome])
    expect(error.message).toMatch(message)
    expect(error.fix).toMatch(fix)
  }
  expect(server.requests).toEqual([])
})

test('a client certificate that the server does not trust is refused', async () => {
  await using server = await startSecureServer({ ...MUTUAL, ca: OTHER_AUTHORITY })
  await using client = await clientOf([...CA, ...CLIENT, '--base-url', server.url, '--retry-count', '0'])
  const error = await errorOf(client.hubspot.imports.list())
  expect([error.code, server.requests]).toEqual(['network', []])
  expect(server.handshakes()).toEqual({ done: 0, failed: 1 })
})

test('a server without TLS is told as such', async () => {
  const { startScriptedServer } = await import('../hubspot/scripted-server.ts')
  await using server = await startScriptedServer([{}])
  await using client = await clientOf(['--base-url', server.url.replace('http:', 'https:'), '--retry-count', '0'])
  const error = await errorOf(client.hubspot.imports.list())
  expect([error.code, error.message]).toEqual([
    'network',
    expect.stringMatching(/^TLS with 127\.0\.0\.1:\d+ failed \(ERR_SSL_WRONG_VERSION_NUMBER\)\.$/),
  ])
})

describe('TLS files that cannot be used are refused when the program starts', () => {
  const otherKey = folder.write('other.key', SERVER_KEY)
  const encrypted = folder.write('encrypted2.key', ENCRYPTED_CLIENT_KEY)
  const broken = folder.write('broken.pem', '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n')

  it.each<[string, string[], RegExp]>([
    [
      'a file that is not there',
      ['--tls-ca', '/nowhere/ca.pem'],
      /\/nowhere\/ca\.pem cannot be read\. Correct --tls-ca/,
    ],
    ['a file that is no PEM', ['--tls-ca', folder.write('ca.der', 'DER')], /is not a PEM file\. Convert it/],
    ['a broken certificate', ['--tls-ca', broken], /TLS files cannot be used \(ERR_OSSL_\w+\)\. Correct --tls-ca/],
    ['the key of another', ['--tls-cert', cert, '--tls-key', otherKey], /KEY_VALUES_MISMATCH\).*belong together/],
    ['a key without its password', ['--tls-cert', cert, '--tls-key', encrypted], /HUBSPOT_IMPORT_TLS_KEY_PASSWORD/],
    ['a certificate without its key', ['--tls-cert', cert], /needs --tls-cert and --tls-key/],
  ])('%s', async (_, argv, text) => {
    const error = await clientOf(argv).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(UsageError)
    expect(error instanceof UsageError && `${error.message} ${error.fix}`).toMatch(text)
  })
})
