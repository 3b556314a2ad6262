import { z } from 'zod'
import { counted } from '../counted.ts'
import { finding } from '../import/finding.ts'
import { noForecast } from '../import/forecast/forecast-of.ts'
import type { Plan, PlannedColumn } from '../import/plan.ts'
import { planSubject } from '../import/plan-subject.ts'
import { report as preflightReport } from '../import/preflight/report.ts'
import { checkPlan } from './check-plan.ts'
import { planArguments, resolvePlan } from './resolve-plan.ts'
import { shortenedReport } from './shortened-report.ts'
import { tellLosses } from './tell-losses.ts'
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
    maxExamples: z.coerce.number().int().min(0).max(10).default(2),
    checkRecords: z.boolean().default(false).describe('Look up existing records and forecast what changes'),
  }),
  output: z.object({
    planId: z.string(),
    ready: z.boolean().describe('Nothing would be lost, as far as can be known from here'),
    ...preflightReport.omit({ ready: true, findings: true }).shape,
    findings: z.array(finding),
    findingsLeftOut: z.number().describe('Further findings that are not shown'),
    repairsLeftOut: z.number().describe('Further repairs in use that are not shown'),
    confirm: z.string().describe('Text for start_import confirm, where a person has to agree'),
    nextStep: z.string(),
  }),
  async run({ maxExamples, checkRecords, ...args }, call) {
    const { plan, report } = await checkPlan(await resolvePlan(args, call), call, { maxExamples, checkRecords })
    const advice = !checkRecords && call.account.connected && dependsOnRecords(plan) ? ` ${LOOK_UP}` : ''
    return {
      planId: plan.planId,
      ...shortenedReport(report),
      ...(checkRecords && report.forecast === undefined && { forecast: noForecast(NOT_CONNECTED) }),
      confirm: planSubject(plan),
      nextStep: nextStep(plan, report) + advice,
    }
  },
  summary: (report) => `Checked ${counted(report.rows, 'row')}; as it is now: ${tellLosses(report)}.`,
})

const NOT_CONNECTED = 'No HubSpot account is connected, so no record was looked up.'

const LOOK_UP =
  'To learn first which records exist and what would change, call validate_import again with checkRecords: true.'

/** What becomes of the rows depends on what is in the account. */
function dependsOnRecords({ importOperations, files }: Plan): boolean {
  const isBound = Object.values(importOperations).some((operation) => operation !== 'UPSERT')
  const isReference = ({ objectTypeId, propertyName, toColumnObjectTypeId, columnType }: PlannedColumn) =>
    objectTypeId !== null &&
    (columnType === 'ASSOCIATION_KEYS' ||
      (propertyName === null && toColumnObjectTypeId !== undefined && columnType !== 'FLEXIBLE_ASSOCIATION_LABEL'))
  return isBound || files.some(({ columns }) => columns.some(isReference))
}

/** So many are written out. */
const MOST_REPAIRS = 25

function nextStep({ planId, files }: Plan, { ready, findings, repairs }: z.output<typeof preflightReport>): string {
  const offered = findings.flatMap(({ repair, columnIndex, fileName }) => {
    if (repair === undefined) return []
    const { name, countryColumn } = repair
    return [{ repair: name, ...placeOf(columnIndex, fileName, files), countryColumn }]
  })
  const start = `start_import with planId: "${planId}"${ready ? '' : ' and acceptFindings: true'}`
  if (offered.length === 0) {
    return ready ? `Call ${start}.` : `Show the person what would be lost. If that is accepted, call ${start}.`
  }
  const inUse = repairs.map(({ name, columnIndex, fileName, countryColumn, country, dateFormat }) => ({
    repair: name,
    ...placeOf(columnIndex, fileName, files),
    countryColumn,
    country,
    dateFormat,
  }))
  const all = [...new Set([...inUse, ...offered].map((one) => JSON.stringify(one)))]
  if (all.length > MOST_REPAIRS) {
    return `Show the findings. Repair with revise_mapping repairs, {repair, column} for each finding that offers it and for those in use (without column: on every mapped column), or call ${start}.`
  }
  return `Show the findings. Repair with revise_mapping repairs: [${all.join(',')}], or call ${start}.`
}

/** The column of a repair, and its file where there are several. */
function placeOf(column: number | null, fileName: string, files: Plan['files']): { column?: number; file?: number } {
  if (column === null) return {}
  const file = files.findIndex((one) => one.fileName === fileName)
  return files.length > 1 && file >= 0 ? { column, file } : { column }
}
