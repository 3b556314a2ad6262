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
      const answer = await call({ method: 'GET', path: paths.importOf(importId) }, options)
      return parseAnswer(importRecord, answer, `import ${importId}`)
    },
    cancel: async (importId, options) => {
      const answer = await call({ method: 'POST', path: paths.cancelImport(importId) }, options)
      return parseWritten(actionResponse, answer, `the cancelling of import ${importId}`)
    },
    errors: async (importId, { after, limit, includeErrorMessage, includeRowData } = {}, options) => {
      const query = { after, limit, includeErrorMessage, includeRowData }
      const answer = await call({ method: 'GET', path: paths.importErrors(importId), query }, options)
      return parsePage(importErrorRecord, answer, `the errors of import ${importId}`)
    },
  }
}
