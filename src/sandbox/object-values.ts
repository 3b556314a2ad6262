import type { ObjectType } from '../hubspot/object-types.ts'
import { isOwnerProperty, isReadOnly, type Property } from '../hubspot/property.ts'
import { constantName } from './custom-objects.ts'
import { OWNERS } from './owners.ts'
import type { PropertyStore } from './property-store.ts'
import { badRequest } from './refusal.ts'
import { readDate } from './run-import/values/date.ts'
import { readEmail } from './run-import/values/email.ts'
import { isProblem } from './run-import/values/problem.ts'

interface ValueProblem {
  isValid: false
  message: string
  error: string
  name: string
}

/**
 * Values of the objects API as they are stored. Other than in a file, options, owners and dates are their internal
 * values. The form of the refusal is that of answers which users of the live service have posted; not
 * every name of an error is.
 * @throws Refusal 400 naming every value that is not valid
 */
export function checkedValues(
  objectTypeId: string,
  given: Readonly<Record<string, string>>,
  { properties }: { properties: PropertyStore },
): Record<string, string> {
  const read = Object.entries(given).map(([name, text]) => {
    const definition = properties.find(objectTypeId, name)
    return definition === undefined ? noProperty(name) : checkedValue(definition, text.trim())
  })
  const problems = read.flatMap((one) => ('isValid' in one ? [one] : []))
  if (problems.length > 0) {
    throw badRequest(`Property values were not valid: ${JSON.stringify(problems)}`, {
      errors: problems.map(({ message, error, name }) => ({ message, code: error, context: { propertyName: [name] } })),
    })
  }
  return Object.fromEntries(read.flatMap((one) => ('isValid' in one ? [] : [one])))
}

/** @throws Refusal 400 */
export function mustHaveRequired(type: ObjectType, values: Readonly<Record<string, string>>): void {
  const missing = type.requiredToCreate.filter((group) => group.every((name) => (values[name] ?? '') === ''))
  if (missing.length === 0) return
  throw badRequest(`Error creating ${constantName(type)}. Some required properties were not set.`, {
    context: { properties: missing.map((group) => group[0] ?? '') },
  })
}

function checkedValue(definition: Property, text: string): [string, string] | ValueProblem {
  const { name } = definition
  if (isReadOnly(definition)) return problem(name, 'READ_ONLY_VALUE', `"${name}" is a read only property`)
  if (text === '') return [name, '']
  if (name === 'email') {
    const address = readEmail(text)
    return isProblem(address)
      ? problem(name, 'INVALID_EMAIL', 'The text is not a valid e-mail address')
      : [name, address]
  }
  const fault = faultOf(definition, text)
  return fault === undefined ? [name, comparableValue(definition, text)] : problem(name, ...fault)
}

type Fault = readonly [error: string, message: string]

/** Which values a property takes; a text takes any. */
function faultOf(definition: Property, text: string): Fault | undefined {
  const { type, name } = definition
  if (isOwnerProperty(definition)) {
    return OWNERS.some(({ id }) => id === text) ? undefined : ['INVALID_OWNER_ID', `${name} is not the id of an owner`]
  }
  if (type === 'enumeration' || type === 'bool') {
    return areOptions(definition, text) ? undefined : ['INVALID_OPTION', `${name} has no such option`]
  }
  if (type === 'number' && !Number.isFinite(Number(text))) return ['INVALID_NUMBER', `${name} is not a number`]
  if ((type === 'date' || type === 'datetime') && !isTime(text, type)) return ['INVALID_DATE', `${name} is not a date`]
  return undefined
}

/** Several options of a checkbox are separated by semicolons. */
function areOptions({ fieldType, options }: Property, text: string): boolean {
  const values = fieldType === 'checkbox' ? text.split(';').filter((part) => part !== '') : [text]
  return values.every((value) => options.some((option) => option.value === value))
}

/** `2026-05-01`, with a time for a datetime, or milliseconds since 1970. A date is midnight in UTC. */
function isTime(text: string, type: 'date' | 'datetime'): boolean {
  if (/^-?\d{1,14}$/.test(text)) return type === 'datetime' || Number(text) % 86_400_000 === 0
  const form =
    type === 'date' ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/
  // Date.parse() takes 30 February for 2 March.
  const isDay = readDate(text.slice(0, 10), 'YEAR_MONTH_DAY') !== undefined
  return form.test(text) && isDay && !Number.isNaN(Date.parse(text))
}

/** A time in the one form in which it is stored and searched, whether it was sent as milliseconds or as text. */
export function comparableValue({ type }: Pick<Property, 'type'>, text: string): string {
  if ((type !== 'date' && type !== 'datetime') || !isTime(text, type)) return text
  const isInUtc = text.includes('T') && !/(?:Z|[+-]\d\d:\d\d)$/.test(text)
  const iso = new Date(/^-?\d+$/.test(text) ? Number(text) : `${text}${isInUtc ? 'Z' : ''}`).toISOString()
  return type === 'date' ? iso.slice(0, 10) : iso
}

const problem = (name: string, error: string, message: string): ValueProblem => ({
  isValid: false,
  message,
  error,
  name,
})

const noProperty = (name: string): ValueProblem =>
  problem(name.slice(0, 200), 'PROPERTY_DOESNT_EXIST', `Property "${name.slice(0, 200)}" does not exist`)
