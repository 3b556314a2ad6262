import type { SourceFile } from '../table/open-file.ts'
import { readRows } from '../table/read-rows.ts'
import type { Row } from '../table/table.ts'
import type { PlannedFile } from './plan.ts'

/**
 * Finds data rows of a planned file by their number: one pass, ended after the last of them.
 * @throws UsageError file_changed, file_not_found
 */
export async function locateRows(
  file: PlannedFile,
  records: ReadonlySet<number>,
  { open, signal }: { open: (file: PlannedFile) => Promise<SourceFile>; signal?: AbortSignal },
): Promise<Map<number, Row>> {
  const found = new Map<number, Row>()
  const last = Math.max(0, ...records)
  if (last === 0) return found
  await using source = await open(file)
  for await (const batch of readRows(source, file.dialect, { signal })) {
    for (const row of batch) if (records.has(row.record)) found.set(row.record, copyOf(row))
    if ((batch.at(-1)?.record ?? 0) >= last) break
  }
  return found
}

/** Cells share memory with their whole batch: what is kept gets its own. */
const copyOf = (row: Row): Row => ({ ...row, cells: row.cells.map((cell) => Buffer.from(cell).toString()) })
