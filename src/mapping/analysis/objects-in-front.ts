import { readHeader } from '../header/read-header.ts'
import type { ColumnView } from './column-view.ts'

/** "Activity - Due date", "Deal: Amount". */
const PREFIXED = /^([^\-–:]+?)(?: [-–] |: )\S/

/** So many columns of one object are no chance. */
const MIN_PREFIXED = 3

/**
 * The objects in front of most headers that are written so, if the first column has them too: what the rows are.
 * Empty where no object stands in front.
 */
export function objectsInFront(columns: readonly ColumnView[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { columnName } of columns) {
    const prefix = PREFIXED.exec(columnName)?.[1]?.toLowerCase()
    if (prefix !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
  }
  const [most] = [...counts].sort(([, left], [, right]) => right - left)
  const isFirst = most !== undefined && columns[0]?.columnName.toLowerCase().startsWith(most[0]) === true
  return isFirst && most[1] >= MIN_PREFIXED ? readHeader(most[0]).entities : []
}
