import type { Delimiter } from '../../table/table.ts'
import type { LookedAt, PlanOrigin } from '../build-plan.ts'
import { type Plan, type PlannedFile, plan } from '../plan.ts'
import { newPlanId } from '../plan-store.ts'
import type { Batch } from './batches.ts'
import type { ExportedFile } from './exported-file.ts'
import { plannedColumns } from './plan-columns.ts'

export interface WrittenFile {
  looked: LookedAt
  exported: ExportedFile
  delimiter: Delimiter
}

/** The plan that imports the failed rows of a batch again: the same mapping, options and account. */
export function failedRowsPlan(
  original: Plan,
  batch: Pick<Batch, 'importOperations' | 'isUpdate'>,
  files: readonly WrittenFile[],
  origin: PlanOrigin,
): Plan {
  const { planId: repairsPlanId, contentKeys: _keys, preflight: _preflight, ...settings } = original
  return plan.parse({
    ...settings,
    ...origin,
    planId: newPlanId(),
    repairsPlanId,
    name: nameOf(original.name, batch),
    importOperations: batch.importOperations,
    files: files.map(plannedFile),
  })
}

/** `leads (failed rows)`, also after the second time. */
const nameOf = (name: string, { isUpdate }: Pick<Batch, 'isUpdate'>): string =>
  `${name.replace(/ \((?:failed rows|missing values)\)$/, '')} (${isUpdate ? 'missing values' : 'failed rows'})`

function plannedFile({ looked, exported, delimiter }: WrittenFile): PlannedFile {
  const { file, sha256, table } = looked
  const { fileName, format, bytes, dialect } = table
  const columns = plannedColumns(exported.columns, exported.repairs())
  // As it was written, whatever a look at it would guess.
  const shape = { hasHeader: true, firstLine: 1, delimiter, columnCount: columns.length, bom: true }
  return { file, fileName, format, bytes, sha256, dialect: { ...dialect, encoding: 'utf-8', ...shape }, columns }
}
