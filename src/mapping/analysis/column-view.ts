import type { Table } from '../../table/table.ts'
import { phraseKey } from '../header/header-tokens.ts'
import { lexicon } from '../header/lexicon.ts'
import { type HeaderText, readHeader } from '../header/read-header.ts'
import { withoutSharedPrefix } from '../header/shared-prefix.ts'
import { tellingHeaders } from '../header/telling-headers.ts'
import { type ColumnProfile, profileColumn } from '../values/column-profile.ts'

/** What a column of a HubSpot export says of the associated records: what they are called, or their record ids. */
export type ExportedLink = 'names' | 'ids'

/** One column as the mapping sees it: what its header says and what its values look like. */
export interface ColumnView {
  index: number
  columnName: string
  header: HeaderText
  profile: ColumnProfile
  /** For a person, who also wants to see the cells that say nothing about the column. */
  examples: readonly string[]
  /** In a HubSpot export: the column tells of associated records. */
  exportedLink?: ExportedLink
  /** The rows name two people, and the column tells of one who is not, or may not be, the contact. */
  person?: AnotherPerson
}

/** `emailColumn`: where the address of the contact is. */
export type AnotherPerson = { is: 'unclear' } | { is: 'other'; emailColumn: string }

export function viewColumns(table: Table): ColumnView[] {
  const rows = withoutPlaceholders(table)
  const headers = tellingHeaders(table.columns.map(({ columnName }) => columnName))
  const meant = withoutSharedPrefix(headers)
  return table.columns.map(({ index, columnName }) => {
    const profile = profileColumn(rows.map((cells) => cells[index] ?? ''))
    return {
      index,
      columnName,
      header: table.dialect.hasHeader ? readHeader(headers[index] ?? '', meant[index]) : readHeader(''),
      profile,
      examples: profile.filled > 0 ? profile.values : profileColumn(cellsOf(table, index)).values,
    }
  })
}

const cellsOf = ({ sample }: Table, index: number): string[] => sample.map(({ cells }) => cells[index] ?? '')

const MAX_TEMPLATE_ROWS = 5
const MIN_PLACEHOLDERS = 0.4

/** A template repeats its field names as values ("First Name", "address1"): they say nothing about the column. */
function withoutPlaceholders({ sample, columns }: Table): (readonly string[])[] {
  const rows = sample.map(({ cells }) => cells)
  if (rows.length > MAX_TEMPLATE_ROWS) return rows
  const headers = columns.map(({ columnName }) => phraseKey(columnName))
  return rows.map((cells) => {
    const filled = cells.filter((cell) => cell.trim() !== '').length
    const kept = cells.map((cell, at) => (isPlaceholder(phraseKey(cell), headers[at] ?? '') ? '' : cell))
    const left = kept.filter((cell) => cell.trim() !== '').length
    return filled - left >= MIN_PLACEHOLDERS * filled ? kept : cells
  })
}

/** Shorter ones stand in other words by chance: Valencia holds the letter of column "c". */
const MIN_WORD = 3

function isPlaceholder(value: string, header: string): boolean {
  if (value.length < MIN_WORD || header.length < MIN_WORD) return false
  if (header.includes(value) || value.includes(header)) return true
  return (
    lexicon()
      .words.get(value)
      ?.some((word) => word.sort === 'field') === true && !header.includes('status')
  )
}
