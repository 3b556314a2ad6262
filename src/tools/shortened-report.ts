import type { z } from 'zod'
import type { report as preflightReport } from '../import/preflight/report.ts'
import { fitting } from './fitting.ts'

type Report = z.output<typeof preflightReport>

/** Characters of all findings and the forecast together: with the rest of the answer less than 2,000 tokens. */
const MOST_CHARACTERS = 5_500
const MOST_FINDINGS = 15
const MOST_REPAIRS = 10
const MOST_SENTENCES = 8

/** Limits are told when this share of one is used. */
const NEAR_LIMIT = 0.8

/** What a model reads at once of a file that may have a thousand columns. The worst and most frequent come first. */
export function shortenedReport(report: Report, asked: { errorType?: string; findingsFrom: number }) {
  const wanted = report.findings.filter(
    ({ errorType }) => asked.errorType === undefined || errorType === asked.errorType,
  )
  const after = wanted.slice(asked.findingsFrom)
  const characters = MOST_CHARACTERS - JSON.stringify(report.forecast ?? '').length
  const findings = fitting(after, { characters, most: MOST_FINDINGS })
  const repairs = report.repairs.slice(0, MOST_REPAIRS)
  return {
    ...report,
    findings,
    findingsLeftOut: after.length - findings.length,
    repairs,
    repairsLeftOut: report.repairs.length - repairs.length,
    limits: report.limits.filter(({ value, limit }) => value > limit * NEAR_LIMIT),
    onlyHubSpotKnows: firstSentences(report.onlyHubSpotKnows),
  }
}

/** The general ones stand at both ends, those of single columns between them. */
function firstSentences(sentences: readonly string[]): string[] {
  if (sentences.length <= MOST_SENTENCES) return [...sentences]
  const first = sentences.slice(0, MOST_SENTENCES - 2)
  const leftOut = sentences.length - MOST_SENTENCES + 1
  return [...first, `The same of ${leftOut} further columns.`, ...sentences.slice(-1)]
}
