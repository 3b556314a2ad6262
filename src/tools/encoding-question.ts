import { safeText } from '../safe-text.ts'
import { isSuspicious } from '../suspicious-text.ts'
import type { EncodingDoubt, Table } from '../table/table.ts'

/** What to ask where a file makes words in two encodings. */
export function encodingQuestions(tables: readonly Table[]): string[] {
  return tables.flatMap((table) => (table.encodingDoubt === undefined ? [] : [question(table, table.encodingDoubt)]))
}

function question({ fileName, dialect }: Table, { encoding, examples }: EncodingDoubt): string {
  const taken = quoted(examples.map((example) => example.taken))
  const other = quoted(examples.map((example) => example.other))
  return `Which reads right in ${safeText(fileName, 60)}: ${taken} (${dialect.encoding}, is taken) or ${other} (${encoding})? For the second call propose_mapping again with encoding: "${encoding}".`
}

const quoted = (cells: readonly string[]): string =>
  cells
    .map((cell) => safeText(cell, 40))
    .map((cell) => `"${isSuspicious(cell) ? '…' : cell}"`)
    .join(', ')
