import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type CallToolResult, Client, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/client'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { structuredOf } from '../connect.ts'
import { at, call as callSandbox, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { type Program, startProgram } from '../start-program.ts'
import { withFolder } from '../with-folder.ts'
import { CHILD, TELL_CHILDREN } from './children.ts'
import { type HostFault, startFaultHost } from './fault-host.ts'
import { createGuard, type Guard } from './guarded.ts'
import { stepsOf } from './journal-steps.ts'
import { memoryOf } from './memory-of.ts'

/** Short waits, so that a fault that stays is over soon. */
const QUICK = [
  '--timeout',
  '1',
  '--connect-timeout',
  '1',
  '--retry-count',
  '1',
  '--retry-interval',
  '0.01',
  '--no-circuit-breaker',
]

/** Longer than any fault here lasts; a call that takes more fails. */
const CALL_MS = 15_000

export interface GuardedProgram {
  /** What becomes of the requests from now on. */
  meet(...faults: HostFault[]): void
  /** A file with this content, mapped; gives the planId. */
  plan(name: string, content: string): Promise<string>
  call(name: string, args?: Record<string, unknown>): Promise<CallToolResult>
  /** Ends the program at once, and starts another one on the same state folder. */
  restart(): Promise<void>
  host: Awaited<ReturnType<typeof startFaultHost>>
  /** Requests that began an upload. */
  posts(): number
  /** What HubSpot really has. */
  imports(): Promise<unknown[]>
  /** Resident memory of the program that runs, in MB; 0 where the system does not tell it in /proc. */
  memory(): Promise<number>
  /** The plan's steps in the journal, in order: 1.armed, 1.started, … */
  journal(planId: string): Promise<string[]>
  [Symbol.asyncDispose](): Promise<void>
}

export interface GuardedProgramOptions {
  /** Instead of the host's. */
  baseUrl?: string
  /** Authority that is trusted, as PEM. */
  ca?: string
  env?: Record<string, string>
}

/**
 * The built program over stdio with a real client, behind a host that misbehaves. At its end stdout, stderr, the audit log
 * and the state folder are looked through, and whether it started a process.
 */
export async function startGuarded({ baseUrl, ca, env = {} }: GuardedProgramOptions = {}): Promise<GuardedProgram> {
  const faults: HostFault[] = []
  const root = await withFolder()
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
  const host = await startFaultHost(sandbox, faults)
  const [stateDir, auditLog] = [join(root.path, 'state'), join(root.path, 'audit.jsonl')]
  const guard = createGuard({ secrets: [sandbox.accessToken], folder: root.path })
  const flags = [
    ...['--allow-dir', root.path, '--state-dir', stateDir, '--audit-log', auditLog, '--confirm', 'never'],
    ...['--base-url', baseUrl ?? host.url, ...QUICK],
  ]
  if (ca !== undefined) {
    const path = join(root.path, 'ca.pem')
    await writeFile(path, ca)
    flags.push('--tls-ca', path)
  }
  const run = () => startRun(flags, { HUBSPOT_ACCESS_TOKEN: sandbox.accessToken, ...env })
  const runs = [await run()]
  const current = () => {
    const last = runs.at(-1)
    if (last === undefined) throw new Error('no program runs')
    return last
  }
  const call = async (name: string, args: Record<string, unknown> = {}) =>
    guard.answered(name, await current().client.callTool({ name, arguments: args }, { timeout: CALL_MS }))
  return {
    call,
    meet: (...next) => void faults.splice(0, faults.length, ...next),
    async plan(name, content) {
      await writeFile(join(root.path, name), content)
      return String(structuredOf(await call('propose_mapping', { file: name })).planId)
    },
    async restart() {
      await current().stop()
      runs.push(await run())
    },
    host,
    posts: () => host.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/imports')).length,
    async imports() {
      const results = at((await callSandbox(sandbox, 'GET /crm/v3/imports?limit=100')).body, 'results')
      return Array.isArray(results) ? results : []
    },
    memory: () => memoryOf(current().program),
    journal: (planId) => stepsOf(stateDir, planId),
    async [Symbol.asyncDispose]() {
      await current().stop()
      const found = await findings(runs, guard, { auditLog, stateDir, token: sandbox.accessToken })
      await host.close()
      await sandbox.close()
      await root[Symbol.asyncDispose]()
      if (found.length > 0) throw new Error(found.join('\n'))
    },
  }
}

interface Run {
  program: Program
  client: Client
  stop(): Promise<void>
}

async function startRun(flags: readonly string[], env: Record<string, string>): Promise<Run> {
  const program = await startProgram(flags, { ...env, ...TELL_CHILDREN })
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  await client.connect(transportOf(program))
  return {
    program,
    client,
    async stop() {
      await client.close()
      await program[Symbol.asyncDispose]()
    },
  }
}

/** Over the program's pipes, which keep what was written: the client's own transport does not show it. */
function transportOf({ child, send }: Program): Transport {
  const transport: Transport = {
    async start() {
      if (child.stdout === null) throw new Error('no stdout')
      createInterface({ input: child.stdout }).on('line', (line) => {
        const message = messageOf(line)
        if (message !== undefined) transport.onmessage?.(message)
      })
    },
    send: async (message) => send(message),
    close: async () => transport.onclose?.(),
  }
  return transport
}

function messageOf(line: string) {
  try {
    return parseJSONRPCMessage(JSON.parse(line))
  } catch {
    return undefined
  }
}

interface Written {
  auditLog: string
  stateDir: string
  token: string
}

async function findings(runs: readonly Run[], guard: Guard, { token, ...written }: Written): Promise<string[]> {
  const logged = runs.flatMap(({ program }) => program.stderr().split('\n'))
  const stdout = runs.flatMap(({ program }) => program.stdout().split('\n').slice(0, -1))
  return [
    ...(await guard.findings({ logged, ...written })),
    ...stdout.filter((line) => messageOf(line) === undefined).map((line) => `no JSON-RPC on stdout: ${line}`),
    ...stdout.filter((line) => line.includes(token)).map(() => 'a secret on stdout'),
    ...logged.filter((line) => line.includes(CHILD)),
  ]
}
