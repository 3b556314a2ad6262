import { join } from 'node:path'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import type { HubSpot } from './hubspot/hubspot.ts'
import { type Account, createAccount } from './import/account.ts'
import { createJournal } from './import/journal.ts'
import { createPlanStore, type PlanStore } from './import/plan-store.ts'
import { createStarter, type Starter } from './import/start.ts'
import { openStateFolder } from './import/state-folder.ts'
import type { Log } from './log.ts'
import type { AllowedFiles } from './table/allowed-files.ts'

/** Everything a running tool may use. Made once; opens nothing until it is needed. */
export interface Context {
  config: Config
  environment: 'sandbox' | 'production'
  clock: Clock
  log: Log
  /** Files by path in an allowed folder, or by upload handle over HTTP. */
  files: AllowedFiles
  /** The API of HubSpot, or of the embedded sandbox (started on first use). @throws UsageError not_connected */
  connect: () => Promise<HubSpot>
  /** What is known of the connected account, cached. */
  account: Account
  plans: PlanStore
  starter: Starter
  close: () => Promise<void>
}

export interface ContextDeps {
  files: AllowedFiles
  log: Log
  clock?: Clock
}

export function createContext(config: Config, { files, log, clock = systemClock }: ContextDeps): Context {
  const closing = new AbortController()
  const connection = createConnection(config, clock, log)
  const state = openStateFolder(config.stateDir)
  const plans = createPlanStore(state)
  const connected = config.environment === 'sandbox' || config.hubspot.credentials.kind !== 'none'
  return {
    config,
    environment: config.environment,
    clock,
    log,
    files,
    connect: connection.connect,
    account: createAccount({ connected, connect: connection.connect, clock, cacheMs: config.cacheSeconds * 1000 }),
    plans,
    starter: createStarter({
      connect: connection.connect,
      open: ({ file }) => files.open(file),
      journal: createJournal(state),
      plans,
      spoolFolder: join(config.stateDir, 'spool'),
      clock,
      closing: closing.signal,
    }),
    async close() {
      closing.abort()
      await connection.close()
    },
  }
}

interface Connection {
  connect: () => Promise<HubSpot>
  close: () => Promise<void>
}

/** Connects on first use: the client's libraries and the sandbox cost time that a first answer does not have. */
function createConnection(config: Config, clock: Clock, log: Log): Connection {
  const opened: { hubspot?: Promise<HubSpot>; sandbox?: { close(): Promise<void> } } = {}
  const open = async (): Promise<HubSpot> => {
    const { createHubSpot } = await import('./hubspot/create-hubspot.ts')
    if (config.environment === 'production') return createHubSpot(config.hubspot, { clock, log })
    const { startSandbox } = await import('./sandbox/sandbox.ts')
    const sandbox = await startSandbox({ dataDir: config.sandbox.dataDir, log })
    opened.sandbox = sandbox
    const credentials = { kind: 'access-token' as const, token: sandbox.accessToken }
    return createHubSpot({ ...config.hubspot, baseUrl: sandbox.url, credentials }, { clock, log })
  }
  return {
    connect() {
      opened.hubspot ??= open()
      opened.hubspot.catch(() => {
        opened.hubspot = undefined
      })
      return opened.hubspot
    },
    async close() {
      const hubspot = await opened.hubspot?.catch(() => undefined)
      await hubspot?.close()
      await opened.sandbox?.close()
    },
  }
}
