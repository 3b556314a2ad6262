import { type Command, commandOf } from './config/command.ts'
import { parseCommandLine } from './config/command-line.ts'
import { allowedFolders, type Place, resolvePath, stateFolder } from './config/folders.ts'
import { hubspotConfig, type TlsFiles, tlsFiles } from './config/hubspot-config.ts'
import { readSettings, type WrittenSettings, writtenSettings } from './config/read-settings.ts'
import { type Settings, settings } from './config/settings.ts'
import type { HubSpotSettings } from './hubspot/settings.ts'
import type { LogLevel } from './log.ts'
import type { Toolset } from './tools/tool.ts'

export interface HttpConfig {
  host: string
  port: number
  /** Names accepted in the Host header besides those of loopback. */
  allowedHosts: readonly string[]
  allowedOrigins: readonly string[]
  maxUploadBytes: number
}

export interface Config {
  command: Command
  environment: 'sandbox' | 'production'
  /** Absolute; may be empty. */
  allowDirs: readonly string[]
  /** Absolute; relative paths of files start here. */
  workingFolder: string
  homeFolder: string
  /** Absolute; created when something is first kept in it. */
  stateDir: string
  readOnly: boolean
  toolsets: readonly Toolset[]
  confirm: 'elicit' | 'never'
  /** Whether an import's name ends with the mark by which it is found again. */
  marker: boolean
  /** How long definitions of the account are remembered; 0: not at all. */
  cacheSeconds: number
  /** Most calls by which one check looks up records. */
  recordCalls: number
  logLevel: LogLevel
  /** In the sandbox: everything but address and credentials. */
  hubspot: HubSpotSettings
  tlsFiles: TlsFiles
  http: HttpConfig
  sandbox: { port: number; dataDir?: string }
  /** Of the commands check and doctor. */
  objectType?: string
  /** Of the checked file, as it was written. */
  encoding?: string
  json: boolean
  /** To be told on stderr when the program starts. */
  warnings: readonly string[]
}

/**
 * The settings from the command line and the environment; a flag replaces its variable. Pure: no file is read.
 * @throws UsageError invalid_arguments
 */
export function loadConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  place: Place,
): Config {
  const line = parseCommandLine(argv)
  const { command, folders } = commandOf(line)
  const all = writtenSettings(line, env)
  const sandbox = usesSandbox(command, all)
  const chosen = readSettings(sandbox ? withoutCredentials(all) : all)
  return {
    command,
    environment: sandbox ? 'sandbox' : 'production',
    allowDirs: allowedFolders([...chosen.allowDirs, ...folders], place),
    workingFolder: place.workingFolder,
    homeFolder: place.homeFolder,
    stateDir: stateFolder(chosen.stateDir, env, { ...place, sandbox }),
    readOnly: chosen.readOnly,
    toolsets: chosen.toolsets,
    confirm: chosen.confirm ?? (sandbox ? 'never' : 'elicit'),
    marker: chosen.marker,
    cacheSeconds: chosen.cacheSeconds,
    recordCalls: chosen.recordCalls,
    logLevel: chosen.logLevel,
    hubspot: hubspotConfig(chosen),
    tlsFiles: tlsFiles(chosen, place),
    http: httpConfig(chosen),
    sandbox: sandboxConfig(chosen, place),
    json: chosen.json,
    warnings: sandbox ? unusedCredentials(all) : [],
    ...(chosen.objectType !== undefined && { objectType: chosen.objectType }),
    ...(chosen.encoding !== undefined && { encoding: chosen.encoding }),
  }
}

function usesSandbox(command: Command, written: WrittenSettings): boolean {
  if (command.name === 'demo' || command.name === 'sandbox') return true
  return settings.shape.sandbox.safeParse(written.get('sandbox')?.texts[0]).data === true
}

function withoutCredentials(written: WrittenSettings): WrittenSettings {
  return new Map([...written].filter(([, { facts }]) => facts.group !== 'credentials'))
}

function unusedCredentials(written: WrittenSettings): string[] {
  const names = [...written.values()].filter(({ facts }) => facts.group === 'credentials').map(({ source }) => source)
  return names.length === 0 ? [] : [`${names.join(', ')}: not used and not stored, this is the sandbox.`]
}

function httpConfig(chosen: Settings): HttpConfig {
  return {
    host: chosen.host,
    port: chosen.port ?? 3000,
    allowedHosts: chosen.allowedHosts,
    allowedOrigins: chosen.allowedOrigins,
    maxUploadBytes: chosen.maxUploadMegabytes * 1024 * 1024,
  }
}

function sandboxConfig(chosen: Settings, place: Place): Config['sandbox'] {
  const port = chosen.port ?? 0
  return chosen.dataDir === undefined ? { port } : { port, dataDir: resolvePath(chosen.dataDir, place, '--data') }
}
