import type { DateFormat } from '../../../hubspot/import-request.ts'
import { COMPANY } from '../../../hubspot/object-types.ts'
import { isOwnerProperty, type Property } from '../../../hubspot/property.ts'
import type { Owner } from '../../store.ts'
import { dateCheck, datetimeCheck } from './date.ts'
import { readDomain } from './domain.ts'
import { readEmail } from './email.ts'
import { booleanCheck, enumerationCheck } from './enumeration.ts'
import { readNumber } from './number.ts'
import { ownerCheck } from './owner.ts'
import { type CellCheck, isProblem, type Problem } from './problem.ts'
import { readTerm } from './term.ts'
import type { TimeZone } from './time-zone.ts'

/** What the reading of cells depends on, once for the import. */
export interface ReadingRules {
  dateFormat: DateFormat
  timeZone: TimeZone
  owners: readonly Owner[]
}

/** How the cells of a property are read. Decided once per column. */
export function cellCheck(objectTypeId: string, definition: Property, rules: ReadingRules): CellCheck {
  if (isOwnerProperty(definition)) return ownerCheck(rules.owners)
  if (definition.name === 'hs_all_assigned_business_unit_ids') return brandCheck(definition)
  if (definition.type === 'enumeration') return enumerationCheck(definition)
  if (definition.type === 'bool') return booleanCheck(definition)
  if (definition.type === 'number') return readNumber
  if (definition.type === 'date') return dateCheck(rules.dateFormat)
  if (definition.type === 'datetime') return datetimeCheck(rules.dateFormat, rules.timeZone)
  return textCheck(objectTypeId, definition)
}

function textCheck(objectTypeId: string, definition: Property): CellCheck {
  if (isEmailProperty(definition)) return readEmail
  if (objectTypeId === COMPANY && definition.name === 'domain') return readDomain
  if (definition.name === 'hs_recurring_billing_period') return readTerm
  if (definition.fieldType === 'phonenumber' || definition.type === 'phone_number') return readPhone
  if (definition.fieldType === 'file') return readFileReference
  return (text) => text
}

/** `hs_email_to_email` of e-mail activities may hold several addresses. */
function isEmailProperty(definition: Property): boolean {
  if (definition.textDisplayHint === 'email') return true
  return definition.name === 'email' || (definition.name.endsWith('_email') && definition.name !== 'hs_email_to_email')
}

const NO_SUCH_BRAND: Problem = {
  errorType: 'COULD_NOT_FIND_BUSINESS_UNIT',
  message: 'The text is not the name or id of a brand of this account.',
}

/** Brands are the options of their property; what is none of them has an error type of its own. */
function brandCheck(definition: Property): CellCheck {
  const read = enumerationCheck(definition)
  return (text) => {
    const ids = read(text)
    return isProblem(ids) ? NO_SUCH_BRAND : ids
  }
}

const NOT_A_PHONE_NUMBER: Problem = {
  errorType: 'INVALID_PROPERTY_VALUE_FORMAT',
  message: 'The text is not a phone number: it has no digit.',
}

/** Phone numbers are kept as written. */
const readPhone: CellCheck = (text) => (/\d/.test(text) ? text : NOT_A_PHONE_NUMBER)

const NOT_A_FILE: Problem = {
  errorType: 'INVALID_ENUM_FILE_ID_OR_URL',
  message: 'The text is neither the id nor the address of a file.',
}

const readFileReference: CellCheck = (text) => (/^(\d+|https?:\/\/\S+)$/.test(text) ? text : NOT_A_FILE)
