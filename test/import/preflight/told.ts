import type { Finding } from '../../../src/import/finding.ts'
import type { PlannedColumn } from '../../../src/import/plan.ts'
import type { PreflightReport } from '../../../src/import/preflight.ts'

export const EMAIL: Partial<PlannedColumn> = { propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' }
export const RECORD_ID: Partial<PlannedColumn> = { propertyName: 'hs_object_id', columnType: 'HUBSPOT_OBJECT_ID' }

/** `errorType column=count @lines`, with `!` for an error and `?` for a warning, and what is lost. */
export const tell = ({ severity, errorType, outcome, columnName, count, examples }: Finding): string =>
  `${severity === 'error' ? '!' : '?'} ${errorType} ${outcome ?? 'nothing'} ${columnName ?? 'row'}=${count} @${examples.map(({ line }) => line).join(',')}`

export const told = (report: PreflightReport): string[] => report.findings.map(tell)

export const find = (report: PreflightReport, errorType: string): Finding => {
  const found = report.findings.find((finding) => finding.errorType === errorType)
  if (found === undefined) throw new Error(`${errorType} is not among ${told(report).join('; ')}`)
  return found
}
