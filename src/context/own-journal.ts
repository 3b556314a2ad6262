import { UsageError } from '../errors.ts'
import type { Journal } from '../import/journal.ts'
import type { PlanStore } from '../import/plan-store.ts'

/** The journal is one for all, so that nothing is sent twice; a caller sees in it only what their own plans started. */
export function ownJournal(journal: Journal, plans: Pick<PlanStore, 'get'>): Pick<Journal, 'findImport' | 'unsettled'> {
  const isOwn = async ({ planId }: { planId: string }) =>
    plans.get(planId).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof UsageError)) throw error
        // One that cannot be read any more is there all the same.
        return error.code === 'plan_expired'
      },
    )
  return {
    async findImport(importId, account) {
      const start = await journal.findImport(importId, account)
      return start !== undefined && (await isOwn(start)) ? start : undefined
    },
    async unsettled(account) {
      const { starts, damaged } = await journal.unsettled(account)
      const own = await Promise.all(starts.map(isOwn))
      return { starts: starts.filter((_, index) => own[index]), damaged }
    },
  }
}
