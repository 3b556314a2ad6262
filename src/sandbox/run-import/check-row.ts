import type { FilePlan } from './file-plan.ts'
import type { SourceRow } from './import-source.ts'
import { identifierFault, type ReadObject } from './read-object.ts'
import type { Fault } from './tally.ts'
import type { Problem } from './values/problem.ts'

/** Characters of one cell: the commonly quoted limit of a property value. */
const LONGEST_CELL = 65_536
/** Characters of all cells: our choice, no limit is published. */
const LONGEST_ROW = 1_000_000

/** Why nothing of the row can be read: wrong bytes, wrong shape, too long, or the copy of an earlier row. */
export function rowFault(plan: FilePlan, { cells, lineNumber, isBroken }: SourceRow): Fault | undefined {
  const { columnCount } = plan.source
  if (isBroken) return NOT_UTF8
  if (cells.length !== columnCount) return wrongCellCount(cells.length, columnCount)
  const tooLong = tooLongFault(plan, cells)
  if (tooLong !== undefined) return tooLong
  const earlier = plan.rowContents.get(cells)
  if (earlier !== undefined) return copyOf(earlier)
  plan.rowContents.set(cells, lineNumber)
  return undefined
}

const NOT_UTF8: Problem = {
  errorType: 'COULD_NOT_PARSE_ROW',
  message: 'The row holds bytes that are not UTF-8.',
}

function wrongCellCount(count: number, columnCount: number): Problem {
  return {
    errorType: 'INCORRECT_NUMBER_OF_COLUMNS',
    message: `The row has ${count} cells, the file has ${columnCount} columns.`,
  }
}

function tooLongFault(plan: FilePlan, cells: readonly string[]): Fault | undefined {
  let length = 0
  for (const cell of cells) length += cell.length
  if (length <= LONGEST_CELL) return undefined
  if (length > LONGEST_ROW) return ROW_TOO_LONG
  const columnNumber = cells.findIndex((cell) => cell.length > LONGEST_CELL)
  if (columnNumber < 0) return undefined
  const column = plan.columns.find(({ index }) => index === columnNumber)
  const propertyName = column?.mapping.propertyName ?? undefined
  const place = { objectTypeId: column?.objectTypeId, columnNumber, propertyName }
  return { ...CELL_TOO_LONG, ...place, invalidValue: cells[columnNumber] }
}

function copyOf(line: number): Problem {
  return { errorType: 'DUPLICATE_ROW_CONTENT', message: `The row has the same content as the one on line ${line}.` }
}

/** Whether an earlier row of the file holds the same record already. From now on this row counts as such. */
export function duplicateFault(read: ReadObject, cells: readonly string[]): Fault | undefined {
  const { plan, recordId, key } = read
  if (plan.mayRepeat || read.isLost) return undefined
  // Rows that repeat the common column of two files are told as DUPLICATE_ASSOCIATION_ID.
  const isOnlyCommon = plan.identifier?.isExplicit === false && plan.identifier.column.index === plan.shared?.index
  const isSameId = recordId !== '' && plan.writtenById.get([recordId]) !== undefined
  if (isSameId) return identifierFault(read, SAME_RECORD_ID, cells)
  if (recordId !== '') {
    plan.writtenById.set([recordId], 0)
    return undefined
  }
  if (key === '' || isOnlyCommon) return undefined
  if (plan.writtenByKey.get([key]) !== undefined) return identifierFault(read, SAME_KEY, cells)
  plan.writtenByKey.set([key], 0)
  return undefined
}

const ROW_TOO_LONG: Problem = {
  errorType: 'ROW_DATA_TOO_LARGE',
  message: `The cells of the row hold more than ${LONGEST_ROW} characters together.`,
}

const CELL_TOO_LONG: Problem = {
  errorType: 'COLUMN_TOO_LARGE',
  message: `A cell of the row holds more than ${LONGEST_CELL} characters.`,
}

const SAME_RECORD_ID: Problem = {
  errorType: 'DUPLICATE_OBJECT_ID',
  message: 'An earlier row has the same record id.',
}

const SAME_KEY: Problem = {
  errorType: 'DUPLICATE_ALTERNATE_ID',
  message: 'An earlier row has the same identifier.',
}
