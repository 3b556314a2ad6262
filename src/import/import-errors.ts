import { UsageError } from '../errors.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import { importErrorType } from '../hubspot/import-error-types.ts'
import type { ImportErrorRecord, ImportRecord } from '../hubspot/import-record.ts'
import { allImportErrors } from '../hubspot/pages.ts'
import { type ErrorPlace, placeOfError, type StartedPart } from './error-place.ts'
import type { Outcome } from './finding.ts'
import type { Plan, PlannedColumn } from './plan.ts'
import { columnKind, isContactEmail, isMapped, RECORD_ID } from './preflight/column-kind.ts'
import { outcomeOf } from './preflight/outcome-of.ts'
import { type UploadColumn, uploadColumns } from './request.ts'

/**
 * What an error did to its row. `nothing_lost`: a record without a single value, such as the company of a contact that
 * has none. `unknown`: HubSpot's errorType is newer than this version.
 */
export type ErrorOutcome = Outcome | 'nothing_lost' | 'unknown'

/** One import error, in the words of the source file as far as they are known without reading it. */
export interface ImportError extends ErrorPlace {
  errorType: string
  outcome: ErrorOutcome
  /** HubSpot's own line: the header is 1. */
  hubspotLine: number
  /** Of the source file; null without a plan. */
  columnIndex: number | null
  columnName: string | null
  objectTypeId: string | null
  propertyName: string | null
  value: string | null
  message: string | null
  rowData: string[]
}

/** Where a page of errors is. */
export interface PagePlace {
  /** Place of the import among the parts. */
  part: number
  /** HubSpot's own; undefined: the first page. */
  cursor: string | undefined
}

/** Errors of one page, what gives the page again, and where the next one is. */
export interface ErrorPage extends PagePlace {
  errors: ImportError[]
  /** Of the last page of a part the first one of the next part, which need not exist. */
  next: PagePlace
}

export interface PageOptions {
  /** Page to begin with. */
  from?: PagePlace
  includeRowData?: boolean
  signal?: AbortSignal
}

/**
 * The errors of the parts of a plan, or of one import, one page at a time, their columns named by the plan, or else by
 * HubSpot's echo.
 */
export async function* importErrorPages(
  hubspot: HubSpot,
  parts: readonly StartedPart[],
  plan: Plan | undefined,
  options: PageOptions,
): AsyncGenerator<ErrorPage> {
  const { from = { part: 0, cursor: undefined } } = options
  for (const [index, part] of parts.entries()) {
    if (index < from.part) continue
    const first = index === from.part ? from.cursor : undefined
    for await (const { after, ...page } of pagesOfPart(hubspot, part, plan, { ...options, first })) {
      const next = after === null ? { part: index + 1, cursor: undefined } : { part: index, cursor: after }
      yield { ...page, part: index, next }
    }
  }
}

async function* pagesOfPart(
  hubspot: HubSpot,
  part: StartedPart,
  plan: Plan | undefined,
  { first, includeRowData = false, signal }: Pick<PageOptions, 'includeRowData' | 'signal'> & { first?: string },
): AsyncGenerator<Pick<ErrorPage, 'errors' | 'cursor'> & { after: string | null }> {
  const describe = describer(part, plan)
  const withRows = includeRowData || (plan !== undefined && rowsTellTheOutcome(plan))
  const query = { includeErrorMessage: true, includeRowData: withRows }
  let cursor = first
  for await (const page of allImportErrors(hubspot, part.record.id, { ...query, after: first }, { signal })) {
    yield { errors: page.results.map(describe), cursor, after: page.after }
    cursor = page.after ?? undefined
  }
}

export interface ErrorsRead {
  read: number
  /** false: there are more than were read. */
  complete: boolean
  /** Where it can go on where it is not complete; undefined also where HubSpot's list does not end. */
  next?: PagePlace
  /** Why a page could not be read; everything before it was. */
  error?: UsageError
}

export interface ErrorQuery extends PageOptions {
  /** Stop after so many errors. */
  max: number
  /** Gets every page; nothing is kept here. */
  onPage: (page: ErrorPage) => void
  /** Looked at after each page: no more are needed. */
  isEnough?: () => boolean
  report?: (read: number, total: number) => void
}

/** So many pages without errors are borne, one after the other, before it is left to the caller to go on. */
const MAX_EMPTY_PAGES = 50

/**
 * Reads the errors of all parts to the end, to the first page behind `max`, or to a page that HubSpot does not give.
 * @throws UsageError when the first page cannot be read; cancelled
 */
export async function readImportErrors(
  hubspot: HubSpot,
  parts: readonly StartedPart[],
  plan: Plan | undefined,
  { max, onPage, isEnough, report, ...options }: ErrorQuery,
): Promise<ErrorsRead> {
  const total = countErrors(parts)
  let read = 0
  let empty = 0
  let next: PagePlace | undefined
  try {
    for await (const page of importErrorPages(hubspot, parts, plan, options)) {
      empty = page.errors.length === 0 ? empty + 1 : 0
      if (read >= max || empty > MAX_EMPTY_PAGES) return { read, complete: false, next: page }
      next = page.next
      onPage(page)
      read += page.errors.length
      report?.(read, Math.max(total, read))
      if (isEnough?.() === true) break
    }
    return { read, complete: true }
  } catch (error) {
    if (next === undefined || !(error instanceof UsageError) || error.code === 'cancelled') throw error
    return { read, complete: false, error, ...(error.code !== 'hubspot_paging_loop' && { next }) }
  }
}

/** As HubSpot counts them. */
export const countErrors = (parts: readonly Pick<StartedPart, 'record'>[]): number =>
  parts.reduce((sum, { record }) => sum + (record.metadata.counters.ERRORS ?? 0), 0)

function describer(part: StartedPart, plan: Plan | undefined): (error: ImportErrorRecord) => ImportError {
  const echoed = echoedNames(part.record)
  const byFile = plan?.files.map((file) => uploadColumns(file))
  return (error) => {
    const place = placeOfError(error, part)
    const { lineNumber, rowData } = error.sourceData
    const number = error.knownColumnNumber ?? null
    const columns = byFile?.[place.fileIndex] ?? []
    const uploaded = number === null ? ofProperty(error, columns) : columns[number]
    return {
      ...place,
      errorType: error.errorType,
      outcome: outcomeOfError(error, uploaded, columns),
      hubspotLine: lineNumber,
      columnIndex: uploaded?.column.index ?? null,
      columnName: uploaded === undefined ? echoed(place.fileIndex, number) : nameOf(uploaded),
      objectTypeId: error.objectTypeId ?? uploaded?.column.objectTypeId ?? null,
      propertyName: error.extraContext ?? null,
      value: error.invalidValueToDisplay ?? error.invalidValue ?? null,
      message: error.errorMessage ?? null,
      rowData: rowData.map((cell) => cell ?? ''),
    }
  }
}

/** HubSpot knows the property but not the column: it is the only one of that property. */
function ofProperty({ objectTypeId, extraContext }: ImportErrorRecord, columns: readonly UploadColumn[]) {
  const found = columns.filter(
    ({ column }) =>
      column.propertyName === extraContext && column.objectTypeId === (objectTypeId ?? column.objectTypeId),
  )
  return typeof extraContext === 'string' && found.length === 1 ? found[0] : undefined
}

const nameOf = ({ header, column }: UploadColumn): string => column.columnName || header

/** Line 0 is the whole file. */
function outcomeOfError(
  { errorType, sourceData }: ImportErrorRecord,
  uploaded: UploadColumn | undefined,
  columns: readonly UploadColumn[],
): ErrorOutcome {
  const outcome = outcomeOf(errorType) ?? 'unknown'
  if (outcome === 'value_lost' || outcome === 'association_lost') return outcome
  if (sourceData.lineNumber < 1) return 'file_refused'
  if (importErrorType(errorType).reimport === 'empty') {
    return hasOnlyLinks(sourceData.rowData, columns) ? 'row_lost' : 'nothing_lost'
  }
  const isOnlyValue =
    errorType === 'INVALID_EMAIL' &&
    uploaded !== undefined &&
    !findsRecord(uploaded.column, columns, sourceData.rowData)
  return isOnlyValue ? 'value_lost' : outcome
}

/** The row says to what its record belongs, and nothing of any record. */
function hasOnlyLinks(rowData: readonly (string | null)[], columns: readonly UploadColumn[]): boolean {
  const filled = columns.filter((_, place) => (rowData[place] ?? '').trim() !== '')
  return filled.length > 0 && filled.every(({ column }) => isLink(column))
}

const isLink = (column: PlannedColumn): boolean => isMapped(column) && columnKind(column) !== 'property'

/** A bad address costs the record only where nothing else leads to it: the record id comes first, then the identifier. */
function findsRecord(
  column: PlannedColumn,
  columns: readonly UploadColumn[],
  rowData: readonly (string | null)[],
): boolean {
  if (!isKey(column) || columns.some((other) => isIdentifierBeside(column, other.column))) return false
  const place = columns.findIndex((other) => isRecordIdOf(column, other.column))
  return (rowData[place] ?? '').trim() === ''
}

const isKey = ({ columnType, objectTypeId, propertyName }: PlannedColumn): boolean =>
  columnType === 'HUBSPOT_ALTERNATE_ID' || isContactEmail(objectTypeId ?? '', propertyName)

/** HubSpot finds a contact by its address, however that is mapped, unless another column is the identifier. */
const isIdentifierBeside = ({ columnType, objectTypeId }: PlannedColumn, other: PlannedColumn): boolean =>
  columnType !== 'HUBSPOT_ALTERNATE_ID' &&
  other.columnType === 'HUBSPOT_ALTERNATE_ID' &&
  other.objectTypeId === objectTypeId &&
  other.toColumnObjectTypeId === undefined

const isRecordIdOf = (column: PlannedColumn, other: PlannedColumn): boolean =>
  other.objectTypeId === column.objectTypeId &&
  other.toColumnObjectTypeId === undefined &&
  (other.columnType === 'HUBSPOT_OBJECT_ID' || other.propertyName === RECORD_ID)

/**
 * Where record ids stand beside other identifiers, the row decides what a faulty identifier costs; and where columns link
 * records, what a record without values does.
 */
const rowsTellTheOutcome = ({ files }: Plan): boolean =>
  files.some(({ columns }) =>
    columns.some((column) => isLink(column) || (isKey(column) && columns.some((other) => isRecordIdOf(column, other)))),
  )

/** HubSpot echoes the mapping of every import: fileImports[].pages[].columnMappings[]. */
function echoedNames(record: ImportRecord): (fileIndex: number, columnNumber: number | null) => string | null {
  const files = listOf(record.importRequestJson?.fileImports)
  return (fileIndex, columnNumber) => {
    if (columnNumber === null) return null
    const page = listOf(field(files[fileIndex], 'pages'))[0]
    const mapping = listOf(field(page, 'columnMappings'))[columnNumber]
    const name = field(mapping, 'columnName')
    return typeof name === 'string' ? name : null
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const field = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined
