import type { HubSpot } from '../../hubspot/hubspot.ts'
import type { ImportRecord } from '../../hubspot/import-record.ts'
import type { Plan } from '../plan.ts'
import { type ImportProgress, isFinished, readLosses } from '../progress.ts'
import type { Start } from '../recorded-start.ts'
import type { StartResult } from '../start-result.ts'

/** One part as it is now. */
export interface PartProgress {
  part: number
  importId: string | null
  /** HubSpot's state of the import; before there is one WAITING, UPLOADING, UNKNOWN or NOT_STARTED. */
  state: string
  rows: number
  errors: number
}

export type PartsProgress = Omit<ImportProgress, 'importId'> & { importId: null; parts: PartProgress[] }

/** The imports of all started parts, by id. */
export type PartRecords = ReadonlyMap<string, ImportRecord>

/** All parts of a plan as one import. */
export async function tellPartsProgress(
  hubspot: HubSpot,
  { plan, result }: { plan: Plan; result: StartResult },
  records: PartRecords,
  signal: AbortSignal,
): Promise<PartsProgress> {
  const parts = partStates(result, records)
  const all = [...records.values()]
  const counters = sumOfCounters(all)
  const { CREATED_OBJECTS: created = 0, UPDATED_OBJECTS: updated = 0 } = counters
  const state = stateOfParts(result, parts)
  const started = result.starts.flatMap(({ importId, part }) => {
    const record = records.get(importId ?? '')
    return record === undefined ? [] : [{ record, recordsBefore: part.recordsBefore }]
  })
  const isWhole = state === 'DONE'
  const losses = isWhole ? await readLosses(hubspot, started, plan, signal) : null
  return {
    importId: null,
    importName: plan.name,
    state,
    finished: isEnded(result, parts),
    allImported: losses?.nothingLost === true && created + updated > 0,
    records: { created, updated },
    rows: {
      total: result.starts.reduce((sum, { rows }) => sum + rows, 0),
      lost: losses === null ? null : losses.rowsLost + losses.rowsUnclear,
    },
    valuesLost: losses?.valuesLost ?? null,
    associationsLost: losses?.associationsLost ?? null,
    errors: counters.ERRORS ?? 0,
    counters,
    createdAt: all[0]?.createdAt ?? result.starts[0]?.plannedAt ?? plan.createdAt,
    parts,
  }
}

export function partStates({ outcome, starts, waiting }: StartResult, records: PartRecords): PartProgress[] {
  const next = starts.findIndex(({ state }) => state === 'planned' || state === 'refused')
  return starts.map((start, index) => {
    const { importId = null, part, rows } = start
    const record = records.get(importId ?? '')
    const isNext = index === next && waiting === null
    const unsent = isNext ? 'UPLOADING' : 'WAITING'
    const state = record?.state ?? stateWithout(start, outcome === 'uploading' ? unsent : 'NOT_STARTED')
    return { part: part.number, importId, state, rows, errors: record?.metadata.counters.ERRORS ?? 0 }
  })
}

const stateWithout = ({ state }: Start, unsent: string): string => {
  if (state === 'started') return 'STARTED'
  return state === 'armed' ? 'UNKNOWN' : unsent
}

/** Nothing goes on by itself any more. */
const isEnded = ({ outcome }: Pick<StartResult, 'outcome'>, parts: readonly PartProgress[]): boolean =>
  outcome !== 'uploading' && parts.every(({ importId, state }) => importId === null || isFinished(state))

/**
 * HubSpot's state where all parts have the same; UPLOADING as long as parts are sent; INCOMPLETE where it ended and not
 * every part is imported.
 */
function stateOfParts(result: StartResult, parts: readonly PartProgress[]): string {
  const states = new Set(parts.map(({ state }) => state))
  const [first = 'DONE'] = states
  if (result.outcome === 'uploading') return 'UPLOADING'
  if (isEnded(result, parts)) return states.size === 1 && isFinished(first) ? first : 'INCOMPLETE'
  if (states.has('PROCESSING')) return 'PROCESSING'
  return parts.find(({ importId, state }) => importId !== null && !isFinished(state))?.state ?? first
}

function sumOfCounters(records: readonly ImportRecord[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { metadata } of records) {
    for (const [name, count] of Object.entries(metadata.counters)) {
      // How the file is mapped, not what was done.
      sums[name] = name.endsWith('_COLUMNS') ? Math.max(sums[name] ?? 0, count) : (sums[name] ?? 0) + count
    }
  }
  return sums
}
