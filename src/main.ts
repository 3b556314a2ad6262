import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import manifest from '../package.json' with { type: 'json' }
import { EXIT } from './cli/exit-codes.ts'
import type { Io } from './cli/io.ts'
import type { StopSignal } from './cli/stopped.ts'
import { systemClock } from './clock.ts'
import type { HelpTopicName } from './config/command.ts'
import { secretsOf } from './config/secrets.ts'
import { type Config, loadConfig } from './config.ts'
import { lateContext } from './context/late-context.ts'
import { openAudit } from './context/open-audit.ts'
import type { Context } from './context.ts'
import type { Log } from './log.ts'
import { keepNewSpaceSmall, prepareForLongRun } from './long-run.ts'
import { gatherLines } from './server/gathered-lines.ts'
import { createJsonLog } from './server/json-log.ts'

/** Node's own 1 would be taken for findings. */
const { DEFECT } = EXIT

/** How long closing may take before the process ends all the same. */
const STOP_MS = 900

/** For this process alone; named when it is asked for, made when something is kept in it. */
let tempFolder: string | undefined

main()

async function main(): Promise<void> {
  const argv = process.argv.slice(2)
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  try {
    const config = loadConfig(argv, process.env, {
      workingFolder: process.cwd(),
      homeFolder: homedir(),
      get tempFolder() {
        tempFolder ??= join(tmpdir(), `hubspot-import-mcp-${process.pid}-${randomBytes(6).toString('hex')}`)
        return tempFolder
      },
      platform: process.platform,
    })
    await end(await run(config), { patient: isCommand(config) })
  } catch (error) {
    const { tellError } = await import('./cli/tell-error.ts')
    // Also of a line that could not be read, so that a script always finds one document.
    const { out, err, exitCode } = tellError(error, { json: argv.includes('--json') })
    process.stdout.write(out)
    process.stderr.write(err)
    await end(exitCode, { patient: true })
  }
}

const isCommand = ({ command: { name } }: Config): boolean => name !== 'stdio' && name !== 'http'

async function run(config: Config): Promise<number> {
  switch (config.command.name) {
    case 'help':
      return help(config.command.about)
    case 'version':
      return print(`${manifest.version}\n`)
    case 'completion':
      return print((await import('./cli/completion.ts')).completionScript(config.command.shell))
    case 'stdio':
      prepareForLongRun(process.versions.v8)
      keepNewSpaceSmall()
      return stdio(config)
    case 'http':
      prepareForLongRun(process.versions.v8)
      return http(config)
    case 'sandbox':
      return serveSandbox(config)
    default:
      return terminal(config)
  }
}

async function help(about: HelpTopicName): Promise<number> {
  const { helpText } = await import('./cli/help.ts')
  const { widthOf } = await import('./cli/screen.ts')
  return print(helpText(about, widthOf(columns())))
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
  const { late, opened } = await lateContext(await withTls(config), { files, log })
  const { createServerFactory } = await import('./server.ts')
  const { serveStdio } = await import('@modelcontextprotocol/server/stdio')
  if (process.stdin.isTTY) process.stderr.write('An MCP client starts this program and talks to it here. See --help.\n')
  const stopped = untilStopped([process.stdin, 'end', 'close'], [process.stdout, 'error', 'close'])
  const connection = serveStdio(createServerFactory(late), { onerror: (error) => log('debug', 'mcp', { error }) })
  if (config.resume) void late.open().then(resume)
  log('debug', 'stopping', { reason: await stopped })
  // Before the calls end: what they were sending can then be taken up again.
  opened()?.stopUploads()
  await withinReason(connection.close().then(() => opened()?.close()))
  return 0
}

async function http(config: Config): Promise<number> {
  const { readAccounts } = await import('./config/accounts-file.ts')
  const accounts = await readAccounts(config.http.accountsFile, { env: process.env, proxies: config.proxies })
  const log = startLog(
    config,
    [...accounts.values()].flatMap(({ hubspot }) => secretsOf({ ...config.hubspot, ...hubspot })),
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

async function serveSandbox(config: Config): Promise<number> {
  const log = startLog(config)
  const { startSandbox } = await import('./sandbox/sandbox.ts')
  const stopped = untilStopped()
  const { tellSandbox, tellSandboxEnd } = await import('./cli/tell-sandbox.ts')
  const sandbox = await startSandbox({ ...config.sandbox, log })
  await print(tellSandbox(sandbox, process.argv[1] ?? ''))
  await stopped
  await withinReason(sandbox.close())
  process.stderr.write(tellSandboxEnd(config.sandbox.dataDir))
  return 0
}

async function terminal(config: Config): Promise<number> {
  // The doctor tells them among what it found.
  const warnings = config.command.name === 'doctor' ? [] : config.warnings
  for (const warning of warnings) process.stderr.write(`${warning}\n`)
  const { tellError } = await import('./cli/tell-error.ts')
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      process.stderr.write(tellError(error, { json: false }).err)
      process.exit(DEFECT)
    })
  }
  const { runCommand } = await import('./cli/run-command.ts')
  return runCommand(await withTls(config), await terminalIo(config), systemClock)
}

async function terminalIo({ color }: Config): Promise<Io> {
  const { Stopped } = await import('./cli/stopped.ts')
  const { wantsColor } = await import('./cli/wants-color.ts')
  const { stdout, stderr, env } = process
  const stopped = new AbortController()
  const stop = (signal: StopSignal) => stopped.abort(new Stopped(signal))
  // Once: whoever asks a second time does not want to wait.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(signal))
  stdout.on('error', () => stop('SIGPIPE'))
  return {
    write: (text) => stdout.write(text),
    writeError: (text) => stderr.write(text),
    errorIsTTY: stderr.isTTY === true && env.TERM !== 'dumb',
    get columns() {
      return columns()
    },
    color: wantsColor({ isTTY: stdout.isTTY === true, refused: !color, env }),
    signal: stopped.signal,
    execPath: process.execPath,
    nodeVersion: process.version,
    script: process.argv[1] ?? '',
  }
}

/** Of the terminal now; 0 where there is none. */
function columns(): number {
  return process.stdout.columns ?? process.stderr.columns ?? 0
}

async function withTls(config: Config): Promise<Config> {
  if (Object.keys(config.tlsFiles).length === 0) return config
  const { withTlsFiles } = await import('./config/tls-files.ts')
  return withTlsFiles(config)
}

/** The log of a server on stderr; from here on nothing that goes wrong reaches the terminal unredacted. */
function startLog(config: Config, moreSecrets: readonly string[] = []): Log {
  const lines = gatherLines((text) => process.stderr.write(text))
  process.on('exit', lines.flush)
  const log = createJsonLog(lines.write, {
    level: config.logLevel,
    clock: systemClock,
    secrets: [...secretsOf(config.hubspot), ...moreSecrets],
    pid: process.pid,
  })
  process.on('unhandledRejection', (error) => log('error', 'unhandled rejection', { error }))
  process.on('uncaughtException', (error) => {
    log('error', 'uncaught exception', { error })
    process.exit(DEFECT)
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
async function resume(context: Context): Promise<void> {
  const { resumeImports } = await import('./tools/resume-imports.ts')
  await resumeImports(context)
}

/** What does not close in time is left: the journal is written so that a process may die at any moment. */
async function withinReason(closing: Promise<unknown>, ms = STOP_MS): Promise<void> {
  await Promise.race([closing, systemClock.sleep(ms)])
}

interface Ended {
  /** Whether a slow reader gets everything. A client that has stopped reading must not keep a server alive. */
  patient: boolean
}

async function end(code: number, { patient }: Ended): Promise<void> {
  if (tempFolder !== undefined) await rm(tempFolder, { recursive: true, force: true }).catch(() => undefined)
  await (patient ? written() : withinReason(written(), 100))
  process.exit(code)
}

/** A pipe takes what was written as fast as its reader does. A reader that is gone, or a signal, ends the wait. */
function written(): Promise<void> {
  const { stdout } = process
  return new Promise((resolve) => {
    stdout.write('', () => resolve())
    stdout.once('close', () => resolve())
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
