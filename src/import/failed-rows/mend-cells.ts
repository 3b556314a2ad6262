import type { Plan, PlannedFile } from '../plan.ts'
import { compileCellCheck } from '../preflight/cell-check.ts'
import { isMapped } from '../preflight/column-kind.ts'
import { withoutPlainSpace } from '../preflight/plain-space.ts'
import { hasTwoReadings } from '../repair/decimal-comma.ts'
import { compileRepair, type RepairTools, repairContext } from '../repair.ts'
import type { RepairName } from '../repair-names.ts'
import type { Failure } from './failures.ts'

const NUMBERS = ['thousands_apostrophe', 'currency_sign', 'percent_sign', 'decimal_comma'] as const

/** Repairs that may help against an errorType; each changes only values that can be read in exactly one way. */
const REPAIRS: Record<string, readonly RepairName[]> = {
  INVALID_EMAIL: ['trim', 'clean_email', 'blank_placeholder'],
  INVALID_ALTERNATE_ID: ['trim', 'clean_email', 'clean_domain'],
  INVALID_DOMAIN: ['trim', 'clean_domain', 'blank_placeholder'],
  COULD_NOT_PARSE_DATE: ['trim', 'blank_placeholder', 'iso_date'],
  COULD_NOT_PARSE_NUMBER: ['trim', 'blank_placeholder', ...NUMBERS],
  INVALID_ENUMERATION_OPTION: ['trim', 'blank_placeholder', 'match_option'],
  INVALID_REQUIRED_PROPERTY: ['trim', 'match_option', 'iso_date', ...NUMBERS],
  INVALID_PROPERTY_VALUE_FORMAT: ['trim', 'blank_placeholder'],
  COULD_NOT_FIND_OWNER: ['trim', 'blank_placeholder'],
  ASSOCIATION_LABEL_NOT_FOUND: ['trim', 'match_option'],
}

export interface Mended {
  columnIndex: number
  columnName: string
  before: string
  after: string
  repair: RepairName
}

/** Mends the cells of a row that failed, where one repair makes HubSpot take them; all others stay as they are. */
export type MendCells = (cells: readonly string[], failures: readonly Failure[]) => Mended[]

/** `repairs`: only these; undefined: those that fit the errors. */
export function compileMending(
  file: PlannedFile,
  plan: Plan,
  { tools, repairs }: { tools: RepairTools; repairs?: readonly RepairName[] },
): MendCells {
  const columns = new Map(
    file.columns.filter(isMapped).map((column) => {
      const context = repairContext(column, tools)
      const check = compileCellCheck(column, plan, tools.definitions)
      const passes = (text: string) =>
        text === '' ? column.columnType === 'STANDARD' : check !== null && check(text) === null
      return [column.index, { column, passes, repair: (name: RepairName) => compileRepair(name, context) }] as const
    }),
  )
  const isAllowed = (name: RepairName) => repairs === undefined || repairs.includes(name)
  return (cells, failures) =>
    failures.flatMap(({ errorType, columnIndex }) => {
      const column = columns.get(columnIndex ?? -1)
      const before = cells[columnIndex ?? -1]
      if (column === undefined || before === undefined) return []
      const { index, columnName } = column.column
      const cures = (REPAIRS[errorType] ?? []).filter(isAllowed).map((repair) => {
        const after = isUnsure(repair, before) ? before : column.repair(repair)?.(before, (at) => cells[at] ?? '')
        return { columnIndex: index, columnName, before, after: after ?? before, repair }
      })
      const cure = cures.find(({ after }) => after !== before && column.passes(withoutPlainSpace(after)))
      return cure === undefined ? [] : [cure]
    })
}

const OF_NUMBERS = new Set<RepairName>(['decimal_comma', 'currency_sign'])

/** Nobody has looked at the other cells of the column here, so a number with two readings stays. */
const isUnsure = (name: RepairName, cell: string): boolean => OF_NUMBERS.has(name) && hasTwoReadings(cell)
