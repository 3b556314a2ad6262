import { safeText } from '../../safe-text.ts'
import type { Plan, PlannedFile } from '../plan.ts'
import { isMapped } from './column-kind.ts'
import type { Limit } from './report.ts'
import { MAX_BYTES, MAX_COLUMNS, MAX_ROWS, MAX_ROWS_PER_DAY } from './sizes.ts'

/** How far the files are from HubSpot's limits. Bytes are those of the source. */
export function limitsOf({ files }: Pick<Plan, 'files'>, rowsByFile: readonly number[]): Limit[] {
  const ofFiles = files.flatMap((file, place) => fileLimits(file, rowsByFile[place] ?? 0))
  const rows = rowsByFile.reduce((sum, count) => sum + count, 0)
  return [...ofFiles, limit('rowsPerDay', null, rows, MAX_ROWS_PER_DAY)]
}

function fileLimits(file: PlannedFile, rows: number): Limit[] {
  const fileName = safeText(file.fileName)
  return [
    limit('rows', fileName, rows, MAX_ROWS),
    limit('bytes', fileName, file.bytes, MAX_BYTES),
    limit('columns', fileName, file.columns.filter(isMapped).length, MAX_COLUMNS),
  ]
}

const limit = (name: Limit['name'], fileName: string | null, value: number, most: number): Limit => ({
  name,
  fileName,
  value,
  limit: most,
  exceeded: value > most,
})
