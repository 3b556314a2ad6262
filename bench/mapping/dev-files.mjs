import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Papa from 'papaparse'
import { readVendorFiles } from './vendor-files.mjs'

const SAMPLE_ROWS = 200

/** The labelled files of a folder as tables the way the program sees them: CSV with a truth.json, or vendor texts. */
export function readDevFiles(folder) {
  if (!existsSync(join(folder, 'truth.json'))) return readVendorFiles(folder)
  const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'))
  return Object.entries(truth).map(([fileName, labels]) => ({
    fileName,
    labels,
    table: readTable(join(folder, fileName), fileName, labels),
  }))
}

function readTable(path, fileName, labels) {
  const bytes = readFileSync(path)
  const lines = new TextDecoder(labels.encoding).decode(bytes).split(/(?<=\n)/)
  const text = lines.slice((labels.headerLine ?? 1) - 1).join('')
  const rows = Papa.parse(text, { delimiter: labels.delimiter, skipEmptyLines: true }).data
  const header = labels.hasHeader ? rows[0] : rows[0].map(() => '')
  const records = labels.hasHeader ? rows.slice(1) : rows
  return {
    fileName,
    format: 'csv',
    bytes: bytes.length,
    dialect: {
      encoding: labels.encoding,
      bom: labels.bom,
      delimiter: labels.delimiter,
      hasHeader: labels.hasHeader,
      firstLine: labels.headerLine ?? 1,
      columnCount: labels.columns.length,
    },
    columns: labels.columns.map((_, index) => ({ index, columnName: header[index] ?? '' })),
    sample: records.slice(0, SAMPLE_ROWS).map((cells, at) => ({ cells, line: at + 2, record: at + 1 })),
    rowCount: records.length,
    rowCountIsExact: true,
    sheets: [],
  }
}
