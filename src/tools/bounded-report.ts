import type { z } from 'zod'
import type { report as preflightReport } from '../import/preflight/report.ts'
import { fitting } from './fitting.ts'

type Report = z.output<typeof preflightReport>

/** For programs and people. A file of a thousand columns has thousands of findings; hosts refuse answers above 1 MB. */
const MOST_CHARACTERS = 150_000
const MOST_FINDINGS = 200
const MOST_REPAIRS = 200

/** Limits are told when this share of one is used. */
const NEAR_LIMIT = 0.8

/** What was asked for of a report. The worst and most frequent come first. */
export function boundedReport(report: Report, asked: { errorType?: string; findingsFrom: number }) {
  const wanted = report.findings.filter(
    ({ errorType }) => asked.errorType === undefined || errorType === asked.errorType,
  )
  const after = wanted.slice(asked.findingsFrom)
  const findings = fitting(after, { characters: MOST_CHARACTERS, most: MOST_FINDINGS })
  const repairs = report.repairs.slice(0, MOST_REPAIRS)
  return {
    ...report,
    findings,
    findingsLeftOut: after.length - findings.length,
    repairs,
    repairsLeftOut: report.repairs.length - repairs.length,
    limits: report.limits.filter(({ value, limit }) => value > limit * NEAR_LIMIT),
  }
}
