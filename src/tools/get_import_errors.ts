import { z } from 'zod'
import { errorGroup, groupErrors, type LineOf, rowKey } from '../import/error-groups.ts'
import { OUTCOMES } from '../import/finding.ts'
import { type ImportError, readImportErrors } from '../import/import-errors.ts'
import { locateRows } from '../import/locate-rows.ts'
import type { Plan } from '../import/plan.ts'
import { safeText } from '../safe-text.ts'
import { counted } from './counted.ts'
import { findStartedImport, importArguments, readImport } from './find-imports.ts'
import { openPlanned } from './resolve-plan.ts'
import { defineTool, type ToolCall } from './tool.ts'

/** Errors read for the groups: a hundred requests to HubSpot. */
const MAX_READ = 10_000
const EXAMPLES = 3

const singleError = z.object({
  line: z.number().nullable(),
  errorType: z.string(),
  columnName: z.string().nullable(),
  value: z.string().nullable(),
  outcome: z.enum(OUTCOMES),
  row: z.array(z.string()).optional(),
})

export const getImportErrorsTool = defineTool({
  name: 'get_import_errors',
  title: 'Explain import errors',
  description:
    'Use this after get_import shows errors: it groups them by cause, tells lost rows from lost values, and gives lines of the source file. Then call export_failed_rows to repair and import the rows again.',
  effect: 'read',
  toolset: 'imports',
  input: z.strictObject({
    ...importArguments,
    errorType: z.string().max(80).optional().describe('Only this errorType'),
    limit: z.coerce.number().int().min(0).max(100).default(5).describe('Single errors to list after the groups'),
    after: z
      .string()
      .regex(/^\d{1,9}$/, 'use the cursor of the answer before')
      .optional(),
    includeRowData: z.boolean().default(false),
  }),
  output: z.object({
    importId: z.string(),
    total: z.number().describe('Errors that were read'),
    complete: z.boolean().describe('false: the import has more errors than were read'),
    groups: z.array(errorGroup),
    errors: z.array(singleError),
    after: z.string().nullable(),
    linesOf: z.enum(['source file', 'uploaded file']),
    nextStep: z.string(),
  }),
  async run({ errorType, limit, after = '0', includeRowData, ...args }, call) {
    const named = await findStartedImport(args, call)
    const record = await readImport(named, call)
    const { signal } = call
    const read = await readImportErrors(await call.connect(), record, named.plan, {
      max: MAX_READ,
      includeRowData,
      signal,
    })
    const errors = read.errors.filter((error) => errorType === undefined || error.errorType === errorType)
    const page = errors.slice(Number(after), Number(after) + limit)
    const lineOf = await sourceLines(named.plan, [...firstOfEach(errors), ...page], call)
    const rest = Number(after) + page.length
    const linesOf: 'uploaded file' | 'source file' = named.plan === undefined ? 'uploaded file' : 'source file'
    return {
      importId: named.importId,
      total: errors.length,
      complete: read.complete,
      groups: groupErrors(errors, lineOf, EXAMPLES),
      errors: page.map((error) => tellError(error, lineOf, includeRowData)),
      after: page.length > 0 && rest < errors.length ? String(rest) : null,
      linesOf,
      nextStep: nextStep(named.importId, named.plan, errors),
    }
  },
  summary: ({ total, groups, importId }) =>
    `${counted(total, 'error')} of import ${importId} in ${counted(groups.length, 'group')}.`,
})

/** The errors that groups may show: their lines are looked up together with those of the page. */
function firstOfEach(errors: readonly ImportError[]): ImportError[] {
  const counts = new Map<string, number>()
  return errors.filter((error) => {
    const key = JSON.stringify([error.errorType, error.fileIndex, error.columnName])
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count <= EXAMPLES
  })
}

/** Without the plan the source file is not known: then HubSpot's own line numbers are told. */
async function sourceLines(plan: Plan | undefined, errors: readonly ImportError[], call: ToolCall): Promise<LineOf> {
  if (plan === undefined) return ({ record }) => (record === null ? undefined : record + 1)
  const lines = new Map<string, number>()
  for (const [fileIndex, file] of plan.files.entries()) {
    const records = errors.flatMap((error) =>
      error.fileIndex === fileIndex && error.record !== null ? [error.record] : [],
    )
    const rows = await locateRows(file, new Set(records), {
      open: (one) => openPlanned(one, call),
      signal: call.signal,
    })
    for (const [record, { line }] of rows) lines.set(rowKey({ fileIndex, record }), line)
  }
  return (error) => lines.get(rowKey(error))
}

function tellError(error: ImportError, lineOf: LineOf, includeRowData: boolean): z.input<typeof singleError> {
  return {
    line: lineOf(error) ?? null,
    errorType: error.errorType,
    columnName: error.columnName === null ? null : safeText(error.columnName),
    value: error.value === null ? null : safeText(error.value),
    outcome: error.outcome,
    ...(includeRowData && { row: error.rowData.map((cell) => safeText(cell)) }),
  }
}

function nextStep(importId: string, plan: Plan | undefined, errors: readonly ImportError[]): string {
  if (errors.length === 0) return 'There is nothing to repair.'
  if (errors.every(({ outcome }) => outcome === 'file_refused')) {
    return 'The whole file was refused: correct the mapping or the file, then call propose_mapping with it.'
  }
  if (plan === undefined)
    return `Repair the rows in the source file, or call export_failed_rows with importId: "${importId}".`
  return `Call export_failed_rows with planId: "${plan.planId}".`
}
