import { z } from 'zod'

/** A place inside the arguments that takes an object, and what it may hold. */
export interface ArgumentPlace {
  /** `columns.0`; of a list that is none: `each of columns`. */
  place: string
  fields: string[]
}

/** The innermost such place on the way to a value that was refused; undefined: the arguments themselves. */
export function argumentPlace(input: z.ZodObject, path: readonly PropertyKey[]): ArgumentPlace | undefined {
  let found: ArgumentPlace | undefined
  let schema: unknown = input
  for (const [depth, step] of path.entries()) {
    schema = within(schema, step)
    const fields = fieldsOf(schema)
    if (fields.length > 0) found = { place: placeText(path.slice(0, depth + 1)), fields }
  }
  const listed = fieldsOf(elementOf(schema))
  return listed.length > 0 ? { place: `each of ${placeText(path)}`, fields: listed } : found
}

const placeText = (path: readonly PropertyKey[]): string => path.map(String).join('.')

function fieldsOf(schema: unknown): string[] {
  const plain = unwrapped(schema)
  return plain instanceof z.ZodObject ? Object.keys(plain.shape) : []
}

function elementOf(schema: unknown): unknown {
  const plain = unwrapped(schema)
  return plain instanceof z.ZodArray ? plain.element : undefined
}

function within(schema: unknown, step: PropertyKey): unknown {
  const plain = unwrapped(schema)
  if (plain instanceof z.ZodObject) return plain.shape[String(step)]
  if (plain instanceof z.ZodRecord) return plain.valueType
  return elementOf(plain)
}

/** Without what says only that a value may be missing, or how it is read. */
function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return unwrapped(schema.unwrap())
  }
  if (!(schema instanceof z.ZodPipe)) return schema
  return unwrapped(schema.in instanceof z.ZodTransform ? schema.out : schema.in)
}
