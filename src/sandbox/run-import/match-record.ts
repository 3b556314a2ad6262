import type { CrmRecord, RecordStore } from '../store.ts'
import { identifierFault, type ReadObject } from './read-object.ts'
import type { Fault } from './tally.ts'
import type { Problem } from './values/problem.ts'

export interface Match {
  /** null: a new record is to be created. */
  record: CrmRecord | null
  /** An earlier row of this file wrote the record. */
  isAgain: boolean
}

/**
 * The record a row is about: by its record id, else by its identifier, else none. What the import's operation forbids
 * is a fault; a record that this file has written itself is never forbidden.
 */
export function matchRecord(read: ReadObject, store: RecordStore, cells: readonly string[]): Match | Fault {
  const match = read.recordId === '' ? matchByKey(read, store) : matchByRecordId(read, store)
  return 'errorType' in match ? identifierFault(read, match, cells) : match
}

function matchByRecordId({ plan, recordId }: ReadObject, store: RecordStore): Match | Problem {
  const record = store.find(plan.objectTypeId, recordId)
  if (record === undefined) return NO_SUCH_ID
  if (plan.operation === 'CREATE') return EXISTS
  return { record, isAgain: isWritten(plan.writtenById.get([recordId])) }
}

function matchByKey(read: ReadObject, store: RecordStore): Match | Problem {
  const { plan, key } = read
  const earlier = key === '' ? undefined : plan.writtenByKey.get([key])
  if (isWritten(earlier)) {
    return { record: store.find(plan.objectTypeId, String(earlier)) ?? null, isAgain: true }
  }
  const [record, other] = key === '' ? [] : store.findByUniqueValue(plan.objectTypeId, propertyOf(read), key)
  if (other !== undefined) return SEVERAL_COMPANIES
  if (record === undefined && plan.operation === 'UPDATE') return IS_NEW
  if (record !== undefined && plan.operation === 'CREATE') return EXISTS
  return { record: record ?? null, isAgain: false }
}

const isWritten = (id: number | undefined): boolean => id !== undefined && id > 0

const propertyOf = (read: ReadObject): string => read.plan.identifier?.column.propertyName ?? ''

const NO_SUCH_ID: Problem = {
  errorType: 'INVALID_OBJECT_ID',
  message: 'The record id belongs to no record of this object.',
}

const EXISTS: Problem = {
  errorType: 'CREATE_ONLY_IMPORT',
  message: 'The record already exists, and the import only creates records of this object.',
}

const IS_NEW: Problem = {
  errorType: 'UPDATE_ONLY_IMPORT',
  message: 'No record matches the row, and the import only updates records of this object.',
}

/** Of the identifiers only the company domain may be held by several records. */
const SEVERAL_COMPANIES: Problem = {
  errorType: 'MULTIPLE_COMPANIES_WITH_THIS_DOMAIN',
  message: 'More than one company has this domain, so the row cannot be matched.',
}
