import { dirname, join } from 'node:path'
import { z } from 'zod'
import { UsageError } from '../errors.ts'
import type { FailedRowLines } from '../import/failed-row-lines.ts'
import { chooseFailedRows, type FailedRows } from '../import/failed-rows.ts'
import { failedRowsPlan } from '../import/failed-rows-plan.ts'
import { readImportErrors } from '../import/import-errors.ts'
import { locateRows } from '../import/locate-rows.ts'
import type { Plan, PlannedFile } from '../import/plan.ts'
import { REPAIR_NAMES } from '../import/repair-names.ts'
import { safeText } from '../safe-text.ts'
import { csvLines } from '../table/write-csv.ts'
import { checkPlan, definitionsOf } from './check-plan.ts'
import { findStartedImport, importArguments, readImport } from './find-imports.ts'
import { isUpload, lookAt, openPlanned, planOrigin } from './resolve-plan.ts'
import { defineTool, type ToolCall } from './tool.ts'

const MAX_ERRORS = 50_000

export const exportFailedRowsTool = defineTool({
  name: 'export_failed_rows',
  title: 'Export failed rows',
  description:
    'Use this after get_import_errors: it writes a CSV with only the failed rows, repaired where that is safe, with a column that says why each failed, and makes a plan to import them again. Then call validate_import with the new planId.',
  effect: 'read',
  toolset: 'imports',
  input: z.strictObject({
    ...importArguments,
    errorTypes: z.array(z.string()).optional().describe('Only rows with these errorTypes'),
    repairs: z.array(z.enum(REPAIR_NAMES)).optional().describe('Only these repairs; [] for none'),
    path: z.string().optional().describe('Where to write; default: beside the source file'),
  }),
  output: z.object({
    planId: z.string().describe('Of the new plan'),
    files: z.array(
      z.object({
        path: z.string(),
        rows: z.number(),
        cellsRepaired: z.number(),
        repairs: z
          .array(z.object({ name: z.enum(REPAIR_NAMES), columnName: z.string(), cells: z.number() }))
          .describe('What made cells of these rows differ from the source file, before the import or now'),
      }),
    ),
    rowsStillFailing: z.number().describe('Rows the check of the new file still finds lost'),
    findings: z.array(z.object({ errorType: z.string(), columnName: z.string().nullable(), count: z.number() })),
    leftOut: z
      .number()
      .describe('Rows written without a value that no identifier leads back to: correct them in HubSpot'),
    complete: z.boolean().describe('false: there are more errors than were read'),
    nextStep: z.string(),
  }),
  async run({ errorTypes, repairs, path, ...args }, call) {
    const named = await findStartedImport(args, call)
    const { plan } = named
    if (plan === undefined) throw planNeeded(named.importId)
    const record = await readImport(named, call)
    const read = await readImportErrors(await call.connect(), record, plan, { max: MAX_ERRORS, signal: call.signal })
    const errors = read.errors.filter(({ errorType }) => errorTypes === undefined || errorTypes.includes(errorType))
    const chosen = chooseFailedRows(plan, errors, repairs)
    if (chosen.files.length === 0) throw nothingToExport(named.importId, chosen.leftOut)
    const written = []
    for (const failed of chosen.files) written.push(await writeFailedRows(plan, failed, path, call))
    const again = failedRowsPlan(plan, chosen, written, await planOrigin(call))
    await call.plans.save(again)
    const { report } = await checkPlan(again, call, 0)
    return {
      planId: again.planId,
      files: written.map(({ looked, failed, cellsRepaired, repairs: done }) => ({
        path: looked.file,
        rows: failed.reasons.size,
        cellsRepaired,
        repairs: done.map((tally) => ({ ...tally, columnName: safeText(tally.columnName) })),
      })),
      rowsStillFailing: report.rowsLost,
      findings: report.findings.map(({ errorType, columnName, count }) => ({ errorType, columnName, count })),
      leftOut: chosen.leftOut,
      complete: read.complete,
      nextStep: nextStep(again.planId, report.ready),
    }
  },
  summary: ({ files, rowsStillFailing }) => {
    const rows = files.reduce((sum, file) => sum + file.rows, 0)
    const still =
      rowsStillFailing === 0 ? 'All of them pass the check now.' : `${rowsStillFailing} of them still need a person.`
    return `Wrote ${rows} failed rows to ${files.map((file) => file.path).join(', ')}. ${still}`
  },
})

interface Written extends Omit<FailedRowLines, 'lines'> {
  failed: FailedRows
  looked: Awaited<ReturnType<typeof lookAt>>
}

async function writeFailedRows(
  plan: Plan,
  failed: FailedRows,
  path: string | undefined,
  call: ToolCall,
): Promise<Written> {
  const { signal } = call
  const wanted = new Set(failed.reasons.keys())
  const rows = await locateRows(failed.file, wanted, { open: (file) => openPlanned(file, call), signal })
  const definitions = await definitionsOf(plan, call)
  const { repairTools } = await import('../import/repair.ts')
  const { failedRowLines } = await import('../import/failed-row-lines.ts')
  const { lines, ...told } = failedRowLines(failed, rows, await repairTools([failed.file], definitions))
  const orNextFree = path === undefined || failed.fileIndex > 0
  const file = await call.files.create(path ?? besideSource(failed.file), { orNextFree })
  try {
    await file.write(csvLines(lines))
  } finally {
    await file.close()
  }
  return { failed, looked: await lookAt(file.path, { hasHeader: true }, call), ...told }
}

/** Beside the source file; an upload has no folder, so there it is a name. */
function besideSource({ file, fileName }: PlannedFile): string {
  const name = `${fileName.replace(/\.[^.]+$/, '')}-failed-rows.csv`
  return isUpload(file) ? name : join(dirname(file), name)
}

function nextStep(planId: string, ready: boolean): string {
  if (ready) return `Call start_import with planId: "${planId}".`
  return `Call validate_import with planId: "${planId}" to see what is still wrong, or correct the rows in the file and call propose_mapping with it.`
}

function planNeeded(importId: string): UsageError {
  return new UsageError(
    'plan_unknown',
    `Import ${importId} was named by its id, so its source file is not known.`,
    'Pass the planId that start_import gave instead of the importId.',
  )
}

function nothingToExport(importId: string, leftOut: number): UsageError {
  const reason =
    leftOut === 0 ? 'no failed rows' : `only rows that were written without a value (${leftOut}) and have no identifier`
  return new UsageError(
    'invalid_arguments',
    `Import ${importId} has ${reason}.`,
    'Call get_import_errors to see its errors.',
  )
}
