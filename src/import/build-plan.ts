import { UsageError } from '../errors.ts'
import type { ColumnMapping, DateFormat, ImportOperation, ImportRequest } from '../hubspot/import-request.ts'
import { type ObjectType, resolveObjectType } from '../hubspot/object-types.ts'
import type { ColumnProposal, Proposal } from '../mapping/proposal.ts'
import type { Column, Table } from '../table/table.ts'
import { leftOut, type Plan, type PlannedColumn, type PlannedFile, plan } from './plan.ts'
import { newPlanId } from './plan-store.ts'

/** A file that was looked at, by the reference that opens it again. */
export interface LookedAt {
  /** Real path or upload handle. */
  file: string
  sha256: string
  table: Table
}

/** Where the plan belongs: a plan made for one account never starts in another. */
export interface PlanOrigin {
  environment: 'sandbox' | 'production'
  portalId: number | null
  createdAt: string
}

export interface PlanChoices {
  name?: string
  importOperations?: Record<string, ImportOperation>
  dateFormat?: DateFormat
  /** The sheet that was asked for. */
  sheet?: string
}

export function planFromProposal(
  files: readonly LookedAt[],
  proposal: Proposal,
  origin: PlanOrigin,
  choices: PlanChoices = {},
): Plan {
  return plan.parse({
    ...origin,
    planId: newPlanId(),
    name: choices.name ?? defaultName(files),
    importOperations: { ...proposal.importOperations, ...choices.importOperations },
    dateFormat: choices.dateFormat ?? proposal.dateFormat.value,
    files: files.map((looked, index) => ({
      ...plannedFacts(looked),
      ...(choices.sheet !== undefined && looked.table.sheets.length > 0 && { sheetNamed: true }),
      columns: (proposal.files[index]?.columns ?? []).map(plannedFromProposal),
    })),
  })
}

/**
 * A plan for somebody's own importRequest. Columns of the file that it does not map are left out.
 * @throws UsageError mapping_incomplete, column_not_in_file, unknown_object_type
 */
export function planFromRequest(
  files: readonly LookedAt[],
  request: ImportRequest,
  origin: PlanOrigin,
  objectTypes: readonly ObjectType[],
): Plan {
  if (files.length !== request.files.length) {
    throw new UsageError(
      'mapping_incomplete',
      `importRequest.files has ${request.files.length} entries, but ${files.length} files were given.`,
      'Give one path in files for each entry of importRequest.files, in the same order.',
    )
  }
  mustBeInOrder(files, request)
  return plan.parse({
    ...origin,
    planId: newPlanId(),
    name: request.name ?? defaultName(files),
    importOperations: operationsById(request, objectTypes),
    dateFormat: dateFormatOf(request) ?? 'MONTH_DAY_YEAR',
    timeZone: request.timeZone,
    marketableContactImport: request.marketableContactImport,
    createContactListFromImport: request.createContactListFromImport,
    marketingEventObjectId: request.marketingEventObjectId ?? undefined,
    files: files.map((looked, index) => ({
      ...plannedFacts(looked),
      columns: plannedFromMappings(
        looked.table,
        request.files[index]?.fileImportPage.columnMappings ?? [],
        objectTypes,
      ),
    })),
  })
}

/** An import has one. */
function dateFormatOf({ dateFormat, files }: ImportRequest): DateFormat | undefined {
  const said = [...new Set([dateFormat, ...files.map((file) => file.dateFormat)].flatMap((one) => one ?? []))]
  if (said.length <= 1) return said[0]
  throw new UsageError(
    'invalid_arguments',
    `importRequest has several dateFormats, ${said.join(' and ')}: an import reads all its dates in one order.`,
    'Leave one, and write dates of another order as YYYY-MM-DD in the file.',
    { outcome: 'not_started' },
  )
}

/** The names in the request are those of the files, unless none of them is. */
function mustBeInOrder(files: readonly LookedAt[], request: ImportRequest): void {
  const names = files.map(({ table }) => table.fileName)
  const wrong = request.files.findIndex(({ fileName }, index) => fileName !== names[index] && names.includes(fileName))
  if (wrong < 0) return
  throw new UsageError(
    'mapping_incomplete',
    `importRequest.files[${wrong}] is for ${request.files[wrong]?.fileName}, but files[${wrong}] is ${names[wrong]}.`,
    'Give files in the order of importRequest.files.',
    { outcome: 'not_started' },
  )
}

/** What a look at a file says, besides its columns. */
export function plannedFacts({ file, sha256, table }: LookedAt): Omit<PlannedFile, 'columns'> {
  const { fileName, format, bytes, dialect, otherSheets = [] } = table
  const sheets = 1 + otherSheets.length
  return { file, fileName, format, bytes, sha256, dialect, ...(format !== 'csv' && { sheets }) }
}

function plannedFromProposal({ index, columnName, target, replacements }: ColumnProposal): PlannedColumn {
  if (target === null) return leftOut({ index, columnName })
  if (replacements === undefined) return { index, columnName, ...target, repairs: [] }
  return { index, columnName, ...target, repairs: ['replace_values'], replacements }
}

function plannedFromMappings(
  table: Table,
  mappings: readonly ColumnMapping[],
  objectTypes: readonly ObjectType[],
): PlannedColumn[] {
  const places = placeMappings(table, mappings)
  return table.columns.map((column) => {
    const mapping = places.get(column.index)
    return mapping === undefined ? leftOut(column) : plannedFromMapping(column, mapping, objectTypes)
  })
}

/** Which column of the file each mapping is about: by its name; by its place where names are blank or double. */
function placeMappings(table: Table, mappings: readonly ColumnMapping[]): Map<number, ColumnMapping> {
  const places = new Map<number, ColumnMapping>()
  for (const [position, mapping] of mappings.entries()) {
    const named = table.columns.filter(
      (column) => column.columnName === mapping.columnName && !places.has(column.index),
    )
    const column = named.find(({ index }) => index === position) ?? named[0] ?? headerless(table, position)
    if (column === undefined) throw notInFile(mapping.columnName, table)
    places.set(column.index, mapping)
  }
  return places
}

const headerless = (table: Table, position: number): Column | undefined =>
  table.dialect.hasHeader ? undefined : table.columns[position]

function plannedFromMapping(column: Column, mapping: ColumnMapping, objectTypes: readonly ObjectType[]): PlannedColumn {
  const asId = (text: string) => resolveObjectType(text, objectTypes).objectTypeId
  const objectType = mapping.columnObjectTypeId ?? mapping.columnObjectType
  if (mapping.ignored === true || objectType === undefined || objectType === null) return leftOut(column)
  const to = mapping.toColumnObjectTypeId ?? undefined
  return {
    ...column,
    objectTypeId: asId(objectType),
    propertyName: mapping.propertyName ?? null,
    columnType: mapping.columnType ?? mapping.idColumnType ?? 'STANDARD',
    toColumnObjectTypeId: to === undefined ? undefined : asId(to),
    foreignKeyType: mapping.foreignKeyType ?? undefined,
    associationIdentifierColumn: mapping.associationIdentifierColumn ?? undefined,
    marketingEventSubmissionType: mapping.marketingEventSubmissionType ?? undefined,
    repairs: [],
  }
}

function operationsById(request: ImportRequest, objectTypes: readonly ObjectType[]): Record<string, ImportOperation> {
  const entries = Object.entries(request.importOperations ?? {})
  return Object.fromEntries(
    entries.map(([type, operation]) => [resolveObjectType(type, objectTypes).objectTypeId, operation]),
  )
}

export function notInFile(columnName: string, { fileName, columns }: Pick<Table, 'fileName' | 'columns'>): UsageError {
  const names = columns.map((column) => column.columnName || `(blank, column ${column.index})`)
  return new UsageError(
    'column_not_in_file',
    `"${columnName}" is not a column of ${fileName}; its columns are ${names.slice(0, 40).join(', ')}.`,
    'Use a columnName from propose_mapping, or the index of the column.',
  )
}

/** `leads-may.csv` → `leads-may` */
function defaultName(files: readonly LookedAt[]): string {
  return files.map(({ table }) => table.fileName.replace(/\.[^.]+$/, '')).join(' + ') || 'Import'
}
