import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CallToolResult } from '@modelcontextprotocol/client'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ERROR_CODES } from '../../src/errors.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { TOOLS } from '../../src/tools/index.ts'
import { connect, textOf } from '../connect.ts'
import { NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { propose } from '../tools/plan-files.ts'
import { UNKNOWN_PLAN_ID } from '../unknown-plan.ts'
import { envelope, initialize, startRaw, toolCall } from './raw-session.ts'
import { arbitraryOf, brokenOf } from './schema-arbitrary.ts'
import { startedOnce } from './start-calls.ts'

/** Of each test. A failure tells its seed and path, with which fast-check repeats it. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 2)
const TIME = {
  interruptAfterTimeLimit: SECONDS * 1_000,
  markInterruptAsFailure: false,
  numRuns: 1_000_000,
  endOnFailure: true,
}
const timeout = SECONDS * 1_000 + 60_000

const ERROR = new RegExp(`^(${ERROR_CODES.filter((code) => code !== 'internal').join('|')}): .+\\nFix: .+`, 's')

/** Data, or an error of the one form; never a defect. */
function mustBeProper(result: CallToolResult, what: unknown): void {
  const text = textOf(result)
  if (result.isError === true) {
    expect(text, JSON.stringify(what)).toMatch(ERROR)
    expect(result.structuredContent).toBeUndefined()
  } else expect(result.structuredContent, JSON.stringify(what)).toBeDefined()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  expect(text, JSON.stringify(what)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
const fragments = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '\n',
  '\r\n',
  '"jsonrpc":"2.0"',
  '"id":',
  '"method":"ping"',
  '\u0000',
  '1e999',
  '\\ud800',
  'null',
)
const rawLines = fc.oneof(
  bytes,
  fc.array(fragments, { maxLength: 30 }).map((parts) => Buffer.from(parts.join(''))),
  fc
    .tuple(fc.constant(JSON.stringify(toolCall(1, 'list_imports'))), fc.nat(120), bytes)
    .map(([line, at, some]) => Buffer.concat([Buffer.from(line.slice(0, at)), some, Buffer.from(line.slice(at))])),
)

test('any bytes on stdin leave the program alive, with nothing but JSON-RPC on stdout', { timeout }, async () => {
  await using session = await startRaw()
  await fc.assert(
    fc.asyncProperty(fc.array(rawLines, { maxLength: 20 }), async (lines) => {
      for (const line of lines) session.write(Buffer.concat([line, Buffer.from('\n')]))
      await session.alive()
    }),
    TIME,
  )
  expect(session.messages().length).toBeGreaterThan(2)
  expect(session.stderr()).not.toMatch(/uncaught exception|unhandled rejection/)
})

test('any JSON-RPC message is answered under its id or not at all, and nothing else ends', { timeout }, async () => {
  await using session = await startRaw()
  const methods = [
    'tools/call',
    'tools/list',
    'resources/read',
    'prompts/get',
    'completion/complete',
    'logging/setLevel',
    'notifications/cancelled',
    'notifications/progress',
    'server/discover',
    'initialize',
    'subscriptions/listen',
  ]
  const json = fc.jsonValue({ maxDepth: 3 })
  const name = fc.oneof(fc.constantFrom(...TOOLS.map((tool) => tool.name)), fc.string())
  const params = fc.oneof(
    json,
    fc.record(
      { name, arguments: json, uri: fc.webUrl(), requestId: json, _meta: fc.oneof(json, fc.constant(envelope())) },
      { requiredKeys: [] },
    ),
  )
  const message = fc.record(
    {
      jsonrpc: fc.oneof(fc.constant('2.0'), json),
      id: json,
      method: fc.oneof(fc.constantFrom(...methods), fc.string()),
      params,
      result: json,
    },
    { requiredKeys: [] },
  )
  const sent = new Set<string>(['"initialize"'])
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 10 }), async (messages) => {
      for (const { id } of messages) sent.add(JSON.stringify(id))
      session.send(...messages)
      await session.alive()
    }),
    TIME,
  )
  const strange = session
    .messages()
    .filter(({ id }) => id !== undefined && !sent.has(JSON.stringify(id)) && !/^"ping/.test(JSON.stringify(id)))
  expect(strange).toEqual([])
  session.send(initialize())
  await session.alive()
  expect(session.stderr()).not.toMatch(/uncaught exception|unhandled rejection|unexpected error/)
})

test('any arguments of any tool give data or an error of the one form', { timeout }, async () => {
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
  await using connection = await connect({
    sandbox,
    files: { 'leads.csv': 'First Name,Email\nAnn,ann@example.com\nBob,bob\n', 'empty.csv': '' },
  })
  const planId = await propose(connection, 'leads.csv')
  const importId = await connection
    .call('start_import', { planId, acceptFindings: true })
    .then(() => startedOnce(connection, planId))
  await sandbox.clock.settle()
  const other = await propose(connection, 'leads.csv', { objectTypes: ['companies'] })
  const texts = [
    planId,
    other,
    String(importId),
    UNKNOWN_PLAN_ID,
    '1',
    'leads.csv',
    'empty.csv',
    'no.csv',
    '../x.csv',
    'contacts',
    '0-1',
    '0-2',
    'companies',
    'email',
    'Email',
    'First Name',
    'INVALID_EMAIL',
    'utf-8',
    'windows-1252',
    'A label',
    'a_name',
    '__proto__',
    '',
  ]
  const calls = fc.constantFrom(...TOOLS).chain(({ name, inputSchema }) => {
    const sound = arbitraryOf(inputSchema(), { texts })
    return fc.record({ name: fc.constant(name), args: fc.oneof(sound, brokenOf(sound)) })
  })
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(calls, async ({ name, args }) => {
      // Waiting is for others to test.
      const quick = { ...Object(args), ...(Object.hasOwn(Object(args), 'waitSeconds') && { waitSeconds: 0 }) }
      const result = await connection.call(name, quick)
      mustBeProper(result, { name, args: quick })
      seen.set(name, (seen.get(name) ?? 0) + (result.isError === true ? 0 : 1))
    }),
    TIME,
  )
  // Not only refusals were tried; how many calls there is time for depends on the machine.
  expect([...seen.values()].filter((count) => count > 0).length).toBeGreaterThan(1)
  expect(connection.logged.join('')).not.toContain('unexpected error')
  await sandbox.close()
})

test('a file of any bytes is looked at and mapped, or refused in the one form', { timeout }, async () => {
  await using connection = await connect()
  const cell = fc.oneof(
    fc.constantFrom(
      'a',
      'Email',
      '"',
      '""',
      'ann@example.com',
      '\t',
      ';',
      ',',
      '\r',
      '\n',
      '\r\n',
      '\ufeff',
      '\0',
      'ü',
      '=1',
      ' ',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  const text = fc
    .tuple(fc.array(cell, { maxLength: 120 }), fc.constantFrom<BufferEncoding>('utf8', 'utf16le', 'latin1'))
    .map(([cells, encoding]) => Buffer.from(cells.join(''), encoding))
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)),
    text,
    text,
    fc
      .tuple(text, fc.constantFrom(Buffer.from('PK\u0003\u0004'), Buffer.from('d0cf11e0a1b11ae1', 'hex')))
      .map(([rest, head]) => Buffer.concat([head, rest])),
  )
  const options = fc.record(
    {
      encoding: fc.constantFrom('utf-8', 'utf-16le', 'windows-1252', 'shift_jis', 'big5', 'nonsense'),
      hasHeader: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(
      content,
      fc.constantFrom('csv', 'tsv', 'txt', 'xlsx', 'xls'),
      options,
      async (body, extension, { encoding, hasHeader }) => {
        const file = `any.${extension}`
        await writeFile(join(connection.folder, file), body)
        const look = encoding === undefined ? {} : { encoding }
        const inspected = await connection.call('inspect_file', { file, ...look })
        mustBeProper(inspected, { file, body: body.toString('hex') })
        const proposed = await connection.call('propose_mapping', {
          file,
          ...look,
          ...(hasHeader === undefined ? {} : { hasHeader }),
        })
        mustBeProper(proposed, { file, body: body.toString('hex') })
        const planId = Reflect.get(Object(proposed.structuredContent), 'planId')
        if (planId !== undefined)
          mustBeProper(await connection.call('validate_import', { planId }), { file, body: body.toString('hex') })
      },
    ),
    TIME,
  )
  expect(connection.logged.join('')).not.toContain('unexpected error')
})
