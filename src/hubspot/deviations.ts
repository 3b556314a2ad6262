import { z } from 'zod'
import { isRecord } from '../is-record.ts'
import { documentedTexts } from './documented.ts'

/** Where an answer is not as HubSpot documents it, although it could be read. */
export interface Deviation {
  /** `*` stands for every entry of a list. */
  field: string
  /** `binding`: a field is missing, null or of another kind. `value`: the kind is right, the value is not known. */
  kind: 'binding' | 'value'
  says: string
}

/** Fields that the schema does not know are no deviation: it names those that are used, HubSpot has many more. */
export function deviations(schema: z.core.$ZodType, value: unknown): Deviation[] {
  const found: Deviation[] = []
  look(schema, value, '', { within: undefined, name: '', found })
  return found
}

/**
 * What holds the fields that are looked at. The text of a place is made when there is something to tell: answers have
 * thousands of fields.
 */
interface Place {
  within: Place | undefined
  name: string
  found: Deviation[]
}

function look(schema: z.core.$ZodType, value: unknown, name: string, within: Place): void {
  if (schema instanceof z.ZodOptional) {
    if (value !== undefined) look(schema.def.innerType, value, name, within)
  } else if (schema instanceof z.ZodNullable) {
    if (value !== null) look(schema.def.innerType, value, name, within)
  } else if (schema instanceof z.ZodCatch) {
    look(schema.def.innerType, value, name, within)
  } else if (schema instanceof z.ZodDefault) {
    if (value === undefined) tell('binding', 'is missing', name, within)
    else look(schema.def.innerType, value, name, within)
  } else if (schema instanceof z.ZodPipe) {
    look(schema.def.in, value, name, within)
  } else {
    lookInto(schema, value, name, within)
  }
}

function lookInto(schema: z.core.$ZodType, value: unknown, name: string, within: Place): void {
  const { found } = within
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    const place = { within, name, found }
    for (const item of value) look(schema.def.element, item, '*', place)
  } else if (schema instanceof z.ZodRecord && isRecord(value)) {
    const place = { within, name, found }
    for (const item of Object.values(value)) look(schema.def.valueType, item, '*', place)
  } else if (schema instanceof z.ZodObject && isRecord(value)) {
    const place = { within, name, found }
    for (const inner in schema.shape) look(schema.shape[inner], value[inner], inner, place)
  } else {
    lookAtLeaf(schema, value, name, within)
  }
}

function lookAtLeaf(schema: z.core.$ZodType, value: unknown, name: string, within: Place): void {
  if (!z.safeParse(schema, value).success) {
    tell('binding', value === null ? 'is null' : `is not ${schema._zod.def.type}`, name, within)
    return
  }
  const known = documentedTexts.get(schema)
  if (known !== undefined && typeof value === 'string' && !known.is(value)) {
    tell('value', `is not ${known.what}`, name, within)
  }
}

function tell(kind: Deviation['kind'], says: string, name: string, within: Place): void {
  within.found.push({ field: fieldText(name, within), kind, says })
}

/** A list that is the whole answer begins with a point. */
function fieldText(name: string, { within, name: holder }: Place): string {
  const before = within === undefined ? '' : fieldText(holder, within)
  return before === '' && name !== '*' ? name : `${before}.${name}`
}
