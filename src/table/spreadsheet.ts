import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { filledCells, findHeader } from './find-header.ts'
import type { SourceFile } from './open-file.ts'
import { readSharedStrings } from './shared-strings.ts'
import { type RawRow, SheetParser } from './sheet-parser.ts'
import { damaged } from './spreadsheet-problems.ts'
import { columnsOf, type Dialect, type Row, SAMPLE_ROWS, type Table } from './table.ts'
import { readWorkbook, type Sheet, sheetNamed, type Workbook } from './workbook.ts'
import { readXml } from './xml-reader.ts'
import { type Archive, openArchive } from './zip-archive.ts'

/** Preamble, header and sample. */
const HEAD_ROWS = SAMPLE_ROWS + 40
/** Small sheets are read to their end, so that their rows are counted. */
const HEAD_CHARACTERS = 256 * 1024

/**
 * The head of a workbook's sheet: of the one that is named, else of the first visible one with a value in it. Takes the
 * same time for any size: only the first rows and the texts they use are unpacked.
 */
export async function inspectSpreadsheet(
  file: SourceFile,
  { sheet, hasHeader, signal }: { sheet?: string; hasHeader?: boolean; signal?: AbortSignal },
): Promise<Table> {
  const archive = await openArchive(file)
  const workbook = await readWorkbook(archive, signal)
  const candidates = sheet === undefined ? shownFirst(workbook.sheets) : [sheetNamed(workbook, sheet, file.fileName)]
  for (const candidate of candidates) {
    const head = await readHead(archive, workbook, candidate, signal)
    if (head.rows.length > 0) return spreadsheetTable(file, { workbook, sheet: candidate, head, hasHeader })
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
  const archive = await openArchive(file)
  const workbook = await readWorkbook(archive, signal)
  const sheet =
    dialect.sheet === undefined ? shownFirst(workbook.sheets)[0] : sheetNamed(workbook, dialect.sheet, file.fileName)
  if (sheet === undefined) return
  const strings = await readSharedStrings(archive, workbook.strings, { signal })
  const firstDataLine = dialect.firstLine + (dialect.hasHeader ? 1 : 0)
  let record = 0
  for await (const { rows: raw } of rawRows(archive, workbook, sheet, signal)) {
    const rows: Row[] = []
    for (const row of resolved(raw, strings, file.fileName)) {
      if (row.line < firstDataLine) continue
      record += 1
      rows.push({ cells: filled(row.cells, dialect.columnCount), line: row.line, record })
    }
    if (rows.length > 0) yield rows
  }
}

function shownFirst(sheets: readonly Sheet[]): Sheet[] {
  return [...sheets.filter(({ isHidden }) => !isHidden), ...sheets.filter(({ isHidden }) => isHidden)]
}

/** Batches of rows, with the characters of XML read so far. */
async function* rawRows(
  archive: Archive,
  { formats, is1904 }: Workbook,
  sheet: Sheet,
  signal?: AbortSignal,
): AsyncGenerator<{ rows: RawRow[]; characters: number }> {
  const parser = new SheetParser({ fileName: archive.fileName, formats, is1904 })
  for await (const characters of readXml(archive.text(sheet.part, signal), parser, archive.fileName)) {
    yield { rows: parser.take(), characters }
  }
}

interface Head {
  rows: Omit<Row, 'record'>[]
  isWhole: boolean
  /** Share of the sheet that the rows take. */
  share: number
}

async function readHead(archive: Archive, workbook: Workbook, sheet: Sheet, signal?: AbortSignal): Promise<Head> {
  const raw: RawRow[] = []
  let share = 1
  let isWhole = true
  for await (const { rows, characters } of rawRows(archive, workbook, sheet, signal)) {
    raw.push(...rows)
    share = characters / Math.max(archive.inflatedBytes(sheet.part), 1)
    if (raw.length < HEAD_ROWS || characters < HEAD_CHARACTERS) continue
    isWhole = false
    break
  }
  const indexes = raw.flatMap(({ cells }) => cells.filter((cell) => typeof cell === 'number'))
  const count = indexes.reduce((most, index) => Math.max(most, index + 1), 0)
  const strings = await readSharedStrings(archive, workbook.strings, { count, signal })
  return { rows: resolved(raw, strings, archive.fileName), isWhole, share }
}

/** Shared texts put in their places; rows of white space only are left out, as blank lines are. */
function resolved(raw: readonly RawRow[], strings: readonly string[], fileName: string): Omit<Row, 'record'>[] {
  const rows = raw.map(({ line, cells }) => ({
    line,
    cells: cells.map((cell) => (typeof cell === 'number' ? sharedText(strings, cell, { line, fileName }) : cell)),
  }))
  return rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
}

function sharedText(strings: readonly string[], index: number, at: { line: number; fileName: string }): string {
  const text = strings[index]
  if (text === undefined) throw damaged(at.fileName, `row ${at.line} refers to text ${index}, which does not exist`)
  return text
}

function filled(cells: string[], columnCount: number): string[] {
  const missing = Math.max(0, columnCount - cells.length)
  return missing === 0 ? cells : [...cells, ...Array.from({ length: missing }, () => '')]
}

interface Inspected {
  workbook: Workbook
  sheet: Sheet
  head: Head
  hasHeader: boolean | undefined
}

function spreadsheetTable(file: SourceFile, { workbook, sheet, head, hasHeader: stated }: Inspected): Table {
  const numbered = head.rows.map((row, index) => ({ ...row, record: index + 1 }))
  // Rows end at their last value, so their lengths say little: the fullest row, most often the header, is as wide as the table.
  const found = findHeader(numbered, Math.max(...numbered.map(filledCells)))
  const hasHeader = stated ?? found.hasHeader
  const header = hasHeader ? (numbered[found.index]?.cells ?? []) : []
  const data = numbered.slice(found.index + (hasHeader ? 1 : 0))
  // Values beside a named column belong to a column without a name: in a sheet nothing tells them from the others.
  const columnCount = Math.max(header.length, ...data.map(({ cells }) => cells.length))
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
    rowCount: head.isWhole ? data.length : Math.max(data.length, Math.round(numbered.length / head.share)),
    rowCountIsExact: head.isWhole,
    sheets: workbook.sheets.map(({ name }) => name),
    ...(hiddenSheets.length > 0 && { hiddenSheets }),
  }
}
