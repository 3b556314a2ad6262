import { isReadOnly, type Property } from '../../hubspot/property.ts'
import type { Definitions } from '../definitions.ts'
import type { PlannedColumn } from '../plan.ts'

/** A column that is uploaded. */
export type MappedColumn = PlannedColumn & { objectTypeId: string }

export type ColumnKind = 'property' | 'label' | 'foreign_key' | 'association_keys' | 'event_time'

export const isMapped = (column: PlannedColumn): column is MappedColumn => column.objectTypeId !== null

export function columnKind(column: MappedColumn): ColumnKind {
  if (column.columnType === 'FLEXIBLE_ASSOCIATION_LABEL') return 'label'
  if (column.columnType === 'ASSOCIATION_KEYS') return 'association_keys'
  if (column.columnType === 'EVENT_TIMESTAMP') return 'event_time'
  return column.propertyName === null && column.toColumnObjectTypeId !== undefined ? 'foreign_key' : 'property'
}

/** The property whose values the cells hold; the record id may be mapped without its name. */
export function propertyNameOf(column: MappedColumn): string | null {
  if (columnKind(column) !== 'property') return null
  return column.propertyName ?? (column.columnType === 'HUBSPOT_OBJECT_ID' ? RECORD_ID : null)
}

export const RECORD_ID = 'hs_object_id'

/** undefined: the account has no such property, or its properties are not known. */
export function definitionOf(column: MappedColumn, definitions: Definitions): Property | undefined {
  const name = propertyNameOf(column)
  return definitions.properties.get(column.objectTypeId)?.find((property) => property.name === name)
}

export const isContactEmail = (objectTypeId: string, propertyName: string | null): boolean =>
  objectTypeId === '0-1' && propertyName === 'email'

export const isCompanyDomain = (objectTypeId: string, propertyName: string | null): boolean =>
  objectTypeId === '0-2' && propertyName === 'domain'

export const isPhone = ({ type, fieldType }: Property): boolean =>
  fieldType === 'phonenumber' || type === 'phone_number'

/** `hs_email_to_email` of e-mail activities may hold several addresses. */
export const isEmailProperty = ({ name, textDisplayHint }: Property): boolean =>
  textDisplayHint === 'email' || (name.endsWith('_email') && name !== 'hs_email_to_email')

/** The record id, or a property that is there and not read-only; where the account's properties are not known, any. */
export function isWritable(column: MappedColumn, definitions: Definitions): boolean {
  const definition = definitionOf(column, definitions)
  if (propertyNameOf(column) === RECORD_ID) return true
  if (definition !== undefined) return !isReadOnly(definition)
  return definitions.source === 'built-in' || (definitions.properties.get(column.objectTypeId)?.length ?? 0) === 0
}

/** HubSpot can find a record by it. Unknown properties pass: they have their own finding. */
export function isUniqueProperty(column: MappedColumn, definitions: Definitions): boolean {
  const name = propertyNameOf(column)
  if (name === RECORD_ID || isContactEmail(column.objectTypeId, name) || isCompanyDomain(column.objectTypeId, name)) {
    return true
  }
  const definition = definitionOf(column, definitions)
  return definition === undefined || definition.hasUniqueValue === true
}
