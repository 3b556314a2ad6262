import type { RecordStore } from '../store.ts'
import type { KeyLink, SharedColumn } from './file-plan.ts'
import { cellCheck, type ReadingRules } from './values/cell-check.ts'
import { type CellCheck, isProblem, type Problem } from './values/problem.ts'

/** Finds the record that a key names: its id, or why there is none. */
export type FindByKey = (key: string) => string | Problem

/**
 * Where a key leads: to a record of the file that owns the common column, else to one of the account. `shared` is that
 * file's column, null without such a file.
 */
export function findByKey(
  link: KeyLink,
  shared: SharedColumn | null,
  { store, rules }: { store: RecordStore; rules: ReadingRules },
): FindByKey {
  if (shared?.canIdentify === false) return () => INVALID_IDENTIFIER
  const propertyName = shared?.propertyName ?? link.propertyName
  if (propertyName === null || propertyName === 'hs_object_id') return findById(link, shared, store)
  const check = keyCheck(link.toObjectTypeId, propertyName, { store, rules })
  const byRecordId = link.kind === 'same_object' ? findById(link, null, store) : null
  return (text) => {
    if (byRecordId !== null && /^\d+$/.test(text)) return byRecordId(text)
    const key = check(text)
    if (isProblem(key)) return link.kind === 'same_object' ? INVALID_KEY : INVALID_IDENTIFIER
    const written = shared?.ids.get([key])
    if (written !== undefined && written > 0) return String(written)
    const [record, other] = store.findByUniqueValue(link.toObjectTypeId, propertyName, key)
    if (record === undefined) return nowhere(link, { isShared: shared !== null, hasFailed: written === 0 })
    return other === undefined ? record.id : SEVERAL
  }
}

function findById(link: KeyLink, shared: SharedColumn | null, store: RecordStore): FindByKey {
  return (text) => {
    const isId = /^\d+$/.test(text)
    if (!isId && shared !== null) return INVALID_IDENTIFIER
    const record = isId ? store.find(link.toObjectTypeId, text) : undefined
    if (record !== undefined) return record.id
    return nowhere(link, { isShared: shared !== null, hasFailed: shared?.ids.get([text]) === 0 })
  }
}

function keyCheck(
  objectTypeId: string,
  propertyName: string,
  { store, rules }: { store: RecordStore; rules: ReadingRules },
): CellCheck {
  const definition = store.properties(objectTypeId).find((property) => property.name === propertyName)
  return definition === undefined ? (text) => text : cellCheck(objectTypeId, definition, rules)
}

function nowhere(link: KeyLink, { isShared, hasFailed }: { isShared: boolean; hasFailed: boolean }): Problem {
  if (hasFailed) return OTHER_ROW_FAILED
  if (link.kind === 'same_object') return INVALID_KEY
  if (link.kind === 'record_id') return UNKNOWN_ID
  return isShared ? LEADS_NOWHERE : NO_SUCH_RECORD
}

const INVALID_IDENTIFIER: Problem = {
  errorType: 'INVALID_ASSOCIATION_IDENTIFIER',
  message: 'The value of the common column cannot identify a record of the other object.',
}

const INVALID_KEY: Problem = {
  errorType: 'INVALID_ASSOCIATION_KEY',
  message: 'The key of the associated record is malformed or leads to no record.',
}

const OTHER_ROW_FAILED: Problem = {
  errorType: 'FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS',
  message: 'The row of the other file that has this value was not imported.',
}

const LEADS_NOWHERE: Problem = {
  errorType: 'NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER',
  message: 'The value of the common column leads to no record of the other file or the account.',
}

const NO_SUCH_RECORD: Problem = {
  errorType: 'ASSOCIATION_RECORD_NOT_FOUND',
  message: 'No record of the other object has this value.',
}

const UNKNOWN_ID: Problem = {
  errorType: 'UNKNOWN_ASSOCIATION_RECORD_ID',
  message: 'The record id belongs to no record of the other object.',
}

const SEVERAL: Problem = {
  errorType: 'DUPLICATE_ASSOCIATION_ID',
  message: 'The value belongs to more than one record, where it must lead to one.',
}
