import {
  type ColumnMapping,
  type ImportRequest,
  type ImportRequestFile,
  importRequest,
} from '../hubspot/import-request.ts'
import type { ObjectType } from '../hubspot/object-types.ts'
import { constantName, findObjectType } from './custom-objects.ts'
import { parseJson } from './read-json.ts'
import { badRequest, missingFields } from './refusal.ts'
import type { UploadedFile } from './upload.ts'

/**
 * The request as HubSpot understands it: ids instead of names, the older keys (`columnObjectType`, `idColumnType`,
 * `dateFormat` of a file) moved to today's, every default filled in.
 */
export interface NormalisedRequest extends ImportRequest {
  importOperations: Record<string, 'CREATE' | 'UPDATE' | 'UPSERT'>
  dateFormat: 'MONTH_DAY_YEAR' | 'DAY_MONTH_YEAR' | 'YEAR_MONTH_DAY'
}

/** Everything that is refused at POST; all else becomes an import error later. @throws Refusal 400 */
export function checkImportRequest(text: string | undefined, files: readonly UploadedFile[]): NormalisedRequest {
  if (text === undefined) throw missingFields(['importRequest'])
  const request = normalise(parseJson(text, importRequest))
  checkFiles(request.files, files)
  checkRequiredColumns(request)
  return request
}

/** Object types of the mapped columns, in the order of their first column. */
export const mappedObjectTypeIds = (request: ImportRequest): string[] => [
  ...new Set(columnsOf(request).flatMap((column) => column.columnObjectTypeId ?? [])),
]

export const columnsOf = (request: ImportRequest): ColumnMapping[] =>
  request.files.flatMap((file) => file.fileImportPage.columnMappings)

function normalise(request: ImportRequest): NormalisedRequest {
  const files = request.files.map(normaliseFile)
  const fileDate = request.files.find((file) => file.dateFormat !== undefined)?.dateFormat
  const given = Object.entries(request.importOperations ?? {}).map(
    ([name, operation]) => [typeId(name), operation] as const,
  )
  const operations = new Map(given)
  for (const objectTypeId of mappedObjectTypeIds({ files })) {
    if (!operations.has(objectTypeId)) operations.set(objectTypeId, 'UPSERT')
  }
  return {
    ...request,
    importOperations: Object.fromEntries(operations),
    dateFormat: request.dateFormat ?? fileDate ?? 'MONTH_DAY_YEAR',
    files,
  }
}

function normaliseFile(file: ImportRequestFile): ImportRequestFile {
  const fileFormat = file.fileFormat ?? (/\.xlsx?$/i.test(file.fileName) ? 'SPREADSHEET' : 'CSV')
  const columnMappings = file.fileImportPage.columnMappings.map(normaliseColumn)
  return { ...file, fileFormat, fileImportPage: { ...file.fileImportPage, columnMappings } }
}

function normaliseColumn({ columnObjectType, idColumnType, ...column }: ColumnMapping): ColumnMapping {
  const name = column.columnObjectTypeId ?? columnObjectType
  if (name === undefined || name === null) throw missingFields(['columnObjectTypeId'])
  const to = column.toColumnObjectTypeId
  return {
    ...column,
    columnObjectTypeId: typeId(name),
    columnType: column.columnType ?? idColumnType ?? 'STANDARD',
    toColumnObjectTypeId: to === undefined || to === null ? null : typeId(to),
    propertyName: column.propertyName ?? null,
  }
}

/** Names are taken for these objects only; all others need their id. */
const NAMED = new Set(['0-1', '0-2', '0-3', '0-5', '0-46'])

function typeId(text: string): string {
  const type = findObjectType(text)
  const isId = type?.objectTypeId === text.trim()
  if (type !== undefined && (isId || NAMED.has(type.objectTypeId))) return type.objectTypeId
  throw badRequest(`Unable to infer object type from: ${text.slice(0, 200)}`)
}

function checkFiles(wanted: readonly ImportRequestFile[], uploaded: readonly UploadedFile[]): void {
  if (uploaded.length === 0) throw missingFields(['files'])
  const paths = [...wanted, ...uploaded].map((file) => file.fileName).filter((name) => /[/\\]/.test(name))
  if (paths.length > 0) throw badRequest(`File names cannot contain a path: ${paths[0]}`)
  const names = wanted.map((file) => file.fileName)
  const sent = uploaded.map((file) => file.fileName)
  if (new Set(names).size < names.length || new Set(sent).size < sent.length) {
    throw badRequest(`Each file needs a name of its own: [${[...names, ...sent].join(', ')}]`)
  }
  const without = names.filter((name) => !sent.includes(name))
  if (without.length > 0)
    throw badRequest(`No uploaded file is named [${without.join(', ')}]; uploaded: [${sent.join(', ')}]`)
  const unnamed = sent.filter((name) => !names.includes(name))
  if (unnamed.length > 0) throw badRequest(`importRequest does not name the uploaded files [${unnamed.join(', ')}]`)
}

function checkRequiredColumns(request: NormalisedRequest): void {
  for (const objectTypeId of mappedObjectTypeIds(request)) {
    const type = findObjectType(objectTypeId)
    if (type === undefined || request.importOperations[objectTypeId] !== 'CREATE') continue
    const mapped = columnsOf(request)
      .filter((column) => column.columnObjectTypeId === objectTypeId)
      .flatMap((column) => column.propertyName ?? [])
    const missing = requiredOf(type).filter((group) => !group.some((name) => mapped.includes(name)))
    if (missing.length > 0) throw requiredMissing(type, missing, mapped)
  }
}

function requiredMissing(type: ObjectType, missing: readonly (readonly string[])[], mapped: readonly string[]) {
  const groups = missing.map((group) => (group.length === 1 ? group[0] : `One of [${group.join(', ')}]`))
  return badRequest(`Some required properties for ${constantName(type)} creates are missing: [${groups.join(', ')}]`, {
    context: { [`${constantName(type)} properties`]: [`[${mapped.join(', ')}]`] },
  })
}

/** For contacts in the order of HubSpot's own message. */
const requiredOf = (type: ObjectType): readonly (readonly string[])[] =>
  type.objectTypeId === '0-1' ? [['firstname', 'email', 'lastname']] : type.requiredToCreate
