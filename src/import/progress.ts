import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import { FINISHED_STATES, type ImportRecord } from '../hubspot/import-record.ts'
import type { StartedPart } from './error-place.ts'
import { countErrors, readImportErrors } from './import-errors.ts'
import type { ImportPoller } from './import-poller.ts'
import { createLossTally, type Losses } from './loss-tally.ts'
import type { Plan } from './plan.ts'

export const importProgress = z.object({
  importId: z.string(),
  importName: z.string().nullable(),
  /** STARTED, PROCESSING, DONE, FAILED, CANCELED, DEFERRED (waits for one of three places), REVERTED. */
  state: z.string(),
  finished: z.boolean(),
  /** Finished, and nothing was lost: no other answer is a success. */
  allImported: z.boolean(),
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

export const isFinished = (state: string): boolean => FINISHED_STATES.some((finished) => finished === state)

export interface Watch {
  /** Milliseconds since 1970. */
  until: number
  clock: Clock
  signal: AbortSignal
  onRead: (record: ImportRecord) => void
}

/** When the time is over, a last reading is waited for no longer than this if there is an earlier one. */
const LAST_READING_MS = 5_000

/** Follows the import until its state changes, it is finished, or the time is over. Leaves the import as it is. */
export async function watchImport(
  poller: ImportPoller,
  importId: string,
  { until, clock, signal, onRead }: Watch,
): Promise<ImportRecord> {
  const answered = new AbortController()
  const ended = AbortSignal.any([signal, answered.signal])
  let first: ImportRecord | undefined
  let last: ImportRecord | undefined
  const isEnough = (record: ImportRecord) => {
    first ??= record
    last = record
    onRead(record)
    return isFinished(record.state) || record.state !== first.state
  }
  const followed = poller.follow(importId, { until, signal: ended, isEnough })
  const late = clock.sleep(until + LAST_READING_MS - clock.now(), ended).then(() => last ?? followed)
  try {
    return await Promise.race([followed, late])
  } finally {
    answered.abort()
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
  const { CREATED_OBJECTS: created = 0, UPDATED_OBJECTS: updated = 0 } = counters
  const finished = isFinished(record.state)
  const losses = finished ? await readLosses(hubspot, [{ record, recordsBefore: 0 }], plan, signal) : null
  return {
    importId: record.id,
    importName: record.importName ?? null,
    state: record.state,
    finished,
    allImported: losses?.nothingLost === true && created + updated > 0,
    records: { created, updated },
    // A row of which nobody can say is told as the worst that can have happened to it.
    rows: { total: counters.TOTAL_ROWS ?? null, lost: losses === null ? null : losses.rowsLost + losses.rowsUnclear },
    valuesLost: losses?.valuesLost ?? null,
    associationsLost: losses?.associationsLost ?? null,
    errors: counters.ERRORS ?? 0,
    counters,
    createdAt: record.createdAt,
  }
}

interface ReadLosses extends Losses {
  /** Also no error of which the line is not known. HubSpot reports a record without a value as an error: that is no loss. */
  nothingLost: boolean
}

/** What the parts of a plan, or one import, lost; null: it is not known, or too much to be counted here. */
export async function readLosses(
  hubspot: HubSpot,
  parts: readonly StartedPart[],
  plan: Plan | undefined,
  signal: AbortSignal,
): Promise<ReadLosses | null> {
  const count = countErrors(parts)
  // Of an import that was stopped nobody knows which rows were not reached.
  if (parts.some(({ record }) => record.state !== 'DONE')) return null
  const tally = createLossTally()
  if (count === 0) return { ...tally.losses(), nothingLost: true }
  if (count > MAX_ERRORS_READ) return null
  let isRefused = false
  let nothingLost = true
  const { complete } = await readImportErrors(hubspot, parts, plan, {
    max: MAX_ERRORS_READ,
    signal,
    onPage({ errors }) {
      for (const error of errors) tally.add(error)
      nothingLost &&= errors.every(({ outcome }) => outcome === 'nothing_lost')
      isRefused ||= errors.some(({ outcome }) => outcome === 'file_refused')
    },
  })
  return complete && !isRefused ? { ...tally.losses(), nothingLost } : null
}
