import type { RecordChunk } from '../../table/byte-index/record-chunk.ts'
import type { SourceRow } from '../../table/read-records.ts'
import type { Row } from '../../table/table.ts'
import { type AssociationChecks, associationChecks } from './association-check.ts'
import { kindOfProperty } from './association-key.ts'
import { canBeHashed } from './byte-column.ts'
import type { RowCheck } from './checked-row.ts'
import { type ColumnKind, columnKind, isMapped } from './column-kind.ts'
import { type ColumnRun, compileColumn } from './column-run.ts'
import type { FileContext } from './file-context.ts'
import { KeyIndex } from './key-index.ts'
import { lateChecks } from './late-check.ts'
import { checkMapping } from './mapping-check.ts'
import { filePoints, fileProvesComma } from './number-evidence.ts'
import { overwriteWarning } from './overwrite-warning.ts'
import { type RecordPlace, recordCheck } from './record-check.ts'
import { type RecordColumns, recordColumns } from './record-columns.ts'
import { createChunkScan } from './scan-chunk.ts'
import { createRowScan, type HashedKey } from './scan-row.ts'
import { SeenRows } from './seen-rows.ts'
import { eventChecks } from './special-rows.ts'
import { Totals } from './totals.ts'

export interface FileScan {
  columns: readonly ColumnRun[]
  /** What was found so far; rows in the order of the file. */
  totals: Totals
  row(row: SourceRow): void
  /** Records as bytes; what comes of it is the same. */
  chunk(chunk: RecordChunk): void
  /** After the last row. */
  end(): void
  /** Takes the rows again when all files have been read; null: there is nothing to look up. */
  secondReading: ((row: Row) => void) | null
  /** When the rows of all files have been taken. */
  conclude(): void
}

/** All checks of one file, compiled once. Rows come from outside, so any reader can feed them. */
export function createFileScan(context: FileContext): FileScan {
  const mapped = context.file.columns.filter(isMapped)
  const records = recordColumns(mapped, context.plan, context.definitions)
  checkMapping(records, context)
  const columns = mapped.map((column, place) => {
    const record = records.find(({ objectTypeId }) => objectTypeId === column.objectTypeId)
    return compileColumn(column, { place, record }, context)
  })
  const mayRepeat = records.length > 1 || mapped.some((column) => REPEATING.has(columnKind(column)))
  const seen = new SeenRows()
  const key = mayRepeat ? null : hashedKey(records, columns, context)
  const associations = associationChecks(mapped, context, { records, mayRepeat })
  const overwrites = overwriteWarning(records, mapped, context, mayRepeat)
  const keyLines = (place: number) => (place === key?.place ? seen : new KeyIndex())
  const rowChecks = [
    ...compileRowChecks(columns, context, { records, mayRepeat, keyLines }),
    ...overwrites.checks,
    ...associations.checks,
  ]
  const scan = createRowScan(columns, rowChecks, { seen, key }, context)
  const totals = new Totals()
  return {
    columns,
    totals,
    row(row) {
      scan.takeTexts(row)
      totals.add(scan.row)
      totals.bytes += row.cells.reduce((sum, cell) => sum + cell.length + 1, 0)
    },
    chunk: createChunkScan(columns, scan, { key, fileBytes: context.file.bytes, totals }),
    end() {
      const numbers = columns.flatMap(({ evidence }) => evidence?.numbers ?? [])
      const file = { provesComma: fileProvesComma(numbers), hasPoint: filePoints(numbers) }
      for (const { evidence, counters } of columns) evidence?.conclude(counters(), file)
      overwrites.conclude()
    },
    secondReading: secondReadingOf(associations),
    conclude() {
      for (const link of associations.links) totals.associationsLost += link.conclude()
    },
  }
}

/** The one column by whose values rows are told apart, where the hash of its bytes serves. */
function hashedKey(
  records: readonly RecordColumns[],
  columns: readonly ColumnRun[],
  { definitions }: FileContext,
): HashedKey | null {
  const places = records.flatMap(({ recordId, identifier }) => [recordId, identifier]).filter((place) => place >= 0)
  const [place = -1] = places
  const run = columns[place]
  if (run === undefined || places.length > 1 || !canBeHashed(run)) return null
  const kind = kindOfProperty(run.column, definitions)
  return kind === 'number' ? null : { place, kind }
}

function secondReadingOf({ deferred }: AssociationChecks): FileScan['secondReading'] {
  if (deferred.length === 0) return null
  return (row) => {
    for (const keys of deferred) keys.row(row)
  }
}

/** In the order in which a row can be lost. */
function compileRowChecks(columns: readonly ColumnRun[], context: FileContext, place: RecordPlace): RowCheck[] {
  const { records } = place
  const mapped = columns.map(({ column }) => column)
  return [
    ...records.map((record) => recordCheck(record, columns, context, place)),
    ...lateChecks(columns, records, context),
    ...eventChecks(mapped, records, context),
  ]
}

/** Where rows name other records or participations, one record has a row for each of them. */
const REPEATING = new Set<ColumnKind>(['foreign_key', 'association_keys', 'event_time'])
