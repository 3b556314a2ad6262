import type { RecordChunk } from '../../table/byte-index/record-chunk.ts'
import type { SourceRow } from '../../table/read-records.ts'
import type { Row } from '../../table/table.ts'
import { type AssociationChecks, associationChecks } from './association-check.ts'
import { kindOfProperty } from './association-key.ts'
import type { RowCheck } from './checked-row.ts'
import { type ColumnKind, columnKind, isMapped, type MappedColumn } from './column-kind.ts'
import { type ColumnRun, compileColumn } from './column-run.ts'
import type { FileContext } from './file-context.ts'
import { lateChecks } from './late-check.ts'
import { checkMapping } from './mapping-check.ts'
import { overwriteWarning } from './overwrite-warning.ts'
import { recordCheck } from './record-check.ts'
import { type RecordColumns, recordColumns } from './record-columns.ts'
import { createChunkScan, type HashedKey } from './scan-chunk.ts'
import { createRowScan } from './scan-row.ts'
import { eventChecks } from './special-rows.ts'

export interface FileScan {
  columns: readonly ColumnRun[]
  /** What was found so far; rows in the order of the file. */
  totals: { rows: number; rowsLost: number; valuesLost: number; associationsLost: number; characters: number }
  row(row: SourceRow): void
  /** Records as bytes; what comes of it is the same. */
  chunk(chunk: RecordChunk): void
  /** After the last row. */
  end(): void
  /** Takes the rows again when all files have been read; null: there is nothing to look up. */
  secondReading: ((row: Row) => void) | null
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
  const associations = associationChecks(mapped, context, { records, mayRepeat })
  const overwrites = overwriteWarning(records, mapped, context, mayRepeat)
  const rowChecks = [
    ...compileRowChecks(columns, context, { records, mayRepeat }),
    ...overwrites.checks,
    ...associations.checks,
  ]
  const scan = createRowScan(columns, rowChecks, context)
  const totals = { rows: 0, rowsLost: 0, valuesLost: 0, associationsLost: 0, characters: 0 }
  const add = (characters: number, isClean: boolean) => {
    totals.rows += 1
    totals.characters += characters
    if (isClean) return
    const { lost, valuesLost, associationsLost } = scan.row
    if (lost) totals.rowsLost += 1
    else {
      totals.valuesLost += valuesLost
      totals.associationsLost += associationsLost
    }
  }
  return {
    columns,
    totals,
    row: (row) => add(scan.takeTexts(row), false),
    chunk: createChunkScan(columns, scan, {
      key: hashedKey(records, mapped, context),
      fileBytes: context.file.bytes,
      add,
    }),
    end() {
      for (const { evidence, counters } of columns) evidence?.conclude(counters())
      overwrites.conclude()
    },
    secondReading: secondReadingOf(associations),
  }
}

/** The one column by whose values rows are told apart, where its keys need no more than lower case. */
function hashedKey(
  records: readonly RecordColumns[],
  mapped: readonly MappedColumn[],
  { definitions }: FileContext,
): HashedKey | null {
  const places = records.flatMap(({ recordId, identifier }) => [recordId, identifier]).filter((place) => place >= 0)
  const column = mapped[places[0] ?? -1]
  if (column === undefined || places.length > 1) return null
  const kind = kindOfProperty(column, definitions)
  return kind === 'number' ? null : { place: places[0] ?? -1, lower: kind === 'email' || kind === 'domain' }
}

function secondReadingOf({ deferred }: AssociationChecks): FileScan['secondReading'] {
  if (deferred.length === 0) return null
  return (row) => {
    for (const keys of deferred) keys.row(row)
  }
}

/** In the order in which a row can be lost. */
function compileRowChecks(
  columns: readonly ColumnRun[],
  context: FileContext,
  place: { records: readonly RecordColumns[]; mayRepeat: boolean },
): RowCheck[] {
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
