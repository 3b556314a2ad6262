import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import facts from '../../src/hubspot/facts/import-error-types.json' with { type: 'json' }
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { manualClock } from '../../src/sandbox/sandbox-clock.ts'
import { type Connection, connect, wholeOf } from '../connect.ts'
import { NO_RATE_LIMITS, standInEngine } from '../sandbox/call-sandbox.ts'
import { importFile } from './plan-files.ts'

/** HubSpot answers with one error of each type it knows, and one of a type that nobody knows yet. */
const TOMORROW = 'WRONG_KIND_OF_MOON'
const TYPES = [...facts.map(({ errorType }) => errorType), TOMORROW]
/** A row behind the end of the file: HubSpot would have to count in another way. */
const BEYOND = 'UNKNOWN_ERROR'
const BEYOND_LINE = 1_000
const FILE_TYPES = new Set(facts.filter(({ scope }) => scope === 'file').map(({ errorType }) => errorType))

const group = z.object({
  errorType: z.string(),
  count: z.number(),
  outcome: z.string(),
  cause: z.string(),
  fix: z.string(),
  examples: z.array(z.object({ line: z.number().nullable(), message: z.string().nullable() })),
})

const rowLine = (errorType: string, index: number): number => (FILE_TYPES.has(errorType) ? 0 : index + 2)

let sandbox: Sandbox
let connection: Connection
let planId: string

beforeAll(async () => {
  const errors = TYPES.map((errorType, index) => ({
    errorType,
    lineNumber: errorType === BEYOND ? BEYOND_LINE : rowLine(errorType, index),
    message: `HubSpot's words on ${errorType}`,
  }))
  const { run } = standInEngine({
    errors,
    result: { state: 'DONE', counters: { TOTAL_ROWS: TYPES.length, ERRORS: TYPES.length } },
  })
  sandbox = await startSandbox({ clock: manualClock(), rateLimits: NO_RATE_LIMITS, runImport: run })
  const rows = TYPES.map((_, index) => `Person ${index},person${index}@example.com`)
  connection = await connect({ sandbox, files: { 'people.csv': `First Name,Email\n${rows.join('\n')}\n` } })
  planId = await importFile(connection, 'people.csv')
})

afterAll(async () => {
  await connection.close()
  await sandbox.close()
})

async function groupOf(errorType: string): Promise<z.infer<typeof group>> {
  const answer = wholeOf(await connection.call('get_import_errors', { planId, errorType, limit: 0 }))
  expect(answer).toMatchObject({ total: 1, complete: true, groupsLeftOut: 0 })
  const [only] = z.array(group).length(1).parse(answer.groups)
  if (only === undefined) throw new Error('no group')
  return only
}

const OUTCOMES: Record<string, string> = {
  nothing_imported: 'file_refused',
  row_skipped: 'row_lost',
  value_blank: 'value_lost',
  value_not_written: 'value_lost',
  association_missing: 'association_lost',
}

const EMPTY = 'FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES'

test.each(facts)('get_import_errors explains $errorType', async ({ errorType, rowOutcome }) => {
  const { outcome, cause, fix, examples } = await groupOf(errorType)
  expect(outcome).toBe(errorType === EMPTY ? 'nothing_lost' : OUTCOMES[rowOutcome])
  const line = FILE_TYPES.has(errorType) || errorType === BEYOND ? null : TYPES.indexOf(errorType) + 2
  expect(examples).toMatchObject([{ line, message: `HubSpot's words on ${errorType}` }])
  expect(cause).toMatch(/^[A-Z].*\.$/)
  expect(fix).toMatch(/^[A-Z].*\.$/)
})

/** Names of tools, and what they take, may stand in what is for the agent: nothing else that is not a word. */
const NAMES_OF_OURS = [
  /\b(?:create_property|list_properties|revise_mapping|propose_mapping|start_import|export_failed_rows)\b/g,
  /\b(?:list_association_labels|create_association_label|update_association_configurations)\b/g,
  /\bdelete_association_configurations\b/g,
  /\berrorTypes: \["[A-Z_]+"\]|\b(?:allowRepeat: true|columnType HUBSPOT_ALTERNATE_ID|importOperations (?:UPDATE|UPSERT))/g,
  /\b(?:dateFormat|objectTypeId|marketingEventObjectId|marketingEventSubmissionType|importRequest)\b/g,
  /\b(?:YYYY-MM-DD|CSV|UTF-8|P12M|HubSpot|example\.com)\b/g,
]
const MACHINE_WORD = /[a-z][A-Z]|_|\b[A-Z]{4,}\b|==|\[|null|inferred|verified/

test.each(facts)('the words about $errorType are plain and short', ({ cause, fix, inFile }) => {
  const plain = (text: string) => NAMES_OF_OURS.reduce((rest, name) => rest.replace(name, ''), text)
  for (const text of [cause, fix, inFile]) expect(plain(text)).not.toMatch(MACHINE_WORD)
  expect(inFile).not.toMatch(/_|errorTypes|dateFormat/)
  expect(cause.length).toBeLessThanOrEqual(120)
  expect(inFile.length).toBeLessThanOrEqual(120)
  expect(fix.length).toBeLessThanOrEqual(200)
})

test('an errorType that HubSpot adds tomorrow is told as unknown, with HubSpot’s own words', async () => {
  const { outcome, cause, fix, examples } = await groupOf(TOMORROW)
  expect(outcome).toBe('unknown')
  expect(cause).toContain('whether the row was written is not known')
  expect(fix).toContain("HubSpot's message")
  expect(examples).toMatchObject([{ line: TYPES.length + 1, message: `HubSpot's words on ${TOMORROW}` }])
})

test('all of them at once stay within what a model can read, and say what is left out', async () => {
  const result = await connection.call('get_import_errors', { planId, limit: 0 })
  const { groups, groupsLeftOut, total } = wholeOf(result)
  expect(z.array(group).parse(groups)).toHaveLength(20)
  expect({ groupsLeftOut, total }).toEqual({ groupsLeftOut: TYPES.length - 20, total: TYPES.length })
})

test('the file of failed rows says for every row that is in it what a person has to do', async () => {
  const answer = wholeOf(await connection.call('export_failed_rows', { planId }))
  const { plans, leftOut } = z
    .object({
      plans: z.array(z.object({ rows: z.number() })),
      leftOut: z.array(z.object({ errorType: z.string(), why: z.string() })),
    })
    .parse(answer)
  const out = new Set(leftOut.map(({ errorType }) => errorType))
  const never = facts.filter(({ reimport }) => reimport === 'exists' || reimport === 'nothing')
  for (const { errorType } of never) expect(out).toContain(errorType)
  for (const errorType of FILE_TYPES) expect(out).toContain(errorType)
  expect(leftOut.find(({ errorType }) => errorType === BEYOND)?.why).toContain('has no row of this number')
  const inFiles = plans.reduce((sum, { rows }) => sum + rows, 0)
  const told = TYPES.filter((errorType) => errorType !== EMPTY && !out.has(errorType))
  expect(inFiles).toBe(told.length)
})
