import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { notInFile } from './build-plan.ts'
import type { PlannedColumn, PlannedFile } from './plan.ts'

/** How an agent names a column of a plan. */
export interface ColumnName {
  /** columnName or 0-based index. */
  column: string | number
  /** Which of several files. */
  file?: number
}

/**
 * The column that is meant by its name or index, in one of the files.
 * @throws UsageError column_not_in_file, invalid_arguments when several are meant
 */
export function columnOf(files: readonly PlannedFile[], { column, file }: ColumnName): PlannedColumn {
  const searched = file === undefined ? files : files.slice(file, file + 1)
  const found = searched.flatMap(({ columns }) =>
    columns.filter((one) => one.columnName === column || one.index === asIndex(column)),
  )
  const byName = found.filter((one) => one.columnName === column)
  const matches = byName.length > 0 ? byName : found
  if (matches.length > 1) throw severalColumns(String(column), matches)
  if (matches[0] !== undefined) return matches[0]
  const [first] = searched
  throw notInFile(safeText(String(column)), first ?? { fileName: `file ${file}`, columns: [] })
}

const asIndex = (column: string | number): number => (/^\d+$/.test(String(column)) ? Number(column) : -1)

function severalColumns(column: string, matches: readonly PlannedColumn[]): UsageError {
  return new UsageError(
    'invalid_arguments',
    `${matches.length} columns are meant by "${safeText(column)}": index ${matches.map(({ index }) => index).join(', ')}.`,
    'Name the column by its index, and the file by file where there are several.',
  )
}
