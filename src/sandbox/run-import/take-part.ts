import { type AssociationContext, associate } from './associate-records.ts'
import type { Participation, TimestampColumn } from './file-plan.ts'
import { cellAt } from './read-object.ts'
import type { Fault } from './tally.ts'
import { isProblem } from './values/problem.ts'

const CONTACT = '0-1'
const MARKETING_EVENT = '0-54'

/**
 * Records that a contact took part in the marketing event. The sandbox keeps the association of the two; kind and time
 * of the participation are checked, and told apart within the import, but not stored.
 */
export function takePart(
  participation: Participation,
  { contactId, cells }: { contactId: string; cells: readonly string[] },
  context: AssociationContext,
): Fault[] {
  const faults: Fault[] = []
  const filled = participation.columns.filter((column) => cellAt(cells, column.index) !== '')
  if (filled.length === 0) return [{ ...NO_TIME, objectTypeId: MARKETING_EVENT }]
  const isTaken = filled.map((column) => isNewParticipation(participation, { column, contactId, cells, faults }))
  if (!isTaken.includes(true)) return faults
  context.tally.count('PROPERTY_VALUES_EMITTED')
  const pair = { fromObjectTypeId: CONTACT, fromId: contactId, toObjectTypeId: MARKETING_EVENT }
  const problem = associate({ ...pair, toId: participation.marketingEventId }, [participation.spec], context)
  return problem === undefined ? faults : [...faults, { ...problem, objectTypeId: CONTACT }]
}

function isNewParticipation(
  { seen }: Participation,
  row: { column: TimestampColumn; contactId: string; cells: readonly string[]; faults: Fault[] },
): boolean {
  const { column, contactId, cells, faults } = row
  const time = column.check(cellAt(cells, column.index))
  const place = { objectTypeId: MARKETING_EVENT, columnNumber: column.index, invalidValue: cells[column.index] ?? '' }
  if (isProblem(time)) {
    faults.push({ errorType: 'INVALID_EVENT_TIMESTAMP', message: time.message, ...place })
    return false
  }
  const key = [contactId, column.kind, time]
  if (seen.get(key) !== undefined) {
    faults.push({ ...REPEATED, ...place })
    return false
  }
  seen.set(key, 1)
  return true
}

const NO_TIME = {
  errorType: 'MISSING_EVENT_TIMESTAMP',
  message: 'The row has no time of the participation.',
} as const

const REPEATED = {
  errorType: 'DUPLICATE_EVENT',
  message: 'An earlier row has the same participation: contact, kind and time.',
} as const
