import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import facts from '../../../src/hubspot/facts/import-error-types.json' with { type: 'json' }
import { type Finding, finding as findingSchema } from '../../../src/import/finding.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { manualClock } from '../../../src/sandbox/sandbox-clock.ts'
import { type Connection, connect, textOf, wholeOf } from '../../connect.ts'
import { CASES, type CaseFile, type ErrorTypeCase } from './error-type-cases.ts'

/** What can be found before anything is sent, with the file and the account's definitions. */
const FINDABLE = facts.filter(({ preflight }) => preflight === 'file' || preflight === 'schema')

let sandbox: Sandbox
let connection: Connection
beforeAll(async () => {
  sandbox = await startSandbox({ clock: manualClock() })
  connection = await connect({ sandbox })
  await send('POST', 'properties/0-1', {
    ...{ label: 'Grade', name: 'grade', type: 'enumeration', fieldType: 'select', groupName: 'contactinformation' },
    options: [
      { label: 'Gold', value: 'g1' },
      { label: 'Silver', value: 'Gold' },
    ],
  })
  const rule = { ruleArguments: ['NUMERIC_ONLY'] }
  await send('PUT', 'property-validations/0-1/zip/rule-type/ALPHANUMERIC', rule)
})
afterAll(async () => {
  await connection.close()
  await sandbox.close()
})

/** What only a person sets in the account. */
async function send(method: string, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${sandbox.accessToken}`, 'content-type': 'application/json' }
  const { ok } = await fetch(`${sandbox.url}/crm/v3/${path}`, { method, headers, body: JSON.stringify(body) })
  expect(ok).toBe(true)
}

test('every errorType that a file or the definitions can tell has a case, and no other', () => {
  expect(Object.keys(CASES).sort()).toEqual(FINDABLE.map(({ errorType }) => errorType).sort())
})

test.each(Object.entries(CASES))('validate_import finds %s before anything is sent', async (errorType, one) => {
  const before = imports()
  const result = await connection.call('validate_import', await argumentsOf(errorType, one))
  expect(imports()).toBe(before)
  if (one.code !== undefined) {
    const name = `HubSpot would report ${errorType}.`
    expect(textOf(result)).toMatch(new RegExp(`^${one.code}: .* ${name}`))
    return
  }
  const told = one.toldAs ?? errorType
  const { planId, findings } = checked.parse(wholeOf(result))
  const found = findings.filter((finding) => finding.errorType === told)
  expect(found.map(placeOf)).toEqual([
    { severity: one.severity ?? 'error', column: one.column, lines: one.line === null ? [] : [one.line] },
  ])
  expect(found[0]?.fix).not.toBe('')
  if (isRefused(found[0])) await expectNotSent(planId)
  else if (one.imported !== null) expect(await importedErrorTypes(planId)).toContain(told)
})

const checked = z.object({ planId: z.string(), findings: z.array(findingSchema) })

const placeOf = ({ severity, columnName, examples }: Finding) => ({
  severity,
  column: columnName,
  lines: examples.map(({ line }) => line),
})

const isRefused = (finding: Finding | undefined): boolean =>
  finding?.severity === 'error' && finding.outcome === 'file_refused'

async function expectNotSent(planId: string): Promise<void> {
  const before = imports()
  const refused = textOf(await connection.call('start_import', { planId, acceptFindings: true, allowRepeat: true }))
  expect(refused).toMatch(
    /^findings_block: (?:HubSpot would refuse the whole import|A file of the plan cannot be read)/,
  )
  expect(imports()).toBe(before)
}

/** What the sandbox's engine, which is written separately, says of the same file. */
async function importedErrorTypes(planId: string): Promise<string[]> {
  wholeOf(await connection.call('start_import', { planId, acceptFindings: true, allowRepeat: true }))
  await sandbox.clock.settle()
  const { groups } = wholeOf(await connection.call('get_import_errors', { planId }))
  return z
    .array(z.object({ errorType: z.string() }))
    .parse(groups)
    .map((group) => group.errorType)
}

const imports = (): number =>
  sandbox.requests().filter(({ method, path }) => method === 'POST' && path === '/crm/v3/imports').length

/** Writes the files of a case and makes the importRequest for them. */
async function argumentsOf(errorType: string, { files, request }: ErrorTypeCase): Promise<Record<string, unknown>> {
  const contact = sandbox.store.create('0-1', {}).id
  const event = Number(sandbox.store.create('0-54', { hs_event_name: 'Spring fair' }).id)
  const paths = files.map(({ fileName }) => join(connection.folder, errorType, fileName))
  for (const [index, { content }] of files.entries()) {
    await mkdir(dirname(paths[index] ?? ''), { recursive: true })
    await writeFile(paths[index] ?? '', typeof content === 'string' ? content.replaceAll('{id}', contact) : content)
  }
  const importRequest = {
    name: errorType,
    marketingEventObjectId: event,
    ...request,
    files: files.map(requestFile),
  }
  return { importRequest, files: paths }
}

const requestFile = ({ fileName, columns }: CaseFile) => ({
  fileName: basename(fileName),
  fileFormat: fileName.endsWith('.xlsx') ? 'SPREADSHEET' : 'CSV',
  fileImportPage: {
    hasHeader: true,
    columnMappings: columns.map(([columnName, mapping]) => ({ columnObjectTypeId: '0-1', columnName, ...mapping })),
  },
})
