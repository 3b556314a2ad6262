import type { Config } from '../../config.ts'
import { principalFolders } from '../../context/caller-folder.ts'
import { createJournal } from '../../import/journal.ts'
import { createPlanStore, type PlanStore } from '../../import/plan-store.ts'
import { openStateFolder } from '../../import/state-folder.ts'
import {
  DAMAGED_FIX,
  tellUnsettled,
  type UnsettledStarts,
  type UnsettledStartView,
} from '../../tools/unsettled-starts.ts'
import type { Check } from './check.ts'

const name = 'Upload'

/** Uploads that were cut off, of all accounts: told also when HubSpot cannot be reached. */
export async function checkStarts({ stateDir, environment }: Config): Promise<Check[]> {
  const journal = createJournal(openStateFolder(stateDir))
  const folders = [stateDir, ...(await principalFolders(stateDir))]
  const unsettled = await tellUnsettled({ environment }, { journal, plans: plansIn(folders) })
  return unsettled === null ? [] : tellStarts(unsettled)
}

/** Plans of the person of this machine, and of every principal of the HTTP server. */
function plansIn(folders: readonly string[]): Pick<PlanStore, 'get'> {
  const stores = folders.map((folder) => createPlanStore(openStateFolder(folder)))
  return { get: (planId) => firstOf(stores.map((store) => () => store.get(planId))) }
}

/** The first that succeeds; where none does, what the first one said. */
async function firstOf<T>([first, ...others]: readonly (() => Promise<T>)[]): Promise<T> {
  if (first === undefined) throw new Error('nothing to try')
  return first().catch(async (error: unknown) => {
    if (others.length === 0) throw error
    return firstOf(others).catch(() => Promise.reject(error))
  })
}

/** A state folder that cannot be read is told by the check of the folders. */
function tellStarts({ count, starts, damagedEntries }: NonNullable<UnsettledStarts>): Check[] {
  const more: Check[] = [{ name, status: 'note', told: `${count - starts.length} earlier ones are as unclear` }]
  const damaged: Check[] = [
    {
      name: 'Journal',
      status: 'note',
      told: `${damagedEntries} of its entries cannot be read: what became of these uploads is not known`,
      fix: DAMAGED_FIX,
    },
  ]
  return [...starts.map(tellStart), ...(count > starts.length ? more : []), ...(damagedEntries > 0 ? damaged : [])]
}

function tellStart({ importName, sentAt, fileNames, planId, nextStep }: UnsettledStartView): Check {
  const files = fileNames.length === 0 ? '' : ` (${fileNames.join(', ')})`
  const told = `of "${importName}"${files}, sent ${sentAt}, HubSpot's answer is not known; plan ${planId}`
  return { name, status: 'note', told, fix: nextStep }
}
