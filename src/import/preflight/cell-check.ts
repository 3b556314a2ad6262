import { isOwnerProperty, isReadOnly, type Property } from '../../hubspot/property.ts'
import type { PlainKind } from '../../table/byte-index/kernel.ts'
import type { Definitions } from '../definitions.ts'
import type { Plan } from '../plan.ts'
import { keyCheck, keyKindOf, keyOwnerOf } from './association-key.ts'
import { isValidDirection } from './association-type.ts'
import {
  columnKind,
  definitionOf,
  isCompanyDomain,
  isContactEmail,
  isEmailProperty,
  isPhone,
  isUniqueProperty,
  type MappedColumn,
  propertyNameOf,
  RECORD_ID,
} from './column-kind.ts'
import { dateFault } from './date-text.ts'
import { isDomainName, isEmailAddress } from './email-address.ts'
import { labelOptions } from './label-options.ts'
import { numberFault } from './number-text.ts'
import { optionCheckOf, optionList } from './option-list.ts'
import { ownerCheck } from './owner-list.ts'
import { withoutPlainSpace } from './plain-space.ts'
import { termFault } from './term-text.ts'
import { rulesTest } from './value-rules.ts'

/**
 * HubSpot's errorType for a value, or null; it depends on the text alone. The text is never empty and has no plain
 * spaces around it.
 */
export interface CellCheck {
  (text: string): string | null
  /** Most of the values that are fine are of this kind, which needs no text of them; `text`: whatever is filled and not shortened. */
  bytes?: PlainKind | 'number' | 'date' | 'text'
}

type CheckedPlan = Pick<Plan, 'dateFormat' | 'files'>

/** The check for one column, compiled from its definition; null: any value is fine, or nothing is known. */
export function compileCellCheck(column: MappedColumn, plan: CheckedPlan, definitions: Definitions): CellCheck | null {
  switch (columnKind(column)) {
    case 'label':
      return labelCheck(column, definitions)
    case 'foreign_key':
      return foreignKeyCheck(column, plan, definitions)
    case 'association_keys':
      return associationKeysCheck(column)
    case 'event_time':
      return (text) => (dateFault(text, plan.dateFormat) === null ? null : 'INVALID_EVENT_TIMESTAMP')
    case 'property':
      return withRules(column, plan, definitions)
  }
}

function labelCheck(column: MappedColumn, definitions: Definitions): CellCheck | null {
  const labels = labelOptions(column, definitions)
  if (labels === null) return null
  const check = optionCheckOf(labels)
  return (text) => (check(text) === null ? null : 'ASSOCIATION_LABEL_NOT_FOUND')
}

function foreignKeyCheck(column: MappedColumn, plan: CheckedPlan, definitions: Definitions): CellCheck | null {
  if (!isValidDirection(column, definitions)) return () => 'FAILED_TO_CREATE_ASSOCIATION'
  const owner = keyOwnerOf(column, plan, definitions)
  const canIdentify = owner === null || isUniqueProperty(owner.column, definitions)
  if (!canIdentify) return () => 'INVALID_ASSOCIATION_IDENTIFIER'
  const kind = keyKindOf(column, plan, definitions)
  if (owner !== null && (kind === 'number' || kind === 'other')) {
    const check = propertyCheck(owner.column, plan, definitions)
    return check === null ? null : (text) => (check(text) === null ? null : 'INVALID_ASSOCIATION_IDENTIFIER')
  }
  const isIdOfAccount = owner === null && kind === 'record_id'
  return keyCheck(kind, isIdOfAccount ? 'UNKNOWN_ASSOCIATION_RECORD_ID' : 'INVALID_ASSOCIATION_IDENTIFIER')
}

/** Record ids, or for contacts and companies their e-mail address or domain; several with semicolons between them. */
function associationKeysCheck({ objectTypeId }: MappedColumn): CellCheck | null {
  const isUnique = objectTypeId === '0-1' ? isEmailAddress : isDomainName
  if (objectTypeId !== '0-1' && objectTypeId !== '0-2') return null
  return (text) => {
    const keys = text.split(';').map(withoutPlainSpace)
    return keys.every((key) => key === '' || isRecordId(key) || isUnique(key)) ? null : 'INVALID_ASSOCIATION_KEY'
  }
}

/** What the property takes, and then what the account's own rules allow of it. */
function withRules(column: MappedColumn, plan: CheckedPlan, definitions: Definitions): CellCheck | null {
  const check = propertyCheck(column, plan, definitions)
  const keepsRules = rulesTest(column, plan.dateFormat, definitions)
  if (keepsRules === null) return check
  return (text) => check?.(text) ?? (keepsRules(text) ? null : 'INVALID_CUSTOM_PROPERTY_VALIDATION')
}

function propertyCheck(column: MappedColumn, plan: CheckedPlan, definitions: Definitions): CellCheck | null {
  const name = propertyNameOf(column)
  if (name === RECORD_ID) return withBytes((text) => (isRecordId(text) ? null : 'INVALID_OBJECT_ID'), 'id')
  if (isContactEmail(column.objectTypeId, name)) return emailCheck
  if (isCompanyDomain(column.objectTypeId, name)) {
    return withBytes((text) => (isDomainName(text) ? null : 'INVALID_DOMAIN'), 'domain')
  }
  const definition = definitionOf(column, definitions)
  if (definition !== undefined) return definedCheck(definition, plan, definitions)
  return isUnknownProperty(column, definitions) ? () => 'PROPERTY_DEFINITION_NOT_FOUND' : null
}

const withBytes = (check: (text: string) => string | null, bytes: CellCheck['bytes']): CellCheck =>
  Object.assign((text: string) => check(text), { bytes })

const emailCheck = withBytes((text) => (isEmailAddress(text) ? null : 'INVALID_EMAIL'), 'email')

export function isUnknownProperty(column: MappedColumn, definitions: Definitions): boolean {
  const name = propertyNameOf(column)
  const known = definitions.properties.get(column.objectTypeId) ?? []
  return name !== null && name !== RECORD_ID && known.length > 0 && !known.some((property) => property.name === name)
}

function definedCheck(
  definition: Property,
  { dateFormat }: Pick<Plan, 'dateFormat'>,
  { owners }: Definitions,
): CellCheck | null {
  // HubSpot documents no error type for writing to a read-only property: for an import it is as if it were not there.
  if (isReadOnly(definition)) return () => 'PROPERTY_DEFINITION_NOT_FOUND'
  if (isOwnerProperty(definition)) return owners === null ? null : ownerCheck(owners)
  if (isTermProperty(definition)) return termFault
  if (definition.type === 'date' || definition.type === 'datetime') {
    return withBytes((text) => dateFault(text, dateFormat), 'date')
  }
  if (definition.type === 'number') return withBytes(numberFault, 'number')
  return definition.type === 'string' || definition.type === 'phone_number'
    ? textCheck(definition)
    : optionCheck(definition)
}

function textCheck(definition: Property): CellCheck | null {
  if (isEmailProperty(definition)) return emailCheck
  if (isPhone(definition))
    return withBytes((text) => (/\d/.test(text) ? null : 'INVALID_PROPERTY_VALUE_FORMAT'), 'digit')
  if (definition.fieldType !== 'file') return null
  return (text) => (/^(?:\d+|https?:\/\/\S+)$/.test(text) ? null : 'INVALID_ENUM_FILE_ID_OR_URL')
}

function optionCheck(definition: Property): CellCheck | null {
  const list = optionList(definition)
  if (list === null) return null
  const check = optionCheckOf(list)
  if (!BRAND_PROPERTIES.has(definition.name)) return check
  return (text) => (check(text) === null ? null : 'COULD_NOT_FIND_BUSINESS_UNIT')
}

const TERM_PROPERTIES = new Set(['hs_recurring_billing_period'])
export const isTermProperty = ({ name }: Pick<Property, 'name'>): boolean => TERM_PROPERTIES.has(name)
const BRAND_PROPERTIES = new Set(['hs_all_assigned_business_unit_ids'])

export const isRecordId = (text: string): boolean => /^\d{1,19}$/.test(text)
