import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type ElicitResult, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Client as Client2025 } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as Stdio2025 } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport as Http2025 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { vi } from 'vitest'
import { z } from 'zod'
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox.ts'
import { manualClock } from '../src/sandbox/sandbox-clock.ts'
import { PROGRAM, startProgram } from './start-program.ts'

/** Every way to the built program: both transports, and for each the protocol of 2026 and of 2025 with its own client. */
export const WAYS = [
  { era: '2026', transport: 'stdio' },
  { era: '2025', transport: 'stdio' },
  { era: '2026', transport: 'http' },
  { era: '2025', transport: 'http' },
] as const

export type Way = (typeof WAYS)[number]

export interface Told {
  progress: number
  total?: number | undefined
  message?: string | undefined
}

export interface CallOptions {
  signal?: AbortSignal
  onprogress?: (told: Told) => void
}

type Ref = { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string }

interface AnyClient {
  callTool(name: string, args: Record<string, unknown>, options: CallOptions): Promise<unknown>
  complete(ref: Ref, name: string, value: string, given?: Record<string, string>): Promise<string[]>
  getPrompt(name: string, args: Record<string, string>): Promise<unknown>
  readResource(uri: string): Promise<{ uri: string; text: string }>
  listed(): Promise<{ prompts: string[]; resources: string[]; templates: string[] }>
  close(): Promise<void>
}

export interface Wire extends Omit<AnyClient, 'callTool' | 'close'> {
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<Result>
  /** What a tool takes as `file`: a path, or over HTTP the handle of an upload. */
  file(name: string, content: string): Promise<string>
  /** What the program works with. Its time stands still: an import stays STARTED until the test moves it. */
  sandbox: Sandbox
  /** How calls of a tool ended, by the program's log. */
  outcomes(tool: string): string[]
  [Symbol.asyncDispose](): Promise<void>
}

const result = z.looseObject({
  isError: z.boolean().default(false),
  content: z.tuple([z.looseObject({ type: z.literal('text'), text: z.string() })]),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
})
const contents = z.looseObject({ contents: z.tuple([z.looseObject({ uri: z.string(), text: z.string() })]) })

export type Result = z.output<typeof result>

/** Starts the program, with the sandbox of this process as its HubSpot. Without `person` the client cannot ask. */
export async function openWire(way: Way, person?: (question: string) => ElicitResult): Promise<Wire> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'hubspot-import-wire-')))
  const folder = join(root, 'files')
  await mkdir(folder)
  const sandbox = await startSandbox({ clock: manualClock() })
  const env = { HUBSPOT_BASE_URL: sandbox.url, HUBSPOT_ACCESS_TOKEN: sandbox.accessToken }
  const flags = ['--state-dir', join(root, 'state')]
  const opened =
    way.transport === 'stdio'
      ? await overStdio(way, { flags: [...flags, '--allow-dir', folder], env, folder }, person)
      : await overHttp(way, { flags, env }, person)
  const { client, file, log, stop } = opened
  return {
    ...client,
    call: async (name, args = {}, options = {}) => result.parse(await client.callTool(name, args, options)),
    file,
    sandbox,
    outcomes: (tool) =>
      [...log().matchAll(/"msg":"call",.*"tool":"(\w+)","outcome":"(\w+)"/g)].flatMap(([, name, outcome = '']) =>
        name === tool ? [outcome] : [],
      ),
    async [Symbol.asyncDispose]() {
      await client.close()
      await stop()
      await sandbox.close()
      await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
    },
  }
}

interface Started {
  flags: string[]
  env: Record<string, string>
}

interface Opened {
  client: AnyClient
  file: Wire['file']
  log: () => string
  stop: () => Promise<void>
}

type Person = Parameters<typeof openWire>[1]

async function overStdio(
  { era }: Way,
  { flags, env, folder }: Started & { folder: string },
  person: Person,
): Promise<Opened> {
  const command = { command: process.execPath, args: [PROGRAM, ...flags], env, stderr: 'pipe' as const }
  const transport = era === '2026' ? new StdioClientTransport(command) : new Stdio2025(command)
  let log = ''
  transport.stderr?.on('data', (chunk: Buffer) => {
    log += String(chunk)
  })
  const client = era === '2026' ? await client2026(transport, person) : await client2025(transport, person)
  const file = async (name: string, content: string) => {
    await writeFile(join(folder, name), content)
    return name
  }
  return { client, file, log: () => log, stop: async () => undefined }
}

async function overHttp({ era }: Way, { flags, env }: Started, person: Person): Promise<Opened> {
  const program = await startProgram(['--http', '--port', '0', ...flags], env)
  const listening = () => /"msg":"listening".*"url":"([^"]+)"/.exec(program.stderr())?.[1] ?? ''
  await vi.waitFor(() => {
    if (listening() === '') throw new Error(program.stderr())
  }, 20_000)
  const url = new URL(listening())
  const client =
    era === '2026'
      ? await client2026(new StreamableHTTPClientTransport(url), person)
      : await client2025(new Http2025(url), person)
  const file = async (name: string, body: string) => {
    const answer = await fetch(new URL(`/files/${name}`, url), { method: 'PUT', body })
    return z.object({ file: z.string() }).parse(await answer.json()).file
  }
  return { client, file, log: program.stderr, stop: () => program[Symbol.asyncDispose]() }
}

async function client2026(transport: Parameters<Client['connect']>[0], person: Person): Promise<AnyClient> {
  const capabilities = person === undefined ? {} : { elicitation: { form: {} } }
  const client = new Client(
    { name: 'test-2026', version: '1' },
    { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  if (person !== undefined) client.setRequestHandler('elicitation/create', ({ params }) => person(params.message))
  await client.connect(transport)
  return {
    callTool: (name, args, options) => client.callTool({ name, arguments: args }, options),
    ...commonOf(client),
  }
}

async function client2025(transport: Parameters<Client2025['connect']>[0], person: Person): Promise<AnyClient> {
  const capabilities = person === undefined ? {} : { elicitation: {} }
  const client = new Client2025({ name: 'test-2025', version: '1' }, { capabilities })
  if (person !== undefined) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => person(params.message))
  }
  await client.connect(transport)
  return {
    callTool: (name, args, options) => client.callTool({ name, arguments: args }, undefined, options),
    ...commonOf(client),
  }
}

/** What both clients call alike. */
function commonOf(client: Client | Client2025): Omit<AnyClient, 'callTool'> {
  return {
    complete: async (ref, name, value, given) => {
      const context = given === undefined ? {} : { context: { arguments: given } }
      return (await client.complete({ ref, argument: { name, value }, ...context })).completion.values
    },
    getPrompt: (name, args) => client.getPrompt({ name, arguments: args }),
    readResource: async (uri) => contents.parse(await client.readResource({ uri })).contents[0],
    listed: async () => ({
      prompts: (await client.listPrompts()).prompts.map(({ name }) => name),
      resources: (await client.listResources()).resources.map(({ uri }) => uri),
      templates: (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    }),
    close: () => client.close(),
  }
}
