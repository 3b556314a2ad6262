import { join } from 'node:path'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { createConnection, type StartSandbox } from './connection.ts'
import type { HubSpot } from './hubspot/hubspot.ts'
import { type Account, createAccount } from './import/account.ts'
import { createImportPoller, type ImportPoller } from './import/import-poller.ts'
import { createJournal, type Journal } from './import/journal.ts'
import { createMappingMemory, type MappingMemory } from './import/mapping-memory.ts'
import { HUBSPOT_LIMITS, type ImportLimits } from './import/parts/limits.ts'
import { createPlanStore, type PlanStore } from './import/plan-store.ts'
import { createStarter, type Starter } from './import/start.ts'
import { openStateFolder } from './import/state-folder.ts'
import type { Log } from './log.ts'
import type { Principal } from './principal.ts'
import type { AllowedFiles } from './table/allowed-files.ts'

/** Everything a running tool may use. Made once; opens nothing until it is needed. */
export interface Context {
  config: Config
  environment: 'sandbox' | 'production'
  /** Whose calls these are; undefined: the server has no authentication. */
  principal: Principal | undefined
  clock: Clock
  log: Log
  /** Files by path in an allowed folder, or by upload handle over HTTP. */
  files: AllowedFiles
  /** The API of HubSpot, or of the embedded sandbox (started on first use). @throws UsageError not_connected */
  connect: () => Promise<HubSpot>
  /** What is known of the connected account, cached. */
  account: Account
  plans: PlanStore
  /** Mappings that were accepted before. */
  memory: MappingMemory
  starter: Starter
  /** Readings of imports, shared by the calls that wait for them. */
  poller: ImportPoller
  /** Above these a file is sent in parts. */
  limits: ImportLimits
  /** Which plan started an import, and what was cut off. */
  journal: Pick<Journal, 'findImport' | 'unsettled'>
  close: () => Promise<void>
}

export interface ContextDeps {
  files: AllowedFiles
  log: Log
  principal?: Principal
  clock?: Clock
  /** Another sandbox than the embedded one of this process. */
  startSandbox?: StartSandbox
  /** Other limits than HubSpot's. */
  limits?: ImportLimits
}

export function createContext(config: Config, deps: ContextDeps): Context {
  const { files, log, principal, clock = systemClock, startSandbox, limits = HUBSPOT_LIMITS } = deps
  const closing = new AbortController()
  const connection = createConnection({ config, clock, log, startSandbox })
  const state = openStateFolder(config.stateDir)
  const plans = createPlanStore(state)
  const journal = createJournal(state)
  const connected = config.environment === 'sandbox' || config.hubspot.credentials.kind !== 'none'
  return {
    config,
    environment: config.environment,
    principal,
    clock,
    log,
    files,
    connect: connection.connect,
    account: createAccount({ connected, connect: connection.connect, clock, cacheMs: config.cacheSeconds * 1000 }),
    plans,
    memory: createMappingMemory(state),
    journal,
    poller: createImportPoller({ connect: connection.connect, clock }),
    limits,
    starter: createStarter({
      connect: connection.connect,
      open: ({ file }) => files.open(file),
      journal,
      plans,
      limits,
      spoolFolder: join(config.stateDir, 'spool'),
      clock,
      closing: closing.signal,
      withMarker: config.marker,
    }),
    async close() {
      closing.abort()
      await connection.close()
    },
  }
}
