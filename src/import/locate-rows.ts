import { readRows } from '../table/read-rows.ts'
import type { SourceFile } from '../table/source-file.ts'
import type { Row } from '../table/table.ts'
import type { PlannedFile } from './plan.ts'

export interface WantedRows {
  has(record: number): boolean
  /** The last one that is wanted: nothing behind it is read. */
  last: number
}

export interface LocateOptions {
  open: (file: PlannedFile) => Promise<SourceFile>
  signal?: AbortSignal
}

/**
 * The wanted data rows of a planned file, in batches and in order: one pass, ended after the last of them. The cells
 * share memory with their batch.
 * @throws UsageError file_changed, file_not_found
 */
export async function* locateRows(
  file: PlannedFile,
  wanted: WantedRows,
  { open, signal }: LocateOptions,
): AsyncGenerator<Row[]> {
  if (wanted.last === 0) return
  await using source = await open(file)
  for await (const batch of readRows(source, file.dialect, { signal })) {
    const rows = batch.filter(({ record }) => wanted.has(record))
    if (rows.length > 0) yield rows
    if ((batch.at(-1)?.record ?? 0) >= wanted.last) return
  }
}

/** The source lines of a few rows, by their number. */
export async function locateLines(
  file: PlannedFile,
  records: ReadonlySet<number>,
  options: LocateOptions,
): Promise<Map<number, number>> {
  const lines = new Map<number, number>()
  const wanted = { has: (record: number) => records.has(record), last: Math.max(0, ...records) }
  for await (const rows of locateRows(file, wanted, options)) {
    for (const { record, line } of rows) lines.set(record, line)
  }
  return lines
}
