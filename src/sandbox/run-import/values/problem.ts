/** Why a cell was not accepted. Holds no cell value: the import error carries it beside the message. */
export interface Problem {
  errorType: string
  message: string
}

/** Reads a trimmed, non-empty cell: the value as the record stores it, or why there is none. */
export type CellCheck = (text: string) => string | Problem

export const isProblem = (read: string | Problem): read is Problem => typeof read !== 'string'
