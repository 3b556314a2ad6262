import { showObjectType } from '../../hubspot/object-types.ts'
import { BLANK, type CheckedRow, count, FAULTY, FINE, type RowCheck } from './checked-row.ts'
import type { MappedColumn } from './column-kind.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { counted } from './finding-text.ts'
import { alwaysCreates, type RecordColumns, type RequiredGroup } from './record-columns.ts'

/**
 * What new records need, row by row. A CREATE without any column for it is told about the mapping instead: HubSpot
 * refuses that at once. True: the record is not created.
 */
export function requiredCheck(
  record: RecordColumns,
  columns: readonly MappedColumn[],
  context: FileContext,
): (row: CheckedRow) => boolean {
  if (record.operation === 'UPDATE') return () => false
  const mayBeAbsent = record.operation !== 'CREATE' && alwaysCreates(record)
  const checks = record.required
    .filter((group) => group.columns.length > 0 || mayBeAbsent)
    .map((group) => groupCheck(group, record, columns, context))
  return (row) => {
    if (record.recordId >= 0 && row.states[record.recordId] !== BLANK) return false
    let isLost = false
    for (const check of checks) isLost = check(row) || isLost
    return isLost
  }
}

function groupCheck(
  group: RequiredGroup,
  record: RecordColumns,
  columns: readonly MappedColumn[],
  context: FileContext,
): (row: CheckedRow) => boolean {
  const [place = -1, ...others] = group.columns
  const column = others.length === 0 ? columns[place] : undefined
  const object = showObjectType(record.objectTypeId, context.definitions.objectTypes)
  const needs = group.names.length === 1 ? `${group.names[0]}` : `one of ${group.names.join(', ')}`
  const about = { errorType: 'MISSING_REQUIRED_PROPERTY', column, objectTypeId: record.objectTypeId }
  const lost = openCounter(context, {
    ...about,
    text: ({ count: rows }) => ({
      message: `${counted(rows, 'row makes', 'rows make')} no new record: ${object} need ${needs}.`,
      fix: `Fill ${needs} in the file, map a column to it with revise_mapping, or use importOperations UPDATE if the records exist.`,
    }),
  })
  const perhaps = openCounter(context, {
    ...about,
    severity: 'warning',
    outcome: null,
    text: ({ count: rows }) => ({
      message: `${counted(rows, 'row has', 'rows have')} no value for ${needs}: lost if the record does not exist yet, because new ${object} need it.`,
      fix: `Fill ${needs} in the file, or use importOperations UPDATE if all records exist.`,
    }),
  })
  const isSure = (row: CheckedRow) =>
    alwaysCreates(record) || record.identifier < 0 || row.states[record.identifier] === BLANK
  const tellUnusable = unusableCheck(group, columns, context)
  return (row) => {
    if (group.columns.some((one) => row.states[one] === FINE)) return false
    const isCreated = isSure(row)
    const isBlank = group.columns.every((one) => row.states[one] === BLANK)
    if (isBlank) count(row, isCreated ? lost : perhaps, context.ledger, '')
    else if (isCreated && !row.lost) tellUnusable(row)
    return isCreated
  }
}

/** All values that a new record could use are faulty. Where the column alone is required, its cells say so already. */
function unusableCheck(group: RequiredGroup, columns: readonly MappedColumn[], context: FileContext): RowCheck {
  const counters = group.columns.map((place) =>
    openCounter(context, { errorType: 'INVALID_REQUIRED_PROPERTY', column: columns[place] }),
  )
  return (row) => {
    const index = group.columns.findIndex((place) => row.states[place] === FAULTY)
    const counter = counters[index]
    if (counter !== undefined) count(row, counter, context.ledger, row.values[group.columns[index] ?? -1] ?? '')
  }
}
