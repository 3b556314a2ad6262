import type { ColumnView } from '../analysis/column-view.ts'
import type { Decision } from './propose-column.ts'

export function reasonFor(column: ColumnView, { chosen }: Decision): string {
  return chosen === null ? `nothing in HubSpot fits "${column.columnName}"` : 'header'
}
