import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { manualClock } from '../../src/sandbox/sandbox-clock.ts'
import { type Connection, connect, textOf, wholeOf } from '../connect.ts'
import { openAccount } from '../import/differential-account.ts'
import { type Case, someCase } from '../import/differential-case.ts'
import { fileOf } from '../import/differential-form.ts'
import { openRun } from '../import/differential-run.ts'
import { NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'

/** DIFFERENTIAL_SECONDS and DIFFERENTIAL_SEED (both numbers) make it longer or take other files. */
const { DIFFERENTIAL_SECONDS = 4, DIFFERENTIAL_SEED = 20261127 } = process.env
const timeLimit = Number(DIFFERENTIAL_SECONDS) * 1000

let account: Awaited<ReturnType<typeof openAccount>>
let connection: Connection
/** The time limit does not wait for the file under way. */
let running: Promise<unknown> = Promise.resolve()

beforeAll(async () => {
  account = await openAccount({ clock: manualClock(), rateLimits: NO_RATE_LIMITS })
  connection = await connect({ sandbox: account.sandbox })
})

afterAll(async () => {
  await Promise.allSettled([running])
  await connection.close()
  await account[Symbol.asyncDispose]()
})

const checked = z.object({
  planId: z.string(),
  rowsLost: z.number(),
  valuesLost: z.number(),
  findings: z.array(z.object({ errorType: z.string(), severity: z.string(), outcome: z.string().nullable() })),
})
const ended = z.object({
  state: z.string(),
  rows: z.object({ lost: z.number() }),
  valuesLost: z.number(),
  errors: z.number(),
})
const explained = z.object({ errors: z.array(z.object({ errorType: z.string() })) })
const exported = z.object({ plans: z.array(z.object({ planId: z.string() })) })

/** The request for the files of a case, which stand in the allowed folder then. */
async function requestOf({ files, ...settings }: Case): Promise<{ importRequest: object; files: string[] }> {
  const fill = openRun(account.store, { files, ...settings })
  const named = files.map((file, index) => ({ ...file, fileName: `case-${fill('{n}')}-${index}.csv` }))
  for (const { fileName, form, ...file } of named) {
    // What is looked at here is not how a file is read.
    const plain = { ...form, hasHeader: true, preamble: [], isOpen: false, blankLines: 0, quoting: 'needed' as const }
    await writeFile(join(connection.folder, fileName), fileOf({ ...file, form: plain }, fill).bytes)
  }
  const { importOperations, dateFormat, timeZone } = settings
  const importRequest = {
    ...{ importOperations, dateFormat, timeZone, marketingEventObjectId: Number(account.marketingEventId) },
    files: named.map(({ fileName, columns }) => ({
      fileName,
      fileImportPage: {
        hasHeader: true,
        columnMappings: columns
          .filter(({ objectTypeId }) => objectTypeId !== null)
          .map(({ index: _index, repairs: _repairs, objectTypeId, ...column }) => ({
            columnObjectTypeId: objectTypeId,
            propertyName: null,
            ...column,
          })),
      },
    })),
  }
  return { importRequest, files: named.map(({ fileName }) => fileName) }
}

/** What the check of a plan with the account's records says, and what its import does; null: HubSpot would refuse it. */
async function checkAndImport(args: Record<string, unknown>) {
  const check = checked.parse(wholeOf(await connection.call('validate_import', { ...args, checkRecords: true })))
  const { planId, findings } = check
  if (findings.some(({ severity, outcome }) => severity === 'error' && outcome === 'file_refused')) return null
  wholeOf(await connection.call('start_import', { planId, acceptFindings: true }))
  await account.sandbox.clock.settle()
  const end = ended.parse(wholeOf(await connection.call('get_import', { planId, waitSeconds: 20 })))
  const { errors } = explained.parse(wholeOf(await connection.call('get_import_errors', { planId, limit: 100 })))
  const has = (errorType: string) => errors.some((error) => error.errorType === errorType)
  // Of such a row HubSpot tells nothing else, and a column without a property is told once.
  const isComparable = !has('MANY_ERRORS_IN_ROW') && !has('PROPERTY_DEFINITION_NOT_FOUND')
  const told = { state: 'DONE', rowsLost: check.rowsLost, valuesLost: check.valuesLost }
  const came = { state: end.state, rowsLost: end.rows.lost, valuesLost: end.valuesLost }
  return { planId, hasErrors: end.errors > 0, told: isComparable ? told : came, came }
}

/** As often as there are rows to send again, each of them twice at most. */
async function followBack(planId: string, rounds: number): Promise<void> {
  const result = await connection.call('export_failed_rows', { planId })
  if (result.isError === true && textOf(result).includes('has no failed rows')) return
  for (const plan of exported.parse(wholeOf(result)).plans) {
    const again = await checkAndImport({ planId: plan.planId })
    expect(again, 'a file of failed rows that HubSpot takes').not.toBeNull()
    expect(again?.came).toEqual(again?.told)
    if (again?.hasErrors === true && rounds > 1) await followBack(plan.planId, rounds - 1)
  }
}

test('what the check says of a file, and of the file of its failed rows, comes true', {
  timeout: timeLimit + 60_000,
}, async () => {
  const property = fc.asyncProperty(someCase, async (one) => {
    const run = async () => {
      const args = await requestOf(one)
      // A mapping that contradicts itself may be refused before there is a plan.
      if ((await connection.call('validate_import', { ...args })).isError === true) return
      const first = await checkAndImport(args)
      expect(first?.came).toEqual(first?.told)
      if (first?.hasErrors === true) await followBack(first.planId, 2)
    }
    running = run()
    await running
  })
  // One at least, however busy the machine is: fast-check takes none for a failure.
  const seed = Number(DIFFERENTIAL_SEED)
  await fc.assert(property, { seed, numRuns: 1 })
  const isBounded = { interruptAfterTimeLimit: timeLimit, markInterruptAsFailure: false }
  await fc.assert(property, { seed, numRuns: 1_000_000, ...isBounded })
})
