import { UsageError } from '../../errors.ts'
import type { RecordStore } from '../store.ts'
import type { ImportHooks } from './import-job.ts'
import { type ImportSource, type SourceRow, unreadableProblem } from './import-source.ts'
import type { Tally } from './tally.ts'

export interface RowLoop {
  store: RecordStore
  tally: Tally
  hooks: ImportHooks
}

/** Longest time between two chances for other work of the process. */
const SLICE_MS = 20

/**
 * Runs `work` on every row: a slice of rows is one transaction, between slices other work gets its turn. Where the file
 * cannot be read any further, the rest is one error and the rows before stand.
 */
export async function eachRow(
  source: ImportSource,
  work: (row: SourceRow) => void,
  { store, tally, hooks }: RowLoop,
): Promise<'done' | 'canceled'> {
  let line = source.hasHeader ? 1 : 0
  try {
    for await (const batch of source.batches()) {
      for (let next = 0; next < batch.length; ) {
        if (hooks.cancelled()) return 'canceled'
        next = store.transaction(() => runSlice(batch, next, work))
        hooks.counters(tally.counters())
        await hooks.yieldNow()
      }
      line = batch.at(-1)?.lineNumber ?? line
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    tally.error(unreadableProblem(error), { file: source.file, lineNumber: line + 1, cells: [] })
  }
  return hooks.cancelled() ? 'canceled' : 'done'
}

function runSlice(batch: readonly SourceRow[], first: number, work: (row: SourceRow) => void): number {
  const end = performance.now() + SLICE_MS
  let next = first
  do {
    const row = batch[next]
    if (row === undefined) break
    work(row)
    next += 1
  } while (performance.now() < end)
  return next
}
