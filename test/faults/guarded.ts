import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { CallToolResult } from '@modelcontextprotocol/client'
import { ERROR_CODES } from '../../src/errors.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { type Connection, type ConnectOptions, connect, textOf } from '../connect.ts'
import { at, call, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { withFolder } from '../with-folder.ts'
import { type FaultHost, type HostFault, startFaultHost } from './fault-host.ts'

/** Every cell of it can be found again wherever it should not be. */
export const LEADS = 'First Name,Email\nCanaryAnn,canary-ann@example.com\nCanaryBob,canary-bob@example.com\n'

const CELL = /canary-?(ann|bob)/i

/** They show cells on purpose: the caller has to judge them. */
const SHOW_CELLS = new Set(['inspect_file', 'propose_mapping', 'validate_import', 'get_import_errors'])

/** What raw text must never hold: it could drive a terminal or hide text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/

const ERROR = new RegExp(`^(${ERROR_CODES.join('|')}): .+\\nFix: .+`, 's')

/** What was said and written, looked through for what must never be there. */
export interface Guard {
  /** An answer of a tool. */
  answered(tool: string, result: CallToolResult): CallToolResult
  /** Everything that is wrong with the answers, the log, the audit log and the files of the state folder. */
  findings(written: { logged: readonly string[]; auditLog: string; stateDir: string }): Promise<string[]>
}

export function createGuard({ secrets, folder }: { secrets: readonly string[]; folder: string }): Guard {
  const found: string[] = []
  const look = (place: string, text: string, { cells }: { cells: boolean }) => {
    if (secrets.some((secret) => text.includes(secret))) found.push(`a secret in ${place}`)
    if (!cells && CELL.test(text)) found.push(`a cell in ${place}: ${text.slice(0, 300)}`)
  }
  return {
    answered(tool, result) {
      const text = textOf(result)
      const all = textsOf(result).join('\n')
      look(`the answer of ${tool}`, all, { cells: SHOW_CELLS.has(tool) })
      if (all.includes(folder)) found.push(`a path in the answer of ${tool}: ${text}`)
      if (CONTROL.test(all)) found.push(`a control character in the answer of ${tool}`)
      if (result.isError === true && (!ERROR.test(text) || result.structuredContent !== undefined))
        found.push(`the error of ${tool} has another form: ${text}`)
      return result
    },
    async findings({ logged, auditLog, stateDir }) {
      const audited = (await readFile(auditLog, 'utf8').catch(() => '')).split('\n')
      for (const line of [...logged, ...audited]) {
        look(`the log: ${line}`, line, { cells: false })
        if (line.includes(folder)) found.push(`a path in the log: ${line}`)
        if (CONTROL.test(line)) found.push(`a control character in the log: ${JSON.stringify(line)}`)
      }
      for (const path of await filesBelow(stateDir)) {
        const name = relative(stateDir, path)
        look(`the file ${name}`, await readFile(path, 'latin1'), { cells: !name.startsWith('starts') })
      }
      return found
    },
  }
}

/** Every text in a value as it is, names of fields included: JSON would show a control character as an escape. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)])
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

export interface GuardedConnection extends Connection {
  host: FaultHost
  /** Requests that began an upload. */
  posts(): number
  /** What HubSpot really has. */
  imports(): Promise<unknown[]>
}

export interface GuardedOptions extends ConnectOptions {
  faults?: readonly HostFault[]
  /** The server is connected as an OAuth app, as in production. */
  oauth?: boolean
  /** No host between them: it takes a request as a whole, and a slow upload would not be felt. */
  direct?: boolean
}

/** A client and the server behind a host that misbehaves; at its end everything said and written is looked through. */
export async function connectGuarded(all: GuardedOptions = {}): Promise<GuardedConnection> {
  const { faults = [], oauth = false, direct = false, ...options } = all
  const sandbox = options.sandbox ?? (await startSandbox({ rateLimits: NO_RATE_LIMITS }))
  const host = await startFaultHost(sandbox, faults)
  const behind = direct ? sandbox : host.sandbox
  const access = oauth ? { flags: ['--confirm', 'never'], env: oauthOf(host.sandbox) } : {}
  const audit = await withFolder()
  const auditLog = join(audit.path, 'audit.jsonl')
  const { flags = ['--sandbox'], ...given } = { ...access, ...options }
  const connection = await connect({
    files: { 'leads.csv': LEADS },
    ...given,
    flags: [...flags, '--audit-log', auditLog],
    sandbox: behind,
  })
  const { logged, stateDir, folder } = connection
  const guard = createGuard({ secrets: secretsOf(sandbox), folder })
  const close = async () => {
    const findings = await guard.findings({ logged, auditLog, stateDir })
    await audit[Symbol.asyncDispose]()
    await connection.close()
    await host.close()
    if (options.sandbox === undefined) await sandbox.close()
    if (findings.length > 0) throw new Error(findings.join('\n'))
  }
  return {
    ...connection,
    host,
    call: async (name, args) => guard.answered(name, await connection.call(name, args)),
    posts: () => host.requests.filter(({ method, path }) => method === 'POST' && /\/imports\/?$/.test(path)).length,
    imports: async () => {
      const token = oauth ? await oauthToken(sandbox) : sandbox.accessToken
      const { body } = await call(sandbox, 'GET /crm/v3/imports?limit=100', { token })
      const results = at(body, 'results')
      return Array.isArray(results) ? results : []
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

const secretsOf = ({ accessToken, oauth }: Sandbox): string[] => [accessToken, oauth.clientSecret, oauth.refreshToken]

const oauthOf = ({ url, oauth }: Sandbox) => ({
  HUBSPOT_BASE_URL: url,
  HUBSPOT_CLIENT_ID: oauth.clientId,
  HUBSPOT_CLIENT_SECRET: oauth.clientSecret,
  HUBSPOT_REFRESH_TOKEN: oauth.refreshToken,
})

async function oauthToken(sandbox: Sandbox): Promise<string> {
  const { clientId, clientSecret, refreshToken } = sandbox.oauth
  const form = { client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken }
  const { body } = await call(sandbox, 'POST /oauth/v1/token', { form: { grant_type: 'refresh_token', ...form } })
  return String(at(body, 'access_token'))
}
