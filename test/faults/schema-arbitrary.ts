import fc from 'fast-check'
import { z } from 'zod'

const schema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minItems: z.number().optional(),
  maxLength: z.number().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
})

export interface Words {
  /** Texts that mean something: paths, ids, names. */
  texts: readonly string[]
}

/** What a JSON Schema of a tool's arguments allows, as often with a word that means something as with any text. */
export function arbitraryOf(given: unknown, words: Words): fc.Arbitrary<unknown> {
  const { type, anyOf, ...one } = schema.parse(given)
  if (one.enum !== undefined) return fc.constantFrom(...one.enum)
  if (one.const !== undefined) return fc.constant(one.const)
  if (anyOf !== undefined) return fc.oneof(...anyOf.map((each) => arbitraryOf(each, words)))
  if (Array.isArray(type)) return fc.oneof(...type.map((each) => arbitraryOf({ ...one, type: each }, words)))
  if (type === 'string') return textOf(one, words)
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'integer' || type === 'number') {
    return fc.integer({ min: one.minimum ?? -3, max: Math.min(one.maximum ?? 1_000_000, 1_000_000) })
  }
  if (type === 'array') {
    return fc.array(arbitraryOf(one.items ?? {}, words), { minLength: one.minItems ?? 0, maxLength: 4 })
  }
  if (type === 'object') return objectOf(one, words)
  return fc.jsonValue({ maxDepth: 3 })
}

function textOf({ pattern, maxLength }: { pattern?: string; maxLength?: number }, { texts }: Words) {
  const known = fc.constantFrom(...texts)
  const any = fc.string({ unit: 'binary', maxLength: Math.min(maxLength ?? 300, 300) })
  if (pattern === undefined) return fc.oneof(known, known, any)
  const fitting = texts.filter((text) => new RegExp(pattern, 'u').test(text))
  return fitting.length === 0
    ? fc.oneof(known, any)
    : fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...fitting) }, any)
}

function objectOf(
  { properties = {}, required = [] }: { properties?: Record<string, unknown>; required?: string[] },
  words: Words,
) {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, arbitraryOf(inner, words)]),
  )
  if (Object.keys(fields).length === 0)
    return fc.dictionary(fc.constantFrom(...words.texts), fc.jsonValue({ maxDepth: 3 }))
  return fc.record(fields, { requiredKeys: required })
}

/** The same with one thing wrong: a field of any value, one more, one less, or no object at all. */
export function brokenOf(sound: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const record = sound.map((value) => z.record(z.string(), z.unknown()).parse(value))
  const any = fc.jsonValue({ maxDepth: 4 })
  const changed = fc.tuple(record, fc.nat(), any).map(([fields, place, value]) => {
    const names = Object.keys(fields)
    const name = names[place % Math.max(1, names.length)] ?? 'extra'
    return { ...fields, [name]: value }
  })
  const more = fc.tuple(record, fc.string(), any).map(([fields, name, value]) => ({ ...fields, [name]: value }))
  const less = fc.tuple(record, fc.nat()).map(([fields, place]) => {
    const names = Object.keys(fields)
    return Object.fromEntries(
      Object.entries(fields).filter(([name]) => name !== names[place % Math.max(1, names.length)]),
    )
  })
  return fc.oneof(changed, more, less)
}
