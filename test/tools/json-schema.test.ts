import { expect, test } from 'vitest'
import { z } from 'zod'
import { inputSchemaOf, outputSchemaOf, VALUES_TOLD_ELSEWHERE } from '../../src/tools/json-schema.ts'

test('inputSchemaOf() leaves out what is only checked, and what the schema has told before', () => {
  const order = z.enum(['DAY_FIRST', 'MONTH_FIRST'])
  const schema = z.strictObject({
    id: z.string().regex(/^\d+$/).describe('Of the plan'),
    pattern: z.string().max(9).describe('Of the plan'),
    order: order.default('DAY_FIRST'),
    sure: z.boolean().default(false),
    rows: z.number().int().min(1).max(20).default(3),
    columns: z.array(z.strictObject({ name: z.string().nullable(), order: order.optional() })).min(1),
    kind: z.enum(['a', 'b']).meta(VALUES_TOLD_ELSEWHERE),
    operations: z.record(z.string(), order),
  })
  expect(inputSchemaOf(schema)).toEqual({
    type: 'object',
    properties: {
      id: { type: 'string', description: 'Of the plan' },
      pattern: { type: 'string' },
      order: { type: 'string', enum: ['DAY_FIRST', 'MONTH_FIRST'], default: 'DAY_FIRST' },
      sure: { type: 'boolean' },
      rows: { type: 'integer', maximum: 20, default: 3 },
      columns: {
        type: 'array',
        items: {
          type: 'object',
          properties: { name: { type: 'string' }, order: { type: 'string' } },
          required: ['name'],
        },
      },
      kind: { type: 'string' },
      operations: { type: 'object' },
    },
    required: ['id', 'pattern', 'columns', 'kind', 'operations'],
    additionalProperties: false,
  })
})

test('inputSchemaOf() has properties where there is no argument', () => {
  expect(inputSchemaOf(z.strictObject({}))).toEqual({ type: 'object', properties: {}, additionalProperties: false })
})

test('outputSchemaOf() tells null as a choice, never in a list of types', () => {
  const schema = z.object({
    total: z.number().int().nullable().describe('null: not known'),
    rows: z.array(z.object({ line: z.number().nullable() })),
  })
  expect(outputSchemaOf(schema)).toMatchObject({
    properties: {
      total: { anyOf: [{ type: 'integer' }, { type: 'null' }], description: 'null: not known' },
      rows: { type: 'array', items: { properties: { line: { anyOf: [{ type: 'number' }, { type: 'null' }] } } } },
    },
  })
})
