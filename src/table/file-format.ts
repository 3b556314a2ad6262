import { extname } from 'node:path'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import type { FileFormat } from './table.ts'

const FORMATS = new Map<string, FileFormat>([
  ['.csv', 'csv'],
  ['.tsv', 'csv'],
  ['.tab', 'csv'],
  ['.txt', 'csv'],
  ['.xlsx', 'xlsx'],
  ['.xls', 'xls'],
])

const OTHER_SPREADSHEETS = new Map([
  ['.xlsb', 'a binary Excel workbook'],
  ['.xlsm', 'an Excel workbook with macros'],
  ['.xltx', 'an Excel template'],
  ['.xlt', 'an Excel template'],
  ['.ods', 'an OpenDocument spreadsheet'],
  ['.numbers', 'a Numbers spreadsheet'],
])

/** The format a file name stands for. Throws file_type_unsupported for every extension that is not a table we read. */
export function formatOf(fileName: string): FileFormat {
  const extension = extname(fileName).toLowerCase()
  const format = FORMATS.get(extension)
  if (format !== undefined) return format
  const kind = OTHER_SPREADSHEETS.get(extension)
  const what = kind === undefined ? 'has no extension of a table' : `is ${kind}`
  throw new UsageError(
    'file_type_unsupported',
    `"${safeText(fileName)}" ${what}; .csv, .tsv, .tab, .txt, .xlsx and .xls can be read.`,
    kind === undefined
      ? 'Pass a file with one of these extensions as file.'
      : 'Open it in a spreadsheet program, save it as .xlsx or CSV (UTF-8), and pass that file.',
  )
}

export function isTableName(fileName: string): boolean {
  return FORMATS.has(extname(fileName).toLowerCase())
}
