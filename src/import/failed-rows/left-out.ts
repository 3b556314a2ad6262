import { z } from 'zod'
import { importErrorType } from '../../hubspot/import-error-types.ts'
import { safeText } from '../../safe-text.ts'
import type { LeftOutWhy } from './choose-cells.ts'
import type { Failure } from './failures.ts'

export const leftOutGroup = z.object({
  errorType: z.string(),
  columnName: z.string().nullable(),
  rows: z.number().nullable().describe('null: the whole column, or the file'),
  /** The first of them, in the source file. */
  lines: z.array(z.number()),
  why: z.string(),
})

export type LeftOutGroup = z.infer<typeof leftOutGroup>

/** What is not sent again, counted while the rows pass. */
export interface LeftOutTally {
  /** `line` null: no row; undefined: a row that the source does not have. */
  add(failure: Failure, why: LeftOutWhy | 'blank' | 'no_such_row', line: number | null | undefined): void
  tell(): LeftOutGroup[]
}

const MOST_LINES = 5

export function createLeftOutTally(): LeftOutTally {
  const groups = new Map<string, LeftOutGroup>()
  return {
    add(failure, why, line) {
      const { errorType, columnName } = failure
      const key = JSON.stringify([errorType, columnName, why])
      const group = groups.get(key) ?? {
        errorType: safeText(errorType),
        columnName: columnName === null ? null : safeText(columnName),
        rows: line === null ? null : 0,
        lines: [],
        why: whyText(failure, why),
      }
      groups.set(key, group)
      if (line === null || group.rows === null) return
      group.rows += 1
      if (line !== undefined && group.lines.length < MOST_LINES) group.lines.push(line)
    },
    tell: () => [...groups.values()].sort((a, b) => (b.rows ?? 0) - (a.rows ?? 0)),
  }
}

function whyText({ errorType }: Failure, why: LeftOutWhy | 'blank' | 'no_such_row'): string {
  const { cause, fix } = importErrorType(errorType)
  switch (why) {
    case 'no_identifier':
      return 'The record was written without this, and nothing in the row leads back to it: sent again it would double. Correct it in HubSpot.'
    case 'alone':
      return 'It was not imported, and nothing in the row leads to the record that it belongs to. Add an identifier of that record to the source file, and import these rows from there.'
    case 'no_such_row':
      return `The source file has no row of this number, so it is not known which row HubSpot means. ${cause} ${fix}`
    case 'blank':
      return 'The cell only says that there is no value: nothing is lost.'
    default:
      return `${cause} ${fix}`
  }
}
