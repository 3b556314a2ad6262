import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import manifest from '../package.json' with { type: 'json' }
import type { Io } from './cli/io.ts'
import { systemClock } from './clock.ts'
import { secretsOf, secretsOfCredentials } from './config/secrets.ts'
import { type Config, loadConfig } from './config.ts'
import type { Context, ContextDeps } from './context.ts'
import { UsageError } from './errors.ts'
import type { Log } from './log.ts'
import { createJsonLog } from './server/json-log.ts'

/** How long closing may take before the process ends all the same. */
const STOP_MS = 900

/** For this process alone; made only when something is kept in it. */
const tempFolder = join(tmpdir(), `hubspot-import-mcp-${process.pid}-${randomBytes(6).toString('hex')}`)

main()

async function main(): Promise<void> {
  process.stderr.on('error', () => undefined)
  try {
    const config = loadConfig(process.argv.slice(2), process.env, {
      workingFolder: process.cwd(),
      homeFolder: homedir(),
      tempFolder,
      platform: process.platform,
    })
    await end(await run(config))
  } catch (error) {
    process.stderr.write(startProblem(error))
    await end(error instanceof UsageError ? 2 : 1)
  }
}

function run(config: Config): Promise<number> {
  switch (config.command.name) {
    case 'help':
      return help()
    case 'version':
      return print(`${manifest.version}\n`)
    case 'stdio':
      return stdio(config)
    case 'http':
      return http(config)
    case 'sandbox':
      return sandbox(config)
    default:
      return terminal(config)
  }
}

async function help(): Promise<number> {
  const { helpText } = await import('./config/help.ts')
  return print(helpText())
}

async function print(text: string): Promise<number> {
  process.stdout.write(text)
  return 0
}

async function stdio(config: Config): Promise<number> {
  const log = startLog(config)
  const { createAllowedFiles } = await import('./table/allowed-files.ts')
  const { allowDirs: folders, workingFolder, homeFolder } = config
  const files = await createAllowedFiles({ folders, workingFolder, homeFolder })
  const context = await openContext(config, { files, log })
  const { createServerFactory } = await import('./server.ts')
  const { serveStdio } = await import('@modelcontextprotocol/server/stdio')
  if (process.stdin.isTTY) process.stderr.write('An MCP client starts this program and talks to it here. See --help.\n')
  const stopped = untilStopped([process.stdin, 'end', 'close'], [process.stdout, 'error', 'close'])
  const connection = serveStdio(createServerFactory(context), { onerror: (error) => log('debug', 'mcp', { error }) })
  resume(context)
  log('debug', 'stopping', { reason: await stopped })
  // Before the calls end: what they were sending can then be taken up again.
  context.stopUploads()
  await withinReason(connection.close().then(() => context.close()))
  return 0
}

async function http(config: Config): Promise<number> {
  const { readAccounts } = await import('./config/accounts-file.ts')
  const accounts = await readAccounts(config.http.accountsFile, process.env)
  const log = startLog(
    config,
    [...accounts.values()].flatMap(({ hubspot }) => secretsOfCredentials(hubspot.credentials)),
  )
  const { hostHttp } = await import('./serve-http.ts')
  const { createPrometheus } = await import('./http/prometheus.ts')
  const stopped = untilStopped()
  const deps = { accounts, clock: systemClock, log, metrics: createPrometheus(), ...(await openAudit(config, log)) }
  const server = await hostHttp(await withTls(config), deps)
  log('info', 'listening', { url: `${server.url}/mcp` })
  log('info', 'stopping', { reason: await stopped })
  // Whoever asks a second time does not want to wait.
  const asked = untilStopped().then(() => server.closeNow())
  await withinReason(Promise.race([server.close(), asked]), config.http.graceMs + STOP_MS)
  return 0
}

async function sandbox(config: Config): Promise<number> {
  const log = startLog(config)
  const { startSandbox } = await import('./sandbox/sandbox.ts')
  const stopped = untilStopped()
  const { url, portalId, accessToken, close } = await startSandbox({ ...config.sandbox, log })
  await print(
    [
      `A local HubSpot (portal ${portalId}) at ${url}`,
      '',
      'For any HubSpot client: base URL and access token as below. For this server:',
      `  HUBSPOT_BASE_URL=${url} HUBSPOT_ACCESS_TOKEN=${accessToken} node ${process.argv[1]}`,
      '',
      'Ctrl-C stops it.',
      '',
    ].join('\n'),
  )
  await stopped
  await withinReason(close())
  return 0
}

async function terminal(config: Config): Promise<number> {
  for (const warning of config.warnings) process.stderr.write(`${warning}\n`)
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort())
  const io = terminalIo(interrupted.signal)
  if (config.command.name === 'token') {
    return (await import('./cli/token.ts')).runToken(config, config.command.principal, io, systemClock)
  }
  const ready = await withTls(config)
  if (config.command.name === 'check') return (await import('./cli/check.ts')).runCheck(ready, io)
  if (config.command.name === 'audit') return (await import('./cli/audit.ts')).runAudit(ready, io)
  if (config.command.name === 'demo') return (await import('./cli/demo.ts')).runDemo(ready, io)
  return (await import('./cli/doctor.ts')).runDoctor(ready, io)
}

function terminalIo(signal: AbortSignal): Io {
  const { stdout, stderr, env } = process
  return {
    write: (text) => stdout.write(text),
    writeError: (text) => stderr.write(text),
    errorIsTTY: stderr.isTTY === true,
    columns: stdout.columns ?? stderr.columns ?? 80,
    color: stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb',
    signal,
    execPath: process.execPath,
    nodeVersion: process.version,
    script: process.argv[1] ?? '',
  }
}

async function openContext(config: Config, deps: Pick<ContextDeps, 'files' | 'log'>): Promise<Context> {
  const { createContext } = await import('./context.ts')
  return createContext(await withTls(config), { ...deps, ...(await openAudit(config, deps.log)) })
}

/** One that cannot be written is told at once; the server starts all the same, and refuses writes. */
async function openAudit({ auditLog, stateDir }: Config, log: Log): Promise<Pick<ContextDeps, 'audit'>> {
  if (auditLog === undefined) return {}
  const { createAuditLog } = await import('./audit.ts')
  const { openStateFolder } = await import('./import/state-folder.ts')
  const audit = createAuditLog(auditLog, { state: openStateFolder(stateDir), clock: systemClock, log })
  const problem = await audit.problem()
  if (problem !== undefined) log('error', problem)
  return { audit }
}

async function withTls(config: Config): Promise<Config> {
  if (Object.keys(config.tlsFiles).length === 0) return config
  const { withTlsFiles } = await import('./config/tls-files.ts')
  return withTlsFiles(config)
}

/** The log of a server on stderr; from here on nothing that goes wrong reaches the terminal unredacted. */
function startLog(config: Config, moreSecrets: readonly string[] = []): Log {
  const log = createJsonLog((line) => process.stderr.write(line), {
    level: config.logLevel,
    clock: systemClock,
    secrets: [...secretsOf(config.hubspot), ...moreSecrets],
    pid: process.pid,
  })
  process.on('unhandledRejection', (error) => log('error', 'unhandled rejection', { error }))
  process.on('uncaughtException', (error) => {
    log('error', 'uncaught exception', { error })
    process.exit(1)
  })
  for (const warning of config.warnings) log('warn', warning)
  return log
}

type Ending = readonly [NodeJS.EventEmitter, ...string[]]

/** Resolves with the reason: a signal, or the end of a stream whose other end is gone. */
function untilStopped(...endings: readonly Ending[]): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve(signal))
    for (const [stream, ...events] of endings) {
      for (const event of events) stream.once(event, () => resolve(`end of the connection (${event})`))
    }
  })
}

/** After the first answers can be given: what it needs is loaded for it alone. */
function resume(context: Context): void {
  if (!context.config.resume) return
  void import('./tools/resume-imports.ts').then(({ resumeImports }) => resumeImports(context))
}

/** What does not close in time is left: the journal is written so that a process may die at any moment. */
async function withinReason(closing: Promise<void>, ms = STOP_MS): Promise<void> {
  await Promise.race([closing, systemClock.sleep(ms)])
}

function startProblem(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n${error.fix}\n`
  return `hubspot-import-mcp could not start: ${error instanceof Error ? error.message : String(error)}\n`
}

async function end(code: number): Promise<void> {
  await rm(tempFolder, { recursive: true, force: true }).catch(() => undefined)
  process.stdout.write('', () => process.exit(code))
  // A reader that is gone never takes what was written.
  setTimeout(() => process.exit(code), 100).unref()
}
