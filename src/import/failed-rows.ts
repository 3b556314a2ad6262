import type { ImportOperation } from '../hubspot/import-request.ts'
import type { ImportError } from './import-errors.ts'
import type { Plan, PlannedColumn, PlannedFile } from './plan.ts'
import type { RepairName } from './repair-names.ts'

/** The header of the column that says why a row failed. It is left out of the re-import. */
export const REASON_HEADER = 'Import error'

/** Which rows of one planned file come back, and why. */
export interface FailedRows {
  file: PlannedFile
  fileIndex: number
  /** By data row of the source file. */
  reasons: Map<number, Reason>
  /** By index of the column: repairs that may help against its errors, for the cells that failed. */
  extras: Map<number, RepairName[]>
}

interface Reason {
  text: string
  /** Names of the columns whose cells failed: only those are repaired. */
  columnNames: string[]
}

export interface FailedRowsOfPlan {
  files: FailedRows[]
  importOperations: Record<string, ImportOperation>
  /** Rows that were written without some value and cannot be told from new ones: sent again they would double. */
  leftOut: number
}

/** Repairs that may help against an errorType; each changes only values that can be read in exactly one way. */
const REPAIRS: Record<string, readonly RepairName[]> = {
  INVALID_EMAIL: ['trim', 'clean_email', 'blank_placeholder'],
  INVALID_ALTERNATE_ID: ['trim', 'clean_email'],
  INVALID_DOMAIN: ['trim', 'clean_domain', 'blank_placeholder'],
  COULD_NOT_PARSE_DATE: ['trim', 'blank_placeholder', 'iso_date'],
  COULD_NOT_PARSE_NUMBER: ['trim', 'blank_placeholder', 'currency_sign', 'decimal_comma'],
  INVALID_ENUMERATION_OPTION: ['trim', 'blank_placeholder', 'match_option'],
  INVALID_REQUIRED_PROPERTY: ['trim', 'match_option'],
  INVALID_PROPERTY_VALUE_FORMAT: ['trim', 'blank_placeholder'],
  COULD_NOT_FIND_OWNER: ['trim', 'blank_placeholder'],
}

/**
 * Lost rows come back as they were. Rows that were written without a value come back only where an identifier leads
 * to their record again; CREATE becomes UPSERT for them. `repairs`: only these; undefined: those that fit the errors.
 */
export function chooseFailedRows(
  plan: Plan,
  errors: readonly ImportError[],
  repairs?: readonly RepairName[],
): FailedRowsOfPlan {
  const again = errors.filter((error) => error.outcome !== 'row_lost' && canBeUpdated(error, plan, errors))
  const wanted = new Set([...errors.filter(({ outcome }) => outcome === 'row_lost'), ...again])
  const leftOut = new Set(
    errors.filter((error) => error.record !== null && !wanted.has(error)).map(({ record }) => record),
  )
  const files = plan.files.map((file, fileIndex) => {
    const own = [...wanted].filter((error) => error.fileIndex === fileIndex)
    return { file, fileIndex, reasons: reasonsByRecord(own), extras: extraRepairs(file, own, repairs) }
  })
  return {
    files: files.filter(({ reasons }) => reasons.size > 0),
    importOperations: again.length === 0 ? plan.importOperations : updating(plan.importOperations),
    leftOut: leftOut.size,
  }
}

function canBeUpdated({ fileIndex, objectTypeId }: ImportError, plan: Plan, errors: readonly ImportError[]): boolean {
  const columns = plan.files[fileIndex]?.columns ?? []
  const identified = columns.some(
    (column) => isIdentifier(column) && (objectTypeId ?? column.objectTypeId) === column.objectTypeId,
  )
  const mustStayCreate = errors.some(({ errorType }) => errorType === 'CREATE_ONLY_IMPORT')
  return identified && !mustStayCreate
}

/** Contacts are matched on a mapped email whatever its column type. */
function isIdentifier({ objectTypeId, propertyName, columnType, toColumnObjectTypeId }: PlannedColumn): boolean {
  if (toColumnObjectTypeId !== undefined) return false
  const byType = columnType === 'HUBSPOT_OBJECT_ID' || columnType === 'HUBSPOT_ALTERNATE_ID'
  return byType || (objectTypeId === '0-1' && propertyName === 'email')
}

function updating(operations: Record<string, ImportOperation>): Record<string, ImportOperation> {
  const entries = Object.entries(operations).map(
    ([id, operation]) => [id, operation === 'CREATE' ? 'UPSERT' : operation] as const,
  )
  return Object.fromEntries(entries)
}

/** By index of the column: what may help against its errors and is not switched on. */
function extraRepairs(
  { columns }: PlannedFile,
  errors: readonly ImportError[],
  repairs: readonly RepairName[] | undefined,
): Map<number, RepairName[]> {
  const entries = columns.map((column) => {
    const own = errors.filter(({ columnName }) => columnName !== null && columnName === column.columnName)
    const fitting = own.flatMap(({ errorType }) => REPAIRS[errorType] ?? [])
    const wanted = fitting.filter((name) => repairs === undefined || repairs.includes(name))
    return [column.index, wanted.filter((name) => !column.repairs.includes(name))] as const
  })
  return new Map(entries)
}

function reasonsByRecord(errors: readonly ImportError[]): Map<number, Reason> {
  const reasons = new Map<number, Reason>()
  for (const { record, errorType, columnName } of errors) {
    if (record === null) continue
    const text = columnName === null ? errorType : `${errorType} (${columnName})`
    const before = reasons.get(record)
    reasons.set(record, {
      text: before === undefined ? text : `${before.text}; ${text}`,
      columnNames: [...(before?.columnNames ?? []), ...(columnName === null ? [] : [columnName])],
    })
  }
  return reasons
}
