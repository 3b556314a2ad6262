import { z } from 'zod'
import { counted } from '../counted.ts'
import type { looksLike } from '../mapping/looks-like.ts'
import { safeText } from '../safe-text.ts'
import { inspectTable } from '../table/inspect-table.ts'
import type { Table } from '../table/table.ts'
import { encodingArgument, statedEncoding } from './encoding-argument.ts'
import { fitting } from './fitting.ts'
import { fileFacts, tellFile } from './plan-view.ts'
import { namedSheets, otherSheets } from './sheet-question.ts'
import { defineTool } from './tool.ts'

const CELL_LENGTH = 40
const COLUMN_CHARACTERS = 3_000
const ROW_CHARACTERS = 1_500
const MOST_CHOICES = 30

export const inspectFileTool = defineTool({
  name: 'inspect_file',
  title: 'Look at a file',
  description:
    'Use this to look into a CSV, .xlsx or .xls file: columns, examples, rows. Not needed before propose_mapping, which reads the file itself.',
  effect: 'read',
  toolset: 'imports',
  plans: true,
  input: z.strictObject({
    file: z.string().min(1).describe('Path or upload handle'),
    sheet: z.string().optional().describe('Default: the first'),
    encoding: encodingArgument,
    rows: z.coerce.number().int().min(0).max(20).default(3).describe('Sample rows'),
    columnsFrom: z.coerce.number().int().min(0).default(0).describe('Show the columns from this one'),
  }),
  output: z.object({
    file: fileFacts,
    columns: z.array(
      z.object({
        index: z.number(),
        columnName: z.string(),
        looksLike: z.string(),
        blankShare: z.number().describe('0–1, of the sampled rows'),
        examples: z.array(z.string()).describe('Where the sampled rows repeat a few values: all of these'),
      }),
    ),
    columnsLeftOut: z.number().optional().describe('After the last one shown'),
    rows: z.array(z.object({ line: z.number(), cells: z.array(z.string()) })).describe('Cells of the columns shown'),
    nextStep: z.string(),
  }),
  untrusted: ['file.fileName', 'file.sheets', 'columns.columnName', 'columns.examples', 'rows.cells'],
  async run({ file, sheet, encoding, rows, columnsFrom }, call) {
    await using source = await call.files.open(file)
    const { looksLike } = await import('../mapping/looks-like.ts')
    const table = await inspectTable(source, { sheet, ...statedEncoding(encoding), signal: call.signal })
    const columns = table.columns.slice(columnsFrom).map(({ index, columnName }) => ({
      columnName: safeText(columnName),
      ...tellValues(table, index, looksLike),
    }))
    const shown = fitting(columns, { characters: COLUMN_CHARACTERS })
    const leftOut = columns.length - shown.length
    const sample = table.sample.slice(0, rows).map(({ line, cells }) => ({
      line,
      cells: cells.slice(columnsFrom, columnsFrom + shown.length).map((cell) => safeText(cell, CELL_LENGTH)),
    }))
    return {
      file: tellFile(table),
      columns: shown,
      ...(leftOut > 0 && { columnsLeftOut: leftOut }),
      rows: fitting(sample, { characters: ROW_CHARACTERS }),
      nextStep: `${tellNext(table, { file, sheet, encoding })}${leftOut > 0 ? ` Further columns: columnsFrom: ${columnsFrom + shown.length}.` : ''}`,
    }
  },
  summary: ({ file, columns, columnsLeftOut = 0 }) =>
    `${file.fileName}: ${file.rowCountIsExact ? '' : 'about '}${counted(file.rowCount, 'row')}, ${counted(columns.length, 'column')}${columnsLeftOut > 0 ? ` shown, ${columnsLeftOut} more follow` : ''}.`,
})

/** What was asked for here holds there too: without it the first sheet would be mapped. */
function tellNext(
  table: Table,
  { file, sheet, encoding }: { file: string; sheet?: string | undefined; encoding?: string | undefined },
): string {
  const others = namedSheets(otherSheets(table))
  if (table.sample.length === 0 && others !== '') {
    return `This sheet has no rows. Call inspect_file with another one as sheet: ${others}.`
  }
  const given = [
    `file: "${safeText(file)}"`,
    ...(sheet === undefined ? [] : [`sheet: "${safeText(sheet)}"`]),
    ...(encoding === undefined ? [] : ['the same encoding']),
  ]
  return `Call propose_mapping with ${given.join(' and ')}.`
}

interface ValuesView {
  index: number
  looksLike: string
  blankShare: number
  examples: string[]
}

function tellValues(table: Table, index: number, tellLooks: typeof looksLike): ValuesView {
  const values = table.sample.map(({ cells }) => (cells[index] ?? '').trim())
  const filled = values.filter((value) => value !== '')
  return {
    index,
    looksLike: tellLooks(filled),
    blankShare: values.length === 0 ? 1 : Math.round((1 - filled.length / values.length) * 100) / 100,
    examples: tellExamples(filled),
  }
}

/** A column of choices would become a property with options: these are them, as far as the sample has them. */
function tellExamples(filled: readonly string[]): string[] {
  const values = [...new Set(filled)]
  const isChoice = values.length <= MOST_CHOICES && filled.length >= values.length * 2
  return values.slice(0, isChoice ? MOST_CHOICES : 2).map((value) => safeText(value, CELL_LENGTH))
}
