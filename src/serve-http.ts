import { type AuditLog, noAudit } from './audit.ts'
import type { Clock } from './clock.ts'
import type { NamedAccount } from './config/accounts-file.ts'
import type { Config } from './config.ts'
import { callerFolder, principalFolders } from './context/caller-folder.ts'
import { type Contexts, type ContextsDeps, createContexts } from './context/contexts.ts'
import { sharedKey } from './context/shared-key.ts'
import { type LateContext, readyContext } from './context.ts'
import { openAuthentication } from './http/auth/open-authentication.ts'
import type { SessionLimits } from './http/legacy-sessions.ts'
import type { Prometheus } from './http/prometheus.ts'
import type { Check } from './http/readiness.ts'
import type { RequestTimes } from './http/slow-clients.ts'
import { createUploadLinks, type UploadLinks } from './http/upload-links.ts'
import { createUploads, sweepUploads, type Uploads } from './http/uploads.ts'
import { type HttpServer, serveHttp } from './http.ts'
import { openStateFolder, writeProblem } from './import/state-folder.ts'
import type { Principal } from './principal.ts'
import { createLimits } from './server/limits.ts'
import { createPrincipalServers, toolScopes } from './server.ts'
import { resumeImports } from './tools/resume-imports.ts'
import type { Tool } from './tools/tool.ts'

/** Between two looks at the uploads of all principals. */
const SWEEP_MS = 60 * 60_000
/** How long answers of HubSpot are waited for where nothing else is running any more. */
const LAST_MS = 500

export interface HostDeps extends Omit<ContextsDeps, 'filesOf' | 'clock' | 'measure'> {
  accounts: ReadonlyMap<string, NamedAccount>
  clock: Clock
  metrics?: Prometheus
  /** Instead of the real ones. */
  tools?: readonly Tool[]
  /** Between two readings of an OAuth issuer's keys. */
  coolDownMs?: number
  /** How long a file may stand still on its way. */
  uploadIdleMs?: number
  requestTimes?: RequestTimes
  sessionLimits?: SessionLimits
}

export interface HostedHttp extends HttpServer {
  /** Waits for nothing; tells which imports were sent and not answered. */
  closeNow(): Promise<void>
}

/** The HTTP server with everything behind it: who calls, what is theirs, and the tools. @throws as serveHttp() */
export async function hostHttp(config: Config, deps: HostDeps): Promise<HostedHttp> {
  const { clock, log, accounts, tools, coolDownMs, uploadIdleMs, metrics, requestTimes, sessionLimits } = deps
  const limits = createLimits(config.http.limits, clock)
  const key = await sharedKey(config.stateDir)
  const served = { url: config.http.publicUrl ?? '' }
  const links = createUploadLinks({ key, clock, address: () => served.url })
  const uploadsOf = uploadsByCaller(config, { clock, links })
  const contexts = createContexts(config, { ...deps, measure: metrics?.measure, filesOf: uploadsOf })
  const accountNames = new Set(accounts.keys())
  const authentication = await openAuthentication(config.http, { clock, log, accountNames, coolDownMs })
  const servers = createPrincipalServers(lateContextsOf(contexts), {
    tools,
    questionsKey: key,
    limits,
  })
  const checks = [...readinessChecks(config, deps.audit), authentication.problem]
  const files = { uploadsOf, links, limits, uploadIdleMs }
  const own = { servers, authentication, toolScopes: toolScopes(tools), clock, log }
  const http = { ...files, ...own, metrics, checks, requestTimes, sessionLimits }
  const server = await serveHttp(config.http, http)
  served.url = config.http.publicUrl ?? server.url
  if (config.resume) void resumeImports(contexts.of(undefined))
  const sweeping = sweepRegularly(config, deps)
  const close = async () => {
    clearInterval(sweeping)
    await closeAll(server, contexts, { graceMs: config.http.graceMs, clock })
  }
  return { ...server, close, closeNow: () => contexts.close(0) }
}

/** The same for each call of a caller, so that what is made of it is made once. */
function lateContextsOf(contexts: Contexts): (principal: Principal | undefined) => LateContext {
  const known = new WeakMap<object, LateContext>()
  const nobody = {}
  return (principal) => {
    const key = principal ?? nobody
    const late = known.get(key) ?? {
      ...readyContext(contexts.of(principal)),
      open: async () => contexts.of(principal),
    }
    known.set(key, late)
    return late
  }
}

function uploadsByCaller(config: Config, { clock, links }: { clock: Clock; links: UploadLinks }) {
  const { maxUploadBytes: maxBytes } = config.http
  const known = new Map<string, Uploads>()
  const newUploads = (folder: string, owner: Pick<Principal, 'name'> | undefined) =>
    createUploads(folder, {
      maxBytes,
      clock,
      newLink: () => links.create(owner),
      downloadLink: (id) => links.createDownload(owner, id),
    })
  return (owner: Pick<Principal, 'name'> | undefined): Uploads => {
    const folder = callerFolder(config.stateDir, owner)
    const uploads = known.get(folder) ?? newUploads(folder, owner)
    known.set(folder, uploads)
    return uploads
  }
}

/** What others have sent is removed at its time even when nobody ever comes again. */
function sweepRegularly({ stateDir }: Config, { clock, log }: Pick<HostDeps, 'clock' | 'log'>): NodeJS.Timeout {
  const sweep = async () => {
    for (const folder of [stateDir, ...(await principalFolders(stateDir))]) await sweepUploads(folder, clock)
  }
  const sweepOrTell = () => {
    sweep().catch((error: unknown) => log('error', 'uploads of more than a day cannot be removed', { error }))
  }
  sweepOrTell()
  return setInterval(sweepOrTell, SWEEP_MS).unref()
}

async function closeAll(
  server: HttpServer,
  contexts: Contexts,
  { graceMs, clock }: { graceMs: number; clock: Clock },
): Promise<void> {
  const deadline = clock.now() + graceMs
  contexts.stopUploads()
  await server.close()
  await contexts.close(Math.max(LAST_MS, deadline - clock.now()))
}

function readinessChecks({ stateDir }: Config, audit: AuditLog = noAudit): Check[] {
  const auditProblem = async () =>
    (await audit.problem()) === undefined ? undefined : 'the audit log cannot be written'
  return [() => writeProblem(openStateFolder(stateDir)), auditProblem]
}
