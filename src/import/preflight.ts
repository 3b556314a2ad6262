import type { z } from 'zod'
import { safeText } from '../safe-text.ts'
import { readRecords } from '../table/read-records.ts'
import { readRows } from '../table/read-rows.ts'
import type { SourceFile } from '../table/source-file.ts'
import type { Row } from '../table/table.ts'
import type { Definitions } from './definitions.ts'
import { forecastOf } from './forecast/forecast-of.ts'
import { HUBSPOT_LIMITS, type ImportLimits } from './parts/limits.ts'
import type { Plan, PlannedColumn, PlannedFile } from './plan.ts'
import { isMapped } from './preflight/column-kind.ts'
import type { FileContext } from './preflight/file-context.ts'
import { knownAccount } from './preflight/known-account.ts'
import { byColumn, createLedger, findingOf, type Ledger, worstFirst } from './preflight/ledger.ts'
import { limitsOf } from './preflight/limits.ts'
import { onlyHubSpotKnows } from './preflight/only-hubspot-knows.ts'
import { phoneHint } from './preflight/phone-evidence.ts'
import { readingOrder } from './preflight/reading-order.ts'
import { type RepairInUse, report } from './preflight/report.ts'
import { createFileScan, type FileScan } from './preflight/scan-file.ts'
import { Totals } from './preflight/totals.ts'
import { openTurns } from './preflight/turns.ts'
import { tellUnreadable } from './preflight/unreadable-file.ts'
import type { RecordLookup } from './record-lookup/look-up-records.ts'
import { type RepairTools, repairTools } from './repair.ts'
import type { RepairName } from './repair-names.ts'

export const preflightReport = report
export type PreflightReport = z.infer<typeof preflightReport>

export interface PreflightProgress {
  rows: number
  bytes: number
  totalBytes: number
}

export interface PreflightOptions {
  open(file: PlannedFile): Promise<SourceFile>
  signal?: AbortSignal
  /** Called about every 100 ms of work. `bytes` is an estimate until a file ends. */
  report?: (progress: PreflightProgress) => void
  /** Examples for each finding, 0–10; 3 unless told. */
  maxExamples?: number
  /** HubSpot's unless told. */
  limits?: ImportLimits
  /** The account's records that the files name: what only they can tell is told too, and there is a forecast. */
  lookup?: RecordLookup
}

/**
 * Reads every row of every file once and tells what HubSpot would refuse, in HubSpot's own errorTypes, on the values
 * as they would be uploaded (the plan's repairs are applied). Nothing is written anywhere.
 *
 * Finding types of ours, because HubSpot imports without a word: NO_IDENTIFIER_COLUMN (every row becomes a new record),
 * MISREAD_NUMBER and MISREAD_DATE (the column's other cells prove another notation), NATIONAL_PHONE_NUMBER (no country
 * code, though the row names the country), FORMULA_ERROR (a cell of a workbook holds #N/A or the like), SHORTENED_NUMBER
 * (Excel has written a telephone number or an id as 4.15556E+11).
 *
 * Where a file cannot be read any further (an open quote, a byte of another encoding) that is a finding too; what is
 * counted are the rows before.
 */
export async function preflight(
  plan: Plan,
  definitions: Definitions,
  options: PreflightOptions,
): Promise<PreflightReport> {
  const ledger = createLedger(Math.min(MOST_EXAMPLES, Math.max(0, options.maxExamples ?? 3)))
  const progress = progressOf(plan, options.report)
  const repairs = await toolsFor(plan, definitions)
  const sharedKeys: FileContext['sharedKeys'] = new Map()
  const account = options.lookup === undefined ? null : knownAccount(plan, options.lookup)
  const scans = new Map<PlannedFile, FileScan>()
  const unreadable = new Set<PlannedFile>()
  // With the account's records it is the order in which HubSpot writes the files.
  for (const file of account === null ? readingOrder(plan.files) : plan.files) {
    const context = { plan, file, definitions, ledger, repairTools: repairs, sharedKeys, account }
    const scan = createFileScan(context)
    scans.set(file, scan)
    await scanFile(scan, file, options, progress).catch((error: unknown) => {
      if (!tellUnreadable(error, context)) throw error
      unreadable.add(file)
    })
  }
  for (const [file, { secondReading }] of scans) {
    if (secondReading !== null && !unreadable.has(file)) await readAgain(file, secondReading, options)
  }
  for (const scan of scans.values()) scan.conclude()
  const { limits: most = HUBSPOT_LIMITS } = options
  const report = reportOf(plan, definitions, { ledger, scans, isAccountKnown: account?.isWhole === true, most })
  if (account === null || options.lookup === undefined) return report
  return { ...report, forecast: forecastOf(plan, definitions, { report, account, lookup: options.lookup }) }
}

const MOST_EXAMPLES = 10

/** Phone numbers are looked at where the country of a row may be known. */
async function toolsFor(plan: Plan, definitions: Definitions): Promise<RepairTools> {
  const mayOfferPhone = plan.files.some(({ columns }) =>
    columns.some((column) => isMapped(column) && phoneHint(column, columns, definitions) !== null),
  )
  return await repairTools(plan.files, definitions, mayOfferPhone)
}

async function scanFile(
  scan: FileScan,
  file: PlannedFile,
  { open, signal }: PreflightOptions,
  progress: Progress,
): Promise<void> {
  signal?.throwIfAborted()
  const turn = openTurns()
  const source = await open(file)
  try {
    for await (const records of readRecords(source, file.dialect, { signal })) {
      if ('chunk' in records) scan.chunk(records.chunk)
      else for (const row of records.rows) scan.row(row)
      progress.at(scan, file)
      await turn()
      signal?.throwIfAborted()
    }
  } finally {
    scan.end()
    await source.close()
  }
  progress.finished(scan, file)
}

/** Two files that refer to each other: the keys of the first can be looked up when the second has been read. */
async function readAgain(file: PlannedFile, take: (row: Row) => void, options: PreflightOptions): Promise<void> {
  const { open, signal } = options
  const turn = openTurns()
  const source = await open(file)
  try {
    for await (const batch of readRows(source, file.dialect, { signal })) {
      for (const row of batch) take(row)
      await turn()
      signal?.throwIfAborted()
    }
  } finally {
    await source.close()
  }
}

interface Progress {
  at(scan: FileScan, file: PlannedFile): void
  finished(scan: FileScan, file: PlannedFile): void
}

const EVERY_MS = 100

function progressOf({ files }: Plan, report: PreflightOptions['report']): Progress {
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let rowsBefore = 0
  let bytesBefore = 0
  let last = performance.now()
  return {
    at({ totals }, file) {
      if (report === undefined || performance.now() - last < EVERY_MS) return
      last = performance.now()
      const bytes = bytesBefore + Math.min(file.bytes, totals.bytes)
      report({ rows: rowsBefore + totals.rows, bytes, totalBytes })
    },
    finished({ totals }, file) {
      rowsBefore += totals.rows
      bytesBefore += file.bytes
      report?.({ rows: rowsBefore, bytes: bytesBefore, totalBytes })
    },
  }
}

interface Scanned {
  most: ImportLimits
  ledger: Ledger
  scans: ReadonlyMap<PlannedFile, FileScan>
  isAccountKnown: boolean
}

function reportOf(
  plan: Plan,
  definitions: Definitions,
  { ledger, scans, isAccountKnown, most }: Scanned,
): PreflightReport {
  const totals = plan.files.map((file) => scans.get(file)?.totals ?? NOTHING)
  const rowsByFile = totals.map(({ rows }) => rows)
  const inPlanOrder = plan.files.flatMap((file, place) =>
    ledger
      .counters()
      .filter(({ spec }) => spec.file === file)
      .map((counter) => findingOf(counter, rowsByFile[place] ?? 0))
      .sort(byColumn),
  )
  const findings = inPlanOrder.sort(worstFirst)
  return {
    ready: findings.every(({ severity }) => severity !== 'error'),
    rows: sum(rowsByFile),
    rowsByFile,
    rowsLost: sum(totals.map(({ rowsLost }) => rowsLost)),
    valuesLost: sum(totals.map(({ valuesLost }) => valuesLost)),
    associationsLost: sum(totals.map(({ associationsLost }) => associationsLost)),
    findings,
    repairs: plan.files.flatMap((file) => repairsInUse(file, scans.get(file))),
    limits: limitsOf(plan, rowsByFile, most),
    onlyHubSpotKnows: onlyHubSpotKnows(plan, definitions, isAccountKnown),
    definitionsSource: definitions.source,
  }
}

const NOTHING = new Totals()

function repairsInUse(file: PlannedFile, scan: FileScan | undefined): RepairInUse[] {
  return (scan?.columns ?? []).flatMap(({ column, repairsInUse: repairs }) =>
    repairs.map(({ name, tally }) => ({
      fileName: safeText(file.fileName),
      columnName: safeText(column.columnName),
      columnIndex: column.index,
      name,
      cells: tally.count,
      examples: tally.examples,
      ...argumentsOf(name, column),
    })),
  )
}

/** What the repair was told. */
function argumentsOf(
  name: RepairName,
  { countryColumn, country, dateFormat, replacements }: PlannedColumn,
): Partial<RepairInUse> {
  if (name === 'iso_date') return dateFormat === undefined ? {} : { dateFormat }
  if (name === 'replace_values') return { values: Object.fromEntries(replacements ?? []) }
  if (name !== 'phone_e164') return {}
  return { ...(countryColumn !== undefined && { countryColumn }), ...(country !== undefined && { country }) }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
