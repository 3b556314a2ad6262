import type { Clock } from './clock.ts'
import type { NamedAccount } from './config/accounts-file.ts'
import type { Config } from './config.ts'
import { callerFolder } from './context/caller-folder.ts'
import { type Contexts, type ContextsDeps, createContexts } from './context/contexts.ts'
import { sharedKey } from './context/shared-key.ts'
import { openAuthentication } from './http/auth/open-authentication.ts'
import { createUploadLinks, type UploadLinks } from './http/upload-links.ts'
import { createUploads, type Uploads } from './http/uploads.ts'
import { type HttpServer, serveHttp } from './http.ts'
import type { Principal } from './principal.ts'
import { createLimits } from './server/limits.ts'
import { createPrincipalServers, toolScopes } from './server.ts'
import type { Tool } from './tools/tool.ts'

export interface HostDeps extends Omit<ContextsDeps, 'filesOf' | 'clock'> {
  accounts: ReadonlyMap<string, NamedAccount>
  clock: Clock
  /** Instead of the real ones. */
  tools?: readonly Tool[]
  /** Between two readings of an OAuth issuer's keys. */
  coolDownMs?: number
}

/** The HTTP server with everything behind it: who calls, what is theirs, and the tools. @throws as serveHttp() */
export async function hostHttp(config: Config, deps: HostDeps): Promise<HttpServer> {
  const { clock, log, accounts, tools, coolDownMs } = deps
  const limits = createLimits(config.http.limits, clock)
  const key = await sharedKey(config.stateDir)
  const served = { url: config.http.publicUrl ?? '' }
  const links = createUploadLinks({ key, clock, address: () => served.url })
  const uploadsOf = uploadsByCaller(config, { clock, links })
  const contexts = createContexts(config, { ...deps, filesOf: uploadsOf })
  const accountNames = new Set(accounts.keys())
  const authentication = await openAuthentication(config.http, { clock, log, accountNames, coolDownMs })
  const servers = createPrincipalServers(contexts.of, { tools, questionsKey: key, limits })
  const http = { servers, authentication, uploadsOf, links, limits, toolScopes: toolScopes(tools), clock, log }
  const server = await serveHttp(config.http, http)
  served.url = config.http.publicUrl ?? server.url
  return { ...server, close: () => closeAll(server, contexts) }
}

function uploadsByCaller(config: Config, { clock, links }: { clock: Clock; links: UploadLinks }) {
  const { maxUploadBytes: maxBytes } = config.http
  const known = new Map<string, Uploads>()
  return (owner: Pick<Principal, 'name'> | undefined): Uploads => {
    const folder = callerFolder(config.stateDir, owner)
    const uploads = known.get(folder) ?? createUploads(folder, { maxBytes, clock, newLink: () => links.create(owner) })
    known.set(folder, uploads)
    return uploads
  }
}

async function closeAll(server: HttpServer, contexts: Contexts): Promise<void> {
  await server.close()
  await contexts.close()
}
