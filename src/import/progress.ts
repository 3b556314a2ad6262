import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import { FINISHED_STATES, type ImportRecord } from '../hubspot/import-record.ts'
import { readImportErrors } from './import-errors.ts'
import { createLossTally, type Losses } from './loss-tally.ts'
import type { Plan } from './plan.ts'

export const importProgress = z.object({
  importId: z.string(),
  importName: z.string().nullable(),
  /** STARTED, PROCESSING, DONE, FAILED, CANCELED, DEFERRED (waits for one of three places), REVERTED. */
  state: z.string(),
  finished: z.boolean(),
  /** A row can hold several records, and can lose one of them. */
  records: z.object({ created: z.number(), updated: z.number() }),
  rows: z.object({
    total: z.number().nullable(),
    /** null: not finished, too many errors to count here, or the whole file was refused. */
    lost: z.number().nullable(),
  }),
  /** Cells and associations that were left out although their row was written; null as above. */
  valuesLost: z.number().nullable(),
  associationsLost: z.number().nullable(),
  errors: z.number(),
  counters: z.record(z.string(), z.number()),
  createdAt: z.string(),
})

export type ImportProgress = z.infer<typeof importProgress>

/** Errors read to tell lost rows from lost values; above it get_import_errors is the place. */
const MAX_ERRORS_READ = 2_000

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 5_000

export const isFinished = (state: string): boolean => FINISHED_STATES.some((finished) => finished === state)

export interface Watch {
  waitMs: number
  clock: Clock
  signal: AbortSignal
  onRead?: (record: ImportRecord) => void
}

/** Reads the import until it is finished or the time is over. Ending the watch does not touch the import. */
export async function watchImport(hubspot: HubSpot, importId: string, watch: Watch): Promise<ImportRecord> {
  const { clock, signal, onRead } = watch
  const until = clock.now() + watch.waitMs
  let wait = FIRST_WAIT_MS
  for (;;) {
    const record = await hubspot.imports.get(importId, { signal })
    onRead?.(record)
    const left = until - clock.now()
    if (isFinished(record.state) || left <= 0) return record
    await clock.sleep(Math.min(wait, left), signal)
    wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)
  }
}

/** What one import did so far. A finished import with errors is told by what was lost, not by its state. */
export async function tellProgress(
  hubspot: HubSpot,
  record: ImportRecord,
  plan: Plan | undefined,
  signal: AbortSignal,
): Promise<ImportProgress> {
  const { counters } = record.metadata
  const finished = isFinished(record.state)
  const losses = finished ? await readLosses(hubspot, record, plan, signal) : null
  return {
    importId: record.id,
    importName: record.importName ?? null,
    state: record.state,
    finished,
    records: { created: counters.CREATED_OBJECTS ?? 0, updated: counters.UPDATED_OBJECTS ?? 0 },
    // A row of which nobody can say is told as the worst that can have happened to it.
    rows: { total: counters.TOTAL_ROWS ?? null, lost: losses === null ? null : losses.rowsLost + losses.rowsUnclear },
    valuesLost: losses?.valuesLost ?? null,
    associationsLost: losses?.associationsLost ?? null,
    errors: counters.ERRORS ?? 0,
    counters,
    createdAt: record.createdAt,
  }
}

async function readLosses(
  hubspot: HubSpot,
  record: ImportRecord,
  plan: Plan | undefined,
  signal: AbortSignal,
): Promise<Losses | null> {
  const count = record.metadata.counters.ERRORS ?? 0
  // Of an import that was stopped nobody knows which rows were not reached.
  if (record.state !== 'DONE') return null
  const tally = createLossTally()
  if (count === 0) return tally.losses()
  if (count > MAX_ERRORS_READ) return null
  let isRefused = false
  const { complete } = await readImportErrors(hubspot, record, plan, {
    max: MAX_ERRORS_READ,
    signal,
    onPage({ errors }) {
      for (const error of errors) tally.add(error)
      isRefused ||= errors.some(({ outcome }) => outcome === 'file_refused')
    },
  })
  return complete && !isRefused ? tally.losses() : null
}
