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
export function* deviations(schema: z.core.$ZodType, value: unknown, field = ''): Generator<Deviation> {
  if (schema instanceof z.ZodOptional) {
    if (value !== undefined) yield* deviations(schema.def.innerType, value, field)
  } else if (schema instanceof z.ZodNullable) {
    if (value !== null) yield* deviations(schema.def.innerType, value, field)
  } else if (schema instanceof z.ZodCatch) {
    yield* deviations(schema.def.innerType, value, field)
  } else if (schema instanceof z.ZodDefault) {
    if (value === undefined) yield { field, kind: 'binding', says: 'is missing' }
    else yield* deviations(schema.def.innerType, value, field)
  } else if (schema instanceof z.ZodPipe) {
    yield* deviations(schema.def.in, value, field)
  } else {
    yield* ofValue(schema, value, field)
  }
}

function* ofValue(schema: z.core.$ZodType, value: unknown, field: string): Generator<Deviation> {
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    for (const item of value) yield* deviations(schema.def.element, item, `${field}.*`)
  } else if (schema instanceof z.ZodRecord && isObject(value)) {
    for (const item of Object.values(value)) yield* deviations(schema.def.valueType, item, `${field}.*`)
  } else if (schema instanceof z.ZodObject && isObject(value)) {
    yield* ofFields(schema.shape, value, field)
  } else {
    yield* ofLeaf(schema, value, field)
  }
}

function* ofFields(shape: z.core.$ZodShape, value: Record<string, unknown>, field: string): Generator<Deviation> {
  for (const [name, inner] of Object.entries(shape)) {
    yield* deviations(inner, value[name], field === '' ? name : `${field}.${name}`)
  }
}

function* ofLeaf(schema: z.core.$ZodType, value: unknown, field: string): Generator<Deviation> {
  if (!z.safeParse(schema, value).success) {
    yield { field, kind: 'binding', says: value === null ? 'is null' : `is not ${schema._zod.def.type}` }
    return
  }
  const known = documentedTexts.get(schema)
  if (known !== undefined && typeof value === 'string' && !known.is(value)) {
    yield { field, kind: 'value', says: `is not ${known.what}` }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
