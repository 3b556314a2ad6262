import { z } from 'zod'
import { showObjectType } from '../hubspot/object-types.ts'
import type { Plan, PlannedColumn } from '../import/plan.ts'
import { safeText } from '../safe-text.ts'
import type { Table } from '../table/table.ts'

export const fileFacts = z.object({
  fileName: z.string(),
  bytes: z.number(),
  format: z.string(),
  encoding: z.string(),
  delimiter: z.string(),
  hasHeader: z.boolean(),
  /** Line of the header; null without one. */
  headerLine: z.number().nullable(),
  sheet: z.string().optional(),
  sheets: z.array(z.string()).optional(),
  hiddenSheets: z.array(z.string()).optional(),
  rowCount: z.number(),
  rowCountIsExact: z.boolean(),
})

export function tellFile(table: Table): z.input<typeof fileFacts> {
  const { dialect } = table
  return {
    fileName: safeText(table.fileName),
    bytes: table.bytes,
    format: table.format,
    encoding: dialect.encoding,
    delimiter: dialect.delimiter === '\t' ? 'tab' : dialect.delimiter,
    hasHeader: dialect.hasHeader,
    headerLine: dialect.hasHeader ? dialect.firstLine : null,
    ...(dialect.sheet !== undefined && { sheet: safeText(dialect.sheet) }),
    ...(table.sheets.length > 1 && { sheets: table.sheets.map((sheet) => safeText(sheet)) }),
    ...(table.hiddenSheets !== undefined && { hiddenSheets: table.hiddenSheets.map((sheet) => safeText(sheet)) }),
    rowCount: table.rowCount,
    rowCountIsExact: table.rowCountIsExact,
  }
}

export const plannedColumnView = z.object({
  index: z.number(),
  columnName: z.string(),
  /** null: the column is left out. */
  objectTypeId: z.string().nullable(),
  propertyName: z.string().nullable(),
  columnType: z.string(),
  toColumnObjectTypeId: z.string().optional(),
  repairs: z.array(z.string()).optional(),
})

export function tellColumn(column: PlannedColumn): z.input<typeof plannedColumnView> {
  const { index, columnName, objectTypeId, propertyName, columnType, toColumnObjectTypeId, repairs } = column
  return {
    index,
    columnName: safeText(columnName),
    objectTypeId,
    propertyName,
    columnType,
    ...(toColumnObjectTypeId !== undefined && { toColumnObjectTypeId }),
    ...(repairs.length > 0 && { repairs }),
  }
}

/** `contacts (0-1): UPSERT, companies (0-2): UPSERT` */
export function tellOperations(plan: Pick<Plan, 'importOperations'>): string {
  const operations = Object.entries(plan.importOperations)
  return operations.map(([id, operation]) => `${showObjectType(id)}: ${operation}`).join(', ')
}
