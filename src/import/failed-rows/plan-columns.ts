import { LINE_HEADER, OWN_HEADERS } from '../../mapping/decide/own-columns.ts'
import { guardFormula } from '../../table/formula-guard.ts'
import type { Row } from '../../table/table.ts'
import { leftOut, type Plan, type PlannedColumn, type PlannedFile } from '../plan.ts'
import type { RepairName } from '../repair-names.ts'
import { freeName } from '../request.ts'

/** A column of the exported file and the source column that its cells come from. */
export interface ExportedColumn {
  header: string
  source: PlannedColumn
}

/**
 * The columns that come back: all of the source's, or those with these indexes. A file that is itself an export does
 * not pass its own columns on.
 */
export function exportedColumns(
  file: PlannedFile,
  plan: Pick<Plan, 'repairsPlanId'>,
  columns: 'row' | ReadonlySet<number>,
): ExportedColumn[] {
  const own = ownColumns(file, plan)
  const taken = new Set(OWN_HEADERS)
  return file.columns
    .filter((column) => !own.includes(column) && (columns === 'row' || columns.has(column.index)))
    .map((source) => {
      const header = freeName(source.columnName.trim() || `Column ${source.index + 1}`, taken)
      taken.add(header)
      return { header: guardFormula(header), source }
    })
}

/** Our own columns, where the file was exported before, also when it was mapped anew. */
export function ownColumns(file: PlannedFile, { repairsPlanId }: Pick<Plan, 'repairsPlanId'>): PlannedColumn[] {
  const own = file.columns.filter(({ index, columnName }) => OWN_HEADERS[index] === columnName)
  const isOurs = own.length === OWN_HEADERS.length && own.every(({ objectTypeId }) => objectTypeId === null)
  return repairsPlanId !== undefined || isOurs ? own : []
}

/**
 * Where a row stands in the first file, which is the one that people know: an export of an export passes the number on.
 * '' for a row that somebody added to an export.
 */
export function sourceLine({ line, cells }: Row, own: readonly PlannedColumn[]): string {
  const column = own.find(({ columnName }) => columnName === LINE_HEADER)
  if (column === undefined) return String(line)
  const kept = (cells[column.index] ?? '').trim()
  return /^\d+$/.test(kept) ? kept : ''
}

export const exportedHeader = (columns: readonly ExportedColumn[]): string[] => [
  ...OWN_HEADERS,
  ...columns.map(({ header }) => header),
]

/** How the exported columns are planned: the mapping stays. `repairs`: those the file still needs, by source index. */
export function plannedColumns(
  columns: readonly ExportedColumn[],
  repairs: ReadonlyMap<number, readonly RepairName[]>,
): PlannedColumn[] {
  const own = OWN_HEADERS.map((columnName, index) => leftOut({ index, columnName }))
  const indexOf = (source: number | undefined) => {
    const place = columns.findIndex((column) => column.source.index === source)
    return place < 0 ? undefined : place + OWN_HEADERS.length
  }
  const exported = columns.map(({ header, source }, place) => ({
    ...source,
    index: place + OWN_HEADERS.length,
    columnName: header,
    repairs: source.objectTypeId === null ? [] : [...(repairs.get(source.index) ?? [])],
    countryColumn: indexOf(source.countryColumn),
  }))
  return [...own, ...exported]
}
