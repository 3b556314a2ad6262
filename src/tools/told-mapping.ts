import { z } from 'zod'
import { importRequest } from '../hubspot/import-request.ts'
import { fitting } from './fitting.ts'
import { type MappingView, proposedDateFormat } from './mapping-view.ts'

/** Below it the person should look at the alternatives. */
export const SURE = 0.9

const toldColumn = z.object({
  index: z.number().optional().describe('Where the name does not tell the column'),
  columnName: z.string(),
  objectTypeId: z.string().nullable().describe('null: no match, the column is left out'),
  propertyName: z.string().nullable(),
  columnType: z.string().optional().describe('Default: STANDARD'),
  toColumnObjectTypeId: z.string().optional(),
  confidence: z.number().optional().describe('Below 0.9'),
  reason: z.string().optional(),
  examples: z.array(z.string()).optional(),
  alternatives: z.array(z.string()).optional().describe('objectTypeId.propertyName (confidence)'),
})

export const toldMapping = z.object({
  planId: z.string(),
  files: z.array(
    z.object({
      fileName: z.string(),
      rowCount: z.number(),
      rowCountIsExact: z.boolean().optional().describe('Default: true'),
      readAs: z.string(),
      columns: z.array(toldColumn),
      columnsLeftOut: z.number().optional(),
    }),
  ),
  importOperations: z.record(z.string(), z.string()),
  dateFormat: proposedDateFormat.optional(),
  questions: z.array(z.string()),
  definitions: z.enum(['account', 'built-in']).describe('Where properties and options come from'),
  importRequest: importRequest.optional(),
  nextStep: z.string(),
})

type ToldMapping = z.input<typeof toldMapping>
type ColumnView = MappingView['files'][number]['columns'][number]

/** What a model needs: of certain columns where they go, of the others what the decision needs. */
export function tellMapping({ files, nextStep, ...mapping }: MappingView): ToldMapping {
  const characters = CHARACTERS / files.length
  const told = files.map(({ columns, ...file }) => ({
    fileName: file.fileName,
    rowCount: file.rowCount,
    ...(!file.rowCountIsExact && { rowCountIsExact: false }),
    readAs: readAs(file),
    ...fittingColumns(columns, characters),
  }))
  const isCut = told.some(({ columnsLeftOut }) => columnsLeftOut !== undefined)
  return { ...mapping, files: told, nextStep: isCut ? `${nextStep} ${PAGES}` : nextStep }
}

/** With the questions, which can be long, less than an answer may have. */
const CHARACTERS = 3_000

const PAGES = 'revise_mapping with columnsFrom: 0 lists the other columns.'

/** What needs the person goes before what is certain, where not everything has room. */
function fittingColumns(
  columns: readonly ColumnView[],
  characters: number,
): Pick<ToldMapping['files'][number], 'columns' | 'columnsLeftOut'> {
  const told = columns.map((column) => ({ place: column.index, column: tellColumn(column, columns) }))
  const isOpen = ({ column }: (typeof told)[number]) => column.reason !== undefined
  const ordered = [...told.filter(isOpen), ...told.filter((one) => !isOpen(one))]
  const shown = fitting(ordered, { characters }).sort((one, other) => one.place - other.place)
  const leftOut = columns.length - shown.length
  return { columns: shown.map(({ column }) => column), ...(leftOut > 0 && { columnsLeftOut: leftOut }) }
}

function tellColumn(column: ColumnView, all: readonly ColumnView[]): z.input<typeof toldColumn> {
  const { index, columnName, columnType, confidence, reason, examples, alternatives } = column
  const isNamed = columnName !== '' && all.every((one) => one === column || one.columnName !== columnName)
  const isOpen = column.objectTypeId === null || confidence < SURE
  return {
    ...(!isNamed && { index }),
    columnName,
    objectTypeId: column.objectTypeId,
    propertyName: column.propertyName,
    ...(columnType !== undefined && columnType !== 'STANDARD' && { columnType }),
    ...(column.toColumnObjectTypeId !== undefined && { toColumnObjectTypeId: column.toColumnObjectTypeId }),
    ...(isOpen && column.objectTypeId !== null && { confidence }),
    ...(isOpen && { reason, examples, alternatives }),
  }
}

/** `csv, utf-8, delimiter ;, header in line 3`, or `xlsx, sheet "Leads", no header` */
function readAs({
  format,
  encoding,
  delimiter,
  headerLine,
  sheet,
}: Omit<MappingView['files'][number], 'columns'>): string {
  const dialect = format === 'csv' ? `${encoding}, delimiter ${delimiter}` : `sheet "${sheet ?? ''}"`
  return `${format}, ${dialect}, ${headerLine === null ? 'no header' : `header in line ${headerLine}`}`
}
