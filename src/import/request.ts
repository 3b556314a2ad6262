import type { ColumnMapping, ImportRequest, ImportRequestFile } from '../hubspot/import-request.ts'
import type { Plan, PlannedColumn, PlannedFile } from './plan.ts'

/** One column of the uploaded file: its header there and the source column its cells come from. */
export interface UploadColumn {
  header: string
  column: PlannedColumn
}

/**
 * The columns that are uploaded, in file order. HubSpot wants every column of the file mapped and named once, so
 * columns without a target are left out, blank headers get a name and repeated ones a number.
 */
export function uploadColumns(file: Pick<PlannedFile, 'columns'>): UploadColumn[] {
  const taken = new Set<string>()
  return file.columns
    .filter((column) => column.objectTypeId !== null)
    .map((column) => {
      const header = freeName(column.columnName.trim() || `Column ${column.index + 1}`, taken)
      taken.add(header)
      return { header, column }
    })
}

/** The JSON part of the import. `fileNames` are the names of the uploaded parts, in the order of the plan's files. */
export function buildImportRequest(plan: Plan, fileNames: readonly string[], name = plan.name): ImportRequest {
  return {
    name,
    ...(Object.keys(plan.importOperations).length > 0 && { importOperations: plan.importOperations }),
    dateFormat: plan.dateFormat,
    ...(plan.timeZone !== undefined && { timeZone: plan.timeZone }),
    ...(plan.marketableContactImport !== undefined && { marketableContactImport: plan.marketableContactImport }),
    ...(plan.createContactListFromImport !== undefined && {
      createContactListFromImport: plan.createContactListFromImport,
    }),
    ...(plan.marketingEventObjectId !== undefined && { marketingEventObjectId: plan.marketingEventObjectId }),
    files: plan.files.map((file, index) => requestFile(file, fileNames[index] ?? file.fileName)),
  }
}

function requestFile(file: PlannedFile, fileName: string): ImportRequestFile {
  const columnMappings = uploadColumns(file).map(({ header, column }) => columnMapping(header, column))
  return { fileName, fileFormat: 'CSV', fileImportPage: { hasHeader: true, columnMappings } }
}

function columnMapping(columnName: string, column: PlannedColumn): ColumnMapping {
  const { objectTypeId, propertyName, columnType, toColumnObjectTypeId, foreignKeyType } = column
  return {
    columnObjectTypeId: objectTypeId ?? undefined,
    columnName,
    propertyName,
    columnType,
    ...(toColumnObjectTypeId !== undefined && { toColumnObjectTypeId }),
    ...(foreignKeyType !== undefined && { foreignKeyType }),
    ...(column.associationIdentifierColumn && { associationIdentifierColumn: true }),
    ...(column.marketingEventSubmissionType !== undefined && {
      marketingEventSubmissionType: column.marketingEventSubmissionType,
    }),
  }
}

/** The text, with a number where it is taken already. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted
  const numbers = Array.from({ length: taken.size + 1 }, (_, index) => `${wanted} (${index + 2})`)
  return numbers.find((name) => !taken.has(name)) ?? wanted
}
