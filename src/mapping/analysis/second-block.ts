import { ROLE_OBJECT_TYPE, ROLES, type Role } from '../concepts/concept.ts'
import { ENTITY_ROLES } from '../concepts/entity-roles.ts'
import type { ColumnView } from './column-view.ts'

/** Columns from `start` on belong to another object than those before. */
export interface SecondBlock {
  start: number
  role: Role
}

const MIN_REPEATED = 3

/**
 * Exports of two objects side by side repeat the headers both have: "Phone Number, City, … Record ID - Company, Phone
 * Number, City". The repeated headers belong to the object that the second block names.
 */
export function secondBlock(columns: readonly ColumnView[], primary: Role): SecondBlock | undefined {
  const seen = new Set<string>()
  const repeated = columns.filter(({ header }) => {
    const isRepeated = header.key !== '' && seen.has(header.key)
    seen.add(header.key)
    return isRepeated
  })
  const first = repeated[0]?.index
  if (first === undefined || repeated.length < MIN_REPEATED) return undefined
  const start = blockStart(columns, first)
  const counts = ROLES.filter((role) => role !== primary && ROLE_OBJECT_TYPE[role] !== undefined).map((role) => ({
    role,
    count: columns.filter(
      ({ index, header }) => index >= start && header.entities.some((id) => ENTITY_ROLES[id]?.[role] === 1),
    ).length,
  }))
  const [best] = counts.sort((left, right) => right.count - left.count)
  return best === undefined || best.count === 0 ? undefined : { start, role: best.role }
}

/** The block begins with the column that names its object, when that stands right before the first repeated header. */
function blockStart(columns: readonly ColumnView[], first: number): number {
  let start = first
  while (start > 0 && (columns[start - 1]?.header.entities.length ?? 0) > 0) start -= 1
  return start
}
