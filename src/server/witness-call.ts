import type { AuditedEnd } from '../audit.ts'
import type { Context } from '../context.ts'
import type { Log } from '../log.ts'
import type { Tool } from '../tools/tool.ts'
import { nextRequestId } from './request-id.ts'

/** What stays of a call: a log line and a measurement; of one that writes also two lines in the audit log. */
export interface WitnessedCall {
  /** Lines hold the request id. */
  log: Log
  /** @throws UsageError journal_unavailable: the audit log cannot be written, so nothing may be done */
  begin(): Promise<void>
  end(end: AuditedEnd): Promise<void>
}

export function witnessCall(tool: Tool, args: unknown, context: Context): WitnessedCall {
  const { clock, measure, audit, environment, plans, account } = context
  const startedAt = clock.now()
  const requestId = nextRequestId()
  const principal = context.principal?.name ?? 'local'
  const log: Log = (level, message, fields) => context.log(level, message, { requestId, ...fields })
  const portalId = async () => (account.connected ? (await account.details()).portalId : null)
  const { effect } = tool
  const audited =
    effect === 'read'
      ? undefined
      : { requestId, principal, tool: tool.name, effect, environment, args, plans, portalId }
  let isIntended = false
  return {
    log,
    async begin() {
      if (audited === undefined) return
      await audit.intent(audited)
      isIntended = true
    },
    async end(end) {
      if (audited !== undefined && isIntended) await audit.result(audited, end)
      const ms = clock.now() - startedAt
      measure({ what: 'call', tool: tool.name, outcome: end.outcome, seconds: ms / 1000 })
      log('info', 'call', { tool: tool.name, outcome: end.outcome, ms, principal })
    },
  }
}
