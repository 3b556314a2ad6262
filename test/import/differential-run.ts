import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { UsageError } from '../../src/errors.ts'
import { type Definitions, labelPair } from '../../src/import/definitions.ts'
import { HUBSPOT_LIMITS } from '../../src/import/parts/limits.ts'
import { type Plan, type PlannedFile, plan as planSchema } from '../../src/import/plan.ts'
import { type PreflightReport, preflight } from '../../src/import/preflight.ts'
import { prepareUpload } from '../../src/import/prepare-upload.ts'
import { buildImportRequest, uploadColumns } from '../../src/import/request.ts'
import { checkImportRequest } from '../../src/sandbox/import-request-check.ts'
import { Refusal } from '../../src/sandbox/refusal.ts'
import type { EngineError, ImportResult } from '../../src/sandbox/run-import/import-job.ts'
import { runImport } from '../../src/sandbox/run-import/run-import.ts'
import type { RecordStore } from '../../src/sandbox/store.ts'
import { openFile } from '../../src/table/open-file.ts'
import { readRows } from '../../src/table/read-rows.ts'
import { UNKNOWN_PLAN_ID } from '../unknown-plan.ts'
import type { DifferentialAccount } from './differential-account.ts'
import type { Case } from './differential-case.ts'
import { fileOf } from './differential-form.ts'

/** What both sides say of one case. */
export interface BothSides {
  plan: Plan
  /** Text of each source file. */
  texts: string[]
  /** Cells of each file by source line. */
  rows: Map<number, string[]>[]
  report: PreflightReport
  /** null: refused at POST. */
  result: ImportResult | null
  refusal: string
  errors: ToldError[]
}

/** An import error with its place in the source. */
export interface ToldError extends Pick<EngineError, 'errorType' | 'objectTypeId' | 'message'> {
  file: number
  /** Of the source; 0: the file, 1: the header. */
  line: number
  /** Of the source; null: the row. */
  column: number | null
}

let runs = 0

/** Makes the records of a case, and tells what its cells hold in this run. */
export function openRun(store: RecordStore, one: Case): (text: string) => string {
  runs += 1
  const number = runs
  const ids = seedRecords(store, number, one.hasRecords)
  return (text) => filled(text, number, ids)
}

export async function runBoth(account: DifferentialAccount, one: Case): Promise<BothSides> {
  const fill = openRun(account.store, one)
  const folder = join(account.folder, fill('{n}'))
  await mkdir(folder)
  try {
    const files = one.files.map((file) => fileOf(file, fill))
    const plan = await planOf(one, { files, folder, marketingEventId: account.marketingEventId })
    const definitions = asRead(account.definitions, plan)
    const open = ({ file }: PlannedFile) => openFile(file)
    const lookup = await account.lookUp?.(plan, definitions)
    const report = await preflight(plan, definitions, { open, maxExamples: 10, lookup })
    const rows = await Promise.all(plan.files.map(linesOf))
    const imported = await importPlan(plan, { definitions, folder, store: account.store, rows })
    const texts = files.map(({ text }) => text)
    return { plan, texts, report, rows: rows.map(({ cells }) => cells), ...imported }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** One record of each object without identifiers, and where the case wants them those that `{i}` 0 and 1 name. */
function seedRecords(store: RecordStore, n: number, hasRecords: boolean): ReadonlyMap<string, string> {
  const known = hasRecords ? [0, 1] : []
  return store.transaction(() => {
    for (const i of known) {
      store.create('0-1', { email: `ann${n}-${i}@example.com`, customer_number: `C${n}-${i}`, badge: `${n}0${i}` })
      store.create('0-2', { domain: `acme${n}-${i}.example`, vat_id: `V${n}-${i}` })
      store.create('0-2', { domain: `twin${n}.example` })
      store.create('0-3', { dealname: 'Known', contract_number: `K${n}-${i}` })
      store.create('0-5', { subject: 'Known', external_ticket_id: `T${n}-${i}` })
      store.create('2-1000001', { plan_name: 'Known', plan_code: `P${n}-${i}` })
    }
    return new Map(
      ['0-1', '0-2', '0-3', '0-5', '0-123'].map((objectTypeId) => [objectTypeId, store.create(objectTypeId, {}).id]),
    )
  })
}

function filled(template: string, n: number, ids: ReadonlyMap<string, string>): string {
  if (template.startsWith('{upper}')) return filled(template.slice('{upper}'.length), n, ids).toUpperCase()
  return template
    .replaceAll('{n}', String(n))
    .replace('{long}', 'x'.repeat(65_537))
    .replace('{huge}', 'x'.repeat(1_000_001))
    .replace(/\{([\d-]+)\}/g, (_, objectTypeId: string) => ids.get(objectTypeId) ?? '')
}

interface PlannedFrom {
  files: readonly ReturnType<typeof fileOf>[]
  folder: string
  marketingEventId: string
}

async function planOf(
  { files, dateFormat, timeZone, importOperations }: Case,
  { files: made, folder, marketingEventId }: PlannedFrom,
): Promise<Plan> {
  const planned = files.map(async ({ columns }, index) => {
    const { bytes = Buffer.alloc(0), dialect } = made[index] ?? {}
    const fileName = `file-${index + 1}.csv`
    const file = join(folder, fileName)
    await writeFile(file, bytes)
    return {
      file,
      fileName,
      format: 'csv',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      dialect,
      columns: columns.map((column) => ({ propertyName: null, columnType: 'STANDARD', ...column })),
    }
  })
  return planSchema.parse({
    planId: UNKNOWN_PLAN_ID,
    createdAt: '2026-11-22T12:00:00.000Z',
    environment: 'sandbox',
    portalId: 1,
    name: 'Differential',
    importOperations,
    dateFormat,
    timeZone,
    marketingEventObjectId: Number(marketingEventId),
    files: await Promise.all(planned),
  })
}

/** As the tools read them: labels only for the pairs of label columns. */
function asRead(definitions: Definitions, { files }: Plan): Definitions {
  const pairs = files
    .flatMap(({ columns }) => columns)
    .filter(({ columnType }) => columnType === 'FLEXIBLE_ASSOCIATION_LABEL')
    .map(({ objectTypeId, toColumnObjectTypeId }) => labelPair(objectTypeId ?? '', toColumnObjectTypeId ?? ''))
  return { ...definitions, labels: new Map([...definitions.labels].filter(([pair]) => pairs.includes(pair))) }
}

/** Source line by number of the record, and its cells. */
interface Lines {
  byRecord: Map<number, number>
  cells: Map<number, string[]>
}

async function linesOf({ file, dialect }: PlannedFile): Promise<Lines> {
  const lines: Lines = { byRecord: new Map(), cells: new Map() }
  const source = await openFile(file)
  try {
    for await (const batch of readRows(source, dialect)) {
      for (const { record, line, cells } of batch) {
        lines.byRecord.set(record, line)
        lines.cells.set(line, cells)
      }
    }
    return lines
  } catch (error) {
    if (error instanceof UsageError) return lines
    throw error
  } finally {
    await source.close()
  }
}

interface ImportOptions {
  definitions: Definitions
  folder: string
  store: RecordStore
  rows: readonly Lines[]
}

async function importPlan(
  plan: Plan,
  options: ImportOptions,
): Promise<Pick<BothSides, 'result' | 'refusal' | 'errors'>> {
  const uploads = await Promise.all(plan.files.map((file, index) => uploadOf(plan, file, { ...options, index })))
  const files = uploads.filter((one) => typeof one !== 'string')
  const failed = uploads.find((one) => typeof one === 'string')
  if (failed !== undefined) return { result: null, refusal: failed, errors: [] }
  const text = JSON.stringify(
    buildImportRequest(
      plan,
      files.map(({ fileName }) => fileName),
    ),
  )
  const refused = refusalOf(() => checkImportRequest(text, files))
  if (typeof refused === 'string') return { result: null, refusal: refused, errors: [] }
  const errors: ToldError[] = []
  const job = { importId: '1', request: refused, files: files.map((file) => ({ ...file, fileFormat: 'CSV' as const })) }
  const result = await runImport(job, options.store, {
    error: (error) => errors.push(told(error, plan, options.rows)),
    counters: () => undefined,
    cancelled: () => false,
    yieldNow: () => Promise.resolve(),
  })
  return { result, refusal: '', errors }
}

/** What arrives, or why the file cannot be sent. */
async function uploadOf(plan: Plan, file: PlannedFile, options: ImportOptions & { index: number }) {
  return upload(plan, file, options).catch((error: unknown) => {
    if (error instanceof UsageError) return error.message
    throw error
  })
}

async function upload(
  plan: Plan,
  file: PlannedFile,
  { definitions, folder, index }: ImportOptions & { index: number },
) {
  const whole = await prepareUpload(plan, file, {
    open: (planned) => openFile(planned.file),
    definitions,
    limits: HUBSPOT_LIMITS,
    rows: 0,
    spoolFolder: folder,
  })
  const prepared = await whole.prepare(0)
  try {
    const path = join(folder, `upload-${index}.csv`)
    await pipeline(prepared.stream(), createWriteStream(path))
    const { fileName, bytes, sha256 } = prepared
    return { fileName, bytes, sha256, path, fileId: index, lines: 0 }
  } finally {
    await prepared.close()
    await whole.close()
  }
}

function refusalOf<T>(work: () => T): T | string {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) return String(error.message)
    throw error
  }
}

function told(
  { fileId, lineNumber, columnNumber, ...error }: EngineError,
  plan: Plan,
  rows: readonly Lines[],
): ToldError {
  const uploaded = plan.files[fileId] === undefined ? [] : uploadColumns(plan.files[fileId])
  return {
    errorType: error.errorType,
    objectTypeId: error.objectTypeId,
    message: error.message,
    file: fileId,
    line: lineNumber < 2 ? lineNumber : (rows[fileId]?.byRecord.get(lineNumber - 1) ?? -1),
    column: columnNumber === undefined ? null : (uploaded[columnNumber]?.column.index ?? -1),
  }
}
