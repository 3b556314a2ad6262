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

export interface FoundRow {
  line: number
  /** How many. */
  cells: number
}

/** A few rows as they are in the source, by their number. */
export async function findRows(
  file: PlannedFile,
  records: ReadonlySet<number>,
  options: LocateOptions,
): Promise<Map<number, FoundRow>> {
  const found = new Map<number, FoundRow>()
  const wanted = { has: (record: number) => records.has(record), last: Math.max(0, ...records) }
  for await (const rows of locateRows(file, wanted, options)) {
    for (const { record, line, cells } of rows) found.set(record, { line, cells: cells.length })
  }
  return found
}
