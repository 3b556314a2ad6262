import { z } from 'zod'
import { nameColumn } from '../column-name.ts'
import { type Finding, OUTCOMES } from '../import/finding.ts'
import { findingText } from '../import/preflight/finding-text.ts'
import { safeText } from '../safe-text.ts'
import { fitting } from './fitting.ts'
import type { ReportView } from './report-view.ts'
import { tellExample } from './tell-example.ts'
import { tellMeaning, tellUnknown } from './told-unknown.ts'

const toldFinding = z.object({
  errorType: z.string(),
  outcome: z.enum(OUTCOMES).optional().describe('Absent: a warning, nothing is lost'),
  fileName: z.string().optional().describe('Of several files'),
  columnName: z.string().optional().describe('Absent: whole rows or the file'),
  count: z.number().describe('Rows, over the whole file'),
  message: z.string().optional(),
  examples: z.array(z.string()).optional().describe('line: value, or what the repair makes of it'),
  values: z.array(z.string()).optional().describe('What names nothing in HubSpot, and in how many cells it is'),
  valuesLeftOut: z.number().optional(),
  repair: z.string().optional().describe('The repair that mends all or some'),
  fix: z.string().optional(),
})

export const toldReport = z.object({
  planId: z.string(),
  ready: z.boolean().describe('Nothing would be lost, as far as can be known from here'),
  rows: z.number(),
  rowsByFile: z.array(z.number()).optional().describe('Of several files'),
  rowsLost: z.number(),
  valuesLost: z.number(),
  associationsLost: z.number().optional(),
  findings: z.array(toldFinding).describe('errorType names the kind: with it all about that kind is told'),
  findingsLeftOut: z.number().optional(),
  repairs: z
    .array(z.object({ repair: z.string(), columnName: z.string(), cells: z.number() }))
    .optional()
    .describe('In use, with the cells they change'),
  repairsLeftOut: z.number().optional(),
  limits: z
    .array(z.object({ name: z.string(), value: z.number(), limit: z.number(), parts: z.number().optional() }))
    .optional()
    .describe('Nearly reached or exceeded'),
  onlyHubSpotKnows: z.array(z.string()),
  definitionsSource: z
    .literal('built-in')
    .optional()
    .describe('No account is connected: its own properties are not known'),
  forecast: z
    .object({
      summary: z.string(),
      objects: z.array(
        z.object({
          objectType: z.string(),
          created: z.number(),
          updated: z.number(),
          unchanged: z.number(),
          valuesOverwritten: z.number(),
        }),
      ),
      samples: z.array(z.string()).describe('line column: before → after'),
    })
    .optional(),
  confirm: z.string().describe('Text for start_import confirm, where a person has to agree'),
  nextStep: z.string(),
})

type ToldReport = z.input<typeof toldReport>

interface Asked {
  errorType?: string
  maxExamples?: number
  findingsFrom: number
}

/** Characters of all findings and the forecast together: with the rest of the answer less than 2,000 tokens. */
const MOST_CHARACTERS = 5_500
const MOST_FINDINGS = 15
const MOST_REPAIRS = 10
const MOST_SENTENCES = 8

export function tellReport(report: ReportView, asked: Asked): ToldReport {
  const { rowsByFile, limits, forecast, dateFormat, definitionsSource, confirm } = report
  const { planId, ready, rows, rowsLost, valuesLost, associationsLost } = report
  const hasFiles = rowsByFile.length > 1
  const tell = (finding: Finding) => tellFinding(finding, { ...asked, hasFiles, dateFormat })
  const characters = MOST_CHARACTERS - JSON.stringify(forecast ?? '').length
  const findings = fitting(report.findings, { characters, most: MOST_FINDINGS })
  const findingsLeftOut = report.findingsLeftOut + report.findings.length - findings.length
  const repairs = report.repairs.slice(0, MOST_REPAIRS)
  const repairsLeftOut = report.repairsLeftOut + report.repairs.length - repairs.length
  const rest = findingsLeftOut === 0 ? '' : ` Further findings: findingsFrom: ${asked.findingsFrom + findings.length}.`
  return {
    planId,
    ready,
    rows,
    ...(hasFiles && { rowsByFile }),
    rowsLost,
    valuesLost,
    ...(associationsLost > 0 && { associationsLost }),
    findings: findings.map(tell),
    ...(findingsLeftOut > 0 && { findingsLeftOut }),
    ...(repairs.length > 0 && {
      repairs: repairs.map(({ name, columnName, cells }) => ({ repair: name, columnName, cells })),
    }),
    ...(repairsLeftOut > 0 && { repairsLeftOut }),
    ...(limits.length > 0 && { limits }),
    onlyHubSpotKnows: shortSentences(firstSentences(report.onlyHubSpotKnows)),
    ...(definitionsSource === 'built-in' && { definitionsSource }),
    ...(forecast !== undefined && { forecast: tellForecast(forecast) }),
    confirm,
    nextStep: report.nextStep + (asked.errorType === undefined && hasUnknown(report) ? SAY_MEANINGS : '') + rest,
  }
}

const hasUnknown = ({ findings }: ReportView): boolean => findings.some(({ unknown }) => unknown !== undefined)

/** In full it is told with the kind. */
const SAY_MEANINGS = ' To replace values by what they mean: validate_import with the errorType.'

/** The general ones stand at both ends, those of single columns between them. */
function firstSentences(sentences: readonly string[]): readonly string[] {
  if (sentences.length <= MOST_SENTENCES) return sentences
  const first = sentences.slice(0, MOST_SENTENCES - 2)
  const leftOut = sentences.length - MOST_SENTENCES + 1
  return [...first, `The same of ${leftOut} further columns.`, ...sentences.slice(-1)]
}

interface Telling extends Asked {
  hasFiles: boolean
  dateFormat: string
}

/** In full where somebody asked for the kind. */
function tellFinding(finding: Finding, told: Telling): z.input<typeof toldFinding> {
  const { errorType, outcome, fileName, columnName, count, message, repair } = finding
  const isFull = told.errorType !== undefined
  const examples = tellExamples(finding, isFull, told.maxExamples)
  return {
    errorType,
    ...(outcome !== null && { outcome }),
    ...(told.hasFiles && { fileName }),
    ...(columnName !== null && { columnName }),
    count,
    ...((isFull || !isUsual(finding, told.dateFormat)) && { message }),
    ...(examples.length > 0 && { examples }),
    ...tellUnknown(finding, isFull),
    ...(repair !== undefined && { repair: tellRepair(repair, count) }),
    ...(isFull ? { fix: tellMeaning(finding) } : repair === undefined && { fix: finding.fix }),
  }
}

/** What the errorType, the outcome and the count say already. */
function isUsual(
  { errorType, outcome, columnName, columnIndex, count, message }: Finding,
  dateFormat: string,
): boolean {
  if (outcome !== 'row_lost' && outcome !== 'value_lost') return false
  const column = columnName === null ? 'the row' : nameColumn({ columnName, index: columnIndex ?? 0 })
  return message === findingText(errorType, { count, column, object: '', dateFormat }).message
}

const SHORT = 48
const USUAL_EXAMPLES = 1

/** A cell that a repair changes is shown with what it becomes: one example says both. */
function tellExamples({ examples, repair }: Finding, isFull: boolean, asked: number | undefined): string[] {
  const changes = (repair?.examples ?? []).map(
    ({ line, before, after }) => `${line}: ${safeText(before, SHORT)} → ${safeText(after, SHORT)}`,
  )
  const values = examples.map(({ line, value }) => tellExample(line, isFull ? value : safeText(value, SHORT)))
  if (isFull) return [...values, ...changes]
  return (changes.length > 0 ? [...changes, ...values] : values).slice(0, asked ?? USUAL_EXAMPLES)
}

function tellRepair({ name, count, tried }: NonNullable<Finding['repair']>, all: number): string {
  if (tried !== undefined) return `${name}: ${count} of the first ${tried}`
  return count === all ? `${name}: all` : `${name}: ${count} of ${all}`
}

const IN_BRACKETS = /\(([A-Z_]+(?:, [A-Z_]+)*)\)/g

/** HubSpot's errorTypes say what the sentences say; those without one are told as they are. */
function shortSentences(sentences: readonly string[]): string[] {
  const types = sentences.flatMap((sentence) =>
    [...sentence.matchAll(IN_BRACKETS)].flatMap(([, names = '']) => names.split(', ')),
  )
  const others = sentences.filter((sentence) => sentence.search(IN_BRACKETS) < 0)
  return types.length === 0 ? others : [...others, [...new Set(types)].join(', ')]
}

const MOST_SAMPLES = 4

function tellForecast({ summary, objects }: NonNullable<ReportView['forecast']>): NonNullable<ToldReport['forecast']> {
  const samples = objects.flatMap((object) => object.samples)
  return {
    summary,
    objects: objects.map(({ samples: _samples, ...counts }) => counts),
    samples: samples
      .slice(0, MOST_SAMPLES)
      .map(
        ({ line, columnName, before, after }) =>
          `${line} ${columnName}: ${safeText(before, SHORT)} → ${safeText(after, SHORT)}`,
      ),
  }
}
