import { z } from 'zod'
import { counted } from '../counted.ts'
import type { Finding } from '../import/finding.ts'
import { noForecast } from '../import/forecast/forecast-of.ts'
import type { Plan, PlannedColumn } from '../import/plan.ts'
import { planSubject } from '../import/plan-subject.ts'
import { isMapped } from '../import/preflight/column-kind.ts'
import { findsRecords, recordColumns } from '../import/preflight/record-columns.ts'
import type { report as preflightReport } from '../import/preflight/report.ts'
import { safeText } from '../safe-text.ts'
import { isSuspicious } from '../suspicious-text.ts'
import { boundedReport } from './bounded-report.ts'
import { type CheckedPlan, checkPlan } from './check-plan.ts'
import { reportView } from './report-view.ts'
import { planArguments, resolvePlan } from './resolve-plan.ts'
import { tellVerdict } from './tell-losses.ts'
import { tellReport, toldReport } from './told-report.ts'
import { defineTool } from './tool.ts'

export const validateImportTool = defineTool({
  name: 'validate_import',
  title: 'Check the whole file',
  description:
    "Use this after the mapping is agreed: it reads every row and reports, in HubSpot's errorTypes, what would be lost, and repairs for revise_mapping. Then call start_import.",
  effect: 'read',
  toolset: 'imports',
  plans: true,
  page: true,
  input: z.strictObject({
    ...planArguments,
    errorType: z.string().max(80).optional().describe('Tell all about this one'),
    findingsFrom: z.coerce.number().int().min(0).default(0).describe('Skip so many findings'),
    maxExamples: z.coerce.number().int().min(0).max(10).optional(),
    checkRecords: z.boolean().default(false).describe('Look up existing records and forecast what changes'),
  }),
  output: reportView,
  untrusted: ['findings.columnName', 'findings.examples', 'findings.values', 'repairs.columnName', 'forecast.samples'],
  told: { output: toldReport, tell: tellReport },
  async run({ maxExamples = USUAL_EXAMPLES, checkRecords, errorType, findingsFrom, ...args }, call) {
    const checked = await checkPlan(await resolvePlan(args, call), call, { maxExamples, checkRecords })
    const { plan, report } = checked
    const advice = !checkRecords && call.account.connected && dependsOnRecords(checked) ? ` ${LOOK_UP}` : ''
    return {
      planId: plan.planId,
      ...boundedReport(report, { errorType, findingsFrom }),
      dateFormat: plan.dateFormat,
      ...(checkRecords && report.forecast === undefined && { forecast: noForecast(NOT_CONNECTED) }),
      confirm: planSubject(plan),
      nextStep: tellAbsent(errorType, report.findings) + nextStep(plan, report) + advice,
    }
  },
  summary: (report) => `Checked ${counted(report.rows, 'row')}; as it is now: ${tellVerdict(report)}.`,
})

const USUAL_EXAMPLES = 2

/** Whoever asked for a kind that was not found would take the empty list for a clean file. */
function tellAbsent(errorType: string | undefined, findings: readonly Finding[]): string {
  const found = [...new Set(findings.map((each) => each.errorType))]
  if (errorType === undefined || found.length === 0 || found.includes(errorType)) return ''
  return `No finding is ${safeText(errorType)}; there are ${found.slice(0, MOST_KINDS).join(', ')}. `
}

const MOST_KINDS = 15

const NOT_CONNECTED = 'No HubSpot account is connected, so no record was looked up.'

const LOOK_UP = 'With checkRecords: true it tells first which records exist and what would change.'

/** What becomes of the rows depends on what is in the account. */
function dependsOnRecords({ plan: { importOperations, files }, definitions }: CheckedPlan): boolean {
  const isBound = files
    .flatMap(({ columns }) => recordColumns(columns.filter(isMapped), { importOperations }, definitions))
    .some((record) => record.operation !== 'UPSERT' && (findsRecords(record) || record.unique.length > 0))
  const isReference = ({ objectTypeId, propertyName, toColumnObjectTypeId, columnType }: PlannedColumn) =>
    objectTypeId !== null &&
    (columnType === 'ASSOCIATION_KEYS' ||
      columnType === 'HUBSPOT_OBJECT_ID' ||
      (propertyName === null && toColumnObjectTypeId !== undefined && columnType !== 'FLEXIBLE_ASSOCIATION_LABEL'))
  return isBound || files.some(({ columns }) => columns.some(isReference))
}

/** So many are written out, and so much text: values that were replaced are told again with them. */
const MOST_REPAIRS = 12
const MOST_CHARACTERS = 2_000

function nextStep({ files }: Plan, { ready, findings, repairs }: z.output<typeof preflightReport>): string {
  const offered = findings.flatMap(({ repair, ...place }) => {
    if (repair === undefined) return []
    const { name, countryColumn } = repair
    return [{ repair: name, ...placeOf({ ...place, countryColumn }, files) }]
  })
  const refusal = findings.find(({ severity, outcome }) => severity === 'error' && outcome === 'file_refused')
  if (refusal !== undefined) return `HubSpot would refuse the whole import (${refusal.errorType}). ${refusal.fix}`
  const start = `start_import with this planId${ready ? '' : ' and acceptFindings: true'}`
  if (offered.length === 0) {
    if (!ready) return `Show the findings. If the person accepts them, call ${start}.`
    return findings.length === 0 ? `Call ${start}.` : `Show the findings, then call ${start}.`
  }
  const inUse = repairs.map(({ name, country, dateFormat, values, ...place }) => ({
    repair: name,
    ...placeOf(place, files),
    country,
    dateFormat,
    values,
  }))
  const all = [...new Set([...inUse, ...offered].map((one) => JSON.stringify(one)))]
  const list = all.join(',')
  const isShort = all.length <= MOST_REPAIRS && list.length <= MOST_CHARACTERS
  // Replaced values are texts of the file.
  if (!isShort || isSuspicious(list) || safeText(list, MOST_CHARACTERS) !== list) {
    return `Show the findings. Repair with revise_mapping and repairs: {repair, column} for each finding that offers one and for those in use (without column: on every column), or call ${start}.`
  }
  return `Show the findings. Call revise_mapping with repairs: [${list}], or ${start}.`
}

interface RepairPlace {
  column?: string | number
  file?: number
  countryColumn?: string | number | undefined
}

/** The columns of a repair, and their file where there are several. */
function placeOf(
  { columnIndex, fileName, countryColumn }: { columnIndex: number | null; fileName: string; countryColumn?: number },
  files: Plan['files'],
): RepairPlace {
  if (columnIndex === null) return {}
  const file = Math.max(
    files.findIndex((one) => one.fileName === fileName),
    0,
  )
  return {
    column: columnName(columnIndex, files[file]),
    ...(files.length > 1 && { file }),
    ...(countryColumn !== undefined && { countryColumn: columnName(countryColumn, files[file]) }),
  }
}

/** By its name, where that tells it; a name of digits could be taken for an index. */
function columnName(index: number, file: Plan['files'][number] | undefined): string | number {
  const name = file?.columns[index]?.columnName ?? ''
  const isOnly = file?.columns.filter((column) => column.columnName === name).length === 1
  return isOnly && name !== '' && !/^\d+$/.test(name) && safeText(name) === name && !isSuspicious(name) ? name : index
}
