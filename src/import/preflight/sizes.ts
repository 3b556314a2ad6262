/** Under 1,000 columns. */
export const MAX_COLUMNS = 999

/** Characters of one cell: the commonly quoted limit, not verified. */
export const MAX_CELL = 65_536
/** Characters of all cells of a row: a choice, the limit is not published. */
export const MAX_ROW = 1_000_000
