import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { ContextDeps } from '../context.ts'
import type { Log } from '../log.ts'

/** A log that cannot be written is told at once; the server starts all the same, and refuses writes. */
export async function openAudit({ auditLog, stateDir }: Config, log: Log): Promise<Pick<ContextDeps, 'audit'>> {
  if (auditLog === undefined) return {}
  const { createAuditLog } = await import('../audit.ts')
  const { openStateFolder } = await import('../import/state-folder.ts')
  const audit = createAuditLog(auditLog, { state: openStateFolder(stateDir), clock: systemClock, log })
  const problem = await audit.problem()
  if (problem !== undefined) log('error', problem)
  return { audit }
}
