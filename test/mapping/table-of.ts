import type { Table } from '../../src/table/table.ts'

/** A table as the program sees it after a look at the head of a file. */
export function tableOf(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  fileName = 'data.csv',
): Table {
  return {
    fileName,
    format: 'csv',
    bytes: 1000,
    dialect: {
      encoding: 'utf-8',
      bom: false,
      delimiter: ',',
      hasHeader: headers.length > 0,
      firstLine: 1,
      columnCount: Math.max(headers.length, rows[0]?.length ?? 0),
    },
    columns: Array.from({ length: Math.max(headers.length, rows[0]?.length ?? 0) }, (_, index) => ({
      index,
      columnName: headers[index] ?? '',
    })),
    sample: rows.map((cells, at) => ({ cells: [...cells], line: at + 2, record: at + 1 })),
    rowCount: rows.length,
    rowCountIsExact: true,
    sheets: [],
  }
}
