import type { z } from 'zod'
import { counted } from '../counted.ts'
import { objectTypeById } from '../hubspot/object-types.ts'
import type { fileFacts } from '../tools/plan-view.ts'
import type { proposeMappingTool } from '../tools/propose_mapping.ts'
import type { Screen } from './screen.ts'

export type Mapping = z.output<typeof proposeMappingTool.output>
type Column = Mapping['files'][number]['columns'][number]

const SURE_WIDTH = 5

/**
 * `contacts.email`: where the values of a column go; `contacts → deals` where they name another record; undefined:
 * nowhere.
 */
export function targetOf({ objectTypeId, propertyName, columnType, ...column }: Column): string | undefined {
  if (objectTypeId === null) return undefined
  if (propertyName === null && column.toColumnObjectTypeId !== undefined)
    return `${pluralOf(objectTypeId)} → ${pluralOf(column.toColumnObjectTypeId)}`
  return `${pluralOf(objectTypeId)}.${propertyName ?? columnType ?? '?'}`
}

const pluralOf = (objectTypeId: string): string => objectTypeById(objectTypeId)?.plural.toLowerCase() ?? objectTypeId

/** The columns of a file with their properties, at most `most` of them. */
export function showColumns(screen: Screen, columns: readonly Column[], most = Number.POSITIVE_INFINITY): void {
  const rows = columns
    .slice(0, most)
    .map((column) => [shownName(column.columnName, column.index), ...targetCells(column)])
  screen.table(rows)
  if (columns.length > most)
    screen.paragraph(`… and ${columns.length - most} more columns`, { lead: '  ', style: 'dim' })
}

/** The name of a column, or its number where it has none. */
export const shownName = (columnName: string, index: number | null): string =>
  columnName.trim() === '' && index !== null ? `column ${index + 1}` : columnName

function targetCells(column: Column): string[] {
  const target = targetOf(column)
  if (target === undefined) return ['– no match, left out']
  return [target, `${Math.round(column.confidence * 100)} %`.padStart(SURE_WIDTH), roleOf(column)]
}

/** What the column does beside holding values. */
function roleOf({ columnType, propertyName, toColumnObjectTypeId }: Column): string {
  if (propertyName === null && toColumnObjectTypeId !== undefined) return 'association'
  return columnType === 'HUBSPOT_ALTERNATE_ID' || columnType === 'HUBSPOT_OBJECT_ID' ? 'identifier' : ''
}

/** How the file was read. */
export function tellFile({
  rowCount,
  rowCountIsExact,
  format,
  encoding,
  delimiter,
  headerLine,
  sheet,
}: z.output<typeof fileFacts>): string {
  const rows = `${rowCountIsExact ? '' : 'about '}${counted(rowCount, 'row')}`
  const header = headerLine === null ? 'no header' : `header in line ${headerLine}`
  const reading =
    format === 'csv'
      ? `${encoding}, delimiter ${delimiter === ',' ? 'comma' : delimiter}`
      : `${format}, sheet "${sheet}"`
  return `${rows}, ${reading}, ${header}`
}

/** The order of day and month, with its proof. */
export function tellDates({ value, certain, evidence }: NonNullable<Mapping['dateFormat']>): string {
  return `${value} (${certain ? 'certain' : 'not certain'}): ${evidence}`
}
