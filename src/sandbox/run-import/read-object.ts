import type { ObjectPlan, ValueColumn } from './file-plan.ts'
import type { Fault } from './tally.ts'
import { withoutPlainSpace } from './values/plain-space.ts'
import { isProblem, type Problem } from './values/problem.ts'

/** What one row says about one of its objects, before anybody looks into the account. */
export interface ReadObject {
  plan: ObjectPlan
  /** Nothing of it is written: it is empty, or its identifier is not usable. */
  isLost: boolean
  /** Property name and value as it will be stored. */
  values: (readonly [string, string])[]
  /** '' where the row has none. */
  recordId: string
  /** Value of the identifier as it will be stored; '' where the row has none. */
  key: string
  /** Refused values of properties that a new record needs: what they are depends on whether a record is created. */
  refused: Fault[]
}

/** Reads the cells of an object. Every cell that is refused is a fault, added to `faults`. */
export function readObject(plan: ObjectPlan, cells: readonly string[], faults: Fault[]): ReadObject {
  const recordId = plan.recordIdColumn === null ? '' : cellAt(cells, plan.recordIdColumn)
  const read: ReadObject = { plan, isLost: false, values: [], recordId, key: '', refused: [] }
  let isEmpty = recordId === ''
  for (const column of plan.columns) {
    const text = cellAt(cells, column.index)
    if (text === '') continue
    isEmpty = false
    readCell(read, column, { text, cells, faults })
  }
  if (isEmpty) {
    read.isLost = true
    faults.push({ ...EMPTY_OBJECT, objectTypeId: plan.objectTypeId })
  } else if (recordId !== '' && !/^\d{1,19}$/.test(recordId)) {
    read.isLost = true
    faults.push(identifierFault(read, NO_RECORD_ID, cells))
  } else if (lacksIdentifier(read)) {
    read.isLost = true
    faults.push(identifierFault(read, EMPTY_IDENTIFIER, cells))
  }
  return read
}

export const cellAt = (cells: readonly string[], index: number): string => withoutPlainSpace(cells[index] ?? '')

function readCell(
  read: ReadObject,
  column: ValueColumn,
  { text, cells, faults }: { text: string; cells: readonly string[]; faults: Fault[] },
): void {
  const { objectTypeId, identifier } = read.plan
  const isIdentifier = identifier?.column === column
  const value = column.check(text)
  if (!isProblem(value)) {
    read.values.push([column.propertyName, value])
    if (isIdentifier) read.key = value
    return
  }
  // With a record id in the row, the other identifier is a value like any other.
  if (isIdentifier && read.recordId === '') {
    read.isLost = true
    faults.push(identifierFault(read, KEEPS_ITS_NAME.has(value.errorType) ? value : INVALID_IDENTIFIER, cells))
    return
  }
  if (value.errorType === BROKEN_RULE) {
    read.isLost = true
    faults.push(cellFault(value, column, { objectTypeId, cells }))
    return
  }
  const list = column.isRequiredToCreate ? read.refused : faults
  list.push(cellFault(value, column, { objectTypeId, cells }))
}

/** Costs the record, whatever the property is. */
const BROKEN_RULE = 'INVALID_CUSTOM_PROPERTY_VALIDATION'
const KEEPS_ITS_NAME = new Set(['INVALID_EMAIL', BROKEN_RULE])

/** The fault of a cell, with what the wire carries about it. */
export function cellFault(
  problem: Problem,
  { index, propertyName }: Pick<ValueColumn, 'index' | 'propertyName'>,
  { objectTypeId, cells }: { objectTypeId: string; cells: readonly string[] },
): Fault {
  return { ...problem, objectTypeId, columnNumber: index, propertyName, invalidValue: cells[index] ?? '' }
}

const lacksIdentifier = ({ plan, isLost, key, recordId }: ReadObject): boolean =>
  plan.identifier?.isExplicit === true && !isLost && key === '' && recordId === ''

/**
 * Faults of a record's identifier carry its cell, as the one recorded kind does (CREATE_ONLY_IMPORT): the record id
 * where the row has one, else the identifying column.
 */
export function identifierFault({ plan, recordId }: ReadObject, problem: Problem, cells: readonly string[]): Fault {
  const { objectTypeId, identifier, recordIdColumn } = plan
  if (recordIdColumn !== null && (recordId !== '' || identifier === null)) {
    return cellFault(problem, { index: recordIdColumn, propertyName: 'hs_object_id' }, { objectTypeId, cells })
  }
  return identifier === null
    ? { ...problem, objectTypeId }
    : cellFault(problem, identifier.column, { objectTypeId, cells })
}

const EMPTY_OBJECT: Problem = {
  errorType: 'FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES',
  message: 'Every cell of the object is empty in this row, so there is nothing to write.',
}

const NO_RECORD_ID: Problem = {
  errorType: 'INVALID_OBJECT_ID',
  message: 'A record id is a number.',
}

const EMPTY_IDENTIFIER: Problem = {
  errorType: 'INVALID_ALTERNATE_ID',
  message: 'The cell of the identifier is empty.',
}

const INVALID_IDENTIFIER: Problem = {
  errorType: 'INVALID_ALTERNATE_ID',
  message: 'The identifier is not a valid value of its property.',
}
