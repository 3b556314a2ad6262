import { type ErrorCode, UsageError } from '../../errors.ts'
import type { ImportRequestFile } from '../../hubspot/import-request.ts'
import { detectDialect } from '../../table/detect-dialect.ts'
import { detectEncoding } from '../../table/detect-encoding.ts'
import { inspectTable } from '../../table/inspect-table.ts'
import { openFile } from '../../table/open-file.ts'
import { readRows, rowsOfText } from '../../table/read-rows.ts'
import type { SourceFile } from '../../table/source-file.ts'
import type { Dialect, Row } from '../../table/table.ts'
import type { JobFile } from './import-job.ts'
import { readUtf8 } from './read-utf8.ts'
import type { Problem } from './values/problem.ts'

/** An uploaded file that can be read. Its first record is the header where the request says so, whatever is in it. */
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
  /** It holds bytes that are no UTF-8. */
  isBroken: boolean
}

/** Opens a file of the job, or tells in import errorTypes why nothing of it can be imported. */
export async function openSource(file: JobFile, request: ImportRequestFile): Promise<ImportSource | Problem> {
  if (!/\.(csv|xlsx?)$/i.test(file.fileName)) return OTHER_EXTENSION
  const opened = await orProblem(() => openFile(file.path, { fileName: file.fileName }), unopenedProblem)
  if ('errorType' in opened) return opened
  const source = await orProblem(() => readHead(opened, file, request), unreadableProblem)
  if ('errorType' in source) await opened.close()
  return source
}

async function readHead(
  opened: SourceFile,
  file: JobFile,
  request: ImportRequestFile,
): Promise<ImportSource | Problem> {
  const { hasHeader } = request.fileImportPage
  const shape = await shapeOf(opened, file, request)
  if ('errorType' in shape) return shape
  const { dialect, width } = shape
  const [first, second] = await firstRows(opened, dialect)
  if (first === undefined || (hasHeader && second === undefined)) return NO_ROWS
  const isSpreadsheet = file.fileFormat === 'SPREADSHEET'
  const header = isSpreadsheet ? withoutBlankEnd(first, 0) : first
  const columnCount = isSpreadsheet && !hasHeader ? width : header.length
  const { sheet } = dialect
  return {
    file: sheet === undefined ? file : { ...file, pageName: sheet },
    hasHeader,
    header: hasHeader ? header : [],
    columnCount,
    batches: () => batches(opened, { ...dialect, columnCount }, { file, hasHeader }),
    close: () => opened.close(),
  }
}

interface Shape {
  dialect: Dialect
  /** Cells of the widest row that a look at the file showed; 0 for CSV. */
  width: number
}

/** The importer knows no preamble: the first record is the header, its cells are the columns, and counting starts with it. */
const FROM_THE_TOP = { firstLine: 1, hasHeader: false, columnCount: 0 } as const

async function shapeOf(opened: SourceFile, file: JobFile, request: ImportRequestFile): Promise<Shape | Problem> {
  if ((opened.format === 'csv') !== (file.fileFormat === 'CSV')) return otherFormat(file)
  if (opened.format === 'csv') return { dialect: await csvDialect(opened, request), width: 0 }
  const { sheets, dialect } = await inspectTable(opened, { hasHeader: request.fileImportPage.hasHeader })
  if (sheets.length !== 1) return otherSheetCount(sheets.length)
  return { dialect: { ...dialect, ...FROM_THE_TOP }, width: dialect.columnCount }
}

/** HubSpot reads CSV as nothing else: it says so in `importRequestJson`. A spreadsheet has its own. */
const CHARSET = 'utf-8'

/** A comma, wherever that gives as many columns as the request maps; otherwise what the file looks like. */
async function csvDialect(opened: SourceFile, { fileImportPage }: ImportRequestFile): Promise<Dialect> {
  const { bom } = await detectEncoding(opened, await opened.read(0, LONGEST_MARK), { stated: CHARSET })
  const dialect: Dialect = { encoding: CHARSET, bom, delimiter: ',', ...FROM_THE_TOP }
  const [first] = await firstRows(opened, dialect)
  if (first?.length === fileImportPage.columnMappings.length) return dialect
  const { chunks } = readUtf8(opened, dialect)
  const head = await chunks.next()
  const isWhole = (await chunks.next()).done === true
  await chunks.return(undefined)
  const looks = detectDialect(head.value ?? '', { isWhole, hasHeader: fileImportPage.hasHeader })
  return { ...dialect, delimiter: looks?.delimiter ?? ',' }
}

/** Bytes of the longest byte order mark. */
const LONGEST_MARK = 4

async function* batches(
  opened: SourceFile,
  dialect: Dialect,
  { file, hasHeader }: { file: JobFile; hasHeader: boolean },
): AsyncGenerator<SourceRow[]> {
  const isSpreadsheet = file.fileFormat === 'SPREADSHEET'
  const { rows: all, isBroken } = openRows(opened, dialect)
  for await (const rows of all) {
    const data = hasHeader && rows[0]?.record === 1 ? rows.slice(1) : rows
    yield data.map(({ cells, record }) => ({
      cells: isSpreadsheet ? withoutBlankEnd(cells, dialect.columnCount) : cells,
      lineNumber: record,
      isBroken: isBroken() && cells.some((cell) => cell.includes('\ufffd')),
    }))
  }
}

function openRows(opened: SourceFile, dialect: Dialect): { rows: AsyncGenerator<Row[]>; isBroken: () => boolean } {
  if (opened.format !== 'csv') return { rows: readRows(opened, dialect), isBroken: () => false }
  const { chunks, isBroken } = readUtf8(opened, dialect)
  return { rows: rowsOfText(chunks, dialect), isBroken }
}

/** Blank cells of a sheet behind the last column are no cells: formatting leaves such behind. */
function withoutBlankEnd(cells: readonly string[], columnCount: number): readonly string[] {
  let end = cells.length
  while (end > columnCount && (cells[end - 1] ?? '').trim() === '') end -= 1
  return end === cells.length ? cells : cells.slice(0, end)
}

async function firstRows(opened: SourceFile, dialect: Dialect): Promise<string[][]> {
  const rows: string[][] = []
  for await (const batch of openRows(opened, dialect).rows) {
    rows.push(...batch.slice(0, 2).map((row) => row.cells))
    if (rows.length >= 2) break
  }
  return rows
}

/** Also where the content is that of a table: leads.txt, leads.tsv. */
const OTHER_EXTENSION: Problem = {
  errorType: 'INVALID_FILE_TYPE',
  message: 'The name of an import file ends in .csv, .xlsx or .xls.',
}

const NO_ROWS: Problem = { errorType: 'UNKNOWN_BAD_REQUEST', message: 'The file has no data rows.' }

const otherFormat = (file: JobFile): Problem => ({
  errorType: 'INVALID_FILE_TYPE',
  message: `The file is not what fileFormat ${file.fileFormat} says.`,
})

const otherSheetCount = (count: number): Problem => ({
  errorType: 'INVALID_SHEET_COUNT',
  message: `The workbook has ${count} sheets; it must have one.`,
})

async function orProblem<T>(work: () => Promise<T>, problemOf: (error: UsageError) => Problem): Promise<T | Problem> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UsageError) return problemOf(error)
    throw error
  }
}

function unopenedProblem({ code, message }: UsageError): Problem {
  if (code === 'file_encrypted' || code === 'file_unreadable') return { errorType: 'INVALID_SPREADSHEET', message }
  const isNoTable = code === 'file_type_unsupported' || code === 'file_empty'
  return { errorType: isNoTable ? 'INVALID_FILE_TYPE' : 'FILE_NOT_FOUND', message }
}

/** What breaks the reading of a file, in import errorTypes. */
export function unreadableProblem({ code, message }: UsageError): Problem {
  return { errorType: UNREADABLE.get(code) ?? 'INVALID_FILE_TYPE', message }
}

const UNREADABLE = new Map<ErrorCode, string>([
  ['csv_malformed', 'COULD_NOT_PARSE_ROW'],
  ['encoding_invalid', 'COULD_NOT_PARSE_ROW'],
  ['csv_record_too_large', 'ROW_DATA_TOO_LARGE'],
  ['csv_too_many_columns', 'INCORRECT_NUMBER_OF_COLUMNS'],
  // Only spreadsheets are unreadable after they were opened.
  ['file_unreadable', 'INVALID_SPREADSHEET'],
  ['spreadsheet_too_large', 'INVALID_SPREADSHEET'],
  ['file_changed', 'FILE_NOT_FOUND'],
])
