import type { Table } from '../../table/table.ts'
import { phraseKey } from '../header/header-tokens.ts'
import { lexicon } from '../header/lexicon.ts'
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
    profile: profileColumn(
      withoutPlaceholders(
        table.sample.map((row) => row.cells[index] ?? ''),
        columnName,
      ),
    ),
  }))
}

const MAX_TEMPLATE_ROWS = 5

/** A template repeats its field names as values ("First Name", "address1"): they say nothing about the column. */
function withoutPlaceholders(cells: readonly string[], columnName: string): readonly string[] {
  if (cells.length > MAX_TEMPLATE_ROWS) return cells
  const header = phraseKey(columnName)
  return cells.map((cell) => (isPlaceholder(phraseKey(cell), header) ? '' : cell))
}

function isPlaceholder(value: string, header: string): boolean {
  if (value.length < 3 || header === '') return false
  if (header.includes(value) || value.includes(header)) return true
  return (
    lexicon()
      .words.get(value)
      ?.some((word) => word.sort === 'field') === true && !header.includes('status')
  )
}
