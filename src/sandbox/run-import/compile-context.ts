import type { ImportRequest } from '../../hubspot/import-request.ts'
import type { Property } from '../../hubspot/property.ts'
import type { RecordStore } from '../store.ts'
import type { ReadingRules } from './values/cell-check.ts'
import type { Problem } from './values/problem.ts'

/** What compiling asks of the account and the request. */
export interface CompileContext {
  request: ImportRequest
  store: RecordStore
  rules: ReadingRules
  definitions(objectTypeId: string): ReadonlyMap<string, Property>
}

/** Collects why a file cannot be imported; a compile step that fails says so here and goes on with the next column. */
export type Refuse = (problem: Problem) => void
