import { importErrorType } from '../../hubspot/import-error-types.ts'
import { safeText } from '../../safe-text.ts'
import type { ErrorOutcome, ImportError } from '../import-errors.ts'
import type { Plan } from '../plan.ts'
import { operationOf } from '../preflight/operation-of.ts'

/** What went wrong with a row: one object, shared by all rows with which the same went wrong. */
export interface Failure {
  errorType: string
  outcome: ErrorOutcome
  /** Of the source file; null: the row, or one of its records, as a whole. */
  columnIndex: number | null
  columnName: string | null
  /** The record it cost something; null: all of the row. */
  objectTypeId: string | null
  /** HubSpot's own words, where the errorType alone does not say enough. */
  message: string | null
  /**
   * `mend`: send it again. `exists`: the record is there, so the row would overwrite it. `nothing`: there is nothing to
   * send. What the caller has asked for by its errorType is sent all the same.
   */
  reimport: 'mend' | 'exists' | 'nothing'
  isAskedFor: boolean
}

export interface FileFailures {
  /** By data row of the source file. */
  byRecord: ReadonlyMap<number, readonly Failure[]>
  /** Of whole columns or of the header: no row can mend them. */
  ofNoRow: readonly Failure[]
}

export interface FailureCollector {
  add(error: ImportError): void
  /** In the order of the plan's files. */
  files(): FileFailures[]
  /** The import was refused as a whole. */
  isRefused(): boolean
  /** Whether some rows fail again depends on records of the account: a check of the file alone would find nothing. */
  dependOnRecords(plan: Pick<Plan, 'importOperations'>): boolean
  /** Kinds that no check can find again: what they need lies in the account. */
  unseen(): string[]
}

/** Keeps for every row what went wrong, while the errors pass. `errorTypes`: only these. */
export function collectFailures(fileCount: number, errorTypes?: readonly string[]): FailureCollector {
  const known = new Map<string, Failure>()
  const files = Array.from({ length: fileCount }, newFile)
  let isRefused = false
  return {
    files: () => files,
    isRefused: () => isRefused,
    dependOnRecords: (plan) => [...known.values()].some((failure) => isOfRecords(failure, plan)),
    unseen: () => [...new Set([...known.values()].map(({ errorType }) => errorType))].filter(isUnseen),
    add(error) {
      if (error.outcome === 'file_refused') isRefused = true
      if (errorTypes !== undefined && !errorTypes.includes(error.errorType)) return
      const file = files[error.fileIndex]
      if (file === undefined) return
      const failure = failureOf(error, { known, isAskedFor: errorTypes !== undefined })
      const { record } = error
      const before = record === null ? file.ofNoRow : (file.byRecord.get(record) ?? [])
      if (!before.includes(failure)) before.push(failure)
      if (record !== null) file.byRecord.set(record, before)
    },
  }
}

/** What is a warning as long as nobody has looked whether the record is there. */
const PERHAPS_OF_RECORDS = new Set([
  'INVALID_REQUIRED_PROPERTY',
  'MISSING_REQUIRED_PROPERTY',
  'NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER',
])

/** With these nobody has looked for the record so far; once it can be read, a CREATE or an UPDATE asks for it. */
const WRONG_IDENTIFIERS = new Set(['INVALID_ALTERNATE_ID', 'INVALID_EMAIL'])

function isOfRecords({ errorType, objectTypeId, outcome }: Failure, plan: Pick<Plan, 'importOperations'>): boolean {
  if (PERHAPS_OF_RECORDS.has(errorType) || importErrorType(errorType).preflight === 'records') return true
  const isBound = objectTypeId !== null && operationOf(objectTypeId, plan) !== 'UPSERT'
  return isBound && outcome === 'row_lost' && WRONG_IDENTIFIERS.has(errorType)
}

/** How many associations a record has already is not looked up. */
const isUnseen = (errorType: string): boolean =>
  errorType === 'ASSOCIATION_LIMIT_EXCEEDED' || importErrorType(errorType).preflight === 'server'

const newFile = (): { byRecord: Map<number, Failure[]>; ofNoRow: Failure[] } => ({ byRecord: new Map(), ofNoRow: [] })

/** The errorType alone does not tell what to change. */
const SAYS_LITTLE = new Set([
  'FAILED_VALIDATION',
  'INVALID_CUSTOM_PROPERTY_VALIDATION',
  'INVALID_PROPERTY_VALUE_FORMAT',
  'LIMIT_EXCEEDED',
  'MISSING_REQUIRED_PROPERTY',
  'UNKNOWN_BAD_REQUEST',
])

const MESSAGE_MAX = 300

function failureOf(
  error: ImportError,
  { known, isAskedFor }: { known: Map<string, Failure>; isAskedFor: boolean },
): Failure {
  const { errorType, outcome, fileIndex, columnIndex, columnName, objectTypeId } = error
  const { reimport } = importErrorType(errorType)
  const tells = SAYS_LITTLE.has(errorType) || outcome === 'unknown'
  const message = tells && error.message !== null ? safeText(error.message, MESSAGE_MAX) : null
  const key = JSON.stringify([errorType, outcome, fileIndex, columnIndex, objectTypeId, message])
  const failure = known.get(key) ?? {
    ...{ errorType, outcome, columnIndex, columnName, objectTypeId, message, isAskedFor },
    reimport: reimport === 'exists' || reimport === 'nothing' ? reimport : 'mend',
  }
  known.set(key, failure)
  return failure
}
