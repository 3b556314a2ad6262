import type { RecordStore } from '../store.ts'
import { eachRow, type RowLoop } from './each-row.ts'
import type { FilePlan, KeyLink, SharedColumn } from './file-plan.ts'
import { findByKey } from './find-by-key.ts'
import type { ImportHooks, ImportJob, ImportResult } from './import-job.ts'
import { importRow } from './import-row.ts'
import { type KeyFinder, linkRow } from './link-row.ts'
import { type ImportPlan, planImport } from './plan-import.ts'
import { createTally, type Tally } from './tally.ts'

/**
 * Performs an import on the records of the store. First every file is opened and its mapping compiled: one file that
 * cannot be imported fails the whole import before anything is written (FAILED, errors on line 0). Then all rows of all
 * files are written, and last the associations that name records by key, so the order of files does not matter.
 * Cancelling between slices keeps what is written so far.
 *
 * Choices where HubSpot is silent, besides those that stand where they are made:
 * - lineNumber counts records, the header being 1: a line break inside quotes and a blank line do not count.
 * - A column of an unknown or read-only property loses its values and is told once, on the line of the header.
 * - An error loses its own object of the row; the other objects of the row are written. That their association is
 *   missing then is not told again.
 * - The same record may come on several rows only where rows hold several objects or name other records; it counts
 *   once, and UNIQUE_OBJECTS_WRITTEN appears only then.
 * - A value that is refused although a new record needs it is INVALID_REQUIRED_PROPERTY; on a known record it is lost.
 * - An association counts once, however many types and labels it has.
 */
export async function runImport(job: ImportJob, store: RecordStore, hooks: ImportHooks): Promise<ImportResult> {
  const tally = createTally(hooks)
  const plan = await planImport(job, store, tally)
  try {
    const state = plan.isRefused ? 'FAILED' : await importFiles(plan, { store, tally, hooks })
    const counters = tally.counters()
    hooks.counters(counters)
    return { state, counters }
  } finally {
    for (const { source } of plan.files) await source.close()
  }
}

async function importFiles(plan: ImportPlan, loop: RowLoop): Promise<'DONE' | 'CANCELED'> {
  for (const file of plan.files) {
    tellColumns(file, loop.tally)
    if ((await eachRow(file.source, (row) => importRow(file, row, loop), loop)) === 'canceled') return 'CANCELED'
  }
  for (const file of plan.files.filter(({ keyLinks }) => keyLinks.length > 0)) {
    const context = {
      ...loop,
      finders: file.keyLinks.map((link) => keyFinder(link, file, { plan, store: loop.store })),
    }
    if ((await eachRow(file.source, (row) => linkRow(file, row, context), loop)) === 'canceled') return 'CANCELED'
  }
  return 'DONE'
}

/** What the mapping loses is told once, on the line of the header. */
function tellColumns({ source, columnFaults, mappedColumns, unmappedColumns }: FilePlan, tally: Tally): void {
  tally.count('MAPPED_COLUMNS', mappedColumns)
  tally.count('UNMAPPED_COLUMNS', unmappedColumns)
  const place = { file: source.file, lineNumber: source.hasHeader ? 1 : 0, cells: source.header }
  for (const fault of columnFaults) tally.error(fault, place)
}

function keyFinder(
  link: KeyLink,
  file: FilePlan,
  { plan, store }: { plan: ImportPlan; store: RecordStore },
): KeyFinder {
  const shared = link.kind === 'common_column' ? sharedColumn(plan, file, link.toObjectTypeId) : null
  return { link, find: findByKey(link, shared, { store, rules: plan.rules }) }
}

/** The common column in the other file that owns the property. */
function sharedColumn(plan: ImportPlan, file: FilePlan, objectTypeId: string): SharedColumn | null {
  const owners = plan.files.filter((other) => other !== file).flatMap((other) => other.objects)
  return owners.find((object) => object.objectTypeId === objectTypeId && object.shared !== null)?.shared ?? null
}
