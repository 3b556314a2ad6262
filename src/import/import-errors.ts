import type { HubSpot } from '../hubspot/hubspot.ts'
import type { ImportErrorRecord, ImportRecord } from '../hubspot/import-record.ts'
import { allImportErrors } from '../hubspot/pages.ts'
import type { Outcome } from './finding.ts'
import type { Plan } from './plan.ts'
import { outcomeOf } from './preflight/outcome-of.ts'
import { uploadColumns } from './request.ts'

/** One import error, in the words of the source file as far as they are known without reading it. */
export interface ImportError {
  errorType: string
  outcome: Outcome
  /** Place of the file in the plan and in HubSpot's list of file ids. */
  fileIndex: number
  /** Data row of that file, from 1; null for an error of the whole file. */
  record: number | null
  /** HubSpot's own line: the header is 1. */
  hubspotLine: number
  columnName: string | null
  objectTypeId: string | null
  propertyName: string | null
  value: string | null
  message: string | null
  rowData: string[]
}

export interface ErrorsRead {
  errors: ImportError[]
  /** false: there are more than were read. */
  complete: boolean
}

export interface ErrorQuery {
  /** Stop after so many errors. */
  max: number
  includeRowData?: boolean
  signal?: AbortSignal
}

const PAGE = 100

/** Reads the errors of an import page by page and names their columns by the plan, or else by HubSpot's echo. */
export async function readImportErrors(
  hubspot: HubSpot,
  record: ImportRecord,
  plan: Plan | undefined,
  { max, includeRowData = false, signal }: ErrorQuery,
): Promise<ErrorsRead> {
  const errors: ImportError[] = []
  const columnName = columnNames(record, plan)
  const query = { limit: PAGE, includeErrorMessage: true, includeRowData }
  for await (const page of allImportErrors(hubspot, record.id, query, { signal })) {
    errors.push(...page.results.map((error) => describeError(error, record, columnName)))
    if (errors.length >= max) return { errors, complete: page.after === null }
  }
  return { errors, complete: true }
}

type ColumnNames = (fileIndex: number, columnNumber: number) => string | null

function describeError(error: ImportErrorRecord, record: ImportRecord, columnName: ColumnNames): ImportError {
  const fileIndex = Math.max(0, record.metadata.fileIds.indexOf(error.sourceData.fileId))
  const { lineNumber, rowData } = error.sourceData
  const column = error.knownColumnNumber ?? null
  return {
    errorType: error.errorType,
    outcome: outcomeOfError(error.errorType, lineNumber),
    fileIndex,
    record: lineNumber >= 2 ? lineNumber - 1 : null,
    hubspotLine: lineNumber,
    columnName: column === null ? null : columnName(fileIndex, column),
    objectTypeId: error.objectTypeId ?? null,
    propertyName: error.extraContext ?? null,
    value: error.invalidValueToDisplay ?? error.invalidValue ?? null,
    message: error.errorMessage ?? null,
    rowData: rowData.map((cell) => cell ?? ''),
  }
}

/** Line 0 is the whole file. An errorType that is not known here is told as the worst that can happen to a row. */
function outcomeOfError(errorType: string, lineNumber: number): Outcome {
  const outcome = outcomeOf(errorType) ?? 'row_lost'
  return lineNumber < 1 && outcome === 'row_lost' ? 'file_refused' : outcome
}

function columnNames(record: ImportRecord, plan: Plan | undefined): ColumnNames {
  if (plan === undefined) return echoedNames(record)
  const byFile = plan.files.map((file) => uploadColumns(file))
  return (fileIndex, columnNumber) => {
    const uploaded = byFile[fileIndex]?.[columnNumber]
    return uploaded === undefined ? null : uploaded.column.columnName || uploaded.header
  }
}

/** HubSpot echoes the mapping of every import: fileImports[].pages[].columnMappings[]. */
function echoedNames(record: ImportRecord): ColumnNames {
  const files = listOf(record.importRequestJson?.fileImports)
  return (fileIndex, columnNumber) => {
    const page = listOf(field(files[fileIndex], 'pages'))[0]
    const mapping = listOf(field(page, 'columnMappings'))[columnNumber]
    const name = field(mapping, 'columnName')
    return typeof name === 'string' ? name : null
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const field = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined
