import type { Encoding } from './encoding/encodings.ts'

/**
 * The words of a file, before anybody asks what its columns mean. Nothing here knows HubSpot.
 *
 * A *line* is a line of the source file as an editor counts it, from 1. A *record* is one row of cells; a quoted cell
 * may hold line breaks, so one record can span several lines. Record 1 is the first data row: the header and the
 * preamble before it are not records, blank lines are not records.
 */
export type FileFormat = 'csv' | 'xlsx' | 'xls'

export type Delimiter = ',' | ';' | '\t' | '|'

/** How to read the bytes as rows. Decided once from the head of the file, then stored with the plan. */
export interface Dialect {
  encoding: Encoding
  /** A byte order mark is there; it is not part of the first cell. */
  bom: boolean
  delimiter: Delimiter
  hasHeader: boolean
  /** Line of the header, or of the first record in a file without one. Everything before is preamble. */
  firstLine: number
  /** Number of cells of the header (of the widest sampled row in a file without one). */
  columnCount: number
  /** Spreadsheets only: the sheet that is read. */
  sheet?: string
}

export interface Row {
  cells: string[]
  /** Line on which the record begins. For a spreadsheet: the row number of the sheet. */
  line: number
  /** 1-based count of data rows. */
  record: number
}

export interface Column {
  /** 0-based position in the file. */
  index: number
  /** Header text exactly as in the file; '' for a blank header or a file without a header. */
  columnName: string
}

/** What a look at the head of a file tells, in time independent of its size. */
export interface Table {
  fileName: string
  format: FileFormat
  bytes: number
  dialect: Dialect
  columns: Column[]
  /** Records of the head, at most SAMPLE_ROWS. */
  sample: Row[]
  /** Number of records: exact when the whole file was in the head, otherwise estimated from the bytes. */
  rowCount: number
  rowCountIsExact: boolean
  /** Spreadsheets only: all sheet names. */
  sheets: string[]
  /** Spreadsheets only: the sheets a person does not see. */
  hiddenSheets?: string[]
  /** Spreadsheets only, where no sheet was asked for: the others with values in them. Any of them may be meant. */
  otherSheets?: string[]
  /** Text only: the file may be in another encoding than the one it is read in. */
  encodingDoubt?: EncodingDoubt
}

/** Cells in the encoding that is taken, and in the other one. */
export interface EncodingDoubt {
  encoding: Encoding
  examples: { taken: string; other: string }[]
}

export const SAMPLE_ROWS = 200

/** One column for each position, named where the header has a text for it. */
export function columnsOf(header: readonly string[], columnCount: number): Column[] {
  return Array.from({ length: columnCount }, (_, index) => ({ index, columnName: header[index] ?? '' }))
}
