import type { ColumnMapping, MARKETING_EVENT_SUBMISSION_TYPES } from '../../hubspot/import-request.ts'
import type { Problem } from './values/problem.ts'

/** What a column of the file is for. */
export type ColumnRole =
  | { role: 'ignored' }
  | { role: 'value'; propertyName: string }
  | { role: 'record_id' }
  | { role: 'label'; toObjectTypeId: string }
  | { role: 'key'; kind: 'record_id' | 'common_column' | 'same_object'; toObjectTypeId: string }
  | { role: 'timestamp'; kind: (typeof MARKETING_EVENT_SUBMISSION_TYPES)[number] }

export interface MappedColumn {
  /** 0-based, in the file. */
  index: number
  objectTypeId: string
  mapping: ColumnMapping
  role: ColumnRole
}

/**
 * A property name makes a value column; a target object makes a column whose cells name another record.
 * `ignored: true` is not documented as a request field, but HubSpot's normalised form has it: the column is skipped.
 */
export function columnRole(mapping: ColumnMapping): ColumnRole | Problem {
  if (mapping.ignored === true) return { role: 'ignored' }
  const columnType = mapping.columnType ?? 'STANDARD'
  if (columnType === 'FLEXIBLE_ASSOCIATION_LABEL') return labelRole(mapping)
  if (columnType === 'ASSOCIATION_KEYS') return sameObjectRole(mapping)
  if (columnType === 'EVENT_TIMESTAMP') return timestampRole(mapping)
  if (isGiven(mapping.toColumnObjectTypeId)) return keyRole(mapping, mapping.toColumnObjectTypeId)
  return propertyRole(mapping)
}

export function misconfigured(columnName: string, what: string): Problem {
  return { errorType: 'INVALID_COLUMN_CONFIGURATION', message: `Column "${columnName.slice(0, 100)}" ${what}` }
}

function labelRole(mapping: ColumnMapping): ColumnRole | Problem {
  const { columnName, propertyName, toColumnObjectTypeId } = mapping
  if (isGiven(propertyName))
    return misconfigured(columnName, 'holds association labels, so it cannot have a propertyName.')
  if (!isGiven(toColumnObjectTypeId))
    return misconfigured(columnName, 'holds association labels, but has no toColumnObjectTypeId.')
  return { role: 'label', toObjectTypeId: toColumnObjectTypeId }
}

function sameObjectRole(mapping: ColumnMapping): ColumnRole | Problem {
  const objectTypeId = mapping.columnObjectTypeId ?? ''
  const toObjectTypeId = mapping.toColumnObjectTypeId ?? objectTypeId
  if (toObjectTypeId === objectTypeId) return { role: 'key', kind: 'same_object', toObjectTypeId }
  return misconfigured(mapping.columnName, 'is ASSOCIATION_KEYS, which only connects records of the same object.')
}

function timestampRole(mapping: ColumnMapping): ColumnRole | Problem {
  const kind = mapping.marketingEventSubmissionType
  if (isGiven(kind)) return { role: 'timestamp', kind }
  return misconfigured(mapping.columnName, 'is EVENT_TIMESTAMP, but has no marketingEventSubmissionType.')
}

function keyRole(mapping: ColumnMapping, toObjectTypeId: string): ColumnRole | Problem {
  if (isGiven(mapping.propertyName)) {
    return misconfigured(mapping.columnName, 'has a toColumnObjectTypeId, so its propertyName must be null.')
  }
  const isRecordId = mapping.columnType === 'HUBSPOT_OBJECT_ID'
  return { role: 'key', kind: isRecordId ? 'record_id' : 'common_column', toObjectTypeId }
}

function propertyRole({ columnName, propertyName, columnType }: ColumnMapping): ColumnRole | Problem {
  if (propertyName === 'hs_object_id') {
    if (columnType !== 'HUBSPOT_ALTERNATE_ID') return { role: 'record_id' }
    return misconfigured(columnName, 'is HUBSPOT_ALTERNATE_ID, but holds record ids.')
  }
  if (columnType === 'HUBSPOT_OBJECT_ID') {
    if (!isGiven(propertyName)) return { role: 'record_id' }
    return misconfigured(columnName, 'is HUBSPOT_OBJECT_ID, so its propertyName can only be hs_object_id.')
  }
  if (isGiven(propertyName)) return { role: 'value', propertyName }
  return misconfigured(columnName, 'has neither a propertyName nor a toColumnObjectTypeId.')
}

function isGiven<T extends string>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined && value !== ''
}
