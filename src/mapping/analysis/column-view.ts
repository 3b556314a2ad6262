import type { Table } from '../../table/table.ts'
import { type HeaderText, readHeader } from '../header/read-header.ts'
import { type ColumnProfile, profileColumn } from '../values/column-profile.ts'

/** One column as the mapping sees it: what its header says and what its values look like. */
export interface ColumnView {
  index: number
  columnName: string
  header: HeaderText
  profile: ColumnProfile
}

export function viewColumns(table: Table): ColumnView[] {
  return table.columns.map(({ index, columnName }) => ({
    index,
    columnName,
    header: readHeader(table.dialect.hasHeader ? columnName : ''),
    profile: profileColumn(table.sample.map((row) => row.cells[index] ?? '')),
  }))
}
