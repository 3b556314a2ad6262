import { readText } from './read-text.ts'
import { RowScanner } from './row-scanner.ts'
import type { SourceFile } from './source-file.ts'
import type { Dialect, Row } from './table.ts'

/**
 * All data rows of a file, in batches: the header and the preamble are not among them, blank lines are skipped, ragged
 * rows come as they are (those of a spreadsheet are filled up to columnCount). Stray quotes and line ends: RowScanner.
 *
 * Cells share memory with their batch: who keeps a few cells of many batches copies them.
 *
 * Throws UsageError csv_malformed, csv_record_too_large, csv_too_many_columns, encoding_invalid, each with the line,
 * file_changed, and for spreadsheets file_unreadable and spreadsheet_too_large. An abort ends in the signal's reason.
 */
export async function* readRows(
  file: SourceFile,
  dialect: Dialect,
  options: { signal?: AbortSignal } = {},
): AsyncGenerator<Row[]> {
  if (file.format !== 'csv') {
    const { readSheetRows } = await import('./spreadsheet.ts')
    yield* readSheetRows(file, dialect, options)
    return
  }
  yield* rowsOfText(readText(file, dialect, options), dialect)
}

/** The same from decoded text in chunks of any size. The rows before a problem come before it is thrown. */
export async function* rowsOfText(
  chunks: AsyncIterable<string>,
  { delimiter, firstLine, hasHeader }: Pick<Dialect, 'delimiter' | 'firstLine' | 'hasHeader'>,
): AsyncGenerator<Row[]> {
  const scanner = new RowScanner({ delimiter, firstLine, firstRecord: hasHeader ? 0 : 1 })
  try {
    for await (const text of chunks) yield* dataRows(scanner.push(text))
    yield* dataRows(scanner.end())
  } catch (error) {
    yield* dataRows(scanner.take())
    throw error
  }
}

/** The batch without the header, and no empty batches. */
function dataRows(rows: Row[]): Row[][] {
  const data = rows[0]?.record === 0 ? rows.slice(1) : rows
  return data.length === 0 ? [] : [data]
}
