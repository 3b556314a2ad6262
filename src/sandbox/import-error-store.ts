import type { Sqlite, SqlRow } from '../sqlite.ts'
import { numberOf, numberOrNull, textOf, textOrNull } from './database.ts'
import type { EngineError } from './run-import/import-job.ts'

export interface StoredImportError {
  line: number
  /** Place among the errors of its import, from 1. */
  seq: number
  /** How many errors of the same line come before it. */
  earlier: number
  fileId: number
  /** null: the file is no workbook, or could not be opened. */
  pageName: string | null
  createdAt: number
  errorType: string
  objectTypeId: string | null
  columnNumber: number | null
  propertyName: string | null
  invalidValue: string | null
  message: string
  rowData: string[]
}

/** Where a page ends. Errors come by line number, then as they were found. */
export interface ErrorPlace {
  line: number
  seq: number
}

export interface ImportErrorStore {
  add(importId: number, error: EngineError): void
  page(importId: number, after: ErrorPlace, limit: number): StoredImportError[]
}

export function createImportErrorStore(database: Sqlite, now: () => number): ImportErrorStore {
  const insert = database.prepare('INSERT INTO import_errors VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const insertPage = database.prepare('INSERT OR IGNORE INTO import_pages VALUES (?, ?)')
  const last = database.prepare('SELECT max(seq) AS seq FROM import_errors WHERE import = ?')
  const page = database.prepare(
    `SELECT e.*, (SELECT count(*) FROM import_errors o WHERE o.import = e.import AND o.line = e.line AND o.seq < e.seq)
       AS earlier, (SELECT name FROM import_pages p WHERE p.file = e.file) AS page
     FROM import_errors e WHERE import = ? AND (line, seq) > (?, ?) ORDER BY line, seq LIMIT ?`,
  )
  const sequences = new Map<number, number>()
  const nextSeq = (importId: number) => {
    const known = sequences.get(importId) ?? numberOrNull(last.get(importId)?.seq) ?? 0
    sequences.set(importId, known + 1)
    return known + 1
  }
  return {
    add(importId, error) {
      if (error.pageName !== undefined) insertPage.run(error.fileId, error.pageName)
      insert.run(
        ...[importId, error.lineNumber, nextSeq(importId), error.fileId, now(), error.errorType],
        ...[error.objectTypeId ?? null, error.columnNumber ?? null, error.propertyName ?? null],
        ...[error.invalidValue ?? null, error.message, JSON.stringify(error.rowData)],
      )
    },
    page: (importId, after, limit) => page.all(importId, after.line, after.seq, limit).map(errorOf),
  }
}

function errorOf(row: SqlRow): StoredImportError {
  return {
    line: numberOf(row.line),
    seq: numberOf(row.seq),
    earlier: numberOf(row.earlier),
    fileId: numberOf(row.file),
    pageName: textOrNull(row.page),
    createdAt: numberOf(row.created),
    errorType: textOf(row.error_type),
    objectTypeId: textOrNull(row.object_type),
    columnNumber: numberOrNull(row.column_number),
    propertyName: textOrNull(row.property),
    invalidValue: textOrNull(row.value),
    message: textOf(row.message),
    rowData: JSON.parse(textOf(row.row)),
  }
}
