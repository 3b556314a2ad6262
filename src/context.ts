import { join } from 'node:path'
import { type AuditLog, noAudit } from './audit.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { createConnection, type StartSandbox } from './connection.ts'
import { ownJournal } from './context/own-journal.ts'
import { createUnanswered } from './context/unanswered.ts'
import type { HubSpot } from './hubspot/hubspot.ts'
import { createPlaces, type Places } from './hubspot/places.ts'
import { type Account, createAccount } from './import/account.ts'
import { createImportPoller, type ImportPoller } from './import/import-poller.ts'
import { createJournal, type Journal } from './import/journal.ts'
import { createMappingMemory, type MappingMemory } from './import/mapping-memory.ts'
import { HUBSPOT_LIMITS, type ImportLimits } from './import/parts/limits.ts'
import { createPlanStore, type PlanStore } from './import/plan-store.ts'
import type { Start } from './import/recorded-start.ts'
import { createStarter, type Starter } from './import/start.ts'
import { openStateFolder, type StateFolder } from './import/state-folder.ts'
import { witnessedJournal } from './import/witnessed-journal.ts'
import type { Log } from './log.ts'
import { type Measure, measureNothing } from './measure.ts'
import type { Principal } from './principal.ts'
import type { AllowedFiles } from './table/allowed-files.ts'

/**
 * Ends what may be ended, and waits so long for the answers of imports whose last byte may have left; those still
 * without one are told in the log.
 */
export type Close = (patienceMs?: number) => Promise<void>

/** Everything a running tool may use. Made once; opens nothing until it is needed. */
export interface Context {
  config: Config
  environment: 'sandbox' | 'production'
  /** Whose calls these are; undefined: the server has no authentication. */
  principal: Principal | undefined
  clock: Clock
  log: Log
  measure: Measure
  /** Where writes are told before and after. */
  audit: AuditLog
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
  /** Aborted when the server closes. */
  closing: AbortSignal
  /** Ends uploads whose last byte has not left; everything else goes on. */
  stopUploads: () => void
  close: Close
}

/** What listing the tools needs; the rest is made when one is called. */
export interface LateContext extends Pick<Context, 'config' | 'principal' | 'log' | 'clock'> {
  open: () => Promise<Context>
}

/** Of a context that is there already. */
export function readyContext(context: Context): LateContext {
  const { config, principal, log, clock } = context
  return { config, principal, log, clock, open: async () => context }
}

export interface ContextDeps {
  files: AllowedFiles
  log: Log
  measure?: Measure
  audit?: AuditLog
  principal?: Principal
  clock?: Clock
  /** Another sandbox than the embedded one of this process. */
  startSandbox?: StartSandbox
  /** Other limits than HubSpot's. */
  limits?: ImportLimits
}

/**
 * Uploads to one account. More of them would share the same line, and each holds a copy of its part on the disk where it
 * needs one; HubSpot itself works on three imports at once.
 */
const UPLOADS_AT_ONCE = 2
const MOST_WAITING = 1000
/** How long an answer is waited for where nobody said. */
const CLOSE_MS = 600
/** How long what was stopped may take to end. */
const ENDING_MS = 600

/** Of one caller alone: stdio, a command, or HTTP without authentication. */
export function createContext(config: Config, deps: ContextDeps): Context {
  return contextOn(openAccount(config, deps), { state: openStateFolder(config.stateDir), ...deps })
}

/** What everyone who works with the same account shares: its connection with its rate, and the journal of starts. */
export interface OpenAccount {
  config: Config
  clock: Clock
  log: Log
  measure: Measure
  audit: AuditLog
  connect: () => Promise<HubSpot>
  journal: Journal
  poller: ImportPoller
  limits: ImportLimits
  /** Of uploads. */
  places: Places
  /** Aborted when the account is closed. */
  closing: AbortSignal
  /** Sendings that have not ended. */
  sendings: Set<Promise<unknown>>
  stopUploads: () => void
  close: Close
}

interface AccountDeps extends Pick<ContextDeps, 'log' | 'measure' | 'audit' | 'clock' | 'startSandbox' | 'limits'> {
  /** The account that the credentials must lead to. */
  portalId?: number
}

export function openAccount(config: Config, deps: AccountDeps): OpenAccount {
  const { log, clock = systemClock, startSandbox, limits = HUBSPOT_LIMITS, portalId } = deps
  const { measure = measureNothing, audit = noAudit } = deps
  const closing = new AbortController()
  const connection = createConnection({ config, clock, log, measure, startSandbox, portalId })
  const unanswered = createUnanswered()
  const sendings = new Set<Promise<unknown>>()
  const journal = witnessedJournal(createJournal(openStateFolder(config.stateDir)), async (step, start) => {
    await audit.step(step, start)
    unanswered.note(step, start)
    measure({ what: 'import', outcome: step })
  })
  const { connect } = connection
  return {
    config,
    clock,
    log,
    measure,
    audit,
    connect,
    journal,
    poller: createImportPoller({ connect, clock }),
    limits,
    places: createPlaces(UPLOADS_AT_ONCE, MOST_WAITING),
    closing: closing.signal,
    sendings,
    stopUploads: () => closing.abort(),
    async close(patienceMs = CLOSE_MS) {
      closing.abort()
      for (const start of await unanswered.wait(patienceMs, clock)) log('warn', STOPPED_TOO_EARLY, tellStart(start))
      // Each says what was cut off, and its file is closed.
      const ended = new AbortController()
      const late = clock.sleep(ENDING_MS, ended.signal).catch(() => undefined)
      await Promise.race([Promise.all(sendings), late])
      ended.abort()
      await connection.close()
    },
  }
}

const STOPPED_TOO_EARLY =
  'stopped before HubSpot answered an import: it may exist, and is looked for when its plan is asked about'

const CUT_OFF =
  'an upload was cut off before its last byte: HubSpot has not begun it, and start_import with its plan sends it again'

const tellStart = ({ planId, importName, portalId }: Start) => ({ planId, importName, portalId })

interface CallerDeps {
  principal?: Principal
  files: AllowedFiles
  /** Of the caller: plans and remembered mappings. */
  state: StateFolder
}

/** What one caller has of an account. Nothing in it is seen by another principal. */
export function contextOn(opened: OpenAccount, { principal, files, state }: CallerDeps): Context {
  const { config, clock, log, measure, audit, connect, journal, poller, limits, places } = opened
  const { closing, sendings, stopUploads, close } = opened
  const plans = createPlanStore(state)
  const connected = config.environment === 'sandbox' || config.hubspot.credentials.kind !== 'none'
  return {
    config,
    environment: config.environment,
    principal,
    clock,
    log,
    measure,
    audit,
    files,
    connect,
    account: createAccount({ connected, connect, clock, cache: config.cache }),
    plans,
    memory: createMappingMemory(state),
    journal: principal === undefined ? journal : ownJournal(journal, plans),
    poller,
    limits,
    starter: createStarter({
      connect,
      open: ({ file }) => files.open(file),
      journal,
      plans,
      limits,
      places,
      spoolFolder: join(config.stateDir, 'spool'),
      clock,
      closing,
      onCutOff: (sending) => log('warn', CUT_OFF, sending),
      onSending(sending) {
        sendings.add(sending)
        void sending.then(() => sendings.delete(sending))
      },
      withMarker: config.marker,
    }),
    stopUploads,
    closing,
    close,
  }
}
