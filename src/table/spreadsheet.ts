import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { filledCells, findHeader } from './find-header.ts'
import type { RawCell, RawRow } from './raw-rows.ts'
import { RECORD_CAP } from './row-scanner.ts'
import type { SourceFile } from './source-file.ts'
import { damaged, tooLarge } from './spreadsheet-problems.ts'
import { columnsOf, type Dialect, type Row, SAMPLE_ROWS, type Table } from './table.ts'
import type { TextStore } from './text-store.ts'
import { type Sheet, sheetNamed, type Workbook } from './workbook.ts'

/** Preamble, header and sample. */
const HEAD_ROWS = SAMPLE_ROWS + 40
/** Small sheets are read to their end, so that their rows are counted. Characters of XML, or bytes of an .xls. */
const HEAD_SIZE = 256 * 1024
/** Characters of the rows that are given on at once: a shared text is stored once, however many cells show it. */
const BATCH_CHARACTERS = RECORD_CAP / 4
/** Sheets that are looked into, to tell which other one may be meant. */
const MOST_SHEETS_LOOKED_INTO = 20

/**
 * The head of a workbook's sheet: of the one that is named, else of the first visible one with a value in it. Takes the
 * same time for any size: only the first rows and the texts they use are unpacked.
 */
export async function inspectSpreadsheet(
  file: SourceFile,
  { sheet, hasHeader, signal }: { sheet?: string; hasHeader?: boolean; signal?: AbortSignal },
): Promise<Table> {
  const workbook = await openWorkbook(file, signal)
  const candidates = sheet === undefined ? shownFirst(workbook.sheets) : [sheetNamed(workbook, sheet)]
  for (const [index, candidate] of candidates.entries()) {
    const head = await readHead(workbook, candidate, signal)
    if (head.rows.length === 0) continue
    const others = await withValues(candidates.slice(index + 1), signal)
    return spreadsheetTable(file, { workbook, sheet: candidate, others, head, hasHeader })
  }
  const where = sheet === undefined ? 'no sheet' : `sheet "${safeText(sheet)}" has no cell`
  const message = `${safeText(file.fileName)}: ${where} with a value in it.`
  throw new UsageError('file_empty', message, 'Pass another sheet, or a file with rows.')
}

/** All data rows of the sheet that the dialect names, filled up to columnCount. */
export async function* readSheetRows(
  file: SourceFile,
  dialect: Dialect,
  { signal }: { signal?: AbortSignal } = {},
): AsyncGenerator<Row[]> {
  const workbook = await openWorkbook(file, signal)
  const sheet = dialect.sheet === undefined ? shownFirst(workbook.sheets)[0] : sheetNamed(workbook, dialect.sheet)
  if (sheet === undefined) return
  const texts = await workbook.texts({ signal })
  const firstDataLine = dialect.firstLine + (dialect.hasHeader ? 1 : 0)
  let record = 0
  for await (const { rows: raw } of sheet.rows(signal)) {
    for (const batch of batches(raw, texts, file.fileName)) {
      const data = batch.filter(({ line }) => line >= firstDataLine)
      const rows = data.map(({ line, cells }, index) => ({
        cells: filled(cells, dialect.columnCount),
        line,
        record: record + index + 1,
      }))
      record += rows.length
      if (rows.length > 0) yield rows
    }
  }
}

/** The reader of each format is loaded on first use: most files are of the other one. */
async function openWorkbook(file: SourceFile, signal?: AbortSignal): Promise<Workbook> {
  if (file.format === 'xls') {
    const { openXls } = await import('./xls/xls-workbook.ts')
    return await openXls(file, signal)
  }
  const { openXlsx } = await import('./xlsx-workbook.ts')
  return await openXlsx(file, signal)
}

function shownFirst(sheets: readonly Sheet[]): Sheet[] {
  return [...sheets.filter(({ isHidden }) => !isHidden), ...sheets.filter(({ isHidden }) => isHidden)]
}

async function withValues(sheets: readonly Sheet[], signal?: AbortSignal): Promise<string[]> {
  const names: string[] = []
  for (const [index, sheet] of sheets.entries()) {
    if (index >= MOST_SHEETS_LOOKED_INTO || (await hasValue(sheet, signal))) names.push(sheet.name)
  }
  return names
}

async function hasValue(sheet: Sheet, signal?: AbortSignal): Promise<boolean> {
  try {
    for await (const { rows, read } of sheet.rows(signal)) {
      if (rows.length > 0 || read > HEAD_SIZE) return true
    }
    return false
  } catch (error) {
    // What is wrong with a sheet that nobody asked for is told when somebody does.
    if (error instanceof UsageError) return true
    throw error
  }
}

type TextRow = Omit<Row, 'record'>

interface Head {
  /** At most HEAD_ROWS of them. */
  rows: TextRow[]
  /** Rows that were read, with those that are not kept. */
  count: number
  /** Values of the fullest row. */
  fullest: number
  /** Cells of the longest row among those that are not kept. */
  longestLater: number
  isWhole: boolean
  /** Share of the sheet that the rows take. */
  share: number
}

async function readHead(workbook: Workbook, sheet: Sheet, signal?: AbortSignal): Promise<Head> {
  const raw: RawRow[] = []
  const head: Head = { rows: [], count: 0, fullest: 0, longestLater: 0, isWhole: true, share: 1 }
  for await (const { rows, read, share } of sheet.rows(signal)) {
    for (const row of rows) raw.push(row)
    head.share = share
    if (raw.length < HEAD_ROWS || read < HEAD_SIZE) continue
    head.isWhole = false
    break
  }
  const indexes = raw.flatMap(({ cells }) => cells.filter((cell) => typeof cell === 'number'))
  const count = indexes.reduce((most, index) => Math.max(most, index + 1), 0)
  const texts = await workbook.texts({ count, signal })
  for (const batch of batches(raw, texts, workbook.fileName)) {
    for (const row of batch) {
      if (head.rows.length < HEAD_ROWS) head.rows.push(row)
      else head.longestLater = Math.max(head.longestLater, row.cells.length)
      head.count += 1
      head.fullest = Math.max(head.fullest, filledCells(row))
    }
  }
  return head
}

/** Shared texts put in their places; rows of white space only are left out, as blank lines are. */
function* batches(raw: readonly RawRow[], texts: TextStore, fileName: string): Generator<TextRow[]> {
  let rows: TextRow[] = []
  let characters = 0
  for (const { line, cells } of raw) {
    const row = { line, cells: cells.map((cell) => textOf(cell, texts, { line, fileName })) }
    const length = row.cells.reduce((sum, cell) => sum + cell.length, 0)
    if (length > RECORD_CAP) throw tooLarge(fileName, `more than ${RECORD_CAP} characters in row ${line}`)
    if (row.cells.every((cell) => cell.trim() === '')) continue
    rows.push(row)
    characters += length
    if (characters < BATCH_CHARACTERS) continue
    yield rows
    rows = []
    characters = 0
  }
  if (rows.length > 0) yield rows
}

function textOf(cell: RawCell, texts: TextStore, { line, fileName }: { line: number; fileName: string }): string {
  const text = typeof cell === 'string' ? cell : texts.get(cell)
  if (text === undefined) throw damaged(fileName, `row ${line} refers to text ${cell}, which does not exist`)
  // Programs with texts of fixed width leave some behind. Excel does not show them, and in a CSV they break the file.
  return text.includes('\0') ? text.replaceAll('\0', '') : text
}

function filled(cells: string[], columnCount: number): string[] {
  const missing = Math.max(0, columnCount - cells.length)
  return missing === 0 ? cells : [...cells, ...Array.from({ length: missing }, () => '')]
}

interface Inspected {
  workbook: Workbook
  sheet: Sheet
  /** Names of the other sheets that may be meant. */
  others: string[]
  head: Head
  hasHeader: boolean | undefined
}

function spreadsheetTable(file: SourceFile, { workbook, sheet, others, head, hasHeader: stated }: Inspected): Table {
  const numbered = head.rows.map((row, index) => ({ ...row, record: index + 1 }))
  // Rows end at their last value, so their lengths say little: the fullest row, most often the header, is as wide as the table.
  const found = findHeader(numbered, head.fullest)
  const hasHeader = stated ?? found.hasHeader
  const header = hasHeader ? (numbered[found.index]?.cells ?? []) : []
  const before = found.index + (hasHeader ? 1 : 0)
  const data = numbered.slice(before)
  const rowCount = head.count - before
  // Values beside a named column belong to a column without a name: in a sheet nothing tells them from the others.
  const columnCount = Math.max(header.length, ...data.map(({ cells }) => cells.length), head.longestLater)
  const sample = data
    .slice(0, SAMPLE_ROWS)
    .map(({ cells, line }, index) => ({ cells: filled(cells, columnCount), line, record: index + 1 }))
  const hiddenSheets = workbook.sheets.filter(({ isHidden }) => isHidden).map(({ name }) => name)
  return {
    fileName: file.fileName,
    format: file.format,
    bytes: file.bytes,
    dialect: {
      encoding: 'utf-8',
      bom: false,
      delimiter: ',',
      hasHeader,
      firstLine: numbered[found.index]?.line ?? 1,
      columnCount,
      sheet: sheet.name,
    },
    columns: columnsOf(header, columnCount),
    sample,
    rowCount: head.isWhole ? rowCount : Math.max(rowCount, Math.round(head.count / head.share)),
    rowCountIsExact: head.isWhole,
    sheets: workbook.sheets.map(({ name }) => name),
    ...(hiddenSheets.length > 0 && { hiddenSheets }),
    ...(others.length > 0 && { otherSheets: others }),
  }
}
