import { UsageError } from '../errors.ts'
import type { DateFormat } from '../hubspot/import-request.ts'
import { safeText } from '../safe-text.ts'
import { columnOf } from './column-of.ts'
import type { PlannedColumn, PlannedFile } from './plan.ts'
import { countryCode } from './repair/country-code.ts'
import { inRepairOrder, type RepairName } from './repair-names.ts'

export interface RepairChange {
  repair: RepairName
  /** undefined: every mapped column. */
  column?: string | number
  file?: number
  /** For phone_e164: the column with the country of the row, by name or index. */
  countryColumn?: string | number
  /** For phone_e164: the country where countryColumn is empty or not given, as code or name. */
  country?: string
  /** For iso_date: the order of the dates in this column, where it is not that of the import. */
  dateFormat?: DateFormat
  /** For replace_values: texts of the column, and what is uploaded instead; '' empties the cell. */
  values?: Record<string, string>
}

/**
 * These repairs and no others.
 * @throws UsageError column_not_in_file, invalid_arguments
 */
export function switchRepairs(files: readonly PlannedFile[], repairs: readonly RepairChange[]): PlannedFile[] {
  for (const change of repairs) mustFit(change)
  const named = repairs.map((change) => ({
    change,
    only: change.column === undefined ? undefined : columnOf(files, { column: change.column, file: change.file }),
  }))
  return files.map((file) => ({
    ...file,
    columns: file.columns.map((column) => {
      const wanted = named.filter(({ only }) => column.objectTypeId !== null && (only === undefined || only === column))
      return withRepairs(
        column,
        wanted.map(({ change }) => change),
        file,
      )
    }),
  }))
}

function withRepairs(column: PlannedColumn, changes: readonly RepairChange[], file: PlannedFile): PlannedColumn {
  const { countryColumn: _column, country: _country, dateFormat: _order, replacements: _pairs, ...bare } = column
  const ofPhone = changes.findLast(({ repair }) => repair === 'phone_e164')
  const order = changes.findLast(({ repair }) => repair === 'iso_date')?.dateFormat
  const replacements = new Map(changes.flatMap(({ values }) => Object.entries(values ?? {})))
  // The guard of an exported file is no choice of the person: it goes with the file.
  const guard = column.objectTypeId === null ? [] : column.repairs.filter((name) => name === 'drop_guard')
  return {
    ...bare,
    repairs: inRepairOrder([...guard, ...changes.map(({ repair }) => repair)]),
    ...(ofPhone !== undefined && countryIn(file, ofPhone)),
    ...(order !== undefined && { dateFormat: order }),
    ...(replacements.size > 0 && { replacements: [...replacements] }),
  }
}

function countryIn(
  file: PlannedFile,
  { countryColumn, country }: RepairChange,
): Pick<PlannedColumn, 'countryColumn' | 'country'> {
  return {
    ...(countryColumn !== undefined && { countryColumn: columnOf([file], { column: countryColumn }).index }),
    ...(country !== undefined && { country: countryCode(country) ?? country }),
  }
}

function mustFit(change: RepairChange): void {
  const { repair, column, countryColumn, country, dateFormat } = change
  mustFitValues(change)
  if (dateFormat !== undefined && (repair !== 'iso_date' || column === undefined)) {
    throw new UsageError(
      'invalid_arguments',
      `dateFormat ${dateFormat} in repairs is for iso_date in one column.`,
      'Use it with {"repair": "iso_date", "column": "…"}, or set dateFormat of the whole import beside repairs.',
    )
  }
  if (repair !== 'phone_e164' && (countryColumn !== undefined || country !== undefined)) {
    throw new UsageError(
      'invalid_arguments',
      `countryColumn and country are for phone_e164, but were given with ${repair}.`,
      'Leave them out, or use them with {"repair": "phone_e164"}.',
    )
  }
  if (countryColumn !== undefined && column === undefined) {
    throw new UsageError(
      'invalid_arguments',
      `countryColumn ${safeText(String(countryColumn))} was given for phone_e164 without the column of the phone numbers.`,
      'Name that column as column.',
    )
  }
  if (country === undefined || countryCode(country) !== null) return
  throw new UsageError(
    'invalid_arguments',
    `"${safeText(country)}" is no country, or the name of several.`,
    'Use its ISO code, for example "country": "DE".',
  )
}

/** More is a column of free text, and a plan that is slow to read. */
const MOST_VALUES = 1_000

function mustFitValues({ repair, column, values }: RepairChange): void {
  const count = Object.keys(values ?? {}).length
  const example = '{"repair": "replace_values", "column": "…", "values": {"text in the file": "what it means"}}'
  if (repair !== 'replace_values') {
    if (values === undefined) return
    throw new UsageError(
      'invalid_arguments',
      `values are for replace_values, but were given with ${repair}.`,
      `Leave them out, or use ${example}.`,
    )
  }
  if (column === undefined || count === 0) {
    const missing = column === undefined ? 'the column' : 'values'
    throw new UsageError('invalid_arguments', `replace_values was given without ${missing}.`, `Use ${example}.`)
  }
  if (count <= MOST_VALUES) return
  throw new UsageError(
    'invalid_arguments',
    `replace_values was given ${count} values for column ${safeText(String(column))}; the most are ${MOST_VALUES}.`,
    'Replace the most frequent ones, or change the others in the file.',
  )
}
