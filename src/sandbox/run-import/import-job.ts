import type { ImportRequest } from '../../hubspot/import-request.ts'

/** One uploaded file, stored where the engine can read it. Same order as `request.files`. */
export interface JobFile {
  fileName: string
  fileId: number
  path: string
  fileFormat: 'CSV' | 'SPREADSHEET'
  /** Sheet of a workbook, once that is opened. */
  pageName?: string
}

export interface ImportJob {
  importId: string
  /** Normalised: object type ids instead of names, `columnType` and `columnObjectTypeId` always set. */
  request: ImportRequest
  files: readonly JobFile[]
}

/** One import error before it gets an id and a time. */
export interface EngineError {
  errorType: string
  fileId: number
  /** Sheet of a workbook that could be opened. */
  pageName?: string
  /** Counts records, not lines: the header is 1, the first data row 2. 0: the whole file. */
  lineNumber: number
  objectTypeId?: string
  /** 0-based. */
  columnNumber?: number
  /** Becomes `extraContext`. */
  propertyName?: string
  invalidValue?: string
  message: string
  rowData: string[]
}

/** Only counters above zero are in it. */
export type ImportCounters = Record<string, number>

/** How the engine tells what happens and hears what is wanted. */
export interface ImportHooks {
  error(error: EngineError): void
  counters(counters: ImportCounters): void
  cancelled(): boolean
  /** Lets other work of the process run; called between slices of rows. */
  yieldNow(): Promise<void>
}

export interface ImportResult {
  state: 'DONE' | 'FAILED' | 'CANCELED'
  counters: ImportCounters
}
