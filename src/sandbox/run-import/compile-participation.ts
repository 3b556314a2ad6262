import { CONTACT } from '../../hubspot/object-types.ts'
import type { MappedColumn } from './column-role.ts'
import type { CompileContext, Refuse } from './compile-context.ts'
import { plainType } from './default-association.ts'
import type { ObjectPlan, Participation } from './file-plan.ts'
import { createKeyIndex } from './key-index.ts'
import { datetimeCheck } from './values/date.ts'

const MARKETING_EVENT = '0-54'

/** The EVENT_TIMESTAMP columns of a file, with the event and the contacts they belong to; null: there are none. */
export function compileParticipation(
  columns: readonly MappedColumn[],
  objects: readonly ObjectPlan[],
  { context, refuse }: { context: CompileContext; refuse: Refuse },
): Participation | null {
  const { request, rules, store } = context
  const check = datetimeCheck(rules.dateFormat, rules.timeZone)
  const timestamps = columns.flatMap(({ index, role }) =>
    role.role === 'timestamp' ? [{ index, kind: role.kind, check }] : [],
  )
  if (timestamps.length === 0) return null
  const marketingEventId = String(request.marketingEventObjectId ?? '')
  if (store.find(MARKETING_EVENT, marketingEventId) === undefined) {
    refuse({
      errorType: 'MISSING_EVENT_DEFINITION',
      message: 'marketingEventObjectId is no marketing event of this account.',
    })
  }
  const contact = objects.findIndex((object) => object.objectTypeId === CONTACT)
  const spec = plainType({ fromObjectTypeId: CONTACT, toObjectTypeId: MARKETING_EVENT }, store)
  if (contact >= 0 && spec !== null) {
    return { contact, marketingEventId, spec, columns: timestamps, seen: createKeyIndex() }
  }
  refuse({
    errorType: 'INVALID_COLUMN_CONFIGURATION',
    message: 'Times of participation need a column that holds the contact of the row.',
  })
  return null
}
