import { randomBytes } from 'node:crypto'
import { UsageError } from '../errors.ts'
import { type Plan, plan, planId } from './plan.ts'
import type { StateFolder } from './state-folder.ts'
import { createUnderWay, type UnderWay } from './under-way.ts'

export interface PlanStore {
  /** @throws UsageError plan_unknown, plan_expired */
  get(planId: string): Promise<Plan>
  /** A new plan. */
  save(plan: Plan): Promise<void>
  /**
   * Changes the plan as it is now. `change` is called again when another call or process changed the plan meanwhile:
   * no change is lost. @throws UsageError plan_unknown, plan_expired
   */
  update(planId: string, change: (plan: Plan) => Plan): Promise<Plan>
  /** Of all plans that are kept, in no order. */
  planIds(): Promise<string[]>
  underWay: UnderWay
}

/** 128 random bits. Models pay for three digits as for one token: as few as for no other writing, and always as many. */
export const newPlanId = (): string =>
  `p${BigInt(`0x${randomBytes(16).toString('hex')}`)
    .toString()
    .padStart(39, '0')}`

/**
 * A plan is a folder with a file for each version, made exclusively: of two that change version 3 one makes version 4,
 * and the other begins again. A version that was replaced stays as an empty file, so that its number is never free again.
 */
export function createPlanStore(state: StateFolder): PlanStore {
  const create = (value: Plan, version: number) =>
    state.create(fileName(value.planId, version), `${JSON.stringify(value, null, 1)}\n`)
  return {
    get: async (id) => (await latest(state, id)).value,
    async save(value) {
      if (!(await create(value, 1))) throw new Error('a plan with this planId exists')
    },
    async update(id, change) {
      for (;;) {
        const { value, version } = await latest(state, id)
        const changed = change(value)
        if (changed === value) return value
        if (!(await create(changed, version + 1))) continue
        await state.write(fileName(id, version), REPLACED)
        return changed
      }
    },
    planIds: () => state.list('plans'),
    underWay: createUnderWay(state),
  }
}

const REPLACED = ''

/** `before`: the version found by a first look, which was replaced until it was read. */
async function latest(state: StateFolder, id: string, before = 0): Promise<{ value: Plan; version: number }> {
  const names = planId.safeParse(id).success ? await state.list(folder(id)) : []
  const version = Math.max(0, ...names.map((name) => Number.parseInt(name, 10)))
  if (version === 0) throw unknownPlan()
  const text = await state.read(fileName(id, version))
  if (text === REPLACED && version > before) return latest(state, id, version)
  const stored = plan.safeParse(jsonOrNothing(text ?? ''))
  if (stored.success) return { value: stored.data, version }
  throw new UsageError(
    'plan_expired',
    'This plan was made by another version, or its file is damaged.',
    'Make a new one with propose_mapping.',
  )
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const folder = (id: string): string => `plans/${id}`

const fileName = (id: string, version: number): string => `${folder(id)}/${version}.json`

function unknownPlan(): UsageError {
  return new UsageError(
    'plan_unknown',
    'There is no plan with this planId.',
    'Use a planId that propose_mapping or export_failed_rows gave you on this server.',
  )
}
