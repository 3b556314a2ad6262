import type { z } from 'zod'
import { counted } from '../counted.ts'
import { objectTypeById } from '../hubspot/object-types.ts'
import type { fileFacts } from '../tools/plan-view.ts'
import type { proposeMappingTool } from '../tools/propose_mapping.ts'
import type { Screen } from './screen.ts'

export type Mapping = z.output<typeof proposeMappingTool.output>
type Column = Mapping['files'][number]['columns'][number]

const SURE_WIDTH = 5

/** `contacts.email`: where the values of a column go; undefined: nowhere. */
export function targetOf({ objectTypeId, propertyName, columnType }: Column): string | undefined {
  if (objectTypeId === null) return undefined
  return `${objectTypeById(objectTypeId)?.plural.toLowerCase() ?? objectTypeId}.${propertyName ?? columnType ?? '?'}`
}

/** The columns of a file with their properties, at most `most` of them. */
export function showColumns(screen: Screen, columns: readonly Column[], most = Number.POSITIVE_INFINITY): void {
  const rows = columns.slice(0, most).map((column) => [column.columnName, ...targetCells(column)])
  screen.table(rows)
  if (columns.length > most)
    screen.paragraph(`… and ${columns.length - most} more columns`, { lead: '  ', style: 'dim' })
}

function targetCells(column: Column): string[] {
  const target = targetOf(column)
  if (target === undefined) return ['– no match, left out']
  const identifies = column.columnType === 'HUBSPOT_ALTERNATE_ID' || column.columnType === 'HUBSPOT_OBJECT_ID'
  return [target, `${Math.round(column.confidence * 100)} %`.padStart(SURE_WIDTH), identifies ? 'identifier' : '']
}

/** How the file was read. */
export function tellFile({
  rowCount,
  rowCountIsExact,
  format,
  encoding,
  delimiter,
  headerLine,
}: z.output<typeof fileFacts>): string {
  const rows = `${rowCountIsExact ? '' : 'about '}${counted(rowCount, 'row')}`
  const header = headerLine === null ? 'no header' : `header in line ${headerLine}`
  const reading = format === 'csv' ? `${encoding}, delimiter ${delimiter === ',' ? 'comma' : delimiter}` : format
  return `${rows}, ${reading}, ${header}`
}

/** The order of day and month, with its proof. */
export function tellDates({ dateFormat: { value, certain, evidence } }: Mapping): string {
  return `${value} (${certain ? 'certain' : 'not certain'}): ${evidence}`
}
