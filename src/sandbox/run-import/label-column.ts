import type { AssociationSpec } from '../../hubspot/association.ts'
import type { RecordStore } from '../store.ts'
import type { MappedColumn } from './column-role.ts'
import type { LabelColumn } from './file-plan.ts'
import type { Fault } from './tally.ts'
import { splitList } from './values/enumeration.ts'
import { withoutPlainSpace } from './values/plain-space.ts'

/** The label column of a pair in this direction, if the file has one. A label of the other direction does not count. */
export function labelColumn(
  columns: readonly MappedColumn[],
  pair: { fromObjectTypeId: string; toObjectTypeId: string },
  store: RecordStore,
): LabelColumn | null {
  const { fromObjectTypeId, toObjectTypeId } = pair
  const column = columns.find(
    ({ objectTypeId, role }) =>
      role.role === 'label' && objectTypeId === fromObjectTypeId && role.toObjectTypeId === toObjectTypeId,
  )
  if (column === undefined) return null
  const specsByLabel = new Map<string, AssociationSpec>()
  for (const { label, typeId, category } of store.labels(fromObjectTypeId, toObjectTypeId)) {
    if (typeof label === 'string' && label !== '') specsByLabel.set(label, { typeId, category })
  }
  return { index: column.index, fromObjectTypeId, specsByLabel }
}

/** The labels of a cell, several parted by semicolons. Each that does not exist is a fault, and so is a cell of semicolons. */
export function readLabels(
  { index, fromObjectTypeId, specsByLabel }: LabelColumn,
  cells: readonly string[],
): { specs: AssociationSpec[]; faults: Fault[] } {
  const specs: AssociationSpec[] = []
  const faults: Fault[] = []
  const text = withoutPlainSpace(cells[index] ?? '')
  const labels = splitList(text)
  for (const label of text !== '' && labels.length === 0 ? [text] : labels) {
    const spec = specsByLabel.get(label)
    if (spec === undefined)
      faults.push({ ...NOT_FOUND, objectTypeId: fromObjectTypeId, columnNumber: index, invalidValue: label })
    else specs.push(spec)
  }
  return { specs, faults }
}

const NOT_FOUND = {
  errorType: 'ASSOCIATION_LABEL_NOT_FOUND',
  message: 'The two objects have no association label with this text in this direction.',
} as const
