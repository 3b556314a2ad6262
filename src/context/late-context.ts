import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Context, ContextDeps, LateContext } from '../context.ts'
import { openAudit } from './open-audit.ts'

/** What tools use is a good part of the program: a client that only asks for their list does not wait for it. */
export async function lateContext(
  config: Config,
  deps: Pick<ContextDeps, 'files' | 'log'>,
): Promise<{ late: LateContext; opened: () => Context | undefined }> {
  const audit = await openAudit(config, deps.log)
  let context: Context | undefined
  const open = async () => {
    if (context !== undefined) return context
    const { createContext } = await import('../context.ts')
    context ??= createContext(config, { ...deps, ...audit })
    return context
  }
  const late = { config, principal: undefined, log: deps.log, clock: systemClock, open }
  return { late, opened: () => context }
}
