import { z } from 'zod'
import { UsageError } from '../errors.ts'
import type { Journal } from '../import/journal.ts'
import type { Plan } from '../import/plan.ts'
import type { PlanStore } from '../import/plan-store.ts'
import { sentAt, type UnsettledStart } from '../import/recorded-start.ts'
import { safeText } from '../safe-text.ts'

const unsettledStart = z.object({
  planId: z.string(),
  importName: z.string(),
  sentAt: z.string(),
  fileNames: z.array(z.string()).describe('Empty: the plan is gone'),
  nextStep: z.string(),
})

export const unsettledStarts = z
  .object({
    count: z.number(),
    starts: z.array(unsettledStart).describe('The latest'),
    damagedEntries: z.number().describe('Entries of the journal that cannot be read'),
  })
  .nullable()
  .describe("Uploads to which HubSpot's answer is not known; null: the state folder cannot be read")

export type UnsettledStartView = z.infer<typeof unsettledStart>
export type UnsettledStarts = z.infer<typeof unsettledStarts>

const MAX_STARTS = 5
const MAX_FILES = 3

/** What an upload left that was cut off after its last bytes, by a crash or a lost answer. Reads the disk alone. */
export async function tellUnsettled(
  account: Parameters<Journal['unsettled']>[0],
  { journal, plans }: { journal: Pick<Journal, 'unsettled'>; plans: Pick<PlanStore, 'get'> },
): Promise<UnsettledStarts> {
  const found = await journal.unsettled(account).catch(nullIfUnreadable)
  if (found === null) return null
  const { starts, damaged } = found
  const told = starts
    .slice(0, MAX_STARTS)
    .map(async (start) => tellStart(start, await plans.get(start.planId).catch(nullIfUnreadable)))
  return { count: starts.length, starts: await Promise.all(told), damagedEntries: damaged }
}

export const DAMAGED_FIX =
  'Compare the imports of list_imports with what was to be imported before one of them is started again.'

function tellStart(start: UnsettledStart, plan: Plan | null): UnsettledStartView {
  const names = plan?.files.map(({ fileName }) => safeText(fileName, 80)) ?? []
  const more = names.length > MAX_FILES ? [`and ${names.length - MAX_FILES} more`] : []
  return {
    planId: start.planId,
    importName: safeText(start.importName, 120),
    sentAt: sentAt(start),
    fileNames: [...names.slice(0, MAX_FILES), ...more],
    nextStep: nextStep(start, plan),
  }
}

function nextStep({ planId, isDamaged }: UnsettledStart, plan: Plan | null): string {
  if (plan === null) return 'Look for the import by its name with list_imports; its plan is gone.'
  if (isDamaged) return 'Look for the import by its name with list_imports; its entry in the journal is damaged.'
  return `Call get_import with planId: "${planId}": it looks for the import in HubSpot. Only if it is certainly not there, call start_import with allowRepeat: true.`
}

/** What cannot be read is told as such: whoever asks here asks because something is wrong. */
function nullIfUnreadable(error: unknown): null {
  if (error instanceof UsageError && UNREADABLE.includes(error.code)) return null
  throw error
}

const UNREADABLE = ['journal_unavailable', 'plan_unknown', 'plan_expired']
