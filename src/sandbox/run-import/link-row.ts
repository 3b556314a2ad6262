import { type AssociationContext, associate } from './associate-records.ts'
import type { FilePlan, KeyLink } from './file-plan.ts'
import type { FindByKey } from './find-by-key.ts'
import type { SourceRow } from './import-source.ts'
import { readLabels } from './label-column.ts'
import { cellAt } from './read-object.ts'
import type { Fault } from './tally.ts'
import { splitList } from './values/enumeration.ts'
import { isProblem, type Problem } from './values/problem.ts'

export interface KeyFinder {
  link: KeyLink
  find: FindByKey
}

/**
 * Associates the record of a row with those its key columns name. Runs after all rows of all files are written, so the
 * order of files and rows does not matter. A row whose own record failed is passed over: its own error says why.
 */
export function linkRow(
  plan: FilePlan,
  row: SourceRow,
  { finders, ...context }: AssociationContext & { finders: readonly KeyFinder[] },
): void {
  const place = { file: plan.source.file, ...row }
  for (const finder of finders) {
    const fromId = plan.objects[finder.link.from]?.rowIds?.get(row.lineNumber)
    if (fromId === undefined) continue
    for (const fault of keyFaults(finder, { fromId, cells: row.cells }, context)) context.tally.error(fault, place)
  }
}

function keyFaults(
  { link, find }: KeyFinder,
  { fromId, cells }: { fromId: string; cells: readonly string[] },
  context: AssociationContext,
): Fault[] {
  const text = cellAt(cells, link.index)
  if (text === '') return []
  const labels = link.labels === null ? { specs: [], faults: [] } : readLabels(link.labels, cells)
  const isUnlabeled = labels.faults.length > 0 && labels.specs.length === 0
  const keys = link.kind === 'same_object' ? splitList(text) : [text]
  const problems = keys.map((key): [string, Problem | undefined] => {
    const toId = link.isValid ? find(key) : NOT_CREATED
    if (isProblem(toId)) return [key, toId]
    if (isUnlabeled) return [key, undefined]
    return [key, associate({ ...link, fromId, toId }, [...link.specs, ...labels.specs], context)]
  })
  return [
    ...labels.faults,
    ...problems.flatMap(([key, problem]) => (problem === undefined ? [] : [faultOf(link, key, problem)])),
  ]
}

function faultOf(link: KeyLink, key: string, problem: Problem): Fault {
  const propertyName = link.propertyName ?? undefined
  return { ...problem, objectTypeId: link.fromObjectTypeId, columnNumber: link.index, propertyName, invalidValue: key }
}

const NOT_CREATED: Problem = {
  errorType: 'FAILED_TO_CREATE_ASSOCIATION',
  message: 'There is no association of this type between the two objects in this direction.',
}
