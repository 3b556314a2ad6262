import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server'

type JsonSchema = Record<string, unknown>

/**
 * Shows the SDK a schema without letting it validate: a tool parses its own arguments, so that a refusal has our form,
 * and a result that left a write must never become an error.
 */
export function toolSchema(schema: JsonSchema): StandardSchemaWithJSON {
  const shown = compact(schema)
  return {
    '~standard': {
      version: 1,
      vendor: 'hubspot-import-mcp',
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: () => shown, output: () => shown },
    },
  }
}

/** Leaves out what says nothing but costs tokens in every list: the default dialect and the bounds of a safe integer. */
function compact(schema: JsonSchema): JsonSchema {
  const { $schema: _dialect, ...rest } = schema
  return withoutIntegerBounds(rest)
}

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
