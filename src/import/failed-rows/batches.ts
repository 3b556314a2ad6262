import type { ImportOperation } from '../../hubspot/import-request.ts'
import type { Plan } from '../plan.ts'
import { operationOf } from '../preflight/operation-of.ts'
import type { RowChoice } from './choose-cells.ts'

/** Rows that one import can take: an import has one operation for each object. */
export interface Batch {
  importOperations: Record<string, ImportOperation>
  /** Only records that are there already. */
  isUpdate: boolean
  files: Map<number, BatchFile>
}

/** The rows of one file in a batch. */
export interface BatchFile {
  rows: number
  /** Of them those with a record that is not there yet. */
  rowsNew: number
  /** Values and associations that the others are sent for. */
  missing: number
  /** Columns that some row sends; `row`: some row comes back as it was. */
  columns: 'row' | Set<number>
}

/** Puts rows together in as few imports as their operations allow. */
export interface Batches {
  /** The place of the batch the row belongs to. */
  add(fileIndex: number, choice: RowChoice): number
  /** As add, of a row that is written together with one that was added. */
  widen(fileIndex: number, choice: RowChoice): number
  all(): readonly Batch[]
}

/** By object: what its rows need. */
type Needs = Map<string, Set<'new' | 'known'>>

interface OpenBatch {
  needs: Needs
  files: Map<number, BatchFile>
}

export function collectBatches(plan: Pick<Plan, 'importOperations'>): Batches {
  const open: OpenBatch[] = []
  const places = new Map<string, number>()
  const put = (fileIndex: number, choice: RowChoice, rows: 0 | 1): number => {
    const records = [...choice.records]
    const key = JSON.stringify(records)
    const place = places.get(key) ?? placeFor(records, open, plan)
    places.set(key, place)
    const batch = open[place] ?? { needs: new Map(), files: new Map() }
    open[place] = batch
    for (const [objectTypeId, need] of records) {
      batch.needs.set(objectTypeId, (batch.needs.get(objectTypeId) ?? new Set()).add(need))
    }
    batch.files.set(fileIndex, withRow(batch.files.get(fileIndex), choice, rows))
    return place
  }
  return {
    add: (fileIndex, choice) => put(fileIndex, choice, 1),
    widen: (fileIndex, choice) => put(fileIndex, choice, 0),
    all: () => open.map((batch) => ({ ...operationsOf(batch, plan), files: batch.files })),
  }
}

function placeFor(
  records: readonly (readonly [string, 'new' | 'known'])[],
  open: readonly OpenBatch[],
  plan: Pick<Plan, 'importOperations'>,
): number {
  const place = open.findIndex(({ needs }) =>
    records.every(([objectTypeId, need]) => {
      const there = needs.get(objectTypeId)
      return there === undefined || there.has(need) || operationOf(objectTypeId, plan) !== 'CREATE'
    }),
  )
  return place >= 0 ? place : open.length
}

function withRow(
  file: BatchFile = { rows: 0, rowsNew: 0, missing: 0, columns: new Set() },
  { cells, records, failures }: RowChoice,
  more: 0 | 1,
): BatchFile {
  const isNew = [...records.values()].includes('new')
  const counts = {
    rows: file.rows + more,
    rowsNew: file.rowsNew + (isNew ? more : 0),
    missing: file.missing + (isNew ? 0 : more * failures.length),
  }
  if (cells === 'row' || file.columns === 'row') return { ...counts, columns: 'row' }
  for (const index of cells) file.columns.add(index)
  return { ...counts, columns: file.columns }
}

/** New records keep the operation of the plan; where all of an object are known, nothing may be created. */
function operationsOf({ needs }: OpenBatch, plan: Pick<Plan, 'importOperations'>): Omit<Batch, 'files'> {
  const entries = [...needs].map(
    ([objectTypeId, need]) => [objectTypeId, need.has('new') ? operationOf(objectTypeId, plan) : 'UPDATE'] as const,
  )
  const isUpdate = [...needs.values()].every((need) => !need.has('new'))
  return { importOperations: Object.fromEntries(entries), isUpdate }
}
