import type { NamedAccount } from '../config/accounts-file.ts'
import type { Config } from '../config.ts'
import { type Close, type Context, type ContextDeps, contextOn, type OpenAccount, openAccount } from '../context.ts'
import { UsageError } from '../errors.ts'
import { openStateFolder } from '../import/state-folder.ts'
import type { Principal } from '../principal.ts'
import type { AllowedFiles } from '../table/allowed-files.ts'
import { callerFolder } from './caller-folder.ts'

/** With OAuth anybody of an organisation may come once: what was not used for longest is made again when it is needed. */
const MAX_CONTEXTS = 500

/** A context for each principal, on the account that is theirs. */
export interface Contexts {
  of(principal: Principal | undefined): Context
  /** On all accounts, as the ones of a context. */
  stopUploads: () => void
  close: Close
}

export interface ContextsDeps extends Omit<ContextDeps, 'files' | 'principal'> {
  accounts: ReadonlyMap<string, NamedAccount>
  filesOf: (principal: Principal | undefined) => AllowedFiles
}

export function createContexts(config: Config, deps: ContextsDeps): Contexts {
  const opened = new Map<string, OpenAccount>()
  const contexts = new Map<string, Context>()
  const accountOf = (name: string | undefined) => {
    const key = name ?? ''
    const account = opened.get(key) ?? openNamed(config, name, deps)
    opened.set(key, account)
    return account
  }
  const make = (principal: Principal | undefined) =>
    contextOn(accountOf(principal?.accountName), {
      ...(principal !== undefined && { principal }),
      files: deps.filesOf(principal),
      state: openStateFolder(callerFolder(config.stateDir, principal)),
    })
  return {
    of(principal) {
      const key = JSON.stringify([principal?.name, principal?.accountName])
      const context = contexts.get(key) ?? make(principal)
      contexts.delete(key)
      contexts.set(key, context)
      const [oldest] = contexts.keys()
      if (contexts.size > MAX_CONTEXTS && oldest !== undefined) contexts.delete(oldest)
      // The scopes are those of the token that came with this call.
      return { ...context, principal }
    },
    stopUploads() {
      for (const account of opened.values()) account.stopUploads()
    },
    async close(patienceMs) {
      await Promise.all([...opened.values()].map((account) => account.close(patienceMs)))
    },
  }
}

function openNamed(config: Config, name: string | undefined, deps: ContextsDeps): OpenAccount {
  if (name === undefined) return openAccount(config, deps)
  const account = deps.accounts.get(name)
  if (account === undefined) {
    throw new UsageError(
      'not_connected',
      `There is no account "${name}" on this server.`,
      'Ask whoever runs the server which account is yours.',
    )
  }
  const { portalId, hubspot } = account
  return openAccount({ ...config, hubspot: { ...config.hubspot, ...hubspot } }, { ...deps, portalId })
}
