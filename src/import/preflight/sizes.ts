/** Limits of one import file and of one day: HubSpot's import guide. */
export const MAX_ROWS = 1_048_576
export const MAX_BYTES = 512 * 1024 * 1024
export const MAX_ROWS_PER_DAY = 80_000_000
/** Under 1,000 columns. */
export const MAX_COLUMNS = 999

/** Characters of one cell: the commonly quoted limit, not verified. */
export const MAX_CELL = 65_536
/** Characters of all cells of a row: a choice, the limit is not published. */
export const MAX_ROW = 1_000_000
