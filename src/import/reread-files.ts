import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import type { Table } from '../table/table.ts'
import { type LookedAt, plannedFacts } from './build-plan.ts'
import { leftOut, type Plan, type PlannedColumn, type PlannedFile } from './plan.ts'

/**
 * The plan for its files as they are now, after somebody corrected them: the mapping, options and repairs stay. A file
 * that came out of a spreadsheet program may have another encoding, delimiter, format or order of columns.
 * @throws UsageError invalid_arguments, column_not_in_file
 */
export function withFiles(plan: Plan, looked: readonly LookedAt[]): Plan {
  if (looked.length !== plan.files.length) {
    throw new UsageError(
      'invalid_arguments',
      `The plan has ${plan.files.length} files, but ${looked.length} were given.`,
      'Give one path in files for each file of the plan, in its order.',
    )
  }
  const { preflight: _preflight, ...rest } = plan
  return { ...rest, files: looked.map((one, index) => reread(one, plan.files[index])) }
}

function reread(looked: LookedAt, planned: PlannedFile | undefined): PlannedFile {
  const facts = plannedFacts(looked)
  return {
    ...facts,
    // The sheet of the plan was asked for now, so that the others were not looked into.
    ...(facts.sheets !== undefined && planned?.sheets !== undefined && { sheets: planned.sheets }),
    ...(planned?.sheetNamed === true && { sheetNamed: true }),
    columns: placedColumns(looked.table, planned?.columns ?? []),
  }
}

/** By name, the n-th of a name to the n-th; in a file without a header by place. */
function placedColumns({ columns, dialect, fileName }: Table, planned: readonly PlannedColumn[]): PlannedColumn[] {
  const free = [...planned]
  const moved = new Map<number, number>()
  const placed = columns.map((column) => {
    const place = free.findIndex(({ columnName, index }) =>
      dialect.hasHeader ? columnName === column.columnName : index === column.index,
    )
    const [found] = place < 0 ? [] : free.splice(place, 1)
    if (found === undefined) return leftOut(column)
    moved.set(found.index, column.index)
    return { ...found, index: column.index }
  })
  const missing = free.find(({ objectTypeId }) => objectTypeId !== null)
  if (missing === undefined) return placed.map((column) => withCountryAt(column, moved))
  throw new UsageError(
    'column_not_in_file',
    `${safeText(fileName)} has no column "${safeText(missing.columnName)}" any more; its columns are ${columns.map(({ columnName }) => safeText(columnName, 40)).join(', ')}.`,
    'Keep the header as it was, or call propose_mapping with the file.',
  )
}

const withCountryAt = (column: PlannedColumn, moved: ReadonlyMap<number, number>): PlannedColumn =>
  column.countryColumn === undefined ? column : { ...column, countryColumn: moved.get(column.countryColumn) }
