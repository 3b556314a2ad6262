import { isOwnerProperty, type Property } from '../../hubspot/property.ts'
import type { Definitions } from '../definitions.ts'
import type { Plan } from '../plan.ts'
import { kindOfProperty, sameKey } from '../preflight/association-key.ts'
import { isTermProperty } from '../preflight/cell-check.ts'
import { definitionOf, isEmailProperty, type MappedColumn } from '../preflight/column-kind.ts'
import { readDate } from '../preflight/date-text.ts'
import { type OptionList, optionList, optionParts } from '../preflight/option-list.ts'
import { ownerReader } from '../preflight/owner-list.ts'
import { compileInstant } from './time-zone.ts'

/** How HubSpot keeps the values of one column. */
export interface StoredValue {
  /** The value as a record has it; null: it cannot be told from here. The text is one that the checks have let pass. */
  of(text: string): string | null
  /** Whether two stored values are the same, however they are written. */
  isSame(one: string, other: string): boolean
}

type ReadingPlan = Pick<Plan, 'dateFormat' | 'timeZone'>

export function compileStoredValue(column: MappedColumn, plan: ReadingPlan, definitions: Definitions): StoredValue {
  const kind = kindOfProperty(column, definitions)
  if (kind === 'record_id') return { of: plainId, isSame: isEqual }
  if (kind === 'email' || kind === 'domain') return LOWER_CASE
  const definition = definitionOf(column, definitions)
  return definition === undefined ? AS_WRITTEN : definedValue(definition, plan, definitions)
}

/** A record id without needless zeros. */
export const plainId = (text: string): string => text.replace(/^0+(?=\d)/, '')

const isEqual = (one: string, other: string): boolean => one === other
const lower = (text: string): string => text.toLowerCase()
const AS_WRITTEN: StoredValue = { of: (text) => text, isSame: isEqual }
const LOWER_CASE: StoredValue = { of: lower, isSame: (one, other) => lower(one) === lower(other) }

function definedValue(definition: Property, plan: ReadingPlan, definitions: Definitions): StoredValue {
  if (isOwnerProperty(definition)) return ownerValue(definitions)
  if (isTermProperty(definition))
    return { of: (text) => (/^\d+$/.test(text) ? months(text) : text.toUpperCase()), isSame: isEqual }
  if (definition.type === 'number') return { of: (text) => sameKey(text, 'number'), isSame: isSameNumber }
  if (definition.type === 'date') return dateValue(plan)
  if (definition.type === 'datetime') return instantValue(plan)
  const list = optionList(definition)
  if (list !== null) return list.several ? severalOptions(list) : { of: (text) => valueIn(text, list), isSame: isEqual }
  return isEmailProperty(definition) ? LOWER_CASE : AS_WRITTEN
}

const months = (text: string): string => `P${text.replace(/^0+(?=\d)/, '')}M`

const isSameNumber = (one: string, other: string): boolean =>
  one === other || (one !== '' && other !== '' && Number(one) === Number(other))

function dateValue({ dateFormat }: ReadingPlan): StoredValue {
  return {
    of(text) {
      const date = readDate(text, dateFormat)
      return date === null ? null : `${date.year}-${twoDigits(date.month)}-${twoDigits(date.day)}`
    },
    // Older records may carry the midnight with the day.
    isSame: (one, other) => one.slice(0, 10) === other.slice(0, 10),
  }
}

const twoDigits = (number: number): string => String(number).padStart(2, '0')

function instantValue({ dateFormat, timeZone = 'Z' }: ReadingPlan): StoredValue {
  const instantOf = compileInstant(timeZone)
  return {
    of(text) {
      const date = readDate(text, dateFormat)
      return date === null ? null : new Date(instantOf(date)).toISOString()
    },
    isSame: (one, other) => Date.parse(one) === Date.parse(other),
  }
}

function valueIn(text: string, list: OptionList): string | null {
  const reading = list.read(text)
  return typeof reading === 'object' ? reading.value : null
}

/** The order of the values means nothing. */
function severalOptions(list: OptionList): StoredValue {
  const inOrder = (text: string) => optionParts(text).sort().join(';')
  return {
    of(text) {
      const values = optionParts(text).map((part) => valueIn(part, list))
      return values.includes(null) ? null : [...new Set(values)].join(';')
    },
    isSame: (one, other) => inOrder(one) === inOrder(other),
  }
}

/** null: the users were not read. */
function ownerValue({ owners }: Definitions): StoredValue {
  const read = ownerReader(owners ?? [])
  return { of: (text) => read(text)[0] ?? null, isSame: isEqual }
}
