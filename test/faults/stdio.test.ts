import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at } from '../sandbox/call-sandbox.ts'
import { startProgram } from '../start-program.ts'
import { FAULTY } from '../tools/plan-files.ts'
import { CHILD, TELL_CHILDREN } from './children.ts'
import { stepsOf } from './journal-steps.ts'
import { memoryOf, peakMemoryOf } from './memory-of.ts'
import { callerOf, envelope, initialize, type Message, type RawSession, startRaw, toolCall } from './raw-session.ts'
import { largeLeads } from './start-calls.ts'

const line = (message: unknown) => `${JSON.stringify(message)}\n`
const cancelled = (requestId: unknown) => ({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } })

describe('lines that are no calls', () => {
  let session: RawSession
  beforeAll(async () => {
    session = await startRaw()
  })
  afterAll(() => session[Symbol.asyncDispose]())

  const property = (id: unknown) =>
    toolCall(id, 'create_property', { objectType: 'contacts', label: `P ${String(id)}` })
  let made = 0
  /** Everything that was done in the account, but for a call that comes after it: when that is done, what came before is too. */
  const writes = async () => {
    made += 1
    session.send(property(`made ${made}`))
    expect(await session.answerTo(`made ${made}`)).toMatchObject({ result: { structuredContent: { created: true } } })
    return session.sandbox.requests().filter(({ method }) => method !== 'GET').length - made
  }

  test.each<[string, string | Uint8Array, string]>([
    ['blank lines', '\n\r\n  \r\n\t\n', ''],
    ['a call with CRLF at its end', '{"jsonrpc":"2.0","id":"crlf","method":"ping"}\r\n', 'crlf'],
    ['a request without a method', line({ jsonrpc: '2.0', id: 7 }), ''],
    ['a call without arguments and parameters', line({ jsonrpc: '2.0', id: 'none', method: 'tools/call' }), 'none'],
    [
      'cancellations of nothing',
      [999, undefined, null, { a: 1 }, [], 999].map((id) => line(cancelled(id))).join(''),
      '',
    ],
    ['an answer that nobody asked for', line({ jsonrpc: '2.0', id: 99, result: {} }), ''],
    ['bytes that are not UTF-8', Buffer.from('ff fe 00 7b 22 ff 0a'.replaceAll(' ', ''), 'hex'), ''],
    ['a line of a megabyte that is no JSON', `${'['.repeat(1_000_000)}\n`, ''],
  ])('%s leave the program alive, and nothing is done', async (_what, bytes, answered) => {
    session.write(bytes)
    await session.alive()
    if (answered !== '') await session.answerTo(answered)
    expect(await writes()).toBe(0)
  })

  test('a batch is not executed, not even in part', async () => {
    session.write(line([property('batch 1'), property('batch 2')]))
    await session.alive()
    expect(await writes()).toBe(0)
    expect(session.messages().filter(({ id }) => String(id).startsWith('batch'))).toEqual([])
  })

  test.each([
    ['null', 'null'],
    ['a fraction', '1.5'],
    ['an object', '{}'],
    ['a list', '[1]'],
    ['true', 'true'],
    ['a number that no double holds', '1152921504606846977'],
    ['nothing', undefined],
  ])('a call whose id is %s is not executed', async (_what, id) => {
    const { id: _id, ...call } = property(0)
    session.write(id === undefined ? line(call) : line(call).replace('{', `{"id":${id},`))
    session.write(line({ ...property('1.0'), jsonrpc: '1.0' }))
    await session.alive()
    expect(await writes()).toBe(0)
  })

  test('a call whose id is an empty text is answered under it', async () => {
    session.write(line(toolCall('', 'list_imports')))
    expect(await session.answerTo('')).toMatchObject({ result: { structuredContent: { imports: expect.anything() } } })
  })

  test("unknown methods and tools have the protocol's errors", async () => {
    session.write(line({ jsonrpc: '2.0', id: 'method', method: 'no/such' }) + line(toolCall('tool', 'no_such_tool')))
    expect(await session.answerTo('method')).toMatchObject({ error: { code: -32_601 } })
    expect(await session.answerTo('tool')).toMatchObject({ error: { code: -32_602 } })
  })

  test('a file name of broken UTF-8 is not found, and none is guessed', async () => {
    const [head = '', end = ''] = line(toolCall('utf8', 'inspect_file', { file: 'leads§.csv' })).split('§')
    session.write(Buffer.concat([Buffer.from(head), Buffer.of(0xff, 0xfe), Buffer.from(end)]))
    const { result } = await session.answerTo('utf8')
    expect(at(result, 'content', 0, 'text')).toMatch(/^file_not_found: There is no file "leads\ufffd\ufffd\.csv"/)
  })

  test.each(['file:///etc/passwd', 'plan://../x', 'hubspot-import://imports/..%2f..%2fx', 'hubspot-import://../plans'])(
    'there is no resource %s',
    async (uri) => {
      session.write(line({ jsonrpc: '2.0', id: uri, method: 'resources/read', params: { uri } }))
      expect(await session.answerTo(uri)).toMatchObject({ error: { code: -32_602 } })
    },
  )
})

describe('the end of the connection', () => {
  test('a client that closes stdin while nothing is asked ends the program with 0 in two seconds, and leaves no process', async () => {
    await using program = await startProgram(['--sandbox'], TELL_CHILDREN)
    expect(await callerOf(program)('list_imports', {})).toMatchObject({ structuredContent: { imports: [] } })
    program.child.stdin?.end()
    const tooLong = setTimeout(2_000, 'still there', { ref: false })
    // It is resolved when its pipes are closed, also by whatever got them from it.
    expect(await Promise.race([program.ended, tooLong])).toBe(0)
    expect(program.stderr()).not.toContain(CHILD)
  })

  test('a client that closes stdout ends the program, and nothing is written in a loop', async () => {
    await using session = await startRaw()
    session.child.stdout?.destroy()
    for (let id = 0; id < 20; id += 1) session.send(toolCall(id, 'list_imports'))
    expect(await session.ended).toBe(0)
    expect(session.stderr().length).toBeLessThan(10_000)
  })

  test('a client that closes stdout during an upload ends it before its last byte, and the next start imports once', async () => {
    await using session = await startRaw()
    const { sandbox, folder } = session
    await writeFile(join(folder, 'leads.csv'), largeLeads())
    session.send(toolCall('plan', 'propose_mapping', { file: 'leads.csv' }))
    const planId = String(at((await session.answerTo('plan')).result, 'structuredContent', 'planId'))
    session.send(toolCall('check', 'validate_import', { planId }))
    await session.answerTo('check')
    const slow = sandbox.faults.add({ method: 'POST', path: '*/imports', bytesPerSecond: 100_000 })
    const start = { planId, acceptFindings: true }
    session.send(toolCall('start', 'start_import', start))
    await expect.poll(slow.hits, { timeout: 20_000 }).toBe(1)
    session.child.stdout?.destroy()
    // That nobody reads is noticed when something is written.
    session.send({ jsonrpc: '2.0', id: 'noticed', method: 'ping' })
    expect(await session.ended).toBe(0)
    expect(session.stderr()).toContain('an upload was cut off before its last byte')
    const stateDir = join(folder, 'state')
    expect(await stepsOf(stateDir, planId)).toEqual([])
    const env = { HUBSPOT_BASE_URL: sandbox.url, HUBSPOT_ACCESS_TOKEN: sandbox.accessToken }
    const flags = ['--allow-dir', folder, '--state-dir', stateDir, '--confirm', 'never']
    await using second = await startProgram(flags, env)
    const told = await callerOf(second)('start_import', start)
    expect(at(told.structuredContent, 'outcome')).toBe('started')
    expect(await callerOf(second)('list_imports', {})).toMatchObject({
      structuredContent: { imports: [{ importId: at(told.structuredContent, 'imports', 0, 'importId') }] },
    })
    expect(await stepsOf(stateDir, planId)).toEqual(['1.armed', '1.started'])
  }, 60_000)

  test('half a line and the end of input run nothing', async () => {
    await using session = await startRaw()
    const call = line(toolCall('half', 'create_property', { objectType: 'contacts', label: 'Half' })).trim()
    session.write(call.slice(0, -1))
    session.child.stdin?.end()
    expect(await session.ended).toBe(0)
    expect(session.sandbox.requests().filter(({ method }) => method !== 'GET')).toEqual([])
  })
})

test('a call that is cancelled gets no answer, and its request to HubSpot ends', async () => {
  await using session = await startRaw({ faults: [{ method: 'GET', path: /\/errors$/, break: 'never' }] })
  const result = async (name: string, args: object) => {
    session.send(toolCall(name, name, args))
    return at((await session.answerTo(name)).result, 'structuredContent')
  }
  await writeFile(join(session.folder, 'faulty.csv'), FAULTY)
  const planId = at(await result('propose_mapping', { file: 'faulty.csv' }), 'planId')
  expect(at(await result('start_import', { planId, acceptFindings: true }), 'outcome')).toBe('started')
  await session.sandbox.clock.settle()
  const pages = () => session.hosted().filter(({ path }) => path.endsWith('/errors'))
  session.send(toolCall('slow', 'get_import_errors', { planId }))
  await expect.poll(() => pages().map(({ left }) => left), { timeout: 20_000 }).toEqual([false])
  session.send(cancelled('slow'), cancelled('slow'))
  // What was written before is read when this is answered, and its work is over then.
  await session.alive()
  await expect.poll(() => pages().map(({ left }) => left), { timeout: 1_000, interval: 20 }).toEqual([true])
  await expect.poll(() => session.stderr(), { timeout: 20_000 }).toContain('"outcome":"cancelled"')
  await session.alive()
  session.child.stdin?.end()
  expect(await session.ended).toBe(0)
  expect(session.messages().filter(({ id }) => id === 'slow')).toEqual([])
  expect(pages()).toHaveLength(1)
})

const MANY = 1_000

test('a thousand calls at once are each answered once, in little memory', async () => {
  await using session = await startRaw({ flags: ['--confirm', 'never', '--log-level', 'error'] })
  const kinds: readonly ((id: number) => { name: string; args?: object; answer: unknown })[] = [
    () => ({ name: 'list_imports', answer: { result: { structuredContent: { imports: [] } } } }),
    (id) => ({
      ...{ name: 'inspect_file', args: { file: `missing-${id}.csv` } },
      answer: { result: { isError: true, content: [{ text: expect.stringContaining(`"missing-${id}.csv"`) }] } },
    }),
    (id) => ({
      ...{ name: 'list_properties', args: { objectType: `kind-${id}` } },
      answer: { result: { isError: true, content: [{ text: expect.stringContaining(`"kind-${id}"`) }] } },
    }),
    (id) => ({ name: `no_tool_${id}`, answer: { error: { message: expect.stringContaining(`no_tool_${id}`) } } }),
  ]
  const asked = Array.from({ length: MANY }, (_, id) => kinds[id % kinds.length]?.(id))
  const calls = asked.map((call, id) => line(toolCall(id, call?.name ?? '', call?.args)))
  session.write(calls.join(''))
  const ids = () => session.messages().flatMap(({ id }) => (typeof id === 'number' ? id : []))
  await expect.poll(() => new Set(ids()).size, { timeout: 60_000, interval: 300 }).toBe(MANY)
  await session.alive()
  expect(ids()).toHaveLength(MANY)
  for (const message of session.messages()) {
    if (typeof message.id === 'number' && !isBusy(message))
      expect(message).toMatchObject(Object(asked[message.id]?.answer))
  }
  expect(await peakMemoryOf(session)).toBeLessThan(300)
}, 90_000)

const isBusy = ({ result }: Message) => String(at(result, 'content', 0, 'text')).startsWith('busy: ')

test('a client that does not read for a while gets every answer later, in bounded memory', async () => {
  await using session = await startRaw()
  session.child.stdout?.pause()
  const calls = Array.from({ length: 500 }, (_, id) =>
    line(toolCall(id, 'list_properties', { objectType: 'contacts' })),
  )
  session.write(calls.join(''))
  // Until it has nothing more to do, or waits for its reader: there is a log line for each call that ended.
  let seen = 0
  const isStill = () => {
    const before = seen
    seen = session.stderr().length
    return seen > 0 && seen === before
  }
  await expect.poll(isStill, { timeout: 40_000, interval: 1_500 }).toBe(true)
  expect(await memoryOf(session)).toBeLessThan(300)
  session.child.stdout?.resume()
  const ids = () => session.messages().flatMap(({ id }) => (typeof id === 'number' ? id : []))
  await expect.poll(() => new Set(ids()).size, { timeout: 60_000, interval: 300 }).toBe(500)
  expect(ids()).toHaveLength(500)
}, 120_000)

describe('versions of the protocol', () => {
  test('an unknown one is refused with those that are known, and a request without its envelope too', async () => {
    await using session = await startRaw({ protocolVersion: null })
    session.send(toolCall('1900', 'list_imports', {}, envelope('1900-01-01')))
    expect(await session.answerTo('1900')).toMatchObject({
      error: { code: -32_022, data: { supported: expect.arrayContaining(['2026-07-28']) } },
    })
    session.send(toolCall('good', 'list_imports', {}, envelope()), toolCall('bare', 'list_imports'))
    expect(await session.answerTo('good')).toMatchObject({ result: { structuredContent: {} } })
    expect(await session.answerTo('bare')).toMatchObject({ error: { code: -32_602 } })
  })

  test('a client of 2026 that cannot be asked is not asked, and nothing is started', async () => {
    await using session = await startRaw({ protocolVersion: null, flags: ['--confirm', 'elicit'] })
    session.send(toolCall('plan', 'propose_mapping', { file: 'leads.csv' }, envelope()))
    const planId = at((await session.answerTo('plan')).result, 'structuredContent', 'planId')
    session.send(toolCall('start', 'start_import', { planId }, envelope()))
    const { result } = await session.answerTo('start')
    expect(at(result, 'content', 0, 'text')).toMatch(/^confirmation_required: .*\nOutcome: not_started$/s)
    expect(session.sandbox.requests().filter(({ method }) => method === 'POST')).toEqual([])
  })

  test.each(['2025-11-25', '2025-06-18', '2024-11-05', '1900-01-01'])(
    'a client of %s is served, and under the same rules',
    async (version) => {
      await using session = await startRaw({ protocolVersion: version, flags: ['--confirm', 'elicit'] })
      const { result } = await session.answerTo(initialize().id)
      const isKnown = version !== '1900-01-01'
      expect(at(result, 'protocolVersion')).toBe(isKnown ? version : '2025-11-25')
      session.send(toolCall('plan', 'propose_mapping', { file: 'leads.csv' }))
      const planId = at((await session.answerTo('plan')).result, 'structuredContent', 'planId')
      session.send(
        toolCall('start', 'start_import', { planId }),
        toolCall('typo', 'start_import', { planId, dryRun: true }),
        toolCall('path', 'inspect_file', { file: '/etc/passwd' }),
      )
      const text = async (id: string) => at((await session.answerTo(id)).result, 'content', 0, 'text')
      expect(await text('start')).toMatch(/^confirmation_required: .*\nOutcome: not_started$/s)
      expect(await text('typo')).toMatch(/^invalid_arguments: .*\nOutcome: not_started$/s)
      expect(await text('path')).toMatch(/^path_not_allowed: /)
      expect(session.messages().filter((message) => 'method' in message)).toEqual([])
    },
  )
})
