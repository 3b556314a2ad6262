import type { Plan } from '../import/plan.ts'
import type { StartOptions } from '../import/start.ts'
import { definitionsOf } from './check-plan.ts'
import type { ToolCall } from './tool.ts'

/** What the sending of a plan needs to know of the account and of the last check. */
export async function startOptions(
  plan: Plan,
  call: Pick<ToolCall, 'account'>,
): Promise<Pick<StartOptions, 'definitions' | 'portalId' | 'timeZone' | 'rowsByFile'>> {
  const { portalId, timeZone } = await call.account.details()
  const definitions = await definitionsOf(plan, call)
  return { definitions, portalId, timeZone, rowsByFile: plan.preflight?.rowsByFile ?? [] }
}
