import { setTimeout as sleep } from 'node:timers/promises'
import { type CallToolResult, fromJsonSchema, type McpServer, type ServerContext } from '@modelcontextprotocol/server'
import { z } from 'zod'

/** One pixel. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='
/** The header of a WAV file without a sample. */
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA='
/** Between two notifications; clients lose one that arrives together with the result. */
const PAUSE_MS = 50

const text = (said: string): CallToolResult => ({ content: [{ type: 'text', text: said }] })
const image = { type: 'image', data: PNG, mimeType: 'image/png' } as const

/** Tools that answer by themselves. */
export function registerFixtureTools(server: McpServer): void {
  registerContent(server)
  registerNotifying(server)
  registerSchemas(server)
}

function registerContent(server: McpServer): void {
  const answering = (name: string, result: CallToolResult) =>
    server.registerTool(name, { description: 'Gives one kind of content.' }, () => result)
  answering('test_simple_text', text('This is a simple text response for testing.'))
  answering('test_image_content', { content: [image] })
  answering('test_audio_content', { content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] })
  answering('test_embedded_resource', {
    content: [embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')],
  })
  answering('test_multiple_content_types', {
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      image,
      embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ],
  })
  server.registerTool('test_error_handling', { description: 'Always fails.' }, () => {
    throw new Error('This tool intentionally returns an error for testing')
  })
}

const embedded = (uri: string, mimeType: string, content: string) =>
  ({ type: 'resource', resource: { uri, mimeType, text: content } }) as const

function registerNotifying(server: McpServer): void {
  const logging = async ({ mcpReq }: ServerContext) => {
    for (const step of ['started', 'processing', 'completed']) {
      await mcpReq.log('info', step === 'processing' ? 'Tool processing data' : `Tool execution ${step}`)
      await sleep(PAUSE_MS)
    }
    return text('Logged three times.')
  }
  server.registerTool('test_tool_with_logging', { description: 'Logs while it runs.' }, logging)
  server.registerTool('test_logging_tool', { description: 'Logs while it runs.' }, logging)
  server.registerTool('test_tool_with_progress', { description: 'Tells of its progress.' }, async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) {
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } })
      }
      await sleep(PAUSE_MS)
    }
    return text(String(progressToken))
  })
}

function registerSchemas(server: McpServer): void {
  server.registerTool(
    'json_schema_2020_12_tool',
    { description: 'Has a schema with much of 2020-12 in it.', inputSchema: fromJsonSchema(CONDITIONAL) },
    () => text('done'),
  )
  server.registerTool(
    'test_custom_header',
    {
      description: 'Has an argument that travels in a header too.',
      inputSchema: z.strictObject({ word: z.string().meta({ 'x-mcp-header': 'Word' }) }),
    },
    ({ word }) => text(word),
  )
}

const CONDITIONAL = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
}
