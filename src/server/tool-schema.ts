import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server'
import type { JsonSchema } from '../tools/json-schema.ts'

/**
 * Shows the SDK a schema without letting it validate: a tool parses its own arguments, so that a refusal has our form,
 * and a result that left a write must never become an error.
 */
export function toolSchema(shown: () => JsonSchema): StandardSchemaWithJSON {
  return {
    '~standard': {
      version: 1,
      vendor: 'hubspot-import-mcp',
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: shown, output: shown },
    },
  }
}
