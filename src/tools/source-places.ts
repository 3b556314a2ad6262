import type { InSource, Locate } from '../import/error-groups.ts'
import { uploadedLine } from '../import/error-place.ts'
import type { ImportError } from '../import/import-errors.ts'
import { type FoundRow, findRows } from '../import/locate-rows.ts'
import type { Plan, PlannedFile } from '../import/plan.ts'
import { openPlanned } from './resolve-plan.ts'
import type { ToolCall } from './tool.ts'

/**
 * Where these errors stand in the source files, which are read for it. Without the plan the source is not known: then
 * HubSpot's own line numbers are told.
 */
export async function sourcePlaces(
  plan: Plan | undefined,
  errors: readonly ImportError[],
  call: ToolCall,
): Promise<Locate> {
  if (plan === undefined) return inUpload
  const byFile: Map<number, FoundRow>[] = []
  for (const [fileIndex, file] of plan.files.entries()) {
    const records = errors.flatMap((error) => (error.fileIndex === fileIndex ? (error.record ?? []) : []))
    const open = (one: PlannedFile) => openPlanned(one, call)
    byFile.push(await findRows(file, new Set(records), { open, signal: call.signal }))
  }
  return (error) => inSource(error, plan.files[error.fileIndex], byFile[error.fileIndex])
}

const inUpload: Locate = ({ record, message }) => ({
  line: record === null ? undefined : uploadedLine(record),
  message,
})

function inSource(
  { record, hubspotLine, errorType, message }: Parameters<Locate>[0],
  file: PlannedFile | undefined,
  rows: ReadonlyMap<number, FoundRow> | undefined,
): InSource {
  if (record === null) {
    const isHeader = hubspotLine === 1 && file?.dialect.hasHeader === true
    return { line: isHeader ? file.dialect.firstLine : undefined, message }
  }
  const row = rows?.get(record)
  const columns = file?.dialect.columnCount
  const isRagged = errorType === 'INCORRECT_NUMBER_OF_COLUMNS' && row !== undefined && row.cells !== columns
  // HubSpot counts in what was sent to it, which may have fewer columns.
  return {
    line: row?.line,
    message: isRagged ? `The row has ${row.cells} cells, your file has ${columns} columns.` : message,
  }
}
