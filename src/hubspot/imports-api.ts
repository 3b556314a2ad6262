import { UsageError } from '../errors.ts'
import type { ApiCall } from './api-call.ts'
import type { Imports } from './hubspot.ts'
import { actionResponse, importErrorRecord, importRecord } from './import-record.ts'
import { parsePage } from './pages.ts'
import { parseAnswer, parseWritten } from './parse-answer.ts'
import type { Paths } from './paths.ts'

export function createImports(call: ApiCall, paths: Paths, start: Imports['start']): Imports {
  return {
    start,
    list: async ({ after, before, limit } = {}, options) => {
      const answer = await call({ method: 'GET', path: paths.imports, query: { after, before, limit } }, options)
      return parsePage(importRecord, answer, 'the list of imports')
    },
    get: async (importId, options) => {
      const answer = await call({ method: 'GET', path: paths.importOf(importId) }, options).catch(ofNoImport)
      return parseAnswer(importRecord, answer, `import ${importId}`)
    },
    cancel: async (importId, options) => {
      const answer = await call({ method: 'POST', path: paths.cancelImport(importId) }, options).catch(ofNoImport)
      return parseWritten(actionResponse, answer, `the cancelling of import ${importId}`)
    },
    errors: async (importId, { after, limit, includeErrorMessage, includeRowData } = {}, options) => {
      const query = { after, limit, includeErrorMessage, includeRowData }
      const answer = await call({ method: 'GET', path: paths.importErrors(importId), query }, options).catch(ofNoImport)
      return parsePage(importErrorRecord, answer, `the errors of import ${importId}`)
    },
  }
}

/** The import of another app is as unknown as one that does not exist. */
function ofNoImport(error: unknown): never {
  if (!(error instanceof UsageError) || error.code !== 'hubspot_not_found') throw error
  const { code, message, outcome, hubspot, cause } = error
  throw new UsageError(code, message, TAKE_FROM_LIST, { outcome, hubspot, cause })
}

const TAKE_FROM_LIST =
  'Take the importId from list_imports, which has the imports of this app: HubSpot shows an app no others.'
