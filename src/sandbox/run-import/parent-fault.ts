import type { FilePlan, ObjectPlan } from './file-plan.ts'
import { cellAt, type ReadObject } from './read-object.ts'
import type { Fault } from './tally.ts'
import type { WrittenRecord } from './write-record.ts'

interface ObjectAmongOthers {
  plan: FilePlan
  read: ReadObject
  cells: readonly string[]
  /** By the order of FilePlan.objects; null: not written. */
  written: readonly (WrittenRecord | null)[]
}

/** Records that cannot stand alone, and line items, which belong to one record only. */
export function parentFault({ plan, read, cells, written }: ObjectAmongOthers): Fault | undefined {
  const { objectTypeId, needsAssociation } = read.plan
  if (!needsAssociation && objectTypeId !== LINE_ITEM) return undefined
  const inRow = plan.objects.filter((_, index) => (written[index] ?? null) !== null)
  const named = plan.keyLinks.filter(
    (link) => link.fromObjectTypeId === objectTypeId && cellAt(cells, link.index) !== '',
  )
  const parents = [...inRow.map(typeOf), ...named.map((link) => link.toObjectTypeId)]
  if (needsAssociation) return parents.length === 0 ? { ...ALONE, objectTypeId } : undefined
  const owners = parents.filter((parent) => LINE_ITEM_PARENTS.has(parent))
  return owners.length > 1 ? { ...SEVERAL_PARENTS, objectTypeId } : undefined
}

const typeOf = (object: ObjectPlan): string => object.objectTypeId

const LINE_ITEM = '0-8'
/** Deal, quote, invoice, subscription, order, cart. */
const LINE_ITEM_PARENTS = new Set(['0-3', '0-14', '0-53', '0-69', '0-123', '0-142'])

const ALONE: Fault = {
  errorType: 'UNKNOWN_BAD_REQUEST',
  message: 'Notes, meetings and e-mails need a record they belong to, and the row leads to none.',
}

const SEVERAL_PARENTS: Fault = {
  errorType: 'LINE_ITEM_MULTIPLE_PARENTS_IN_ROW',
  message: 'A line item belongs to one record, and the row connects it with several.',
}
