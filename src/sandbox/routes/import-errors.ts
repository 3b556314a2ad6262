import type { ErrorPlace, StoredImportError } from '../import-error-store.ts'
import { cursorOf, cursorText, limitOf, pagingOf } from '../paging.ts'
import { PATHS } from '../paths.ts'
import { type Answer, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { IMPORT_SCOPES } from '../scopes.ts'
import { findImport } from './imports.ts'

export function importErrorRoutes(parts: SandboxParts): Route[] {
  return [
    {
      method: 'GET',
      paths: PATHS.imports('/{importId}/errors'),
      scopes: IMPORT_SCOPES,
      answer: (request) => listErrors(request, parts),
    },
  ]
}

const FIRST: ErrorPlace = { line: -1, seq: 0 }

function listErrors(request: SandboxRequest, parts: SandboxParts): Answer {
  const { id } = findImport(request, parts)
  const limit = limitOf(request.query, 100)
  const [line, seq] = (cursorText(request.query, /^\d{1,15}-\d{1,15}$/) ?? '').split('-').map(Number)
  const place = line === undefined || seq === undefined ? FIRST : { line, seq }
  const found = parts.errors.page(id, place, limit + 1)
  const results = found.slice(0, limit)
  const last = results.at(-1)
  const after = found.length > limit && last !== undefined ? cursorOf(`${last.line}-${last.seq}`) : undefined
  return ok({
    ...pagingOf(request, parts.url(), after),
    results: results.map((error) => errorResponse(error, `${parts.portalId}-${id}`, request.query)),
  })
}

function errorResponse(error: StoredImportError, account: string, query: URLSearchParams): object {
  return {
    errorType: error.errorType,
    sourceData: {
      rowData: query.get('includeRowData') === 'true' ? error.rowData : [],
      additionalRowData: [],
      fileId: error.fileId,
      pageName: error.pageName,
      lineNumber: error.line,
      containsEncryptedProperties: false,
    },
    objectType: null,
    invalidValue: error.invalidValue,
    invalidPropertyValue: null,
    invalidValueToDisplay: error.invalidValue,
    extraContext: error.propertyName,
    objectTypeId: error.objectTypeId,
    knownColumnNumber: error.columnNumber,
    errorMessage: query.get('includeErrorMessage') === 'true' ? error.message : null,
    createdAt: error.createdAt,
    id: cursorOf(`${account}-${error.fileId}-${error.line}-${partOf(error)}`),
  }
}

/** The last part tells the errors of one line apart. */
const partOf = ({ earlier }: StoredImportError): string => (earlier === 0 ? 'Optional.empty' : `Optional[${earlier}]`)
