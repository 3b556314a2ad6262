import type { DateFormat } from '../hubspot/import-request.ts'
import { isShare, type Property } from '../hubspot/property.ts'
import { withoutGuard } from '../table/formula-guard.ts'
import type { Definitions } from './definitions.ts'
import type { PlannedColumn, PlannedFile } from './plan.ts'
import {
  columnKind,
  definitionOf,
  isCompanyDomain,
  isContactEmail,
  isEmailProperty,
  isMapped,
  isPhone,
  type MappedColumn,
} from './preflight/column-kind.ts'
import { labelOptions } from './preflight/label-options.ts'
import { type OptionList, optionList } from './preflight/option-list.ts'
import { blankPlaceholder } from './repair/blank-placeholder.ts'
import type { CellRepair, ReadCell } from './repair/cell-repair.ts'
import { cleanDomain, cleanEmail } from './repair/clean-email.ts'
import { type CountryOfRow, countryOfRow } from './repair/country-of-row.ts'
import { currencySign, decimalComma, thousandsApostrophe } from './repair/decimal-comma.ts'
import { isoDate } from './repair/iso-date.ts'
import { matchOption } from './repair/match-option.ts'
import { percentSign } from './repair/percent-sign.ts'
import type { PhoneRepair } from './repair/phone-number.ts'
import { type Replacement, replaceValues } from './repair/replace-values.ts'
import { trim } from './repair/trim.ts'
import { inRepairOrder, REPAIR_NAMES, type RepairName } from './repair-names.ts'

/** What a repair may know beyond the value itself. */
export interface RepairContext {
  /** What the column is for: a repair of another kind of value does nothing there. null: anything. */
  kind: 'email' | 'domain' | 'phone' | 'date' | 'datetime' | 'number' | 'choice' | 'text' | null
  /** The options or association labels a cell may hold; null: none, or not known. */
  options: OptionList | null
  /** The property keeps 0.1 and shows 10 %. */
  isShare: boolean
  /** The cells are names of people. */
  isName: boolean
  /** Of its dates, where that is stated; null: only dates that can be read in one order are read. */
  dateFormat: DateFormat | null
  /** null: phone numbers are not repaired. */
  phone: { repair: PhoneRepair; countryOf: CountryOfRow } | null
  /** null: nobody has said what a text means. */
  replacements: readonly Replacement[] | null
}

export interface RepairStep {
  name: RepairName
  repair: CellRepair
}

/** What repairs are made of. */
export interface RepairTools {
  definitions: Definitions
  /** null: not loaded, no column needs it. */
  phone: PhoneRepair | null
}

/** Loads what the repairs of these files need; `alsoPhone`: even if it is not switched on. */
export async function repairTools(
  files: readonly Pick<PlannedFile, 'columns'>[],
  definitions: Definitions,
  alsoPhone = false,
): Promise<RepairTools> {
  const isOn = files.some(({ columns }) => columns.some(({ repairs }) => repairs.includes('phone_e164')))
  if (!isOn && !alsoPhone) return { definitions, phone: null }
  const { loadPhoneRepair } = await import('./repair/phone-number.ts')
  return { definitions, phone: await loadPhoneRepair() }
}

/** The repairs of one name, compiled once for a column; null: there is nothing it could do in such a column. */
export function compileRepair(name: RepairName, context: RepairContext): CellRepair | null {
  const { kind } = context
  const kinds = KINDS[name]
  return kind === null || kinds === undefined || kinds.includes(kind) ? COMPILE[name](context) : null
}

/** Of the repairs that are for some kinds of values only. */
const KINDS: Partial<Record<RepairName, RepairContext['kind'][]>> = {
  clean_email: ['email'],
  clean_domain: ['domain'],
  iso_date: ['date', 'datetime'],
  thousands_apostrophe: ['number'],
  decimal_comma: ['number'],
  currency_sign: ['number'],
  percent_sign: ['number'],
  phone_e164: ['phone'],
}

const COMPILE: Record<RepairName, (context: RepairContext) => CellRepair | null> = {
  drop_guard: () => withoutGuard,
  trim: () => trim,
  replace_values: ({ replacements, options }) => replacements && replaceValues(replacements, options),
  blank_placeholder:
    ({ kind, isName, options }) =>
    (value) =>
      blankPlaceholder(value, { isText: kind === 'text', isName, options }),
  clean_email: () => cleanEmail,
  clean_domain: () => cleanDomain,
  match_option: ({ options }) => (options === null ? null : matchOption(options)),
  iso_date:
    ({ kind, dateFormat }) =>
    (value) =>
      isoDate(value, { dateOnly: kind === 'date', order: dateFormat }),
  thousands_apostrophe: () => thousandsApostrophe,
  decimal_comma: () => decimalComma,
  currency_sign: () => currencySign,
  percent_sign:
    ({ isShare }) =>
    (value) =>
      percentSign(value, isShare),
  phone_e164: ({ phone }) => phone && ((value, read) => phone.repair(value, phone.countryOf(read))),
}

/** The repairs that can change a value of the column. All, where its property is not known. */
export function fittingRepairs(column: MappedColumn, definitions: Definitions): RepairName[] {
  const { kind, options } = repairContext(column, { definitions, phone: null })
  const isUnknown =
    columnKind(column) === 'property' && kind === 'text' && definitionOf(column, definitions) === undefined
  return REPAIR_NAMES.filter((name) => {
    if (isUnknown || kind === null) return true
    return name === 'match_option' ? options !== null : (KINDS[name]?.includes(kind) ?? true)
  })
}

/** null: anything. */
export const kindOfValues = (column: MappedColumn, definitions: Definitions): RepairContext['kind'] =>
  kindOf(column, definitionOf(column, definitions) ?? null)

/** The options or association labels that the values may be; null: none, or not known. */
export const optionsOfValues = (column: MappedColumn, definitions: Definitions): OptionList | null =>
  optionsOf(column, definitionOf(column, definitions) ?? null, definitions)

/** The repairs that are switched on for a column, in the order in which they run. */
export function compileColumnRepairs(column: PlannedColumn, tools: RepairTools): RepairStep[] {
  return isMapped(column) && column.repairs.length > 0 ? compileSteps(column.repairs, column, tools) : []
}

/** These repairs for a column, whether they are switched on or not. */
export function compileSteps(names: readonly RepairName[], column: MappedColumn, tools: RepairTools): RepairStep[] {
  const context = repairContext(column, tools)
  return inRepairOrder(names).flatMap((name) => {
    const repair = compileRepair(name, context)
    return repair === null ? [] : [{ name, repair }]
  })
}

/** `changed` hears of every step that made another value. */
export function runRepairs(
  steps: readonly RepairStep[],
  value: string,
  read: ReadCell,
  changed?: (step: RepairStep, before: string, after: string) => void,
): string {
  let current = value
  for (const step of steps) {
    const after = step.repair(current, read)
    if (after !== current) changed?.(step, current, after)
    current = after
  }
  return current
}

/** The cells of a row as they are uploaded: the same columns, with the repairs of the plan. Ragged rows stay ragged. */
export function compileRepairs(
  file: Pick<PlannedFile, 'columns'>,
  tools: RepairTools,
): (cells: readonly string[]) => string[] {
  const columns = file.columns
    .map((column) => ({ index: column.index, steps: compileColumnRepairs(column, tools) }))
    .filter(({ steps }) => steps.length > 0)
  return (cells) => {
    const repaired = [...cells]
    const read = (index: number) => cells[index] ?? ''
    for (const { index, steps } of columns) {
      if (index < repaired.length) repaired[index] = runRepairs(steps, read(index), read)
    }
    return repaired
  }
}

export function repairContext(column: MappedColumn, { definitions, phone }: RepairTools): RepairContext {
  const definition = definitionOf(column, definitions) ?? null
  return {
    kind: kindOf(column, definition),
    options: optionsOf(column, definition, definitions),
    isShare: definition !== null && isShare(definition),
    isName: NAMES.has(column.propertyName ?? ''),
    dateFormat: column.dateFormat ?? null,
    phone: phone === null ? null : { repair: phone, countryOf: countryOfRow(column) },
    replacements: column.replacements ?? null,
  }
}

const NAMES = new Set(['firstname', 'lastname'])

function kindOf(column: MappedColumn, definition: Property | null): RepairContext['kind'] {
  const { objectTypeId, propertyName } = column
  const kind = columnKind(column)
  if (kind === 'event_time') return 'datetime'
  if (kind !== 'property') return kind === 'label' ? 'choice' : null
  if (isContactEmail(objectTypeId, propertyName)) return 'email'
  if (isCompanyDomain(objectTypeId, propertyName)) return 'domain'
  return definition === null ? 'text' : kindOfProperty(definition)
}

function kindOfProperty(definition: Property): RepairContext['kind'] {
  const { type } = definition
  if (type === 'date' || type === 'datetime' || type === 'number') return type
  if (isPhone(definition)) return 'phone'
  if (isEmailProperty(definition)) return 'email'
  return type === 'string' ? 'text' : 'choice'
}

function optionsOf(column: MappedColumn, definition: Property | null, definitions: Definitions): OptionList | null {
  if (columnKind(column) === 'label') return labelOptions(column, definitions)
  return definition === null ? null : optionList(definition)
}
