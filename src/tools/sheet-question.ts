import { safeText } from '../safe-text.ts'
import type { Table } from '../table/table.ts'

const MOST_NAMED = 8

/** What to ask where a workbook has several sheets with values and nobody said which one is meant. */
export function sheetQuestions(tables: readonly Table[]): string[] {
  return tables.flatMap((table) => (table.otherSheets === undefined ? [] : [sheetQuestion(table, table.otherSheets)]))
}

function sheetQuestion({ fileName, dialect, hiddenSheets = [] }: Table, others: readonly string[]): string {
  const named = others
    .slice(0, MOST_NAMED)
    .map((name) => `${quoted(name)}${hiddenSheets.includes(name) ? ' (hidden)' : ''}`)
  const more = others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : ''
  return `Which sheet of ${safeText(fileName, 60)} is meant? ${quoted(dialect.sheet ?? '')} is taken; ${named.length === 1 ? 'there is' : 'there are'} also ${named.join(', ')}${more}. For another one call propose_mapping again with sheet.`
}

const quoted = (name: string): string => `"${safeText(name, 31)}"`
