import type { AssociationSpec } from '../../hubspot/association.ts'
import type { RecordStore } from '../store.ts'
import type { RowLink } from './file-plan.ts'
import { readLabels } from './label-column.ts'
import type { Fault, Tally } from './tally.ts'
import type { Problem } from './values/problem.ts'
import type { WrittenRecord } from './write-record.ts'

export interface AssociationContext {
  store: RecordStore
  tally: Tally
}

/** Associates two records of one row: the plain type, Primary where there was no company before, and the labels. */
export function associateInRow(
  link: RowLink,
  { from, to, cells }: { from: WrittenRecord; to: WrittenRecord; cells: readonly string[] },
  context: AssociationContext,
): Fault[] {
  const labels = link.labels === null ? NO_LABELS : readLabels(link.labels, cells)
  if (labels.faults.length > 0 && labels.specs.length === 0) return labels.faults
  const hasCompany = () => context.store.associations(link.fromObjectTypeId, from.id, link.toObjectTypeId).length > 0
  const primary = link.primary !== null && (from.isNew || !hasCompany()) ? link.primary : null
  const specs = [link.plain, primary, ...labels.specs].filter((spec) => spec !== null)
  if (specs.length === 0) return labels.faults
  const pair = { ...link, fromId: from.id, toId: to.id }
  const problem = associate(pair, specs, context)
  const place = { objectTypeId: link.fromObjectTypeId, columnNumber: link.labels?.index }
  return problem === undefined ? labels.faults : [...labels.faults, { ...problem, ...place }]
}

const NO_LABELS: ReturnType<typeof readLabels> = { specs: [], faults: [] }

export interface RecordPair {
  fromObjectTypeId: string
  fromId: string
  toObjectTypeId: string
  toId: string
}

/** Writes one association in all its types. It counts once, however many types it has. */
export function associate(
  { fromObjectTypeId, fromId, toObjectTypeId, toId }: RecordPair,
  specs: readonly AssociationSpec[],
  { store, tally }: AssociationContext,
): Problem | undefined {
  tally.count('ASSOCIATIONS_EMITTED')
  let isCreated = false
  let isFull = false
  for (const { typeId, category } of specs) {
    const outcome = store.associate({ fromObjectTypeId, fromId, toObjectTypeId, toId, typeId, category })
    if (outcome === 'created') isCreated = true
    if (outcome === 'limit_exceeded') {
      isFull = true
      break
    }
  }
  if (isCreated) tally.count('ASSOCIATIONS_CREATED')
  return isFull ? LIMIT_EXCEEDED : undefined
}

const LIMIT_EXCEEDED: Problem = {
  errorType: 'ASSOCIATION_LIMIT_EXCEEDED',
  message: 'The record would get more associations of this type than the account allows.',
}
