import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { detectDialect, type TableShape } from './detect-dialect.ts'
import { detectEncoding } from './detect-encoding.ts'
import type { Encoding } from './encoding/encodings.ts'
import { readText } from './read-text.ts'
import { RECORD_CAP, RowScanner } from './row-scanner.ts'
import type { SourceFile } from './source-file.ts'
import { columnsOf, type Dialect, type Row, SAMPLE_ROWS, type Table } from './table.ts'

const HEAD_BYTES = 256 * 1024

export interface InspectOptions {
  sheet?: string
  /** What the person says about the first row; default: its values decide. */
  hasHeader?: boolean
  /** Of text: names that are known to be in its header; they tell the delimiter where cells are ambiguous. */
  header?: readonly string[]
  /** Of text: what the person says; default: its bytes decide. */
  encoding?: Encoding
  /** Of text: the one to take where the bytes are not Unicode. */
  usualEncoding?: Encoding
  signal?: AbortSignal
}

/**
 * What a look at the beginning of a file tells: at most 256 kB of it, more only where the first record is longer.
 * Throws UsageError file_empty, encoding_invalid, encoding_unsupported, csv_malformed, csv_record_too_large,
 * csv_too_many_columns, and for spreadsheets file_unreadable and spreadsheet_too_large.
 */
export async function inspectTable(file: SourceFile, options: InspectOptions = {}): Promise<Table> {
  if (file.format === 'csv') return await inspectText(file, options)
  // Loaded on first use: most files are CSV, and the server shall start quickly.
  const { inspectSpreadsheet } = await import('./spreadsheet.ts')
  return await inspectSpreadsheet(file, options)
}

async function inspectText(
  file: SourceFile,
  { hasHeader, header, encoding: stated, usualEncoding: usual, signal }: InspectOptions,
): Promise<Table> {
  const head = await file.read(0, HEAD_BYTES)
  const { doubt, ...encoding } = await detectEncoding(file, head, { stated, usual })
  const texts = readText(file, encoding, { signal, chunkBytes: HEAD_BYTES })
  const text = (await texts.next()).value ?? ''
  const isWhole = head.length === file.bytes
  const shape = detectDialect(text, { isWhole, hasHeader, header })
  if (shape === undefined && isWhole) throw empty(file)
  const table = await readHead(file, { text, texts, encoding, shape: shape ?? FIRST_RECORD_IS_LONG })
  return { ...table, ...(doubt !== undefined && { encodingDoubt: doubt }) }
}

/** The first record is longer than the head; whether it ends at all is for the scanner to say. */
const FIRST_RECORD_IS_LONG: TableShape = { delimiter: ',', hasHeader: true, firstLine: 1 }

interface Head {
  text: string
  /** What follows the text. */
  texts: AsyncGenerator<string>
  encoding: Pick<Dialect, 'encoding' | 'bom'>
  shape: TableShape
}

async function readHead(file: SourceFile, { text, texts, encoding, shape }: Head): Promise<Table> {
  const scanner = new RowScanner({ ...shape, firstRecord: shape.hasHeader ? 0 : 1 })
  const rows = scanner.push(text)
  let characters = text.length
  let isWhole = characters > 0 && file.bytes <= HEAD_BYTES
  // A quote left open near the beginning swallows the sample: read on until it ends or the scanner refuses it.
  while (rows.length < 2 && !isWhole && characters < HEAD_BYTES + RECORD_CAP * 2) {
    const next = await texts.next()
    if (next.done) isWhole = true
    else {
      characters += next.value.length
      rows.push(...scanner.push(next.value))
    }
  }
  await texts.return(undefined)
  if (isWhole) rows.push(...scanner.end())
  const share = (characters - scanner.pending) / characters
  const readBytes = Math.min(file.bytes, HEAD_BYTES * Math.ceil(characters / HEAD_BYTES)) * share
  return table(file, { rows, shape, encoding, isWhole, readBytes })
}

interface ReadHead {
  rows: Row[]
  shape: TableShape
  encoding: Pick<Dialect, 'encoding' | 'bom'>
  isWhole: boolean
  /** Bytes that the rows take in the file. */
  readBytes: number
}

function table(file: SourceFile, { rows, shape, encoding, isWhole, readBytes }: ReadHead): Table {
  const header = shape.hasHeader ? (rows[0]?.cells ?? []) : []
  const records = shape.hasHeader ? rows.slice(1) : rows
  const columnCount = shape.hasHeader ? header.length : Math.max(0, ...records.map(({ cells }) => cells.length))
  const estimate = Math.max(records.length, Math.round((rows.length * file.bytes) / Math.max(readBytes, 1)))
  return {
    fileName: file.fileName,
    format: file.format,
    bytes: file.bytes,
    dialect: { ...encoding, ...shape, columnCount },
    columns: columnsOf(header, columnCount),
    sample: records.slice(0, SAMPLE_ROWS),
    rowCount: isWhole ? records.length : estimate,
    rowCountIsExact: isWhole,
    sheets: [],
  }
}

function empty(file: SourceFile): UsageError {
  return new UsageError(
    'file_empty',
    `${safeText(file.fileName)} holds no row: only blank lines or a byte order mark.`,
    'Export the file again and pass its path.',
  )
}
