import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { z } from 'zod'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import type { Seen } from '../hubspot/scripted-server.ts'
import { NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { type Program, startProgram } from '../start-program.ts'
import { withFolder } from '../with-folder.ts'
import { type HostFault, startFaultHost } from './fault-host.ts'
import { LEADS } from './guarded.ts'

const VERSION = 'io.modelcontextprotocol/protocolVersion'
const message = z.looseObject({ jsonrpc: z.literal('2.0'), id: z.unknown() })

export type Message = z.output<typeof message>

/** The envelope of a request of 2026-07-28. */
export const envelope = (version = '2026-07-28', capabilities: object = {}) => ({
  [VERSION]: version,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': capabilities,
})

export const initialize = (protocolVersion = '2025-11-25') => ({
  jsonrpc: '2.0',
  id: 'initialize',
  method: 'initialize',
  params: { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } },
})

export const toolCall = (id: unknown, name: string, args: object = {}, _meta?: object) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args, ...(_meta !== undefined && { _meta }) },
})

export interface RawSession extends Program {
  sandbox: Sandbox
  /** What came to the host between, where there is one. */
  hosted(): readonly Seen[]
  /** The allowed folder, with leads.csv in it. */
  folder: string
  /** Every line of stdout so far; fails on one that is no JSON-RPC. */
  messages(): Message[]
  /** Waits for an answer with this id. */
  answerTo(id: unknown): Promise<Message>
  /** Bytes as they are. */
  write(bytes: string | Uint8Array): void
  /** Waits until what was written before is behind the program: it answers a ping. */
  alive(): Promise<void>
}

interface RawOptions {
  /** Besides the folders; default: nobody is asked. */
  flags?: readonly string[]
  /** Of the handshake; null: none is made. */
  protocolVersion?: string | null
  /** What becomes of requests to the sandbox; without it no host is between. */
  faults?: readonly HostFault[]
}

/** Calls tools of a program that no handshake was made with; resolves with the result of each. */
export function callerOf(program: Program) {
  let calls = 0
  return async (name: string, args: object) => {
    calls += 1
    const id = calls
    program.send(toolCall(id, name, args, envelope()))
    const answer = await vi.waitFor(
      () => messagesOf(program).find((one) => one.id === id) ?? expect.unreachable(`no answer to ${name}`),
      { timeout: 25_000, interval: 50 },
    )
    return called.parse(answer.result)
  }
}

const called = z.looseObject({ structuredContent: z.record(z.string(), z.unknown()).default({}), _meta: z.unknown() })

const messagesOf = (program: Program): Message[] =>
  program
    .stdout()
    .split('\n')
    .slice(0, -1)
    .map((line) => message.parse(JSON.parse(line)))

/** The built program with a sandbox of this process behind it, spoken to in bytes. */
export async function startRaw({
  flags = ['--confirm', 'never'],
  protocolVersion = '2025-11-25',
  faults,
}: RawOptions = {}): Promise<RawSession> {
  const { path: folder, [Symbol.asyncDispose]: removeFolder } = await withFolder()
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
  await writeFile(join(folder, 'leads.csv'), LEADS)
  const host = faults === undefined ? undefined : await startFaultHost(sandbox, faults)
  const env = { HUBSPOT_BASE_URL: (host ?? sandbox).url, HUBSPOT_ACCESS_TOKEN: sandbox.accessToken }
  const program = await startProgram(['--allow-dir', folder, '--state-dir', join(folder, 'state'), ...flags], env)
  let pings = 0
  const messages = () => messagesOf(program)
  const answersTo = (id: unknown) => messages().filter((one) => Object.is(one.id, id))
  const answerTo = async (id: unknown) => {
    const gone = program.ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${program.stderr()}`)))
    const answered = vi.waitFor(() => answersTo(id)[0] ?? expect.unreachable(`no answer to ${String(id)}`), 25_000)
    return Promise.race([answered, gone])
  }
  const alive = async () => {
    pings += 1
    const id = `ping ${pings}`
    program.send({ jsonrpc: '2.0', id, method: 'ping' })
    await answerTo(id)
  }
  if (protocolVersion !== null) {
    program.send(initialize(protocolVersion), { jsonrpc: '2.0', method: 'notifications/initialized' })
    await answerTo('initialize')
  }
  return {
    ...program,
    sandbox,
    hosted: () => host?.requests ?? [],
    folder,
    messages,
    answerTo,
    write: (bytes) => program.child.stdin?.write(bytes),
    alive,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]()
      await host?.close()
      await sandbox.close()
      await removeFolder()
    },
  }
}
