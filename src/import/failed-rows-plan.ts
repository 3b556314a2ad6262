import type { LookedAt, PlanOrigin } from './build-plan.ts'
import { type FailedRows, type FailedRowsOfPlan, REASON_HEADER } from './failed-rows.ts'
import { leftOut, type Plan, type PlannedFile, plan } from './plan.ts'
import { newPlanId } from './plan-store.ts'
import { uploadColumns } from './request.ts'

/** The plan that imports the failed rows again: the same mapping, the repairs already in the file. */
export function failedRowsPlan(
  original: Plan,
  { importOperations }: Pick<FailedRowsOfPlan, 'importOperations'>,
  files: readonly { failed: FailedRows; looked: LookedAt }[],
  origin: PlanOrigin,
): Plan {
  const { planId: repairsPlanId, contentKeys: _keys, preflight: _preflight, ...settings } = original
  return plan.parse({
    ...settings,
    ...origin,
    planId: newPlanId(),
    repairsPlanId,
    name: `${original.name} (failed rows)`,
    importOperations,
    files: files.map(({ failed, looked }) => plannedFile(failed, looked)),
  })
}

function plannedFile({ file }: FailedRows, { file: reference, sha256, table }: LookedAt): PlannedFile {
  const mapped = uploadColumns(file).map(({ header, column }, index) => {
    const { countryColumn: _column, country: _country, ...mapping } = column
    return { ...mapping, index, columnName: header, repairs: [] }
  })
  const reason = leftOut({ index: mapped.length, columnName: REASON_HEADER })
  const { fileName, format, bytes, dialect } = table
  // As it was written, whatever a look at it would guess.
  const shape = { hasHeader: true, firstLine: 1, delimiter: ',' as const, columnCount: mapped.length + 1 }
  const asWritten = { ...dialect, ...shape }
  return { file: reference, fileName, format, bytes, sha256, dialect: asWritten, columns: [...mapped, reason] }
}
