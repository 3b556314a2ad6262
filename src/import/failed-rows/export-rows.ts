import type { NewFile } from '../../table/new-file.ts'
import type { SourceFile } from '../../table/source-file.ts'
import type { Delimiter } from '../../table/table.ts'
import { csvLines } from '../../table/write-csv.ts'
import type { Definitions } from '../definitions.ts'
import { locateRows } from '../locate-rows.ts'
import type { Plan, PlannedFile } from '../plan.ts'
import { repairTools } from '../repair.ts'
import { type Batch, type Batches, collectBatches } from './batches.ts'
import { type ExportedFile, openExportedFile } from './exported-file.ts'
import type { FileFailures } from './failures.ts'
import { createLeftOutTally, type LeftOutGroup } from './left-out.ts'
import { collectRepeats, joinRepeats, type OneRow } from './one-row.ts'
import { exportedHeader } from './plan-columns.ts'
import { compileRows, isSent, type PreparedRow, type PrepareOptions } from './prepare-rows.ts'

export interface ExportOptions extends Omit<PrepareOptions, 'tools'> {
  definitions: Definitions
  open: (file: PlannedFile) => Promise<SourceFile>
  signal: AbortSignal
}

/** The failed rows of a plan, put into as few imports as their operations allow. */
export interface FailedRows {
  batches: readonly Batch[]
  leftOut: LeftOutGroup[]
  /** Writes the rows of one file of a batch, in their order in the source. */
  write(batch: Batch, fileIndex: number, target: NewFile): Promise<{ exported: ExportedFile; delimiter: Delimiter }>
}

/** Looks at every failed row once, and decides where it goes. Of a row only the identifier of a record is kept. */
export async function sortFailedRows(
  plan: Plan,
  failures: readonly FileFailures[],
  options: ExportOptions,
): Promise<FailedRows> {
  const prepareOptions = { repairs: options.repairs, tools: await repairTools(plan.files, options.definitions) }
  const batches = collectBatches(plan)
  const leftOut = createLeftOutTally()
  const placeOf = new Map<PlannedFile, Map<number, number>>()
  const repeatsOf = new Map<PlannedFile, OneRow>()
  for (const [fileIndex, file] of plan.files.entries()) {
    const own = failures[fileIndex] ?? NO_FAILURES
    for (const failure of own.ofNoRow) leftOut.add(failure, 'column', null)
    const places = new Map<number, number>()
    const repeats = collectRepeats()
    placeOf.set(file, places)
    repeatsOf.set(file, repeats)
    const prepare = compileRows(file, plan, own, prepareOptions)
    let lastFound = 0
    for await (const rows of locateRows(file, wantedOf(own.byRecord), options)) {
      for (const row of rows) {
        lastFound = row.record
        const prepared = prepare(row)
        tellLeftOut(prepared, row.line, leftOut)
        putRow(row.record, prepared, { fileIndex, batches, repeats, places })
      }
    }
    tellBeyondEnd(own, lastFound, leftOut)
  }
  const all = batches.all()
  return {
    batches: all,
    leftOut: leftOut.tell(),
    async write(batch, fileIndex, target) {
      const file = plan.files[fileIndex]
      const own = failures[fileIndex]
      const columns = batch.files.get(fileIndex)?.columns
      if (file === undefined || own === undefined || columns === undefined) {
        throw new RangeError(`the batch has no rows of file ${fileIndex}`)
      }
      const exported = openExportedFile(file, columns, { plan, tools: prepareOptions.tools })
      const { delimiter } = file.dialect
      const write = (lines: string[][]) => target.write(csvLines(lines, { delimiter }))
      // Spreadsheet programs take a file for UTF-8 only with a byte order mark.
      await target.write('\ufeff')
      await write([exportedHeader(exported.columns)])
      const prepare = compileRows(file, plan, own, prepareOptions)
      const join = joinRepeats(repeatsOf.get(file)?.into ?? new Map())
      const places = placeOf.get(file) ?? new Map<number, number>()
      for await (const rows of locateRows(file, wantedIn(places, all.indexOf(batch)), options)) {
        await write(
          rows.flatMap((row) => {
            const prepared = join(row, prepare(row))
            return prepared === undefined ? [] : [exported.line(row, prepared)]
          }),
        )
      }
      return { exported, delimiter }
    },
  }
}

interface Target {
  fileIndex: number
  batches: Batches
  repeats: OneRow
  places: Map<number, number>
}

function putRow(record: number, prepared: PreparedRow, { fileIndex, batches, repeats, places }: Target): void {
  if (!isSent(prepared)) return
  const put = repeats.see(record, prepared) ? batches.widen : batches.add
  places.set(record, put(fileIndex, prepared.choice))
}

const NO_FAILURES: FileFailures = { byRecord: new Map(), ofNoRow: [] }

const wantedOf = (records: ReadonlyMap<number, unknown>) => ({
  has: (record: number) => records.has(record),
  last: lastOf(records),
})

const wantedIn = (places: ReadonlyMap<number, number>, batch: number) => ({
  has: (record: number) => places.get(record) === batch,
  last: lastOf(places),
})

function lastOf(records: ReadonlyMap<number, unknown>): number {
  let last = 0
  for (const record of records.keys()) if (record > last) last = record
  return last
}

function tellBeyondEnd(
  { byRecord }: FileFailures,
  lastFound: number,
  leftOut: ReturnType<typeof createLeftOutTally>,
): void {
  for (const [record, failures] of byRecord) {
    if (record > lastFound) for (const failure of failures) leftOut.add(failure, 'no_such_row', undefined)
  }
}

function tellLeftOut(prepared: PreparedRow, line: number, leftOut: ReturnType<typeof createLeftOutTally>): void {
  for (const { failure, why } of prepared.choice.leftOut) leftOut.add(failure, why, line)
  if (!isSent(prepared)) for (const failure of prepared.blank) leftOut.add(failure, 'blank', line)
}
