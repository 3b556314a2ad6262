import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { counted } from '../counted.ts'
import { UsageError } from '../errors.ts'
import { importErrorType } from '../hubspot/import-error-types.ts'
import { showObjectType } from '../hubspot/object-types.ts'
import type { Batch } from '../import/failed-rows/batches.ts'
import type { FailedRows } from '../import/failed-rows/export-rows.ts'
import { failedRowsPlan, type WrittenFile } from '../import/failed-rows/failed-rows-plan.ts'
import { collectFailures, type FailureCollector } from '../import/failed-rows/failures.ts'
import { readImportErrors } from '../import/import-errors.ts'
import type { Plan, PlannedFile } from '../import/plan.ts'
import { isFinished } from '../import/progress.ts'
import { REPAIR_NAMES } from '../import/repair-names.ts'
import { safeText } from '../safe-text.ts'
import { checkPlan, definitionsOf } from './check-plan.ts'
import { maxErrors, reportErrors, tellRest } from './error-bound.ts'
import { importArguments, type ReadImports, readImports } from './find-imports.ts'
import { VALUES_TOLD_ELSEWHERE } from './json-schema.ts'
import { isUpload, lookAt, openPlanned, planOrigin } from './resolve-plan.ts'
import { type exportedPlan, exportedView, tellExported, toldExported } from './told-exported.ts'
import { defineTool, type ToolCall } from './tool.ts'

type ExportedPlan = z.input<typeof exportedPlan>

export const exportFailedRowsTool = defineTool({
  name: 'export_failed_rows',
  title: 'Export failed rows',
  description:
    'Use this after get_import_errors: it writes the failed rows to a CSV, repaired where that is safe, each with its reason, and makes a plan to import them again. Then call start_import with the new planId.',
  effect: 'read',
  toolset: 'imports',
  plans: true,
  input: z.strictObject({
    ...importArguments,
    errorTypes: z.array(z.string()).optional().describe('Only these'),
    repairs: z
      .array(z.enum(REPAIR_NAMES).meta(VALUES_TOLD_ELSEWHERE))
      .optional()
      .describe('Only these of validate_import; [] for none'),
    path: z.string().optional().describe('Default: beside the source file'),
    maxErrors,
  }),
  output: exportedView,
  told: { output: toldExported, tell: tellExported },
  async run({ errorTypes, repairs, path, maxErrors: max, ...args }, call) {
    const imports = await readImports(args, call)
    const { plan, importId, parts } = imports
    if (plan === undefined) throw sourceUnknown(importId)
    const failures = collectFailures(plan.files.length, errorTypes)
    const read = await readImportErrors(await call.connect(), parts, plan, {
      max,
      signal: call.signal,
      report: reportErrors(call),
      onPage: ({ errors }) => errors.forEach(failures.add),
    })
    const found = await sortRows(plan, failures, { repairs }, call)
    const isNothing = (failures.isRefused() && parts.length === 1) || found.leftOut.length === 0
    if (found.batches.length === 0 && isNothing) throw nothingToExport(imports, failures, errorTypes)
    const checkRecords = failures.dependOnRecords(plan)
    const plans = await writePlans(plan, { found, path, checkRecords }, call)
    return {
      importId,
      plans,
      leftOut: found.leftOut,
      complete: read.complete,
      nextStep: `${imports.missing}${tellRest(read, parts)}${nextStep(plans, found.batches, failures.unseen())}`,
    }
  },
  summary: ({ plans, leftOut }) => {
    const kinds = leftOut.length
    const rows = plans.reduce((sum, plan) => sum + plan.rows, 0)
    const paths = plans.flatMap(({ files }) => files.map((file) => file.path))
    const written =
      rows === 0 ? 'There is no row to send again.' : `Wrote ${counted(rows, 'failed row')} to ${paths.join(', ')}. `
    const still = rows === 0 ? '' : tellFailing(plans)
    const out =
      kinds === 0 ? '' : ` ${counted(kinds, 'kind')} of error ${kinds === 1 ? 'is' : 'are'} left out, with the reason.`
    return `${written}${still}${out}`
  },
})

function tellFailing(plans: readonly z.output<typeof exportedPlan>[]): string {
  const rows = plans.reduce((sum, plan) => sum + plan.rowsStillFailing, 0)
  const values = plans.reduce((sum, plan) => sum + plan.valuesStillFailing, 0)
  const failing = [...(rows > 0 ? [counted(rows, 'row')] : []), ...(values > 0 ? [counted(values, 'value')] : [])]
  return failing.length === 0
    ? 'All of them pass the check now.'
    : `${failing.join(' and ')} still ${rows + values === 1 ? 'needs' : 'need'} a person.`
}

async function sortRows(
  plan: Plan,
  failures: FailureCollector,
  { repairs }: { repairs: readonly (typeof REPAIR_NAMES)[number][] | undefined },
  call: ToolCall,
): Promise<FailedRows> {
  const { sortFailedRows } = await import('../import/failed-rows/export-rows.ts')
  return sortFailedRows(plan, failures.files(), {
    definitions: await definitionsOf(plan, call),
    repairs,
    open: (file) => openPlanned(file, call),
    signal: call.signal,
  })
}

async function writePlans(
  plan: Plan,
  { found, path, checkRecords }: { found: FailedRows; path: string | undefined; checkRecords: boolean },
  call: ToolCall,
): Promise<ExportedPlan[]> {
  const plans: ExportedPlan[] = []
  let isFirst = true
  for (const batch of found.batches) {
    const written: WrittenFile[] = []
    for (const fileIndex of batch.files.keys()) {
      const target = {
        path: path ?? besideSource(plan.files[fileIndex], batch),
        orNextFree: path === undefined || !isFirst,
      }
      written.push(await writeFile(found, { batch, fileIndex, target }, call))
      isFirst = false
    }
    const again = failedRowsPlan(plan, batch, written, await planOrigin(call))
    plans.push(await checkAgain(again, { batch, written, checkRecords }, call))
  }
  return plans
}

interface Writing {
  batch: Batch
  fileIndex: number
  target: { path: string; orNextFree: boolean }
}

async function writeFile(
  found: FailedRows,
  { batch, fileIndex, target }: Writing,
  call: ToolCall,
): Promise<WrittenFile> {
  const file = await call.files.create(target.path, { orNextFree: target.orNextFree })
  const write = async () => {
    try {
      return await found.write(batch, fileIndex, file)
    } finally {
      await file.close()
    }
  }
  const written = await write()
  return { ...written, looked: await lookAt(file.path, { hasHeader: true }, call) }
}

async function checkAgain(
  again: Plan,
  { batch, written, checkRecords }: { batch: Batch; written: readonly WrittenFile[]; checkRecords: boolean },
  call: ToolCall,
): Promise<ExportedPlan> {
  await call.plans.save(again)
  const { report } = await checkPlan(again, call, { maxExamples: 0, checkRecords })
  const rows = [...batch.files.values()].map((file) => file.rows)
  const operations = Object.entries(again.importOperations).map(
    ([id, operation]) => `${showObjectType(id)}: ${operation}`,
  )
  return {
    planId: again.planId,
    importOperations: operations.join(', '),
    files: written.map(({ looked, exported }, index) => ({
      path: looked.file,
      ...linkTo(looked.file, call),
      rows: rows[index] ?? 0,
      cellsRepaired: exported.cellsRepaired(),
    })),
    rows: rows.reduce((sum, count) => sum + count, 0),
    rowsStillFailing: report.rowsLost,
    valuesStillFailing: report.valuesLost + report.associationsLost,
    findings: report.findings
      .filter(({ severity }) => severity === 'error')
      .map(({ errorType, columnName, count, unknown }) => ({
        errorType,
        columnName,
        count,
        ...(unknown !== undefined && { unknownValues: unknown.values.length + unknown.valuesLeftOut }),
      })),
  }
}

function linkTo(file: string, { files }: ToolCall): { link?: string } {
  const link = files.linkTo?.(file)
  return link === undefined ? {} : { link }
}

/** Beside the source file; an upload has no folder, so there it is a name. An export of an export keeps its name. */
function besideSource(source: PlannedFile | undefined, { isUpdate }: Batch): string {
  const { file, fileName } = source ?? { file: 'rows.csv', fileName: 'rows.csv' }
  const base = basename(fileName)
    .replace(/\.[^.]+$/, '')
    .replace(/-(?:failed-rows|missing-values)(?:-\d+)?$/, '')
  const name = `${base}-${isUpdate ? 'missing-values' : 'failed-rows'}.csv`
  return isUpload(file) ? name : join(dirname(file), name)
}

function nextStep(plans: readonly ExportedPlan[], batches: readonly Batch[], unseen: readonly string[]): string {
  if (plans.length === 0) return 'There is nothing to import again: see leftOut.'
  const first = unseen
    .slice(0, MOST_UNSEEN)
    .map((errorType) => `No check sees ${safeText(errorType, 60)}. ${importErrorType(errorType).fix} `)
  return `${first.join('')}${plans.map((plan, at) => nextStepOf(plan, batches[at])).join(' ')}`
}

const MOST_UNSEEN = 3

function nextStepOf(plan: ExportedPlan, batch: Batch | undefined): string {
  const { planId, files, rows, rowsStillFailing, valuesStillFailing, findings } = plan
  if (rowsStillFailing + valuesStillFailing === 0) return `Call start_import with planId: "${planId}".`
  const paths = files.map(({ path }) => path)
  const corrected = paths.some(isUpload)
    ? `Give the person the link: they fetch the file and correct the cells that the column "Import error" names. Then call revise_mapping with planId: "${planId}" and the new handle of the file in files; a file name in its place is answered with a page on which they send it.`
    : `A person corrects the cells that the column "Import error" names; then call revise_mapping with planId: "${planId}" and files: ${JSON.stringify(paths)}.`
  const unknown = findings.find(({ unknownValues }) => unknownValues !== undefined)
  const meanings =
    unknown === undefined
      ? ''
      : ` Or, where the values mean an option, call validate_import with planId: "${planId}" and errorType: "${unknown.errorType}", which says how to replace them.`
  if (rowsStillFailing >= rows) return `${corrected}${meanings} Until then every row of it would be lost again.`
  if (!isWorthAStart(plan, batch)) return `${corrected}${meanings} Until then a start would change nothing.`
  return `${corrected}${meanings} Or call start_import with planId: "${planId}" and acceptFindings: true to import what is right already; then export again what fails, since this file holds the other rows too.`
}

/** A new record that passes, or a value of one that is there already. Of the others all would fail as before. */
function isWorthAStart({ rowsStillFailing, valuesStillFailing }: ExportedPlan, batch: Batch | undefined): boolean {
  const files = [...(batch?.files.values() ?? [])]
  const rowsNew = files.reduce((sum, file) => sum + file.rowsNew, 0)
  const missing = files.reduce((sum, file) => sum + file.missing, 0)
  return rowsNew > rowsStillFailing || missing > valuesStillFailing + rowsStillFailing - rowsNew
}

function sourceUnknown(importId: string | null): UsageError {
  return new UsageError(
    'plan_unknown',
    `Import ${importId} was not started by this server, so its source file is not known.`,
    'Call get_import_errors for its errors by line, correct these rows in the source file, and call propose_mapping with a file of just these rows.',
  )
}

function nothingToExport(
  { name, parts }: ReadImports,
  failures: FailureCollector,
  errorTypes: readonly string[] | undefined,
): UsageError {
  const running = parts.find(({ record }) => !isFinished(record.state))
  if (running !== undefined) {
    return new UsageError(
      'invalid_arguments',
      `The import with ${name} is ${running.record.state}: it has no failed rows so far.`,
      `Call get_import with ${name} and waitSeconds: 20, and export when it has ended.`,
    )
  }
  if (parts.some(({ record }) => record.state === 'CANCELED')) {
    return new UsageError(
      'invalid_arguments',
      `The import with ${name} was cancelled: the rows that it did not reach have not failed, so they are not exported.`,
      `To import the file again, call start_import with its planId and allowRepeat: true.`,
    )
  }
  return failures.isRefused()
    ? new UsageError(
        'invalid_arguments',
        `The import with ${name} was refused as a whole: no row of it was read.`,
        'Call get_import_errors for the reason, correct the file or the mapping, and start it again.',
      )
    : new UsageError(
        'invalid_arguments',
        `The import with ${name} has no failed rows${errorTypes === undefined ? '' : ' of these errorTypes'}.`,
        'Call get_import_errors to see its errors.',
      )
}
