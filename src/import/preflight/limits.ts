import { safeText } from '../../safe-text.ts'
import type { ImportLimits } from '../parts/limits.ts'
import type { Plan, PlannedFile } from '../plan.ts'
import { isMapped } from './column-kind.ts'
import type { Limit } from './report.ts'
import { MAX_COLUMNS } from './sizes.ts'

/** How far the files are from HubSpot's limits. Bytes are those of the source. */
export function limitsOf({ files }: Pick<Plan, 'files'>, rowsByFile: readonly number[], most: ImportLimits): Limit[] {
  const mayBeCut = files.length === 1
  const ofFiles = files.flatMap((file, place) => fileLimits(file, rowsByFile[place] ?? 0, { most, mayBeCut }))
  const rows = rowsByFile.reduce((sum, count) => sum + count, 0)
  return [...ofFiles, limit('rowsPerDay', null, rows, most.rowsPerDay)]
}

function fileLimits(
  file: PlannedFile,
  rows: number,
  { most, mayBeCut }: { most: ImportLimits; mayBeCut: boolean },
): Limit[] {
  const fileName = safeText(file.fileName)
  const parts = partsOf({ rows, bytes: file.bytes }, most)
  const told = (one: Limit): Limit => (one.exceeded && mayBeCut ? { ...one, parts } : one)
  return [
    told(limit('rows', fileName, rows, most.rows)),
    told(limit('bytes', fileName, file.bytes, most.bytes)),
    limit('columns', fileName, file.columns.filter(isMapped).length, MAX_COLUMNS),
  ]
}

/** In so many imports a file is sent, or in a few more: rows differ in length, and groups of them stay together. */
export const partsOf = (size: Pick<ImportLimits, 'rows' | 'bytes'>, most: ImportLimits): number =>
  Math.max(1, Math.ceil(size.rows / most.rows), Math.ceil(size.bytes / most.bytes))

const limit = (name: Limit['name'], fileName: string | null, value: number, most: number): Limit => ({
  name,
  fileName,
  value,
  limit: most,
  exceeded: value > most,
})
