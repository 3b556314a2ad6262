import { safeText } from './safe-text.ts'
import { isSuspicious } from './suspicious-text.ts'

/** The column as a sentence names it: by its number where it has no name, or one that would speak to a model. */
export const nameColumn = ({ columnName, index }: { columnName: string; index: number }): string =>
  columnName.trim() === '' || isSuspicious(safeText(columnName))
    ? `column ${index + 1}`
    : `"${safeText(columnName, 60)}"`
