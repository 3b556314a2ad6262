import Papa from 'papaparse'

/** What spreadsheet programs may take for a formula, with the full-width forms they treat alike. */
const FORMULA_START = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/**
 * Rows as CSV: comma, CRLF after every row, quotes where needed. Write it as UTF-8. Values are untouched unless the file
 * is `forPeople`: then cells that a spreadsheet program would run as a formula get an apostrophe in front.
 */
export function csvLines(rows: readonly (readonly string[])[], options: { forPeople?: boolean } = {}): string {
  if (rows.length === 0) return ''
  const cells = rows.map((row) => (options.forPeople ? row.map(neutralised) : [...row]))
  if (!cells.some(isBlank)) return `${Papa.unparse(cells, { quotes: isMisleading })}\r\n`
  const line = (row: string[]) => (isBlank(row) ? `"${row[0] ?? ''}"` : Papa.unparse([row], { quotes: isMisleading }))
  return cells.map((row) => `${line(row)}\r\n`).join('')
}

/** Semicolons, tabs and pipes could be taken for the delimiter of the file: they stand inside quotes. */
const isMisleading = (value: unknown): boolean => typeof value === 'string' && /[;\t|]/.test(value)

/** A lone blank cell: without quotes it would be a blank line, which readers skip. */
function isBlank(row: readonly string[]): boolean {
  return row.length === 0 || (row.length === 1 && row[0]?.trim() === '')
}

function neutralised(cell: string): string {
  return FORMULA_START.test(cell) ? `'${cell}` : cell
}
