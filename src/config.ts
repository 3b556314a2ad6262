import { type Command, commandOf } from './config/command.ts'
import { parseCommandLine } from './config/command-line.ts'
import { allowedFolders, type Place, resolvePath, stateFolder } from './config/folders.ts'
import { type HttpConfig, httpConfig, type NewToken, newToken } from './config/http-config.ts'
import { hubspotConfig, type TlsFiles, tlsFiles } from './config/hubspot-config.ts'
import type { Proxies } from './config/proxy.ts'
import {
  readSettings,
  type UnknownVariable,
  unknownVariables,
  type Written,
  type WrittenSettings,
  writtenSettings,
} from './config/read-settings.ts'
import { type Settings, settings } from './config/settings.ts'
import { UsageError } from './errors.ts'
import type { HubSpotSettings } from './hubspot/settings.ts'
import type { LogLevel } from './log.ts'
import type { Toolset } from './toolset.ts'

export type { HttpConfig } from './config/http-config.ts'

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
  /** Whether uploads that an earlier server did not finish go on without a call. */
  resume: boolean
  /** Whether an import's name ends with the mark by which it is found again. */
  marker: boolean
  /** Of definitions of the account: how long each is believed (0: not at all), and how many are kept. */
  cache: { ms: number; entries: number }
  /** Most calls by which one check looks up records. */
  recordCalls: number
  logLevel: LogLevel
  /** Absolute. */
  auditLog?: string
  /** In the sandbox: everything but address and credentials. */
  hubspot: HubSpotSettings
  tlsFiles: TlsFiles
  /** For accounts with an address of their own. */
  proxies: Proxies
  http: HttpConfig
  sandbox: { port: number; dataDir?: string }
  /** Of the command token. */
  newToken: NewToken
  /** Of the commands check and doctor. */
  objectType?: string
  /** Of the checked file, as it was written. */
  encoding?: string
  /** Of the checked workbook. */
  sheet?: string
  json: boolean
  /** false: nobody wants colours, whatever the terminal is. */
  color: boolean
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
  const chosen = readSettings(sandbox ? forSandbox(all) : all)
  const http = httpConfig(chosen, place, { sandbox })
  mustCheckIssuer(http, env)
  const notResumed = whyNotResumed(chosen, http)
  const unknown = unknownVariables(env)
  if (command.name === 'stdio' || command.name === 'http') mustBeLimited(unknown)
  return {
    command,
    environment: sandbox ? 'sandbox' : 'production',
    allowDirs: allowedFolders([...chosen.allowDirs, ...folders], place),
    workingFolder: place.workingFolder,
    homeFolder: place.homeFolder,
    stateDir: stateFolder(chosen.stateDir, env, { place, sandbox }),
    readOnly: chosen.readOnly,
    toolsets: chosen.toolsets,
    confirm: chosen.confirm ?? (sandbox ? 'never' : 'elicit'),
    resume: chosen.resume && notResumed.length === 0,
    marker: chosen.marker,
    cache: { ms: chosen.cacheSeconds * 1000, entries: chosen.cacheEntries },
    recordCalls: chosen.recordCalls,
    logLevel: chosen.logLevel,
    hubspot: hubspotConfig(chosen),
    tlsFiles: tlsFiles(chosen, place),
    proxies: proxiesOf(chosen),
    http,
    sandbox: sandboxConfig(chosen, place),
    newToken: newToken(chosen),
    json: chosen.json,
    color: chosen.color,
    warnings: [
      ...(sandbox ? unusedCredentials(all) : trimmedCredentials(all, env)),
      ...notResumed,
      ...(command.name === 'http' ? unusedFolders(all) : []),
      ...unknown.map(({ told }) => told),
    ],
    ...(chosen.auditLog !== undefined && { auditLog: resolvePath(chosen.auditLog, place, '--audit-log') }),
    ...(chosen.objectType !== undefined && { objectType: chosen.objectType }),
    ...(chosen.encoding !== undefined && { encoding: chosen.encoding }),
    ...(chosen.sheet !== undefined && { sheet: chosen.sheet }),
  }
}

/** @throws UsageError invalid_arguments: a server would do what somebody wanted to keep it from */
function mustBeLimited(unknown: readonly UnknownVariable[]): void {
  const limiting = unknown.find(({ isLimiting }) => isLimiting)
  if (limiting === undefined) return
  throw new UsageError('invalid_arguments', limiting.told, 'Correct its name or unset it: as it is, it limits nothing.')
}

function usesSandbox(command: Command, written: WrittenSettings): boolean {
  if (command.name === 'demo' || command.name === 'sandbox') return true
  return settings.shape.sandbox.safeParse(written.get('sandbox')?.texts[0]).data === true
}

function forSandbox(written: WrittenSettings): WrittenSettings {
  const unused = ({ facts }: Written) => facts.group === 'credentials' || facts.notInSandbox === true
  return new Map([...written].filter(([, one]) => !unused(one)))
}

function unusedCredentials(written: WrittenSettings): string[] {
  const names = [...written.values()].filter(({ facts }) => facts.group === 'credentials').map(({ source }) => source)
  return names.length === 0 ? [] : [`${names.join(', ')}: not used and not stored, this is the sandbox.`]
}

/** A line break that a file or a copy brought with it does no harm; one that is part of the secret would. */
function trimmedCredentials(written: WrittenSettings, env: Readonly<Record<string, string | undefined>>): string[] {
  const names = [...written.values()]
    .filter(({ facts, source }) => facts.group === 'credentials' && env[source] !== env[source]?.trim())
    .map(({ source }) => source)
  return names.length === 0 ? [] : [`${names.join(', ')}: the white space around it was left out.`]
}

/** The flag is refused; the variable may be there for other servers. */
function unusedFolders(written: WrittenSettings): string[] {
  const source = written.get('allowDirs')?.source
  return source === undefined ? [] : [`${source}: not used, because over HTTP no file of this machine is read.`]
}

/** Somebody on the way to the issuer could sign tokens of their own. */
function mustCheckIssuer({ oauth }: HttpConfig, env: Readonly<Record<string, string | undefined>>): void {
  if (oauth?.issuer.startsWith('https:') !== true || env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return
  throw new UsageError(
    'invalid_arguments',
    `NODE_TLS_REJECT_UNAUTHORIZED=0 leaves open whether ${oauth.issuer} is the issuer: anybody could let themselves in.`,
    'Take it out of the environment. An authority of your own goes into NODE_EXTRA_CA_CERTS.',
  )
}

/** Whoever calls has to have the right to write now, which only their token tells. */
function whyNotResumed({ resume, readOnly }: Settings, { tokensFile, oauth }: HttpConfig): string[] {
  if (!resume) return []
  if (readOnly) return ['--resume: nothing is taken up, because this server is read-only.']
  const hasCallers = tokensFile !== undefined || oauth !== undefined
  return hasCallers ? ['--resume: nothing is taken up, because this server tells its callers apart.'] : []
}

function proxiesOf({ proxy, httpsProxy, httpProxy, noProxy }: Settings): Proxies {
  return { proxy, httpsProxy, httpProxy, noProxy }
}

function sandboxConfig(chosen: Settings, place: Place): Config['sandbox'] {
  const port = chosen.port ?? 0
  return chosen.dataDir === undefined ? { port } : { port, dataDir: resolvePath(chosen.dataDir, place, '--data') }
}
