import { z } from 'zod'

export type JsonSchema = Record<string, unknown>

/** What clients are shown of a schema. Leaves out what says nothing but costs tokens in every list. */
export function jsonSchemaOf(schema: z.ZodObject, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' })
  return withoutIntegerBounds(rest)
}

/** zod tells the bounds of a safe integer for every integer. */
function withoutIntegerBounds(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([, value]) => value !== Number.MAX_SAFE_INTEGER && value !== Number.MIN_SAFE_INTEGER)
      .map(([key, value]) => [key, compactValue(value)]),
  )
}

function compactValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compactValue)
  return isRecord(value) ? withoutIntegerBounds(value) : value
}

function isRecord(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
