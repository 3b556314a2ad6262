import type { Context } from '../context.ts'
import type { PlanUnderWay } from '../import/under-way.ts'
import { startOptions } from './start-options.ts'

/**
 * Takes up, without a call, what was being sent when a server ended. Only what a person agreed to is sent: where the plan
 * or a file has changed, start_import has to be called. What may have been sent is looked for in HubSpot's list and never
 * sent again.
 */
export async function resumeImports(context: Context): Promise<void> {
  const { closing, log, plans } = context
  const tellFailure = (message: string, error: unknown, fields = {}) => {
    // What the end of the server cuts off is taken up by the next one.
    if (!closing.aborted) log('warn', message, { ...fields, error })
  }
  const found = await plans.underWay.list().catch((error: unknown) => {
    tellFailure('No import was taken up: the state folder cannot be read', error)
    return []
  })
  for (const one of found) {
    await resumeOne(one, context).catch((error: unknown) =>
      tellFailure('The import was not taken up: call start_import', error, { planId: one.planId }),
    )
  }
}

async function resumeOne({ planId, contentKeys, allowRepeat }: PlanUnderWay, context: Context): Promise<void> {
  const { account, closing, environment, log, plans, starter } = context
  const plan = await plans.get(planId)
  const { portalId } = await account.details()
  // One folder can hold plans of several accounts. One without an account is known by what was agreed to.
  const isForeign = plan.portalId !== null && plan.portalId !== portalId
  if (plan.environment !== environment || isForeign) return
  log('info', 'An import is taken up', { planId, parts: contentKeys.length })
  const options = { ...(await startOptions(plan, context)), allowRepeat, agreed: contentKeys, signal: closing }
  const { outcome, starts } = await starter.start(plan, options)
  const left = starts.filter(({ state }) => state !== 'started' && state !== 'armed')
  if (left.length === 0) await plans.underWay.end(planId)
  log('info', 'The import was taken up', { planId, outcome, parts: starts.length, left: left.length })
}
