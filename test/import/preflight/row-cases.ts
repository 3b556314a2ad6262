import { expect, test } from 'vitest'
import { type CheckOptions, checkFile, type FileSpec } from './check-file.ts'
import { told } from './told.ts'

export interface Case {
  about: string
  file: FileSpec
  plan?: CheckOptions['plan']
  definitions?: CheckOptions['definitions']
  findings: string[]
  rowsLost?: number
}

/** One test for each case: all findings, and how many rows they cost. */
export function testRows(cases: readonly Case[]): void {
  test.each(cases)('preflight() finds $about', async ({ file, plan, definitions, findings, rowsLost = 0 }) => {
    const report = await checkFile(file, { plan: { importOperations: {}, ...plan }, definitions })
    expect({ findings: told(report), rowsLost: report.rowsLost }).toEqual({ findings, rowsLost })
  })
}
