/** What spreadsheet programs may take for a formula, with the full-width forms they treat alike; guarded or not. */
const FORMULA_START = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/**
 * An apostrophe before what would be a formula, so that a spreadsheet program shows it as text. Cells that look guarded
 * already get one more: withoutGuard() gives back every cell exactly.
 */
export const guardFormula = (cell: string): string => (FORMULA_START.test(cell) ? `'${cell}` : cell)

/** The cell as it was before guardFormula(). A cell that somebody typed without an apostrophe stays as it is. */
export const withoutGuard = (cell: string): string =>
  cell.startsWith("'") && FORMULA_START.test(cell) ? cell.slice(1) : cell
