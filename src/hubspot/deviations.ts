import { z } from 'zod'
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
  look(schema, value, { at: undefined, found })
  return found
}

interface Looking {
  at: Place | undefined
  found: Deviation[]
}

/** A field by the way to it: its text is made when there is something to tell, and answers have thousands of fields. */
interface Place {
  inside: Place | undefined
  name: string
}

function look(schema: z.core.$ZodType, value: unknown, looking: Looking): void {
  if (schema instanceof z.ZodOptional) {
    if (value !== undefined) look(schema.def.innerType, value, looking)
  } else if (schema instanceof z.ZodNullable) {
    if (value !== null) look(schema.def.innerType, value, looking)
  } else if (schema instanceof z.ZodCatch) {
    look(schema.def.innerType, value, looking)
  } else if (schema instanceof z.ZodDefault) {
    if (value === undefined) tell(looking, 'binding', 'is missing')
    else look(schema.def.innerType, value, looking)
  } else if (schema instanceof z.ZodPipe) {
    look(schema.def.in, value, looking)
  } else {
    lookInto(schema, value, looking)
  }
}

function lookInto(schema: z.core.$ZodType, value: unknown, looking: Looking): void {
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    const inside = below(looking, '*')
    for (const item of value) look(schema.def.element, item, inside)
  } else if (schema instanceof z.ZodRecord && isObject(value)) {
    const inside = below(looking, '*')
    for (const item of Object.values(value)) look(schema.def.valueType, item, inside)
  } else if (schema instanceof z.ZodObject && isObject(value)) {
    for (const name in schema.shape) look(schema.shape[name], value[name], below(looking, name))
  } else {
    lookAtLeaf(schema, value, looking)
  }
}

function lookAtLeaf(schema: z.core.$ZodType, value: unknown, looking: Looking): void {
  if (!z.safeParse(schema, value).success) {
    tell(looking, 'binding', value === null ? 'is null' : `is not ${schema._zod.def.type}`)
    return
  }
  const known = documentedTexts.get(schema)
  if (known !== undefined && typeof value === 'string' && !known.is(value))
    tell(looking, 'value', `is not ${known.what}`)
}

const below = ({ at, found }: Looking, name: string): Looking => ({ at: { inside: at, name }, found })

function tell({ at, found }: Looking, kind: Deviation['kind'], says: string): void {
  found.push({ field: textOf(at), kind, says })
}

/** A list that is the whole answer begins with a point. */
const textOf = (place: Place | undefined): string => {
  if (place === undefined) return ''
  const before = textOf(place.inside)
  return before === '' && place.name !== '*' ? place.name : `${before}.${place.name}`
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
