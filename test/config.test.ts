import { describe, expect, it, test } from 'vitest'
import { secretsOf } from '../src/config/secrets.ts'
import { settingFacts } from '../src/config/setting.ts'
import { settings } from '../src/config/settings.ts'
import { loadConfig } from '../src/config.ts'
import { UsageError } from '../src/errors.ts'

const place = { workingFolder: '/data/crm', homeFolder: '/home/ada', tempFolder: '/tmp/p1', platform: 'linux' }

function load(flagsAndWords: string[] = [], env: Record<string, string> = {}, where: Partial<typeof place> = {}) {
  return loadConfig(flagsAndWords, env, { ...place, ...where })
}

function refusal(...args: Parameters<typeof load>): string {
  try {
    load(...args)
  } catch (error) {
    if (error instanceof UsageError) return `${error.code}: ${error.message} ${error.fix}`
    throw error
  }
  return 'no refusal'
}

describe('loadConfig() without anything', () => {
  it('serves stdio, production, with the working folder allowed and a person asked', () => {
    expect(load()).toMatchObject({
      command: { name: 'stdio' },
      environment: 'production',
      allowDirs: ['/data/crm'],
      stateDir: '/home/ada/.local/state/hubspot-import-mcp',
      readOnly: false,
      toolsets: ['imports', 'labels', 'configurations', 'properties'],
      confirm: 'elicit',
      http: { host: '127.0.0.1', port: 3000 },
      hubspot: {
        baseUrl: 'https://api.hubapi.com',
        apiVersion: 'v3',
        credentials: { kind: 'none' },
        timeoutMs: 30_000,
      },
      warnings: [],
    })
  })

  test.each(['/', '/home', '/home/ada'])('allows no folder when it is started in %s', (workingFolder) => {
    expect(load([], {}, { workingFolder }).allowDirs).toEqual([])
  })

  test.each([
    ['linux', {}, '/home/ada/.local/state/hubspot-import-mcp'],
    ['linux', { XDG_STATE_HOME: '/state' }, '/state/hubspot-import-mcp'],
    ['linux', { XDG_STATE_HOME: 'relative' }, '/home/ada/.local/state/hubspot-import-mcp'],
    ['darwin', {}, '/home/ada/Library/Application Support/hubspot-import-mcp'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/hubspot-import-mcp'],
  ])('keeps its state on %s with %j in %s', (platform, env, expected) => {
    expect(load([], env, { platform }).stateDir).toBe(expected)
  })
})

describe('loadConfig() on commands', () => {
  test.each([
    [['--http', '--port', '0'], { name: 'http' }],
    [['sandbox', '--port', '4010', '--data', 'd'], { name: 'sandbox' }],
    [['check', 'leads.csv', '--object', 'contacts', '--json'], { name: 'check', file: 'leads.csv' }],
    [['demo'], { name: 'demo' }],
    [['demo', 'leads.csv'], { name: 'demo', file: 'leads.csv' }],
    [['doctor', '--json'], { name: 'doctor' }],
    [['-h'], { name: 'help', about: 'server' }],
    [['help'], { name: 'help', about: 'server' }],
    [['help', 'connection'], { name: 'help', about: 'connection' }],
    [['--http', '--help'], { name: 'help', about: 'http' }],
    [['check', '--', '-leads.csv'], { name: 'check', file: '-leads.csv' }],
    [['--version'], { name: 'version' }],
    [['check', '--help'], { name: 'help', about: 'check' }],
  ])('reads %j', (argv, command) => {
    expect(load(argv).command).toEqual(command)
  })

  it('takes absolute folders without a flag as allowed folders', () => {
    expect(load(['/a', '/b', '--allow-dir', '/c']).allowDirs).toEqual(['/c', '/a', '/b'])
  })

  test.each([
    [['chekc', 'x.csv'], 'There is no command "chekc". Did you mean check?'],
    [['check'], 'check needs a file.'],
    [['check', ''], 'check needs a file.'],
    [['check', '-x.csv'], 'There is no flag -x. See --help. A name that begins with a dash goes after --.'],
    [['audit', 'verify', 'a.jsonl', 'deadbeef'], '"deadbeef" is not the hash of a line.'],
    [['audit', 'verfy', 'a.jsonl'], 'audit takes the word verify, a file, and the hash'],
    [['audit', 'verfy', 'a.jsonl'], 'Did you mean verify?'],
    [['help', 'chek'], 'There is no help about "chek". Did you mean check?'],
    [['check', 'a.csv', 'b.csv'], 'check takes one file, but there are 2: "a.csv", "b.csv".'],
    [['doctor', 'x'], 'doctor does not take "x".'],
    [['--json'], '--json belongs to check, doctor and audit. Leave it out, or add check or doctor or audit.'],
    [['--port', '3000'], '--port belongs to --http and sandbox. Leave it out, or add --http or sandbox.'],
    [['check', 'a.csv', '--allow-dir', '/b'], '--allow-dir belongs to the server and doctor. Leave it out of check.'],
    [['demo', '--read-only'], '--read-only belongs to the server and doctor. Leave it out of demo.'],
    [['sandbox', '--resume'], '--resume belongs to the server. Leave it out of sandbox.'],
    [['doctor', '--grace', '3'], '--grace belongs to --http. Leave it out of doctor.'],
  ])('refuses %j', (argv, message) => {
    expect(refusal(argv)).toContain(message)
  })
})

describe('loadConfig() on the sandbox', () => {
  it('asks nobody, forgets its state with the process and does not use the credentials', () => {
    const config = load(['--sandbox'], { HUBSPOT_ACCESS_TOKEN: 'pat-na1-secret' })
    expect(config).toMatchObject({
      environment: 'sandbox',
      confirm: 'never',
      stateDir: '/tmp/p1/state',
      hubspot: { credentials: { kind: 'none' } },
      warnings: ['HUBSPOT_ACCESS_TOKEN: not used and not stored, this is the sandbox.'],
    })
    expect(JSON.stringify(config)).not.toContain('secret')
  })

  it('does not look at credentials it will not use', () => {
    expect(load(['demo'], { HUBSPOT_CLIENT_ID: 'only one of three' }).environment).toBe('sandbox')
  })

  it('keeps a chosen --confirm and --state-dir', () => {
    const argv = ['--sandbox', '--confirm', 'elicit', '--state-dir', '~/kept']
    expect(load(argv)).toMatchObject({ confirm: 'elicit', stateDir: '/home/ada/kept' })
  })
})

describe('loadConfig() on credentials', () => {
  const oauth = { HUBSPOT_CLIENT_ID: 'id', HUBSPOT_CLIENT_SECRET: 'se', HUBSPOT_REFRESH_TOKEN: 're' }

  test.each([
    [{ HUBSPOT_ACCESS_TOKEN: ' pat-1\n' }, { kind: 'access-token', token: 'pat-1' }],
    [oauth, { kind: 'oauth', clientId: 'id', clientSecret: 'se', refreshToken: 're' }],
    [{ HUBSPOT_PRIVATE_APP_KEY: 'key1' }, { kind: 'private-app-legacy', key: 'key1' }],
    [{ HUBSPOT_ACCESS_TOKEN: '' }, { kind: 'none' }],
    [{ HUBSPOT_ACCESS_TOKEN: `\${user_config.token}` }, { kind: 'none' }],
  ])('reads %j', (env, credentials) => {
    expect(load([], env).hubspot.credentials).toEqual(credentials)
  })

  it('tells that white space around a credential was left out, and not which credential', () => {
    const env = { ...oauth, HUBSPOT_CLIENT_SECRET: 'secret\r\n', HUBSPOT_REFRESH_TOKEN: '\tsecret' }
    expect(load([], env).warnings).toEqual([
      'HUBSPOT_CLIENT_SECRET, HUBSPOT_REFRESH_TOKEN: the white space around it was left out.',
    ])
    expect(load([], oauth).warnings).toEqual([])
  })

  test.each([
    [{ ...oauth, HUBSPOT_REFRESH_TOKEN: '' }, 'HUBSPOT_REFRESH_TOKEN must be set beside HUBSPOT_CLIENT_ID'],
    [{ ...oauth, HUBSPOT_ACCESS_TOKEN: 'pat-1' }, 'HUBSPOT_ACCESS_TOKEN and HUBSPOT_CLIENT_ID are both set'],
    [{ HUBSPOT_ACCESS_TOKEN: 'pat secret' }, 'HUBSPOT_ACCESS_TOKEN holds a space'],
    [{ HUBSPOT_ACCESS_TOKEN: 'pat\r\nX-Evil: secret' }, 'HUBSPOT_ACCESS_TOKEN holds a space, a line break'],
    [{ HUBSPOT_ACCESS_TOKEN: 'Bearer secret' }, 'HUBSPOT_ACCESS_TOKEN holds a space'],
    [{ HUBSPOT_ACCESS_TOKEN: '"secret"' }, 'HUBSPOT_ACCESS_TOKEN has quotes around it'],
    [{ ...oauth, HUBSPOT_CLIENT_SECRET: "'secret'" }, 'HUBSPOT_CLIENT_SECRET has quotes around it'],
    [{ HUBSPOT_PRIVATE_APP_KEY: 'secret\u0000' }, 'HUBSPOT_PRIVATE_APP_KEY holds a space'],
  ])('refuses %j', (env, message) => {
    const text = refusal([], env)
    expect(text).toContain(message)
    expect(text).not.toContain('secret')
  })

  test.each([
    ['--access-token=pat-na1-secret', 'HUBSPOT_ACCESS_TOKEN'],
    ['--client-secret=secret', 'HUBSPOT_CLIENT_SECRET'],
    ['--tokn=secret', '--help'],
  ])('never takes or repeats the secret of %s', (flag, hint) => {
    expect(refusal([flag])).toContain(hint)
    expect(refusal([flag])).not.toContain('secret.')
    expect(refusal([flag])).not.toContain('pat-na1')
  })

  it('knows every secret of its own, for the log', () => {
    const env = {
      HUBSPOT_CLIENT_ID: 'id',
      HUBSPOT_CLIENT_SECRET: 'client-secret',
      HUBSPOT_REFRESH_TOKEN: 'refresh-token',
      HUBSPOT_IMPORT_PROXY: 'http://ada:pass%20word@proxy:8080',
      HUBSPOT_IMPORT_HEADERS: 'x-gate: open-sesame',
    }
    expect(secretsOf(load([], env).hubspot)).toEqual([
      'client-secret',
      'refresh-token',
      'open-sesame',
      'pass%20word',
      'pass word',
      Buffer.from('ada:pass word').toString('base64'),
    ])
  })
})

describe('loadConfig() refuses nonsense with the value and what it must be', () => {
  test.each<[string[], Record<string, string>, string]>([
    [['--http', '--port', '99999'], {}, '--port is "99999"; it must be a whole number from 0 to 65535.'],
    [['--http', '--port', '-1'], {}, '--port is "-1"; it must be a whole number from 0 to 65535.'],
    [['--timeout', '0'], {}, '--timeout is "0"; it must be a number from 1 to 600.'],
    [[], { HUBSPOT_IMPORT_TIMEOUT: 'NaN' }, 'HUBSPOT_IMPORT_TIMEOUT is "NaN"; it must be a number from 1 to 600.'],
    [['--retry-count', '9'], {}, '--retry-count is "9"; it must be a whole number from 0 to 3.'],
    [['--retry-status', '429'], {}, '--retry-status is "429"; it must be a whole number from 500 to 599.'],
    [
      ['--toolsets', 'imports,label'],
      {},
      '--toolsets is "label"; it must be imports, labels, configurations or properties.',
    ],
    [['--confirm', 'always'], {}, '--confirm is "always"; it must be elicit or never.'],
    [[], { HUBSPOT_IMPORT_READ_ONLY: 'maybe' }, 'HUBSPOT_IMPORT_READ_ONLY is "maybe"; it must be true or false.'],
    [
      [],
      { HUBSPOT_BASE_URL: 'http://evil.example' },
      'HUBSPOT_BASE_URL is "http://evil.example"; it must be https://host',
    ],
    [['--base-url', 'https://api.hubapi.com/crm'], {}, 'without a path'],
    [['--base-url', 'https://me:pw@api.hubapi.com'], {}, 'it must be https://host'],
    [['--header', 'Authorization: Bearer x'], {}, 'it must be Name: value, and not authorization'],
    [['--header', 'x-a: b\r\nx-c: d'], {}, 'it must be Name: value'],
    [['--cache', '3601'], {}, 'it must be a whole number from 0 to 3600.'],
    [['--cache-entries', '0'], {}, 'it must be a whole number from 1 to 10000.'],
    [['--tls-min-version', '1.1'], {}, '--tls-min-version is "1.1"; it must be 1.2 or 1.3.'],
    [['--tls-server-name', 'a b'], {}, '--tls-server-name is "a b"; it must be a host name or address.'],
    [['--connect-timeout', '0'], {}, '--connect-timeout is "0"; it must be a number from 1 to 120.'],
    [['--circuit-failure-threshold', '0'], {}, 'it must be a number from 0.01 to 1.'],
    [['--circuit-failure-threshold', '50'], {}, 'it must be a number from 0.01 to 1.'],
    [['--circuit-window', '601'], {}, 'it must be a number from 1 to 600.'],
    [['--circuit-request-volume', '0'], {}, 'it must be a whole number from 1 to 1000.'],
    [['--circuit-status', '200'], {}, 'it must be a whole number from 400 to 599.'],
    [['--header', 'Content-Length: 1'], {}, 'it must be Name: value, and not authorization'],
    [['--header', 'X-HTTP-Method-Override: DELETE'], {}, 'it must be Name: value, and not'],
    [['--header', 'nonsense'], {}, 'it must be Name: value, and not'],
    [['--tls-cert', '/c.pem'], {}, 'A client certificate needs --tls-cert and --tls-key.'],
    [['--allow-dir', '/'], {}, '--allow-dir is /: the root and the home folder'],
    [['--allow-dir', '~'], {}, '--allow-dir is /home/ada'],
    [['--allow-dir', '/home'], {}, '--allow-dir is /home: the root and the home folder'],
    [['--toolsets', ''], {}, '--toolsets is ""; it must name at least one.'],
    [['--allow-dir'], {}, '--allow-dir has no value.'],
    [['--allow-dir', '--read-only'], {}, '--allow-dir has no value.'],
    [['--read-only=yes'], {}, '--read-only takes no value.'],
    [['--log-level', 'info', '--log-level', 'debug'], {}, '--log-level is given twice.'],
    [['--http', '--allow-dir', '/x'], {}, '--allow-dir does nothing with --http: over HTTP no file of this machine'],
    [['--http', '/x'], {}, 'A folder does nothing with --http'],
    [['--alow-dir', '/x'], {}, 'There is no flag --alow-dir. Did you mean --allow-dir?'],
  ])('%j %j', (argv, env, message) => {
    expect(refusal(argv, env)).toContain(message)
  })

  test.each([
    [['--header', 'Authorization: Bearer canary'], {}, '--header is "Authorization:…"; it must be Name: value'],
    [[], { HUBSPOT_IMPORT_HEADERS: 'X-A: 1\nCookie: canary' }, 'HUBSPOT_IMPORT_HEADERS is "Cookie:…"; it must'],
    [['--header', 'canary'], {}, '--header is "…"; it must be'],
    [['--base-url', 'https://ann:ca/canary@x.example'], {}, '--base-url is "https://…@x.example"; it must be'],
    [['--http', '--oauth-issuer', 'https://ann:canary@x.example/'], {}, '--oauth-issuer is "https://…@x.example/"'],
  ])('%j %j is refused, and what may be a secret is not repeated', (argv, env, message) => {
    expect(refusal(argv, env)).toContain(message)
    expect(refusal(argv, env)).not.toContain('canary')
  })

  it('refuses a relative folder where a desktop program starts it in /', () => {
    const text = refusal(['--allow-dir', 'imports'], {}, { workingFolder: '/' })
    expect(text).toContain('the program runs in /. Write the whole path, or start it with ~/.')
  })
})

test('loadConfig() lets a flag replace its variable', () => {
  const env = { HUBSPOT_IMPORT_ALLOW_DIR: '/a:/b', HUBSPOT_IMPORT_TOOLSETS: 'labels' }
  expect(load([], env)).toMatchObject({ allowDirs: ['/a', '/b'], toolsets: ['labels'] })
  expect(load(['--allow-dir', 'c', '--toolsets', 'imports,properties'], env)).toMatchObject({
    allowDirs: ['/data/crm/c'],
    toolsets: ['imports', 'properties'],
  })
})

test('loadConfig() reads every knob of the connection', () => {
  const argv = [
    ...['--base-url', 'https://127.0.0.1:4010/', '--api-version', '2026-03', '--http-version', '2', '--timeout', '5'],
    ...['--retry-count', '1', '--retry-interval', '0.1', '--retry-back-off', '3', '--retry-max-interval', '2'],
    ...['--retry-status', '500,503', '--circuit-request-volume', '4', '--circuit-reset', '10', '--no-compression'],
    ...[
      '--circuit-failure-threshold',
      '0.4',
      '--circuit-window',
      '20',
      '--circuit-status',
      '500',
      '--tls-min-version',
      '1.3',
    ],
    ...['--tls-server-name', 'crm.example', '--connect-timeout', '3'],
    ...['--no-tls-host-check', '--tls-ca', 'ca.pem', '--header', 'X-Gate: 7', '--upload-stall', '30', '--cache', '0'],
    ...['--cache-entries', '7', '--no-validation', '--no-lax-data-binding', '--record-calls', '8'],
  ]
  const config = load(argv, { HUBSPOT_IMPORT_PROXY: 'http://proxy:8080' })
  expect(config.hubspot).toEqual({
    baseUrl: 'https://127.0.0.1:4010',
    apiVersion: '2026-03',
    credentials: { kind: 'none' },
    httpVersion: '2',
    timeoutMs: 5000,
    connectMs: 3000,
    uploadStallMs: 30_000,
    retry: { count: 1, intervalMs: 100, backOffFactor: 3, maxIntervalMs: 2000, statusCodes: [500, 503] },
    extraHeaders: { 'x-gate': '7' },
    compression: false,
    validation: false,
    laxDataBinding: false,
    circuitBreaker: { failureThreshold: 0.4, windowMs: 20_000, requestVolume: 4, resetMs: 10_000, statusCodes: [500] },
    tls: { verifyHostName: false, minVersion: '1.3', serverName: 'crm.example' },
    proxy: 'http://proxy:8080',
  })
  expect(config).toMatchObject({ tlsFiles: { ca: '/data/crm/ca.pem' }, cache: { ms: 0, entries: 7 }, recordCalls: 8 })
})

test('loadConfig() reads every knob of the HTTP server', () => {
  const argv = [
    ...['--http', '--host', '0.0.0.0', '--port', '3001', '--allow-host', 'crm.example', '--allow-host', 'crm2.example'],
    ...['--allow-origin', 'https://app.example', '--max-upload-mb', '3', '--tokens', 't.json', '--accounts', 'a.json'],
    ...['--oauth-issuer', 'https://i.example/', '--oauth-audience', 'https://crm.example/x/mcp'],
    ...['--oauth-account-claim', 'account', '--public-url', 'https://crm.example/x/', '--grace', '4'],
    ...['--calls-per-minute', '5', '--writes-per-minute', '6', '--calls-at-once', '7'],
  ]
  expect(load(argv).http).toEqual({
    host: '0.0.0.0',
    port: 3001,
    allowedHosts: ['crm.example', 'crm2.example', 'crm.example'],
    allowedOrigins: ['https://app.example'],
    maxUploadBytes: 3 * 1024 * 1024,
    tokensFile: '/data/crm/t.json',
    accountsFile: '/data/crm/a.json',
    oauth: { issuer: 'https://i.example/', audience: 'https://crm.example/x/mcp', accountClaim: 'account' },
    publicUrl: 'https://crm.example/x',
    limits: { callsPerMinute: 5, writesPerMinute: 6, callsAtOnce: 7 },
    graceMs: 4000,
  })
})

describe('loadConfig() warns', () => {
  it('of variables that are no settings, without their values', () => {
    const env = { HUBSPOT_IMPORT_LOGLEVEL: 'secret', HUBSPOT_IMPORT_PAGES_PER_HOUR: 'x', HUBSPOT_TOKEN_EU: 'x' }
    expect(load([], env).warnings).toEqual([
      'HUBSPOT_IMPORT_LOGLEVEL is no setting. Did you mean HUBSPOT_IMPORT_LOG_LEVEL?',
      'HUBSPOT_IMPORT_PAGES_PER_HOUR is no setting.',
    ])
  })

  it('no longer, but refuses, where a server would do what a misspelt variable was to keep it from', () => {
    const told = 'HUBSPOT_IMPORT_READONLY is no setting. Did you mean HUBSPOT_IMPORT_READ_ONLY?'
    const env = { HUBSPOT_IMPORT_READONLY: 'true' }
    expect(() => load([], env)).toThrow(told)
    expect(() => load(['--http'], env)).toThrow(told)
    expect(() => load([], { HUBSPOT_IMPORT_CONFIRMS: 'elicit' })).toThrow('HUBSPOT_IMPORT_CONFIRM?')
    expect(load(['doctor'], env).warnings).toEqual([told])
  })

  it('of no setting that is one', () => {
    const set = { HUBSPOT_IMPORT_READ_ONLY: 'true', HUBSPOT_IMPORT_PROXY: 'direct', HUBSPOT_IMPORT_ALLOW_DIR: '/a' }
    expect(load([], set).warnings).toEqual([])
  })

  it('of folders that an HTTP server does not read', () => {
    expect(load(['--http'], { HUBSPOT_IMPORT_ALLOW_DIR: '/a' }).warnings).toEqual([
      'HUBSPOT_IMPORT_ALLOW_DIR: not used, because over HTTP no file of this machine is read.',
    ])
  })
})

describe('settings', () => {
  const all = settings.keyof().options.map((name) => ({ name, facts: settingFacts.get(settings.shape[name]) }))

  it('are all described, and reachable by a flag or a variable', () => {
    for (const { name, facts } of all) {
      expect(facts?.description, name).toMatch(/^[A-Z].*\.$/s)
      expect(facts?.flag ?? facts?.env, name).toBeDefined()
    }
  })

  it('take secrets only from the environment', () => {
    expect(all.filter(({ facts }) => facts?.secret === true && facts.flag !== undefined)).toEqual([])
  })

  it('have flags and variables of their own', () => {
    const names = all.flatMap(({ facts }) => [facts?.flag, facts?.env]).filter((name) => name !== undefined)
    expect(new Set(names).size).toBe(names.length)
  })
})
