import type { DateFormat } from '../hubspot/import-request.ts'
import type { Property } from '../hubspot/property.ts'
import { withoutGuard } from '../table/formula-guard.ts'
import type { Definitions } from './definitions.ts'
import type { Plan, PlannedColumn, PlannedFile } from './plan.ts'
import {
  columnKind,
  definitionOf,
  isCompanyDomain,
  isContactEmail,
  isMapped,
  type MappedColumn,
} from './preflight/column-kind.ts'
import { labelOptions } from './preflight/label-options.ts'
import { type OptionList, optionList } from './preflight/option-list.ts'
import { blankPlaceholder } from './repair/blank-placeholder.ts'
import { cleanDomain, cleanEmail } from './repair/clean-email.ts'
import { currencySign, decimalComma } from './repair/decimal-comma.ts'
import { isoDate } from './repair/iso-date.ts'
import { matchOption } from './repair/match-option.ts'
import { trim } from './repair/trim.ts'
import type { RepairName } from './repair-names.ts'

/** What a repair may know beyond the value itself. */
export interface RepairContext {
  /** null: not a property column, or not a known property. */
  definition: Property | null
  /** The options or association labels a cell may hold; null: none, or not known. */
  options: OptionList | null
  dateFormat: DateFormat
  /** The cells are free text, so words such as "None" may be values. */
  isText: boolean
}

/** One cell after one repair. A value the repair cannot read in exactly one way stays as it is. */
export type CellRepair = (value: string) => string

/** The repairs of one name, compiled once for a column. */
export function compileRepair(name: RepairName, context: RepairContext): CellRepair {
  switch (name) {
    case 'drop_guard':
      return withoutGuard
    case 'trim':
      return trim
    case 'blank_placeholder':
      return (value) => (isOption(trim(value), context.options) ? value : blankPlaceholder(value, context))
    case 'clean_email':
      return cleanEmail
    case 'clean_domain':
      return cleanDomain
    case 'match_option':
      return context.options === null ? unchanged : matchOption(context.options)
    case 'iso_date': {
      const dates = { order: context.dateFormat, dateOnly: context.definition?.type === 'date' }
      return (value) => isoDate(value, dates)
    }
    case 'decimal_comma':
      return decimalComma
    case 'currency_sign':
      return currencySign
  }
}

export const repairCell = (name: RepairName, value: string, context: RepairContext): string =>
  compileRepair(name, context)(value)

/** The repairs that are switched on for a column, in their order. */
export function compileColumnRepairs(
  column: PlannedColumn,
  plan: Pick<Plan, 'dateFormat'>,
  definitions: Definitions,
): { name: RepairName; repair: CellRepair }[] {
  if (!isMapped(column) || column.repairs.length === 0) return []
  const context = repairContext(column, plan, definitions)
  return column.repairs.map((name) => ({ name, repair: compileRepair(name, context) }))
}

/** The cells of a row as they are uploaded: the same columns, with the repairs of the plan. Ragged rows stay ragged. */
export function compileRepairs(
  plan: Pick<Plan, 'dateFormat'>,
  file: Pick<PlannedFile, 'columns'>,
  definitions: Definitions,
): (cells: string[]) => string[] {
  const columns = file.columns
    .map((column) => ({ index: column.index, repairs: compileColumnRepairs(column, plan, definitions) }))
    .filter(({ repairs }) => repairs.length > 0)
  if (columns.length === 0) return (cells) => cells
  return (cells) => {
    const repaired = [...cells]
    for (const { index, repairs } of columns) {
      if (index < repaired.length) repaired[index] = afterAll(repairs, repaired[index] ?? '')
    }
    return repaired
  }
}

const afterAll = (repairs: readonly { repair: CellRepair }[], value: string): string =>
  repairs.reduce((cell, { repair }) => repair(cell), value)

export function repairContext(
  column: MappedColumn,
  plan: Pick<Plan, 'dateFormat'>,
  definitions: Definitions,
): RepairContext {
  const definition = definitionOf(column, definitions) ?? null
  const { objectTypeId, propertyName } = column
  const isAddress = isContactEmail(objectTypeId, propertyName) || isCompanyDomain(objectTypeId, propertyName)
  return {
    definition,
    options: optionsOf(column, definition, definitions),
    dateFormat: plan.dateFormat,
    isText: columnKind(column) === 'property' && !isAddress && (definition === null || definition.type === 'string'),
  }
}

function optionsOf(column: MappedColumn, definition: Property | null, definitions: Definitions): OptionList | null {
  if (columnKind(column) === 'label') return labelOptions(column, definitions)
  return definition === null ? null : optionList(definition)
}

/** A placeholder's text that is an option here, in whatever case: "none" where there is an option "None". */
function isOption(text: string, list: OptionList | null): boolean {
  if (list === null || text === '') return false
  if (list.read(text) !== 'unknown') return true
  const lower = text.toLowerCase()
  return list.options.some(({ label, value }) => label.toLowerCase() === lower || value.toLowerCase() === lower)
}

const unchanged: CellRepair = (value) => value
