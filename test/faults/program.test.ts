import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type SecureServerOptions, startSecureServer } from '../config/secure-server.ts'
import { AUTHORITY, EXPIRED_SERVER_CERTIFICATE } from '../config/tls-authority.ts'
import { structuredOf, textOf } from '../connect.ts'
import type { Step } from '../hubspot/scripted-server.ts'
import { at } from '../sandbox/call-sandbox.ts'
import type { HostFault } from './fault-host.ts'
import { LEADS } from './guarded.ts'
import { type GuardedProgram, type GuardedProgramOptions, startGuarded } from './guarded-program.ts'
import { importIdOf, largeLeads, outcomeOf } from './start-calls.ts'

const UPLOAD = { method: 'POST', path: /\/imports$/, to: 1 } as const
const LIST = { method: 'GET', path: /\/imports$/ } as const
const HTML: Step = { body: '<html>', headers: { 'content-type': 'text/html' } }
const DAILY = { policyName: 'DAILY', errorType: 'RATE_LIMIT', message: 'You have reached your daily limit.' }
const ROLLING = { policyName: 'TEN_SECONDLY_ROLLING', errorType: 'RATE_LIMIT', message: 'Too many.' }
/** With the name under which HubSpot has it, if it has it. */
const WHAT_TO_CHECK =
  /^Call get_import with this planId .* look for "leads ~[0-9A-Z]{12}" among the imports in HubSpot\. Nothing is sent again by itself: /
/** What the journal has of it. */
const REFUSED = { journal: ['1.armed', '1.refused'] }
const ENDED = { cert: EXPIRED_SERVER_CERTIFICATE }
const UNCHECKED = { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }
const SAYS_WHY = { status: 'error', category: 'X', message: 'no' }

interface Refusal {
  what: string
  step: Omit<HostFault, 'path'>
  code: string
  fix: RegExp
  journal: string[]
  content?: string
}

const isList = ({ method, path }: { method: string; path: string }) => method === 'GET' && path.endsWith('/imports')
const lists = ({ host }: GuardedProgram) => host.requests.filter(isList).length

describe('the program, where an upload', () => {
  let program: GuardedProgram
  let files = 0
  /** Every plan with its import. */
  const started = new Map<string, unknown>()
  beforeAll(async () => {
    program = await startGuarded()
  })
  afterAll(() => program[Symbol.asyncDispose]())

  /** What a call changed. */
  const change = async <T>(work: () => Promise<T>) => {
    const before = { posts: program.posts(), imports: (await program.imports()).length }
    const result = await work()
    const now = { posts: program.posts(), imports: (await program.imports()).length }
    return { result, posts: now.posts - before.posts, imports: now.imports - before.imports }
  }
  const another = (content = LEADS) => {
    files += 1
    return program.plan(`leads-${files}.csv`, content.replaceAll('@', `@of-${files}.`))
  }
  const start = (planId: string) => program.call('start_import', { planId, acceptFindings: true })
  const startOne = async (planId: string, posts: number) => {
    const now = await change(() => start(planId))
    expect([outcomeOf(now.result), now.posts, now.imports]).toEqual(['started', posts, 1])
    started.set(planId, importIdOf(now.result))
  }

  test.each<Refusal>([
    {
      ...{ what: 'is reset before its body', step: { takeBytes: () => 0 }, code: 'network', journal: [] },
      ...{ content: largeLeads(), fix: /^Check the network, .* then call again\.$/ },
    },
    {
      ...{ what: 'is reset in its middle', step: { takeBytes: (length) => length / 2 }, code: 'network', journal: [] },
      ...{ content: `${largeLeads()}\n`, fix: /^Check the network, .* then call again\.$/ },
    },
    {
      ...{ what: 'meets the daily limit', step: { status: 429, body: DAILY }, code: 'hubspot_daily_limit', ...REFUSED },
      fix: /Call again after midnight of the time zone of the HubSpot account\.$/,
    },
    {
      ...{ what: 'gets 401', step: { status: 401, body: SAYS_WHY }, code: 'hubspot_unauthorized', ...REFUSED },
      fix: /^Give a valid token in HUBSPOT_ACCESS_TOKEN; check_connection tests it\.$/,
    },
    {
      ...{ what: 'gets 403', step: { status: 403, body: SAYS_WHY }, code: 'hubspot_forbidden', ...REFUSED },
      fix: /^Give the app or token the right for this; check_connection /,
    },
    {
      ...{ what: 'gets 413', step: { status: 413, body: SAYS_WHY }, code: 'hubspot_bad_request', ...REFUSED },
      fix: /^Send less at once: HubSpot accepts up to 512 MB a file\.$/,
    },
    {
      ...{ what: 'gets 414', step: { status: 414, body: SAYS_WHY }, code: 'hubspot_bad_request', ...REFUSED },
      fix: /^Correct what HubSpot names, then call again\.$/,
    },
    {
      ...{ what: 'gets 415', step: { status: 415, body: SAYS_WHY }, code: 'hubspot_bad_request', ...REFUSED },
      fix: /^Correct what HubSpot names, then call again\.$/,
    },
  ])('$what, says $code and not_started, and is sent when it is asked for again', async (row) => {
    const planId = await another(row.content)
    program.meet({ ...UPLOAD, ...row.step })
    const { result, ...done } = await change(() => start(planId))
    const [what, fix = '', outcome] = textOf(result).split('\n')
    expect([what?.split(':')[0], outcome]).toEqual([row.code, 'Outcome: not_started'])
    expect(fix.replace('Fix: ', '')).toMatch(row.fix)
    expect(done).toEqual({ posts: 1, imports: 0 })
    expect(await program.journal(planId)).toEqual(row.journal)
    const before = lists(program)
    await startOne(planId, 1)
    // What broke off is looked for before it is sent again.
    if (row.journal.length === 0) expect(lists(program)).toBeGreaterThan(before)
  })

  test('comes after the host has closed a connection, costs the read one more try and has a connection of its own', async () => {
    const planId = await another()
    const used = new Set<number>()
    const closed: number[] = []
    const play: HostFault['play'] = ({ connection }) => {
      const isUsed = used.has(connection)
      used.add(connection)
      if (!isUsed || closed.length > 0) return { forward: true }
      closed.push(connection)
      return { break: 'reset' }
    }
    program.meet({ ...LIST, play })
    const before = lists(program)
    for (let count = 0; count < 2; count += 1) {
      expect((await program.call('list_imports')).isError).not.toBe(true)
    }
    expect([closed.length, lists(program) - before]).toEqual([1, 3])
    await startOne(planId, 1)
    const upload = program.host.requests.findLast(({ method }) => method === 'POST')
    expect(program.host.requests.filter(({ connection }) => connection === upload?.connection)).toEqual([upload])
  })

  test('meets a rolling limit, waits and is sent once more', async () => {
    const planId = await another()
    program.meet({ ...UPLOAD, status: 429, headers: { 'retry-after': '1' }, body: ROLLING })
    await startOne(planId, 2)
  })

  test.each<[string, Step]>([
    ['lost', { break: 'reset' }],
    ['cut', { break: 'cut' }],
    ['shorter than announced', { headers: { 'content-length': '5000' }, break: 'cut' }],
    ['half of its JSON', { body: '{"id":"5571' }],
    ['without an id', { body: {} }],
    ['a page', HTML],
    ['a redirect', { status: 302, headers: { location: 'https://example.com/' } }],
    ['500', { ...HTML, status: 500 }],
    ['504', { ...HTML, status: 504 }],
  ])('made an import and its answer is %s, finds it after one upload', async (_, step) => {
    const planId = await another()
    program.meet({ ...UPLOAD, forward: true, ...step })
    await startOne(planId, 1)
    expect(await program.journal(planId)).toEqual(['1.armed', '1.started'])
  })

  test('was started, is never sent again: asked five times, and five times after a restart', async () => {
    program.meet()
    expect(started.size).toBe(files)
    const again = async () => {
      for (const [planId, importId] of started) {
        const told = await start(planId)
        expect([outcomeOf(told), importIdOf(told)]).toEqual(['already_started', importId])
      }
    }
    const { result: _, ...done } = await change(async () => {
      for (let count = 0; count < 5; count += 1) await again()
      await program.restart()
      for (let count = 0; count < 5; count += 1) await again()
    })
    expect(done).toEqual({ posts: 0, imports: 0 })
  })
})

describe.concurrent('the program', () => {
  test.each<[string, Step]>([
    ['reset', { break: 'reset' }],
    ['502', { ...HTML, status: 502 }],
  ])(
    'does not know of an upload that made no import and was answered with %s, and never sends it again',
    async (_, step) => {
      await using program = await startGuarded()
      const planId = await program.plan('leads.csv', LEADS)
      program.meet({ ...UPLOAD, ...step })
      const first = program.call('start_import', { planId }).catch(() => undefined)
      // It was looked for in the list after the upload: what follows knows that the answer is lost.
      await vi.waitFor(
        () => {
          const { requests } = program.host
          const upload = requests.findIndex(({ method }) => method === 'POST')
          expect([upload >= 0, requests.slice(upload).some(isList)]).toEqual([true, true])
        },
        { timeout: 20_000, interval: 50 },
      )
      await program.restart()
      await first
      for (let count = 0; count < 10; count += 1) {
        const told = await program.call('start_import', { planId })
        expect([outcomeOf(told), importIdOf(told)]).toEqual(['unknown', null])
        expect(at(told.structuredContent, 'nextStep')).toMatch(WHAT_TO_CHECK)
      }
      expect(textOf(await program.call('get_import', { planId }))).toMatch(
        /^outcome_unknown: .*\nFix: Call get_import with the planId again .* look in HubSpot: .*Nothing is sent again by itself\.$/,
      )
      expect([program.posts(), await program.imports(), await program.journal(planId)]).toEqual([1, [], ['1.armed']])
    },
  )

  test('says that nobody listens, and that nothing has started', async () => {
    await using program = await startGuarded()
    const planId = await program.plan('leads.csv', LEADS)
    await program.call('validate_import', { planId })
    await program.host.close()
    expect(textOf(await program.call('start_import', { planId }))).toMatch(/^network: .*\nOutcome: not_started$/s)
    expect([program.posts(), await program.imports(), await program.journal(planId)]).toEqual([0, [], []])
  })

  test('names the host that has no address', async () => {
    await using program = await startGuarded({ baseUrl: 'https://crm.invalid' })
    expect(textOf(await program.call('list_imports'))).toMatch(/^network: The name crm\.invalid could not be resolved/)
  })

  test.each<[string, RegExp, SecureServerOptions, GuardedProgramOptions]>([
    ['of an unknown authority', /is from an authority that is not trusted here/, {}, {}],
    ['that has ended', /is not valid today \(CERT_HAS_EXPIRED\)/, ENDED, { ca: AUTHORITY }],
    ['of an unknown authority, whatever NODE_TLS_REJECT_UNAUTHORIZED says', /not trusted here/, {}, UNCHECKED],
    ['that has ended, whatever NODE_TLS_REJECT_UNAUTHORIZED says', /CERT_HAS/, ENDED, { ca: AUTHORITY, ...UNCHECKED }],
  ])('sends nothing to a host with a certificate %s', async (_, why, options, how) => {
    await using server = await startSecureServer(options)
    await using program = await startGuarded({ baseUrl: server.url, ...how })
    for (const [tool, args] of [
      ['list_imports'],
      ['create_property', { objectType: 'contacts', label: 'X' }],
    ] as const) {
      const [what, , outcome] = textOf(await program.call(tool, args)).split('\n')
      expect(what).toMatch(/^network: The TLS certificate of localhost:\d+ .*; no token was sent\.$/)
      expect(what).toMatch(why)
      expect(outcome).toBe(tool === 'list_imports' ? undefined : 'Outcome: not_started')
    }
    expect(server.requests).toEqual([])
  })
})

describe('the program, where a read', () => {
  let program: GuardedProgram
  beforeAll(async () => {
    program = await startGuarded()
  })
  afterAll(() => program[Symbol.asyncDispose]())

  const bomb = { body: gzipSync(Buffer.alloc(200 * 1024 * 1024)), headers: { 'content-encoding': 'gzip' } }
  const twice = { body: 'x', headers: { 'content-encoding': 'gzip, gzip' } }
  const elsewhere = { status: 302, headers: { location: '/crm/v3/elsewhere' }, body: '' }
  test.each<{ what: string; step: Step; says: string; asked: number; fix?: RegExp }>([
    { what: 'is reset', step: { break: 'reset' }, says: 'network', asked: 2 },
    { what: 'is cut', step: { body: { results: [] }, break: 'cut' }, says: 'network', asked: 2 },
    { what: 'is never answered', step: { break: 'never' }, says: 'timeout', asked: 2 },
    { what: 'drips', step: { body: { results: ['x'.repeat(100)] }, trickleMs: 50 }, says: 'timeout', asked: 2 },
    { what: 'gets half of its JSON', step: { body: '{"results":[' }, says: 'hubspot_bad_response', asked: 1 },
    { what: 'gets a page', step: HTML, says: 'hubspot_bad_response', asked: 1 },
    {
      ...{ what: 'gets 200 MB in 200 kB', step: bomb, says: 'hubspot_bad_response', asked: 2 },
      fix: /^Call without includeRowData where it was given; or look at it in HubSpot\.$/,
    },
    { what: 'gets an answer packed twice', step: twice, says: 'hubspot_bad_response', asked: 1 },
    { what: 'is led elsewhere', step: elsewhere, says: 'hubspot_redirect', asked: 1 },
    { what: 'gets 401', step: { status: 401, body: SAYS_WHY }, says: 'hubspot_unauthorized', asked: 1 },
    {
      ...{ what: 'meets the daily limit', step: { status: 429, body: DAILY }, says: 'hubspot_daily_limit', asked: 1 },
      fix: /Call again after midnight of the time zone of the HubSpot account\.$/,
    },
    { what: 'gets 503', step: { ...HTML, status: 503 }, says: 'hubspot_unavailable', asked: 2 },
  ])('$what, says $says after $asked of them, and goes on', async ({ step, says, asked, fix = /./ }) => {
    const before = lists(program)
    program.meet({ ...LIST, ...step })
    const [what, advice = '', ...more] = textOf(await program.call('list_imports')).split('\n')
    expect(what).toMatch(new RegExp(`^${says}: `))
    expect(advice.replace('Fix: ', '')).toMatch(fix)
    // Nothing was to be written.
    expect(more.join()).not.toContain('Outcome')
    expect(lists(program) - before).toBe(asked)
    expect(program.host.requests.filter(({ path }) => path.endsWith('/elsewhere'))).toEqual([])
    program.meet()
    expect(structuredOf(await program.call('list_imports')).imports).toEqual([])
  })

  test('meets a rolling limit, waits and is answered', async () => {
    const before = lists(program)
    program.meet({ ...LIST, to: 1, status: 429, headers: { 'retry-after': '1' }, body: ROLLING })
    expect(structuredOf(await program.call('list_imports')).imports).toEqual([])
    expect(lists(program) - before).toBe(2)
  })
})
