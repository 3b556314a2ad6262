import { type AssociationContext, associateInRow } from './associate-records.ts'
import { duplicateFault, rowFault } from './check-row.ts'
import type { FilePlan } from './file-plan.ts'
import { importObject } from './import-object.ts'
import type { SourceRow } from './import-source.ts'
import { type ReadObject, readObject } from './read-object.ts'
import { takePart } from './take-part.ts'
import type { Fault, Tally } from './tally.ts'
import type { WrittenRecord } from './write-record.ts'

/** A row with more errors than this gets one error instead of them, and is lost. Our choice: the number is not published. */
const MOST_ERRORS = 10

/** Imports one row: its records, and the associations between them. */
export function importRow(plan: FilePlan, row: SourceRow, context: AssociationContext): void {
  context.tally.count('TOTAL_ROWS')
  const place = { file: plan.source.file, ...row }
  for (const fault of rowFaults(plan, row, context)) context.tally.error(fault, place)
}

function rowFaults(plan: FilePlan, row: SourceRow, context: AssociationContext): Fault[] {
  const { cells } = row
  const fault = rowFault(plan, row)
  if (fault !== undefined) return [fault]
  const faults: Fault[] = []
  const reads = plan.objects.map((object) => readObject(object, cells, faults))
  if (faults.length + refusedIn(reads) > MOST_ERRORS) return [MANY_ERRORS]
  loseDuplicates(reads, cells, faults)
  countEmitted(reads, context.tally)
  const written: (WrittenRecord | null)[] = []
  for (const read of reads)
    written.push(importObject({ plan, read, cells, lineNumber: row.lineNumber, written }, context, faults))
  return [...faults, ...associationFaults({ plan, cells, written }, context)]
}

const refusedIn = (reads: readonly ReadObject[]): number => reads.reduce((sum, read) => sum + read.refused.length, 0)

function loseDuplicates(reads: readonly ReadObject[], cells: readonly string[], faults: Fault[]): void {
  for (const read of reads) {
    const fault = duplicateFault(read, cells)
    if (fault === undefined) continue
    read.isLost = true
    faults.push(fault)
  }
}

/** Counted before anything is looked up in the account: a row refused by CREATE has emitted its values (recorded). */
function countEmitted(reads: readonly ReadObject[], tally: Tally): void {
  for (const read of reads) {
    if (!read.isLost && (read.values.length > 0 || read.recordId !== '')) tally.count('PROPERTY_VALUES_EMITTED')
  }
}

interface WrittenRow {
  plan: FilePlan
  cells: readonly string[]
  written: readonly (WrittenRecord | null)[]
}

function associationFaults({ plan, cells, written }: WrittenRow, context: AssociationContext): Fault[] {
  const faults: Fault[] = []
  for (const link of plan.rowLinks) {
    const from = written[link.from] ?? null
    const to = written[link.to] ?? null
    if (from !== null && to !== null) faults.push(...associateInRow(link, { from, to, cells }, context))
  }
  const contact = plan.participation === null ? null : (written[plan.participation.contact] ?? null)
  if (plan.participation === null || contact === null) return faults
  return [...faults, ...takePart(plan.participation, { contactId: contact.id, cells }, context)]
}

const MANY_ERRORS: Fault = {
  errorType: 'MANY_ERRORS_IN_ROW',
  message: `The row has more than ${MOST_ERRORS} errors; they are not listed one by one, and nothing of it is written.`,
}
