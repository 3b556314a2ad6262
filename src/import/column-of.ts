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
 * The column that is meant in one of the files: by its name, its index, its name as an answer shows it, or one that differs
 * in white space, invisible characters and capitals only; the first of these by which there is one.
 * @throws UsageError column_not_in_file, invalid_arguments when several are meant
 */
export function columnOf(files: readonly PlannedFile[], { column, file }: ColumnName): PlannedColumn {
  const searched = file === undefined ? files : files.slice(file, file + 1)
  const all = searched.flatMap(({ columns }) => columns)
  const text = String(column)
  const ways = [named(text), at(text), shownAs(text), alike(text)]
  const matches = ways.map((way) => all.filter(way)).find((found) => found.length > 0) ?? []
  if (matches.length > 1) throw severalColumns(text, matches)
  if (matches[0] !== undefined) return matches[0]
  const [first] = searched
  throw notInFile(safeText(text), first ?? { fileName: `file ${file}`, columns: [] })
}

type Way = (column: PlannedColumn) => boolean

const named =
  (text: string): Way =>
  ({ columnName }) =>
    columnName === text

const at =
  (text: string): Way =>
  ({ index }) =>
    /^\d+$/.test(text) && index === Number(text)

/** As answers show it: a line break in a header as two characters, an invisible one as its code, a long name cut. */
const shownAs =
  (text: string): Way =>
  ({ columnName }) =>
    safeText(columnName) === text

/** Whoever retypes a header loses line breaks, double spaces and capitals. */
const alike =
  (text: string): Way =>
  ({ columnName }) =>
    plain(columnName) === plain(text)

const plain = (text: string): string =>
  text
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .toLowerCase()

function severalColumns(column: string, matches: readonly PlannedColumn[]): UsageError {
  return new UsageError(
    'invalid_arguments',
    `${matches.length} columns are meant by "${safeText(column)}": index ${matches.map(({ index }) => index).join(', ')}.`,
    'Name the column by its index, and the file by file where there are several.',
  )
}
