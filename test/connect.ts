import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CallToolResult,
  Client,
  type ClientCapabilities,
  type ElicitRequest,
  type ElicitResult,
  InMemoryTransport,
} from '@modelcontextprotocol/client'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { z } from 'zod'
import { createAuditLog } from '../src/audit.ts'
import { type Clock, systemClock } from '../src/clock.ts'
import { loadConfig } from '../src/config.ts'
import { type Context, createContext, type LateContext, readyContext } from '../src/context.ts'
import { HUBSPOT_LIMITS, type ImportLimits } from '../src/import/parts/limits.ts'
import { openStateFolder } from '../src/import/state-folder.ts'
import type { Measure } from '../src/measure.ts'
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox.ts'
import { createJsonLog } from '../src/server/json-log.ts'
import { createServerFactory } from '../src/server.ts'
import { createAllowedFiles } from '../src/table/allowed-files.ts'
import type { Tool } from '../src/tools/tool.ts'

export interface ConnectOptions {
  /** Flags of the program; default: the sandbox. */
  flags?: readonly string[]
  env?: Record<string, string>
  /** Written into the one allowed folder. */
  files?: Record<string, string | Uint8Array>
  /** 2026-07-28, or the handshake of 2025. */
  era?: 'modern' | 'legacy'
  /** What the person answers; without it the client cannot ask. */
  elicit?: (params: ElicitRequest['params']) => ElicitResult | Promise<ElicitResult>
  /** Other ways to ask than by a form. */
  elicitation?: ClientCapabilities['elicitation']
  /** Instead of the real ones. */
  tools?: readonly Tool[]
  clock?: Clock
  /** Somebody else's: it is not closed with the connection. */
  sandbox?: Sandbox
  /** What HubSpot, here the sandbox, takes in one import; the others as they are. */
  limits?: Partial<ImportLimits>
  measure?: Measure
  /** Why what the tools use cannot be made. */
  openFails?: Error
  /** Of another connection: two servers on one state folder. */
  stateDir?: string
}

export interface Connection {
  client: Client
  context: Context
  /** What is behind the server, with its switches for faults. */
  sandbox: Sandbox
  /** The allowed folder. */
  folder: string
  stateDir: string
  /** Lines of the log so far. */
  logged: string[]
  call(name: string, args?: Record<string, unknown>): Promise<CallToolResult>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A real client and the real server, joined in memory, with the sandbox behind them. */
export async function connect(options: ConnectOptions = {}): Promise<Connection> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'hubspot-import-test-')))
  const folder = join(root, 'files')
  const stateDir = options.stateDir ?? join(root, 'state')
  await mkdir(folder)
  for (const [name, content] of Object.entries(options.files ?? {})) await writeFile(join(folder, name), content)
  const flags = [...(options.flags ?? ['--sandbox']), '--allow-dir', folder, '--state-dir', stateDir]
  const config = loadConfig(flags, options.env ?? {}, {
    workingFolder: folder,
    homeFolder: '/home/nobody',
    tempFolder: join(root, 'temp'),
    platform: process.platform,
  })
  const { auditLog } = config
  const { clock = systemClock } = options
  const logged: string[] = []
  const log = createJsonLog((line) => logged.push(line), { level: 'debug', clock: systemClock, secrets: [] })
  const files = await createAllowedFiles({ folders: config.allowDirs, workingFolder: folder })
  const sandbox = options.sandbox ?? (await startSandbox({ importLimits: options.limits }))
  const context = createContext(config, {
    files,
    log,
    clock: options.clock,
    measure: options.measure,
    audit:
      auditLog === undefined ? undefined : createAuditLog(auditLog, { state: openStateFolder(stateDir), clock, log }),
    limits: { ...HUBSPOT_LIMITS, ...options.limits },
    startSandbox: async () => lent(sandbox),
  })
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair()
  const server = serveStdio(createServerFactory(lateContext(context, options), options.tools), {
    transport: serverSide,
  })
  const client = newClient(options)
  await client.connect(clientSide)
  const close = async () => {
    await client.close()
    await server.close()
    await context.close()
    if (options.sandbox === undefined) await sandbox.close()
    // A watch that the close has ended may still be writing down what it saw.
    await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  }
  return {
    client,
    context,
    sandbox,
    folder,
    stateDir,
    logged,
    call: (name, args = {}) => client.callTool({ name, arguments: args }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function lateContext(context: Context, { openFails }: ConnectOptions): LateContext {
  const late = readyContext(context)
  return openFails === undefined ? late : { ...late, open: () => Promise.reject(openFails) }
}

/** The sandbox outlives the context, so that a test can look at it afterwards. */
const lent = ({ url, accessToken }: Sandbox) => ({ url, accessToken, close: async () => undefined })

function newClient({ era = 'modern', elicit, elicitation = { form: {} } }: ConnectOptions): Client {
  const mode = era === 'modern' ? { pin: '2026-07-28' } : 'legacy'
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    {
      capabilities: elicit === undefined ? {} : { elicitation },
      versionNegotiation: { mode },
    },
  )
  if (elicit !== undefined) client.setRequestHandler('elicitation/create', ({ params }) => elicit(params))
  return client
}

/** The text of a result that has only text. */
export function textOf(result: CallToolResult): string {
  return result.content.map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join('\n')
}

/** The result before it was shortened for a model: what the page and the terminal use. */
export function wholeOf(result: CallToolResult): Record<string, unknown> {
  const structured = structuredOf(result)
  const whole = z.record(z.string(), z.unknown()).safeParse(result._meta?.['hubspot-import-mcp/whole'])
  return whole.success ? whole.data : structured
}

/** The structured content of a result; fails on an error result with its text. */
export function structuredOf(result: CallToolResult): Record<string, unknown> {
  const structured = z.record(z.string(), z.unknown()).safeParse(result.structuredContent)
  if (result.isError === true || !structured.success) throw new Error(textOf(result))
  return structured.data
}
