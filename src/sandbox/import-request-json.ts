import type { ColumnMapping } from '../hubspot/import-request.ts'
import type { NormalisedRequest } from './import-request-check.ts'

export interface EchoedFile {
  fileId: number
  fileFormat: string
  /** Lines with the header; null for a spreadsheet, which is not opened before it is processed. */
  estimatedLineCount: number | null
}

/** `importRequestJson`: the request as the live service gives it back, recorded in January 2025. */
export function importRequestJson(request: NormalisedRequest, files: readonly EchoedFile[], portalId: number): object {
  return {
    skipIfKnownImport: false,
    shouldApplyBlankValues: false,
    parentChildCompanyImport: false,
    numberFormatLocale: { language: 'en', country: 'US' },
    importNotificationType: 'IMPORT_COMPLETED',
    marketingEventObjectId: request.marketingEventObjectId ?? null,
    dateFormat: request.dateFormat,
    timeZone: request.timeZone ?? 'Z',
    language: 'en-us',
    remappedValues: [],
    createContactListFromImport: request.createContactListFromImport ?? false,
    fileImports: request.files.map((file, index) => ({
      columnDelimiter: ',',
      estimatedLineCount: files[index]?.estimatedLineCount ?? null,
      fileFormat: files[index]?.fileFormat,
      charset: 'UTF-8',
      fileId: files[index]?.fileId,
      pages: [
        {
          columnMappings: file.fileImportPage.columnMappings.map(echoedMapping),
          additionalColumnMappingAndValues: [],
          hasHeader: file.fileImportPage.hasHeader,
        },
      ],
    })),
    source: 'API',
    userId: null,
    invalidPropertyValues: [],
    optOutBusinessUnitId: null,
    marketableContactImport: request.marketableContactImport ?? false,
    portalId,
    importOperations: request.importOperations,
    importName: request.name ?? null,
  }
}

const echoedMapping = (column: ColumnMapping) => ({
  columnObjectType: null,
  columnObjectTypeId: column.columnObjectTypeId,
  toColumnObjectTypeId: column.toColumnObjectTypeId ?? null,
  engagementType: null,
  columnName: column.columnName,
  propertyName: column.propertyName ?? null,
  ignored: column.ignored === true,
  idColumnType: null,
  columnType: column.columnType,
  foreignKeyType: column.foreignKeyType ?? null,
  associationLabels: null,
  associationIdentifierColumn: column.associationIdentifierColumn ?? false,
  skipIfKnownColumn: false,
  marketingEventSubmissionType: column.marketingEventSubmissionType ?? null,
  sensitivityLevel: 'none',
})
