import { UsageError } from '../../errors.ts'
import type { ImportRequestFile } from '../../hubspot/import-request.ts'
import { inspectTable } from '../../table/inspect-table.ts'
import { openFile, type SourceFile } from '../../table/open-file.ts'
import { readRows } from '../../table/read-rows.ts'
import type { Dialect, Table } from '../../table/table.ts'
import type { JobFile } from './import-job.ts'
import type { Problem } from './values/problem.ts'

/** An uploaded file that can be read. Its first record is the header where the request says so, whatever stands there. */
export interface ImportSource {
  file: JobFile
  hasHeader: boolean
  /** Cells of the header; empty in a file without one. */
  header: readonly string[]
  columnCount: number
  /** Records of the whole file: `record` is the lineNumber of import errors (header 1, first data row 2). */
  batches(): AsyncGenerator<SourceRow[]>
  close(): Promise<void>
}

export interface SourceRow {
  cells: readonly string[]
  lineNumber: number
}

/** Opens a file of the job, or tells in import errorTypes why nothing of it can be imported. */
export async function openSource(file: JobFile, request: ImportRequestFile): Promise<ImportSource | Problem> {
  const opened = await orProblem(() => openFile(file.path, { fileName: file.fileName }), file)
  if ('errorType' in opened) return opened
  const source = await orProblem(() => readHead(opened, file, request), file)
  if ('errorType' in source) await opened.close()
  return source
}

async function readHead(
  opened: SourceFile,
  file: JobFile,
  request: ImportRequestFile,
): Promise<ImportSource | Problem> {
  const { hasHeader } = request.fileImportPage
  const table = await inspectTable(opened, { hasHeader })
  const problem = formatProblem(table, file)
  if (problem !== undefined) return problem
  // The importer knows no preamble: the first record is the header, and counting starts with it.
  const dialect: Dialect = { ...table.dialect, firstLine: 1, hasHeader: false }
  const [first, second] = await firstRows(opened, dialect)
  if (first === undefined || (hasHeader && second === undefined)) return NO_ROWS
  return {
    file,
    hasHeader,
    header: hasHeader ? first : [],
    columnCount: first.length,
    batches: () => batches(opened, dialect, hasHeader),
    close: () => opened.close(),
  }
}

async function* batches(opened: SourceFile, dialect: Dialect, hasHeader: boolean): AsyncGenerator<SourceRow[]> {
  for await (const rows of readRows(opened, dialect)) {
    const data = hasHeader && rows[0]?.record === 1 ? rows.slice(1) : rows
    yield data.map(({ cells, record }) => ({ cells, lineNumber: record }))
  }
}

async function firstRows(opened: SourceFile, dialect: Dialect): Promise<string[][]> {
  const rows: string[][] = []
  for await (const batch of readRows(opened, dialect)) {
    rows.push(...batch.slice(0, 2).map((row) => row.cells))
    if (rows.length >= 2) break
  }
  return rows
}

const NO_ROWS: Problem = { errorType: 'UNKNOWN_BAD_REQUEST', message: 'The file has no data rows.' }

function formatProblem(table: Table, file: JobFile): Problem | undefined {
  const fileFormat = table.format === 'csv' ? 'CSV' : 'SPREADSHEET'
  if (fileFormat !== file.fileFormat) {
    return { errorType: 'INVALID_FILE_TYPE', message: `The file is not what fileFormat ${file.fileFormat} says.` }
  }
  if (fileFormat === 'SPREADSHEET' && table.sheets.length !== 1) {
    return {
      errorType: 'INVALID_SHEET_COUNT',
      message: `The workbook has ${table.sheets.length} sheets; it must have one.`,
    }
  }
  return undefined
}

async function orProblem<T>(work: () => Promise<T>, file: JobFile): Promise<T | Problem> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UsageError) return fileProblem(error, file)
    throw error
  }
}

/** What a file that cannot be read means in import errorTypes. */
function fileProblem(error: UsageError, file: JobFile): Problem {
  const { code, message } = error
  if (code === 'file_header_only') return NO_ROWS
  if (code === 'file_not_found' || code === 'file_unreadable' || code === 'file_not_regular') {
    return { errorType: 'FILE_NOT_FOUND', message: 'The uploaded file is not there any more or cannot be read.' }
  }
  if (code === 'csv_malformed' || code === 'csv_record_too_large') return { errorType: 'COULD_NOT_PARSE_ROW', message }
  if (code === 'csv_too_many_columns') return { errorType: 'INCORRECT_NUMBER_OF_COLUMNS', message }
  const isSpreadsheet = file.fileFormat === 'SPREADSHEET' && code !== 'file_type_unsupported' && code !== 'file_empty'
  return { errorType: isSpreadsheet ? 'INVALID_SPREADSHEET' : 'INVALID_FILE_TYPE', message }
}
