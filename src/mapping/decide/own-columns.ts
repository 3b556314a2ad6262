import type { ColumnProposal } from '../proposal.ts'

/** The line of the source file, in a file that export_failed_rows wrote. */
export const LINE_HEADER = 'Source line'

/** In front of the columns of the source, in this order. */
export const OWN_HEADERS: readonly string[] = [LINE_HEADER, 'Import error']

/** A file of failed rows that is mapped anew: nobody is asked what its first two columns are. */
export function withoutOwnColumns(columns: readonly ColumnProposal[]): ColumnProposal[] {
  const isOwn = ({ index, columnName }: ColumnProposal) => OWN_HEADERS[index] === columnName
  if (columns.filter(isOwn).length < OWN_HEADERS.length) return [...columns]
  return columns.map((column) =>
    isOwn(column)
      ? { ...column, target: null, propertyLabel: null, alternatives: [], reason: 'added by export_failed_rows' }
      : column,
  )
}
