import { z } from 'zod'
import { isRecord } from '../is-record.ts'

export type JsonSchema = Record<string, unknown>

/** Meta of a field whose values an earlier answer names: they are not listed, but a refusal names them. */
export const VALUES_TOLD_ELSEWHERE = { valuesToldElsewhere: true } as const

/** Checked by the schema and told in refusals. Bounds and patterns cost more in every conversation than they save. */
const UNLISTED = new Set([
  ...['pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'exclusiveMinimum'],
  ...['propertyNames', 'additionalProperties', ...Object.keys(VALUES_TOLD_ELSEWHERE)],
])

/**
 * What a model is shown of the arguments: true and short, because every conversation pays for it. A field takes nothing
 * that it does not name, except null where a text is expected; what it names may still be refused.
 */
export function inputSchemaOf(schema: z.ZodObject): JsonSchema {
  // Some hosts refuse a schema without properties, also where there is no argument.
  return { properties: {}, ...compact(jsonSchemaOf(schema, 'input'), new Set()), additionalProperties: false }
}

/** `anyOf` instead of lists of types: some clients warn of them. */
export function outputSchemaOf(schema: z.ZodObject): JsonSchema {
  return withoutTypeLists(jsonSchemaOf(schema, 'output'))
}

function jsonSchemaOf(schema: z.ZodObject, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' })
  return withoutIntegerBounds(rest)
}

/** zod tells the bounds of a safe integer for every integer. */
function withoutIntegerBounds(schema: JsonSchema): JsonSchema {
  const told = Object.entries(schema).filter(([, value]) => !SAFE_BOUNDS.has(value))
  return withInner(Object.fromEntries(told), withoutIntegerBounds)
}

const SAFE_BOUNDS = new Set<unknown>([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])

/** `told`: the enumerations and descriptions that stand before this place; they are not repeated. */
function compact(schema: JsonSchema, told: Set<string>): JsonSchema {
  const { type, default: usual, ...rest } = schema
  const open = VALUES_TOLD_ELSEWHERE.valuesToldElsewhere === schema.valuesToldElsewhere
  const kept = Object.entries(rest).filter(([key, value]) => {
    if (UNLISTED.has(key) || (key === 'enum' && open) || (key === 'properties' && isEmpty(value))) return false
    return (key !== 'enum' && key !== 'description') || isNew(`${key} ${JSON.stringify(value)}`, told)
  })
  const named = Array.isArray(type) ? type.filter((one) => one !== 'null') : []
  return withInner(
    {
      ...(type !== undefined && { type: named.length === 1 ? named[0] : type }),
      ...Object.fromEntries(kept),
      ...(usual !== undefined && usual !== false && { default: usual }),
    },
    (inner) => compact(inner, told),
  )
}

function isNew(text: string, told: Set<string>): boolean {
  if (told.has(text)) return false
  told.add(text)
  return true
}

function withoutTypeLists(schema: JsonSchema): JsonSchema {
  const { type, ...rest } = schema
  const inner = withInner(rest, withoutTypeLists)
  if (!Array.isArray(type)) return type === undefined ? inner : { type, ...inner }
  const { description, ...bounds } = inner
  const choices = type.map((one) => (one === 'null' ? { type: one } : { type: one, ...bounds }))
  return { anyOf: choices, ...(description !== undefined && { description }) }
}

/** The schema with `change` made to each schema directly in it. */
function withInner(schema: JsonSchema, change: (inner: JsonSchema) => JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, changedInner(key, value, change)]))
}

function changedInner(key: string, value: unknown, change: (inner: JsonSchema) => JsonSchema): unknown {
  if (NAMED_SCHEMAS.has(key) && isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, isRecord(inner) ? change(inner) : inner]),
    )
  }
  if (LISTED_SCHEMAS.has(key) && Array.isArray(value)) {
    return value.map((inner) => (isRecord(inner) ? change(inner) : inner))
  }
  return ONE_SCHEMA.has(key) && isRecord(value) ? change(value) : value
}

const NAMED_SCHEMAS = new Set(['properties', '$defs'])
const LISTED_SCHEMAS = new Set(['anyOf', 'oneOf', 'allOf'])
const ONE_SCHEMA = new Set(['items', 'additionalProperties', 'propertyNames'])

const isEmpty = (value: unknown): boolean => isRecord(value) && Object.keys(value).length === 0
