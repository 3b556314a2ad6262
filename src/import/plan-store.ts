import { randomBytes } from 'node:crypto'
import { UsageError } from '../errors.ts'
import { type Plan, plan, planId } from './plan.ts'
import type { StateFolder } from './state-folder.ts'

export interface PlanStore {
  /** @throws UsageError plan_unknown */
  get(planId: string): Promise<Plan>
  save(plan: Plan): Promise<void>
  /** Changes the plan as it is now; changes of one plan wait for each other. @throws UsageError plan_unknown */
  update(planId: string, change: (plan: Plan) => Plan): Promise<Plan>
}

export const newPlanId = (): string => randomBytes(16).toString('hex')

export function createPlanStore(state: StateFolder): PlanStore {
  const waiting = new Map<string, Promise<unknown>>()
  const store: PlanStore = {
    async get(id) {
      const text = planId.safeParse(id).success ? await state.read(fileName(id)) : undefined
      if (text === undefined) throw unknownPlan()
      const stored = plan.safeParse(jsonOrNothing(text))
      if (stored.success) return stored.data
      throw new UsageError(
        'plan_expired',
        'This plan was made by another version, or its file is damaged.',
        'Make a new one with propose_mapping.',
      )
    },
    save: (value) => state.write(fileName(value.planId), `${JSON.stringify(value, null, 1)}\n`),
    update(id, change) {
      const changed = (waiting.get(id) ?? Promise.resolve()).then(async () => {
        const value = change(await store.get(id))
        await store.save(value)
        return value
      })
      const settled = changed.catch(() => undefined)
      waiting.set(id, settled)
      settled.then(() => waiting.get(id) === settled && waiting.delete(id))
      return changed
    },
  }
  return store
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const fileName = (id: string): string => `plans/${id}.json`

function unknownPlan(): UsageError {
  return new UsageError(
    'plan_unknown',
    'There is no plan with this planId.',
    'Use a planId that propose_mapping or export_failed_rows gave you on this server.',
  )
}
