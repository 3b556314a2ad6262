import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Client, type ElicitResult, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { type Clock, systemClock } from '../../src/clock.ts'
import type { NamedAccount } from '../../src/config/accounts-file.ts'
import type { TokenEntry } from '../../src/config/token-file.ts'
import { loadConfig } from '../../src/config.ts'
import type { StartSandbox } from '../../src/connection.ts'
import type { HttpServer } from '../../src/http.ts'
import { type Log, silentLog } from '../../src/log.ts'
import { type HostDeps, hostHttp } from '../../src/serve-http.ts'
import type { Tool } from '../../src/tools/tool.ts'

const place = { workingFolder: '/', homeFolder: '/home/nobody', tempFolder: '/tmp/none', platform: 'linux' }

export interface HostOptions {
  flags?: readonly string[]
  tools?: readonly Tool[]
  tokens?: readonly TokenEntry[]
  accounts?: ReadonlyMap<string, NamedAccount>
  /** Of another server: two on one state folder. */
  stateDir?: string
  /** Default: the embedded one. */
  sandbox?: { url: string; accessToken: string }
  clock?: Clock
  log?: Log
  /** Between two readings of an issuer's keys. */
  coolDownMs?: number
  uploadIdleMs?: number
  audit?: HostDeps['audit']
  requestTimes?: HostDeps['requestTimes']
  sessionLimits?: HostDeps['sessionLimits']
}

export interface Hosted extends HttpServer {
  stateDir: string
  tokensFile: string
}

/** The server as --http makes it, in this process. */
export async function host(options: HostOptions = {}): Promise<Hosted> {
  const { flags = [], tools, tokens, accounts = new Map(), sandbox, clock = systemClock, log = silentLog } = options
  const root = await mkdtemp(join(tmpdir(), 'hubspot-import-hosted-'))
  const stateDir = options.stateDir ?? join(root, 'state')
  const tokensFile = join(root, 'tokens.json')
  if (tokens !== undefined) await writeTokens(tokensFile, tokens)
  const environment = accounts.size > 0 ? [] : ['--sandbox']
  const asked = tokens === undefined ? [] : ['--tokens', tokensFile]
  const line = ['--http', '--port', '0', '--state-dir', stateDir, ...environment, ...asked, ...flags]
  const config = loadConfig(line, {}, place)
  const startSandbox: StartSandbox | undefined = sandbox && (async () => ({ ...sandbox, close: async () => undefined }))
  const { audit, coolDownMs, uploadIdleMs, requestTimes, sessionLimits } = options
  const more = { audit, coolDownMs, uploadIdleMs, requestTimes, sessionLimits }
  const server = await hostHttp(config, { accounts, clock, log, tools, startSandbox, ...more })
  const close = async () => {
    await server.close()
    await rm(root, { recursive: true, force: true })
  }
  return { ...server, close, stateDir, tokensFile }
}

export const writeTokens = (path: string, tokens: readonly TokenEntry[]): Promise<void> =>
  writeFile(path, JSON.stringify(tokens), { mode: 0o600 })

/** A token and its entry. */
export function newToken(name: string, facts: Partial<TokenEntry> = {}): { token: string; entry: TokenEntry } {
  const token = `him_${randomBytes(32).toString('base64url')}`
  const sha256 = createHash('sha256').update(token).digest('hex')
  return { token, entry: { name, sha256, scopes: ['imports:read', 'imports:plan', 'imports:write'], ...facts } }
}

export interface Sent {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
}

export interface Answered {
  status: number
  headers: Record<string, unknown>
  body: string
}

export async function send(url: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const req = request(url, { method, headers, agent: false }, (res) => {
      text(res).then((answer) => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: answer }), reject)
    })
    req.on('error', reject)
    req.end(body)
  })
}

export const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

export const rpc = (method: string, params: unknown = {}): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

export async function client2026(url: string, token?: string, elicit?: () => ElicitResult): Promise<Client> {
  const client = new Client(
    { name: 'test', version: '1' },
    {
      capabilities: elicit === undefined ? {} : { elicitation: { form: {} } },
      versionNegotiation: { mode: { pin: '2026-07-28' } },
    },
  )
  if (elicit !== undefined) client.setRequestHandler('elicitation/create', elicit)
  const requestInit = token === undefined ? {} : { headers: bearer(token) }
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }))
  return client
}
