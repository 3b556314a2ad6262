import { z } from 'zod'
import { UsageError } from '../errors.ts'
import type { Property, PropertyInput } from '../hubspot/property.ts'
import { safeText } from '../safe-text.ts'
import { tellProperty } from './list_properties.ts'
import { objectTypeId, objectTypeText } from './object-type-arguments.ts'
import { defineTool } from './tool.ts'
import { sayNotStarted } from './write-outcome.ts'

const TYPES = ['string', 'number', 'date', 'datetime', 'enumeration', 'bool', 'phone_number'] as const

type PropertyType = (typeof TYPES)[number]

const FIELD_TYPES: Record<PropertyType, string> = {
  string: 'text',
  number: 'number',
  date: 'date',
  datetime: 'date',
  enumeration: 'select',
  bool: 'booleancheckbox',
  phone_number: 'phonenumber',
}

/** Group of the default properties of objects that have many groups. */
const GROUPS: Record<string, string> = {
  '0-1': 'contactinformation',
  '0-2': 'companyinformation',
  '0-3': 'dealinformation',
  '0-5': 'ticketinformation',
}

export const createPropertyTool = defineTool({
  name: 'create_property',
  title: 'Create a property',
  description:
    'Use this to keep a column for which list_properties shows no property. Then call revise_mapping with the new name.',
  effect: 'write',
  toolset: 'properties',
  input: z.strictObject({
    objectType: objectTypeText,
    label: z.string().min(1).describe('Text people see'),
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, 'lower case letters, digits and _, starting with a letter')
      .optional()
      .describe('Internal; default: from the label'),
    type: z.enum(TYPES).default('string'),
    fieldType: z.string().optional().describe('textarea, checkbox, radio, …; default: by type'),
    options: z.array(z.string().min(1)).max(1000).optional().describe('Labels of an enumeration'),
    groupName: z.string().optional().describe('Default: that of default properties'),
    hasUniqueValue: z.boolean().optional().describe('Identifies a record; not changeable later'),
  }),
  output: z.looseObject({
    objectTypeId: z.string(),
    created: z.boolean().describe('false: it was there already'),
    name: z.string(),
    label: z.string(),
    type: z.string(),
    fieldType: z.string(),
    nextStep: z.string(),
  }),
  async run({ objectType, ...wanted }, call) {
    const id = await objectTypeId(objectType, call).catch(sayNotStarted)
    const asked = propertyInput(wanted)
    const { properties } = await call.connect().catch(sayNotStarted)
    const before = await properties.list(id, { signal: call.signal }).catch(sayNotStarted)
    const groupName = wanted.groupName ?? GROUPS[id] ?? mostUsedGroup(before)
    const input = { ...asked, groupName }
    const taken = before.find(({ name }) => name === input.name)
    const property = await properties
      .create(id, input, { signal: call.signal })
      .catch((error: unknown) => {
        throw taken !== undefined && isConflict(error) ? alreadyThere(taken, input, error) : error
      })
      .finally(() => call.account.forget())
    const created = taken === undefined
    const use = property.hasUniqueValue === true ? USE_AS_IDENTIFIER : NEXT_STEP
    const nextStep = created || hasOptions(property, wanted.options) ? use : OTHER_OPTIONS
    return { objectTypeId: id, created, ...tellProperty(property), nextStep }
  },
  summary: ({ created, name, label, objectTypeId: id }) =>
    created
      ? `Created property ${name} ("${label}") of ${id}.`
      : `Property ${name} ("${label}") of ${id} was there already; nothing was created.`,
})

const isConflict = (error: unknown): error is UsageError =>
  error instanceof UsageError && error.code === 'hubspot_conflict'

/** Nothing is known after a 409 in general. But what was there before the call cannot have been made by it. */
function alreadyThere(there: Property, wanted: PropertyInput, error: UsageError): UsageError {
  const { name, label, type, fieldType, hasUniqueValue } = there
  const lacking = wanted.hasUniqueValue === true && hasUniqueValue !== true ? ', without unique values' : ''
  const told = `"${safeText(label, 80)}", ${safeText(type, 40)} (${safeText(fieldType, 40)})${lacking}`
  return error.toldAs({
    message: `${error.message} What is there: ${name}, ${told}. Nothing was changed.`,
    fix: 'Use it with revise_mapping if it fits, or pass another name.',
    outcome: 'not_started',
  })
}

const NEXT_STEP = 'Call revise_mapping with the column, this objectTypeId, and the name as propertyName.'

/** A new proposal also links files by it, and updates what it finds where there was no identifier before. */
const USE_AS_IDENTIFIER =
  'Call propose_mapping again: it takes the property as identifier. Or revise_mapping with the column, this objectTypeId, the name as propertyName, columnType: HUBSPOT_ALTERNATE_ID and importOperations.'

const OTHER_OPTIONS =
  'Its options are not those asked for: add them in HubSpot, or call create_property with another label for a property of its own.'

/** All that were asked for, as labels or values. */
function hasOptions({ options }: Property, wanted: readonly string[] = []): boolean {
  const known = new Set(options.flatMap(({ label, value }) => [label, value]))
  return wanted.every((option) => known.has(option))
}

interface Wanted {
  label: string
  name?: string
  type: PropertyType
  fieldType?: string
  options?: string[]
  groupName?: string
  hasUniqueValue?: boolean
}

function propertyInput(wanted: Wanted): Omit<PropertyInput, 'groupName'> {
  const { label, type, options } = wanted
  if (type === 'enumeration' && options === undefined) {
    throw new UsageError('invalid_arguments', 'An enumeration needs options.', NEEDS_OPTIONS)
  }
  if (type !== 'enumeration' && options !== undefined) {
    throw new UsageError(
      'invalid_arguments',
      `A property of type ${type} has no options of its own.`,
      'Pass type: "enumeration" for options, or leave options out.',
    )
  }
  return {
    name: wanted.name ?? nameFromLabel(label),
    label,
    type,
    fieldType: wanted.fieldType ?? FIELD_TYPES[type],
    ...(wanted.hasUniqueValue === true && { hasUniqueValue: true }),
    ...(type === 'bool' && { options: yesAndNo }),
    ...(options !== undefined && {
      options: options.map((text, index) => ({ label: text, value: text, displayOrder: index })),
    }),
  }
}

/** Where HubSpot keeps its own: it takes no property for a group that is not there, and how it names one is not told. */
function mostUsedGroup(properties: readonly Property[]): string {
  const counts = new Map<string, number>()
  for (const { groupName } of properties) {
    if (groupName !== undefined) counts.set(groupName, (counts.get(groupName) ?? 0) + 1)
  }
  const [first] = [...counts].sort(([, one], [, other]) => other - one)
  // Of none HubSpot says that it needs one.
  return first?.[0] ?? ''
}

const NEEDS_OPTIONS = 'Pass options: ["First", "Second"]; inspect_file shows the values of columns that have few.'

const yesAndNo = [
  { label: 'Yes', value: 'true', displayOrder: 0 },
  { label: 'No', value: 'false', displayOrder: 1 },
]

/** Letters that are no others with a mark, so that normalize() leaves them. */
const PLAIN_LETTERS: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', ı: 'i' }

/** `Größe (m²)` → `grosse_m2`; @throws UsageError when nothing is left. */
function nameFromLabel(label: string): string {
  const name = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[ßæœøđłı]/g, (letter) => PLAIN_LETTERS[letter] ?? '')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_\d]+|_+$/g, '')
  if (name !== '') return name
  throw new UsageError(
    'invalid_arguments',
    `No internal name can be made from the label "${label}".`,
    'Pass a name, e.g. "shoe_size".',
  )
}
