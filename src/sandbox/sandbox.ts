import { constants } from 'node:fs'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { type Log, silentLog } from '../log.ts'
import { makeFolder } from '../make-folder.ts'
import { safeText } from '../safe-text.ts'
import type { Sqlite } from '../sqlite.ts'
import { type App, type Apps, createApps } from './apps.ts'
import { createConfigurationStore } from './configuration-store.ts'
import { openDatabase } from './database.ts'
import { createFaults, type Faults } from './faults.ts'
import { lockFolder } from './folder-lock.ts'
import { startServer } from './http-server.ts'
import { createImportErrorStore } from './import-error-store.ts'
import { HUBSPOT_IMPORT_LIMITS, type SandboxImportLimits } from './import-limits.ts'
import { createImportScheduler, type RunImport } from './import-scheduler.ts'
import { createImportStore } from './import-store.ts'
import { createLabelStore } from './label-store.ts'
import { createPropertyGroupStore } from './property-group-store.ts'
import { createPropertyStore } from './property-store.ts'
import { createRateLimits, DEFAULT_RATE_LIMITS, type RateLimitSettings } from './rate-limits.ts'
import { createRecordStore } from './record-store.ts'
import { createRequestLog, type LoggedRequest } from './request-log.ts'
import { allRoutes } from './routes/all-routes.ts'
import { runImport } from './run-import/run-import.ts'
import { realClock, type SandboxClock } from './sandbox-clock.ts'
import type { SandboxParts } from './sandbox-parts.ts'
import { portalIdOf } from './settings.ts'
import type { RecordStore } from './store.ts'
import { createValidationStore } from './validation-store.ts'

export interface SandboxOptions {
  /** 0, the default: any free port. */
  port?: number
  /** Everything is kept here and is there again at the next start. Without it, it is gone with close(). */
  dataDir?: string
  clock?: SandboxClock
  log?: Log
  /** Of both apps. Default: all. Apps that a dataDir already knows keep theirs. */
  scopes?: readonly string[]
  rateLimits?: Partial<RateLimitSettings>
  /** Other limits of an import than HubSpot's. */
  importLimits?: Partial<SandboxImportLimits>
  /** Opens POST and DELETE /sandbox/faults. Default false. */
  faultSwitches?: boolean
  /** Dated addresses answer configuration batches with 200, as their specification says, not 201 and 204 as seen. */
  specStatusOnDated?: boolean
  /** Another import engine, for tests of everything around it. */
  runImport?: RunImport
}

export interface UploadedFileFacts {
  fileName: string
  bytes: number
  sha256: string
}

/** A local HubSpot, reachable by any HubSpot client at `url`. */
export interface Sandbox {
  url: string
  portalId: number
  /** Of the private app. Its imports are not seen by the OAuth app, and the other way round. */
  accessToken: string
  oauth: { clientId: string; clientSecret: string; refreshToken: string }
  clock: SandboxClock
  faults: Faults & {
    /** Every OAuth access token given out until now is refused as expired. */
    expireTokens(): void
  }
  store: RecordStore
  /** Connects another app. */
  addApp(app: { kind: App['kind']; name: string; scopes?: readonly string[] }): App
  /** The latest 10,000 requests. */
  requests(): readonly LoggedRequest[]
  /** What was uploaded for an import. */
  uploads(importId: string): UploadedFileFacts[]
  close(): Promise<void>
}

/**
 * Listens on loopback only.
 * @throws UsageError file_unreadable for dataDir, lock_held when another sandbox uses it, invalid_arguments when the port is taken
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const undo: (() => Promise<void>)[] = []
  const end = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return { ...(await assemble(options, undo)), close: end }
  } catch (error) {
    await end()
    throw error
  }
}

/** `undo` gets the steps that end what was begun, in the order in which it was begun. */
async function assemble(options: SandboxOptions, undo: (() => Promise<void>)[]): Promise<Omit<Sandbox, 'close'>> {
  const { clock = realClock(), log = silentLog, dataDir, scopes } = options
  const folder = await openFolder(dataDir, undo)
  const lock = await lockFolder(folder)
  undo.push(lock.release)
  const database = await openDatabase(join(folder, 'sandbox.db'), { durable: dataDir !== undefined })
  undo.push(async () => database.close())

  const apps = createApps(database, clock.now)
  const privateApp = apps.first('private') ?? apps.add({ kind: 'private', name: 'Sandbox private app', scopes })
  const { clientId, clientSecret, refreshToken } =
    apps.first('oauth') ?? apps.add({ kind: 'oauth', name: 'Sandbox OAuth app', scopes })

  let url = ''
  const parts = createParts({ ...options, database, apps, clock, log, folder, url: () => url })
  undo.push(parts.scheduler.stop)
  const faults = createFaults()
  const requests = createRequestLog()
  const rateLimits = createRateLimits({ ...DEFAULT_RATE_LIMITS, ...options.rateLimits }, Date.now)
  const routes = allRoutes(parts, { id: lock.id, faults: options.faultSwitches === true ? faults : undefined })
  const server = await startServer(options.port ?? 0, {
    routes,
    apps,
    faults,
    rateLimits,
    requests,
    log,
    now: clock.now,
  })
  undo.push(server.close)
  url = server.url
  await lock.announce(url)
  parts.scheduler.resume()
  return {
    url,
    portalId: parts.portalId,
    accessToken: privateApp.accessToken ?? '',
    oauth: { clientId, clientSecret, refreshToken },
    clock,
    faults: { add: faults.add, clear: faults.clear, expireTokens: apps.expireTokens },
    store: parts.records,
    addApp: apps.add,
    requests: requests.all,
    uploads: (importId) =>
      parts.imports.files(Number(importId)).map(({ fileName, bytes, sha256 }) => ({ fileName, bytes, sha256 })),
  }
}

/** A data folder stays; the folder of a sandbox without one goes with it. */
async function openFolder(dataDir: string | undefined, undo: (() => Promise<void>)[]): Promise<string> {
  if (dataDir !== undefined) {
    await makeFolder(dataDir)
      .then(() => access(dataDir, constants.W_OK | constants.X_OK))
      .catch((cause: unknown) => Promise.reject(unusable(dataDir, cause)))
    return dataDir
  }
  const folder = await mkdtemp(join(tmpdir(), 'hubspot-sandbox-'))
  undo.push(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

const unusable = (dataDir: string, cause: unknown): UsageError =>
  new UsageError(
    'file_unreadable',
    `The data folder ${safeText(dataDir)} cannot be made or written.`,
    'Make it writable for this user, or choose another one with --data.',
    { cause },
  )

interface Foundation extends SandboxOptions {
  database: Sqlite
  apps: Apps
  clock: SandboxClock
  log: Log
  folder: string
  url(): string
}

function createParts(foundation: Foundation): SandboxParts {
  const { database, apps, clock, log, folder, url, runImport: run = runImport } = foundation
  const { now } = clock
  const portalId = portalIdOf(database)
  const properties = createPropertyStore(database)
  const propertyGroups = createPropertyGroupStore(database, properties)
  const validations = createValidationStore(database)
  const labels = createLabelStore(database)
  const configurations = createConfigurationStore(database)
  const records = createRecordStore({ database, properties, validations, labels, configurations, now })
  const imports = createImportStore(database, { portalId, now })
  const errors = createImportErrorStore(database, now)
  const scheduler = createImportScheduler({ imports, errors, store: records, clock, log, run })
  const uploadFolder = join(folder, 'uploads')
  const specStatusOnDated = foundation.specStatusOnDated === true
  const importLimits = { ...HUBSPOT_IMPORT_LIMITS, ...foundation.importLimits }
  return {
    ...{
      portalId,
      url,
      now,
      uploadFolder,
      importLimits,
      specStatusOnDated,
      apps,
      properties,
      propertyGroups,
      validations,
      labels,
      configurations,
    },
    ...{ records, imports, errors, scheduler },
  }
}
