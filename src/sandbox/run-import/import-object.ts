import type { AssociationContext } from './associate-records.ts'
import type { FilePlan } from './file-plan.ts'
import { type Match, matchRecord } from './match-record.ts'
import { parentFault } from './parent-fault.ts'
import { cellFault, type ReadObject } from './read-object.ts'
import type { Fault, Tally } from './tally.ts'
import { requiredFaults, takenValues, type WrittenRecord, writeRecord } from './write-record.ts'

/** One object of a row, with what the objects before it have become. */
export interface ObjectOfRow {
  plan: FilePlan
  read: ReadObject
  cells: readonly string[]
  lineNumber: number
  /** By the order of FilePlan.objects; null: not written. */
  written: readonly (WrittenRecord | null)[]
}

/** Writes the record of one object, if it may be written, and remembers it for later rows and files. */
export function importObject(object: ObjectOfRow, context: AssociationContext, faults: Fault[]): WrittenRecord | null {
  const { read } = object
  if (read.isLost) faults.push(...read.refused)
  const written = read.isLost ? null : writeObject(object, context, faults)
  if (written !== null) read.plan.rowIds?.set(object.lineNumber, written.id)
  const repeated = shareKey(read, written, object.cells)
  if (repeated !== undefined) faults.push(repeated)
  return written
}

function writeObject(object: ObjectOfRow, context: AssociationContext, faults: Fault[]): WrittenRecord | null {
  const { read, cells } = object
  const match = parentFault(object) ?? matchRecord(read, context.store, cells)
  if ('errorType' in match) {
    faults.push(match, ...read.refused)
    return null
  }
  const required = match.record === null ? requiredFaults(read) : []
  faults.push(...stillRefused(read, required), ...required)
  if (required.length > 0) return null
  const taken = takenValues(read, match, { store: context.store, cells })
  faults.push(...taken)
  if (taken.length > 0) return null
  const written = writeRecord(read, match, context.store)
  countWritten(read, { match, written }, context.tally)
  return written
}

/** Refused values that are not told as INVALID_REQUIRED_PROPERTY: the record stands without them. */
function stillRefused(read: ReadObject, required: readonly Fault[]): Fault[] {
  return read.refused.filter((refused) => !required.some((fault) => fault.propertyName === refused.propertyName))
}

/** A record counts once, as created or updated, however many rows write it. */
function countWritten(
  { plan, recordId, key, values }: ReadObject,
  { match, written }: { match: Match; written: WrittenRecord },
  tally: Tally,
): void {
  if (match.isAgain) tally.count('REPEATED_OBJECTS')
  else if (written.isNew) tally.count('CREATED_OBJECTS')
  else if (values.length > 0) tally.count('UPDATED_OBJECTS')
  // A row that only names the record has written nothing: a later one may be its first.
  if (recordId !== '' && values.length > 0) plan.writtenById.set([recordId], Number(written.id))
  if (key !== '') plan.writtenByKey.set([key], Number(written.id))
}

/**
 * Makes the record findable for the rows of the other file. A value that an earlier row has is a fault, unless rows may
 * repeat a record and both lead to the same one.
 */
function shareKey(
  { plan, values, recordId }: ReadObject,
  written: WrittenRecord | null,
  cells: readonly string[],
): Fault | undefined {
  const { shared, objectTypeId, mayRepeat } = plan
  if (shared === null || !shared.canIdentify) return undefined
  const isRecordId = shared.propertyName === 'hs_object_id'
  const key = isRecordId ? recordId : values.find(([name]) => name === shared.propertyName)?.[1]
  if (key === undefined || key === '') return undefined
  const earlier = shared.ids.get([key])
  if (earlier !== undefined && earlier > 0) {
    if (written === null || (mayRepeat && earlier === Number(written.id))) return undefined
    return cellFault(REPEATED_KEY, shared, { objectTypeId, cells })
  }
  shared.ids.set([key], written === null ? 0 : Number(written.id))
  return undefined
}

const REPEATED_KEY: Fault = {
  errorType: 'DUPLICATE_ASSOCIATION_ID',
  message: 'An earlier row has the same value in the common column, which must lead to one record.',
}
