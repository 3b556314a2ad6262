import { inspectTable } from '../../src/table/inspect-table.ts'
import { openFile } from '../../src/table/open-file.ts'
import { readRows } from '../../src/table/read-rows.ts'
import type { Row, Table } from '../../src/table/table.ts'

export interface ReadOptions {
  sheet?: string
  hasHeader?: boolean
}

/** The head of a workbook, and all rows of the sheet that is taken. */
export async function readWorkbook(path: string, options: ReadOptions = {}): Promise<{ table: Table; rows: Row[] }> {
  await using file = await openFile(path)
  const table = await inspectTable(file, options)
  const rows: Row[] = []
  for await (const batch of readRows(file, table.dialect)) rows.push(...batch)
  return { table, rows }
}
