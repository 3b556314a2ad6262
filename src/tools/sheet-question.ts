import { safeText } from '../safe-text.ts'
import { isSuspicious } from '../suspicious-text.ts'
import type { Table } from '../table/table.ts'

const MOST_NAMED = 8

/** What to ask where a workbook has several sheets with values and nobody said which one is meant. */
export function sheetQuestions(tables: readonly Table[]): string[] {
  return tables.flatMap((table) => (table.otherSheets === undefined ? [] : [sheetQuestion(table, table.otherSheets)]))
}

function sheetQuestion({ fileName, dialect, hiddenSheets = [] }: Table, others: readonly string[]): string {
  const are = others.length === 1 ? 'there is' : 'there are'
  return `Which sheet of ${safeText(fileName, 60)} is meant? ${quoted(dialect.sheet ?? '')} is taken; ${are} also ${namedSheets(others, hiddenSheets)}. For another one call propose_mapping again with sheet.`
}

/** The sheets of a workbook that are not read now. */
export const otherSheets = ({ sheets, dialect }: Table): string[] => sheets.filter((name) => name !== dialect.sheet)

/** `"Leads", "Old" (hidden)`; '' without any. */
export function namedSheets(names: readonly string[], hidden: readonly string[] = []): string {
  const named = names.slice(0, MOST_NAMED).map((name) => `${quoted(name)}${hidden.includes(name) ? ' (hidden)' : ''}`)
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  return `${named.join(', ')}${more}`
}

const quoted = (name: string): string => {
  const shown = safeText(name, 31)
  return isSuspicious(shown) ? 'one whose name only inspect_file tells' : `"${shown}"`
}
