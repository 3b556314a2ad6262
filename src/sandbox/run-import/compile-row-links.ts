import { COMPANY } from '../../hubspot/object-types.ts'
import { type MappedColumn, misconfigured } from './column-role.ts'
import type { CompileContext, Refuse } from './compile-context.ts'
import { plainType, primaryType } from './default-association.ts'
import type { ObjectPlan, RowLink } from './file-plan.ts'
import { labelColumn } from './label-column.ts'

/** Every two objects of a file become associated row by row, where HubSpot knows a type between them or a label column asks for it. */
export function compileRowLinks(
  columns: readonly MappedColumn[],
  objects: readonly ObjectPlan[],
  { context, refuse }: { context: CompileContext; refuse: Refuse },
): RowLink[] {
  const links = pairs(objects).map(([first, second]) => rowLink({ columns, objects, context }, first, second))
  refuseUselessLabels(columns, objects, refuse)
  refuseSecondLabels(columns, refuse)
  return links.filter((link) => link.plain !== null || link.labels !== null)
}

interface LinkContext {
  columns: readonly MappedColumn[]
  objects: readonly ObjectPlan[]
  context: CompileContext
}

/** The direction is that of the label column, else the one in which a primary company exists, else file order. */
function rowLink(within: LinkContext, first: number, second: number): RowLink {
  const forth = directedLink(within, first, second)
  const back = directedLink(within, second, first)
  if (forth.labels !== null) return forth
  if (back.labels !== null) return back
  if (back.toObjectTypeId === COMPANY && back.primary !== null) return back
  return forth.plain === null ? back : forth
}

function directedLink({ columns, objects, context }: LinkContext, from: number, to: number): RowLink {
  const pair = {
    fromObjectTypeId: objects[from]?.objectTypeId ?? '',
    toObjectTypeId: objects[to]?.objectTypeId ?? '',
  }
  return {
    from,
    to,
    ...pair,
    plain: plainType(pair, context.store),
    primary: pair.toObjectTypeId === COMPANY ? primaryType(pair) : null,
    labels: labelColumn(columns, pair, context.store),
  }
}

function pairs(objects: readonly ObjectPlan[]): [number, number][] {
  return objects.flatMap((_, first) =>
    objects.slice(first + 1).map((_, distance): [number, number] => [first, first + 1 + distance]),
  )
}

/** A label column needs a record of its own object in the rows, and the other one or a column that names it. */
function refuseUselessLabels(columns: readonly MappedColumn[], objects: readonly ObjectPlan[], refuse: Refuse): void {
  for (const { objectTypeId, role, mapping } of columns) {
    if (role.role !== 'label') continue
    const { toObjectTypeId } = role
    const holds = (other: string): boolean => objects.some((object) => object.objectTypeId === other)
    const isInRow = objectTypeId !== toObjectTypeId && holds(toObjectTypeId)
    const isNamed = columns.some(
      (other) =>
        other.role.role === 'key' &&
        other.objectTypeId === objectTypeId &&
        other.role.toObjectTypeId === toObjectTypeId,
    )
    if (holds(objectTypeId) && (isInRow || isNamed)) continue
    refuse(
      misconfigured(
        mapping.columnName,
        `holds labels, but the columns lead to no association of its object with ${toObjectTypeId.slice(0, 100)}.`,
      ),
    )
  }
}

/** Labels of two objects stand in one column, whatever its direction. */
function refuseSecondLabels(columns: readonly MappedColumn[], refuse: Refuse): void {
  const taken = new Set<string>()
  for (const { objectTypeId, role, mapping } of columns) {
    if (role.role !== 'label') continue
    const pair = [objectTypeId, role.toObjectTypeId].toSorted().join(' ')
    if (taken.has(pair)) refuse(misconfigured(mapping.columnName, 'is a second label column of the same two objects.'))
    taken.add(pair)
  }
}
