import { z } from 'zod'
import type { looksLike } from '../mapping/looks-like.ts'
import { safeText } from '../safe-text.ts'
import { inspectTable } from '../table/inspect-table.ts'
import type { Table } from '../table/table.ts'
import { encodingArgument, statedEncoding } from './encoding-argument.ts'
import { fileFacts, tellFile } from './plan-view.ts'
import { defineTool } from './tool.ts'

/** Above it the hash would take longer than the look; propose_mapping makes it for the plan. */
const MAX_HASHED_BYTES = 256 * 1024 * 1024

const CELL_LENGTH = 60

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
  }),
  output: z.object({
    file: fileFacts.extend({ sha256: z.string().nullable() }),
    columns: z.array(
      z.object({
        index: z.number(),
        columnName: z.string(),
        looksLike: z.string(),
        blankShare: z.number().describe('0–1, of the sampled rows'),
        examples: z.array(z.string()),
      }),
    ),
    rows: z.array(z.object({ line: z.number(), cells: z.array(z.string()) })),
    nextStep: z.string(),
  }),
  async run({ file, sheet, encoding, rows }, call) {
    await using source = await call.files.open(file)
    const { looksLike } = await import('../mapping/looks-like.ts')
    const table = await inspectTable(source, { sheet, ...statedEncoding(encoding), signal: call.signal })
    const sha256 = source.bytes <= MAX_HASHED_BYTES ? await source.sha256({ signal: call.signal }) : null
    return {
      file: { ...tellFile(table), sha256 },
      columns: table.columns.map(({ index, columnName }) => ({
        columnName: safeText(columnName),
        ...tellValues(table, index, looksLike),
      })),
      rows: table.sample
        .slice(0, rows)
        .map(({ line, cells }) => ({ line, cells: cells.map((cell) => safeText(cell, CELL_LENGTH)) })),
      nextStep: `Call propose_mapping with file: "${safeText(file)}"${encoding === undefined ? '' : ' and the same encoding'}.`,
    }
  },
  summary: ({ file, columns }) =>
    `${file.fileName}: ${file.rowCountIsExact ? '' : 'about '}${file.rowCount} rows, ${columns.length} columns.`,
})

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
    examples: [...new Set(filled)].slice(0, 3).map((value) => safeText(value, CELL_LENGTH)),
  }
}
