import { z } from 'zod'
import { isReadOnly, type Property } from '../hubspot/property.ts'
import { safeText } from '../safe-text.ts'
import { fitting, MOST_CHARACTERS } from './fitting.ts'
import { objectTypeId, objectTypeText } from './object-type-arguments.ts'
import { defineTool } from './tool.ts'

const MAX_OPTIONS = 12
/** Of a property that was searched for by its name. */
const MAX_OPTIONS_OF_FEW = 60
const FEW = 2
const USUAL_LIMIT = 20

const propertyView = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  fieldType: z.string(),
  readOnly: z.boolean().optional(),
  hasUniqueValue: z.boolean().optional(),
  /** "value" or "value (label)"; the first twelve, of one or two properties up to sixty. */
  options: z.array(z.string()).optional(),
  optionCount: z.number().optional(),
})

export const listPropertiesTool = defineTool({
  name: 'list_properties',
  title: 'List properties',
  description:
    'Use this to find the property of a column, or its options. Then call revise_mapping with its name, or create_property if none fits.',
  effect: 'read',
  toolset: 'properties',
  input: z.strictObject({
    objectType: objectTypeText,
    query: z.string().max(100).optional().describe('Words of name or label'),
    limit: z.coerce.number().int().min(1).max(200).default(USUAL_LIMIT),
  }),
  output: z.object({
    objectTypeId: z.string(),
    source: z.enum(['account', 'built-in']),
    total: z.number().describe('Properties that match'),
    properties: z.array(propertyView),
    nextStep: z.string(),
  }),
  async run({ objectType, query = '', limit }, call) {
    const id = await objectTypeId(objectType, call)
    const definitions = await call.account.definitions({ objectTypeIds: [id] })
    const all = definitions.properties.get(id) ?? []
    const found = all.filter((property) => matches(property, query)).sort((a, b) => rank(a, query) - rank(b, query))
    const most = found.length <= FEW ? MAX_OPTIONS_OF_FEW : MAX_OPTIONS
    const shown = fitting(
      found.slice(0, limit).map((property) => tellProperty(property, most)),
      { characters: MOST_CHARACTERS * Math.max(1, limit / USUAL_LIMIT) },
    )
    return {
      objectTypeId: id,
      source: definitions.source,
      total: found.length,
      properties: shown,
      nextStep: nextStep({ shown: shown.length, found: found.length }),
    }
  },
  summary: ({ properties, total, objectTypeId: id, source }) => {
    const of = `of ${id}${source === 'built-in' ? ' (built-in catalogue, not the account)' : ''}`
    return total === 0 ? `No property ${of} fits.` : `${properties.length} of ${total} properties ${of}.`
  },
})

const SEE_MORE = 'Narrow the search with query: words of the name or label.'
const NEXT_STEP = 'Call revise_mapping with a name as propertyName, or create_property if none fits.'
const NONE_FITS =
  'Every word of query has to be in the name or label: search with fewer or other words, in the language of the account, or call create_property.'

function nextStep({ shown, found }: { shown: number; found: number }): string {
  if (found === 0) return NONE_FITS
  return shown < found ? `${SEE_MORE} ${NEXT_STEP}` : NEXT_STEP
}

function matches({ name, label }: Property, query: string): boolean {
  const text = `${name} ${label}`.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** Exact names first, then what an import can write, then the rest. */
function rank(property: Property, query: string): number {
  const exact = [property.name, property.label].some((text) => text.toLowerCase() === query.toLowerCase())
  return (exact ? 0 : 2) + (isReadOnly(property) ? 1 : 0)
}

export type PropertyView = z.input<typeof propertyView>

export function tellProperty(property: Property, mostOptions: number = MAX_OPTIONS): PropertyView {
  const { name, label, type, fieldType, options, hasUniqueValue } = property
  const shown = options.filter((option) => option.hidden !== true)
  return {
    name: safeText(name),
    label: safeText(label),
    type,
    fieldType,
    ...(isReadOnly(property) && { readOnly: true }),
    ...(hasUniqueValue && { hasUniqueValue }),
    ...(shown.length > 0 && { options: shown.slice(0, mostOptions).map(tellOption), optionCount: shown.length }),
  }
}

function tellOption({ value, label }: Property['options'][number]): string {
  return safeText(value === label ? value : `${value} (${label})`, 80)
}
