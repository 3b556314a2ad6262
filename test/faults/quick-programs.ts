import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { structuredOf } from '../connect.ts'
import { ONCE_LIMITS } from '../import/once-limits.ts'
import { quickClock, type ServerProcess, startServer, writeServer } from '../import/server-process.ts'
import { at, call, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'

/** One program after the other on one state folder, in processes of their own, with HubSpot behind them. */
export interface QuickPrograms {
  sandbox: Sandbox
  open(): Promise<ServerProcess>
  /** A file in the allowed folder, or another content of it. */
  write(name: string, content: string): Promise<void>
  /** The planId. */
  plan(program: ServerProcess, file: string): Promise<string>
  /** Requests that began an upload; with a status, those that were answered so. */
  posts(status?: number): number
  /** What HubSpot really has, oldest first. */
  imports(): Promise<{ id: string; name: string }[]>
  /** Steps of all starts in the journal, without the intents. */
  journal(): Promise<string[]>
  [Symbol.asyncDispose](): Promise<void>
}

/** The program with parts of 100 rows, and a hundredth of each wait: a call waits 0.2 s for an upload instead of 20 s. */
export async function openQuickPrograms(options: SandboxOptions = {}): Promise<QuickPrograms> {
  const root = await mkdtemp(join(tmpdir(), 'quick-programs-'))
  const [folder, stateDir] = [join(root, 'files'), join(root, 'state')]
  await mkdir(folder)
  const clock = quickClock()
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS, importLimits: ONCE_LIMITS, clock, ...options })
  const program = await writeServer(root)
  const flags = ['--base-url', sandbox.url, '--allow-dir', folder, '--state-dir', stateDir, '--confirm', 'never']
  const args = [program, 'right', ...flags, '--retry-interval', '0.01', '--no-circuit-breaker']
  const opened: ServerProcess[] = []
  return {
    sandbox,
    async open() {
      const server = await startServer(args, { HUBSPOT_ACCESS_TOKEN: sandbox.accessToken, HOME: root })
      opened.push(server)
      return server
    },
    write: (name, content) => writeFile(join(folder, name), content),
    plan: async (server, file) => String(structuredOf(await server.call('propose_mapping', { file })).planId),
    posts: (status) =>
      sandbox
        .requests()
        .filter(({ method, path }) => method === 'POST' && path.endsWith('/imports'))
        .filter((one) => status === undefined || one.status === status).length,
    async imports() {
      const results = at((await call(sandbox, 'GET /crm/v3/imports?limit=100')).body, 'results')
      const all = Array.isArray(results) ? results : []
      return all.map((one) => ({ id: String(at(one, 'id')), name: String(at(one, 'importName')) })).reverse()
    },
    async journal() {
      const paths = await readdir(join(stateDir, 'starts'), { recursive: true })
      return paths.flatMap((path) => /\d+\.\w+(?=\.json$)/.exec(path)?.[0] ?? []).sort()
    },
    async [Symbol.asyncDispose]() {
      for (const server of opened) await server.close()
      await sandbox.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}
