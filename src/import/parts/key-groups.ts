import type { PlannedFile } from '../plan.ts'
import { columnKind, isCompanyDomain, isContactEmail, isMapped, type MappedColumn } from '../preflight/column-kind.ts'

/** A column by whose values HubSpot finds records, or associates them. */
export interface KeyColumn {
  index: number
  columnName: string
}

export function keyColumnsOf({ columns }: Pick<PlannedFile, 'columns'>): KeyColumn[] {
  return columns.filter((column) => isMapped(column) && isKey(column))
}

function isKey(column: MappedColumn): boolean {
  const { columnType, objectTypeId, propertyName, associationIdentifierColumn } = column
  const kind = columnKind(column)
  if (kind === 'foreign_key' || kind === 'association_keys' || associationIdentifierColumn === true) return true
  if (columnType === 'HUBSPOT_ALTERNATE_ID' || columnType === 'HUBSPOT_OBJECT_ID') return true
  return isContactEmail(objectTypeId, propertyName) || isCompanyDomain(objectTypeId, propertyName)
}

/** Rows a border is moved back at most, so that neighbours with one key stay together. */
export const LARGEST_GROUP = 1_000

export interface Border {
  /** Rows before it. */
  place: number
  /** Columns of which the same value stands on both sides of it. */
  splits: string[]
}

/**
 * The border at `place`, or the nearest before it, above `lowest`, on both sides of which no key is the same. HubSpot
 * works on two parts at a time, and could make a record twice that both of them name. Where a group is too large to be
 * kept together it is cut.
 */
export function borderOfGroups(
  place: number,
  lowest: number,
  keys: readonly KeyColumn[],
  cellsAt: (row: number) => readonly string[] | undefined,
): Border {
  const first = Math.max(lowest, place - LARGEST_GROUP)
  for (let border = place; border > first; border -= 1) {
    if (splitsAt(border, keys, cellsAt).length === 0) return { place: border, splits: [] }
  }
  return { place, splits: splitsAt(place, keys, cellsAt) }
}

function splitsAt(
  border: number,
  keys: readonly KeyColumn[],
  cellsAt: (row: number) => readonly string[] | undefined,
): string[] {
  const before = cellsAt(border - 1)
  const behind = cellsAt(border)
  const keyOf = (cells: readonly string[] | undefined, { index }: KeyColumn) =>
    (cells?.[index] ?? '').trim().toLowerCase()
  return keys
    .filter((key) => keyOf(before, key) !== '' && keyOf(before, key) === keyOf(behind, key))
    .map(({ columnName }) => columnName)
}
