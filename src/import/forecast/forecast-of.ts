import { CONTACT, showObjectType } from '../../hubspot/object-types.ts'
import { safeText } from '../../safe-text.ts'
import type { Definitions } from '../definitions.ts'
import type { Finding } from '../finding.ts'
import type { Plan } from '../plan.ts'
import type { KnownAccount } from '../preflight/known-account.ts'
import type { RecordLookup } from '../record-lookup/look-up-records.ts'
import type { Forecast } from './forecast.ts'
import { type CountedObject, summaryOf } from './summary.ts'

interface Checked {
  report: {
    rowsByFile: readonly number[]
    rowsLost: number
    findings: readonly Pick<Finding, 'outcome' | 'severity'>[]
  }
  account: KnownAccount
  lookup: RecordLookup
}

/** The forecast of a plan whose rows have all been taken. */
export function forecastOf(plan: Plan, definitions: Definitions, { report, account, lookup }: Checked): Forecast {
  const { tally } = account
  const { rowsByFile, rowsLost, findings } = report
  if (findings.some(({ outcome, severity }) => outcome === 'file_refused' && severity === 'error')) {
    return noForecast('HubSpot would refuse the file as the findings say, and write nothing.')
  }
  const { objectTypes } = definitions
  const counted = tally.objectTypeIds().map((objectTypeId) => ({ objectTypeId, ...tally.of(objectTypeId) }))
  const known = counted.filter(isKnown)
  const isMarketing = plan.marketableContactImport === true && known.some((one) => one.objectTypeId === CONTACT)
  const newMarketingContacts = isMarketing ? tally.newMarketingContacts() : undefined
  const notLookedUp = [
    ...failed(lookup, definitions),
    ...beyond(plan, rowsByFile, lookup),
    ...untold(counted, lookup, definitions),
  ]
  const rows = rowsByFile.reduce((sum, count) => sum + count, 0)
  const rowsLookedUp = rowsByFile.reduce((sum, count, file) => sum + Math.min(count, lookup.reach[file]?.rows ?? 0), 0)
  return {
    summary: summaryOf(
      { rows, rowsLookedUp, rowsLost, objects: known, newMarketingContacts, notLookedUp },
      objectTypes,
    ),
    objects: known.map(({ objectTypeId, rowsNotLookedUp, ...counts }) => ({
      objectType: showObjectType(objectTypeId, objectTypes),
      ...counts,
    })),
    ...(newMarketingContacts !== undefined && { newMarketingContacts }),
    notLookedUp,
  }
}

/** Where nothing was looked up. */
export const noForecast = (reason: string): Forecast => ({
  summary: `There is no forecast: ${reason}`,
  objects: [],
  notLookedUp: [reason],
})

const isKnown = ({ created, updated, unchanged, rowsNotLookedUp }: CountedObject): boolean =>
  rowsNotLookedUp === 0 || created + updated + unchanged > 0

/** One sentence for each reason. */
function failed({ failures }: RecordLookup, { objectTypes }: Definitions): string[] {
  const byReason = new Map<string, string[]>()
  for (const { target, error } of failures) {
    const reason = `${safeText(error.message, 300)} ${safeText(error.fix, 200)}`
    const what = `${showObjectType(target.objectTypeId, objectTypes)} by ${safeText(target.propertyName, 60)}`
    byReason.set(reason, [...(byReason.get(reason) ?? []), what])
  }
  return [...byReason].map(([reason, what]) => `Not looked up: ${what.toSorted().join(', ')}. ${reason}`)
}

/** Files that name more records than may be looked up. */
function beyond({ files }: Plan, rowsByFile: readonly number[], { reach, maxCalls }: RecordLookup): string[] {
  return files.flatMap(({ fileName }, place) => {
    const rows = rowsByFile[place] ?? 0
    const reached = reach[place]?.rows ?? 0
    if (reached >= rows) return []
    const which = reached + 1 === rows ? `Row ${spelled(rows)}` : `Rows ${spelled(reached + 1)} to ${spelled(rows)}`
    const were = reached + 1 === rows ? 'was' : 'were'
    return [
      `${which} of ${safeText(fileName, 60)} ${were} not looked up: a check makes at most ${spelled(maxCalls)} calls to HubSpot.`,
    ]
  })
}

/** A search that finds very many records for its values is given up. */
function untold(counted: readonly CountedObject[], { failures }: RecordLookup, { objectTypes }: Definitions): string[] {
  const isTold = (objectTypeId: string) => failures.some(({ target }) => target.objectTypeId === objectTypeId)
  return counted
    .filter(({ objectTypeId, rowsNotLookedUp }) => rowsNotLookedUp > 0 && !isTold(objectTypeId))
    .map(
      ({ objectTypeId, rowsNotLookedUp }) =>
        `${spelled(rowsNotLookedUp)} rows name ${showObjectType(objectTypeId, objectTypes)} by values that too many records have to be looked up.`,
    )
}

const spelled = (count: number): string => count.toLocaleString('en-US')
