import type { DateFormat } from '../../hubspot/import-request.ts'
import type { Table } from '../../table/table.ts'
import type { PropertyIndex } from '../candidates/property-index.ts'
import type { DateFormatProposal, FileProposal, Target } from '../proposal.ts'
import { dateReadings } from '../values/dates.ts'
import { isDateProperty } from './date-columns.ts'

export interface DateContext {
  tables: readonly Table[]
  files: readonly FileProposal[]
  index: PropertyIndex
  /** Share of each language in the headers. */
  languages: ReadonlyMap<string, number>
  wanted: DateFormat | undefined
}

/** Values of one kind of column, with the reading each allows. */
interface Tally {
  /** Values that only one reading explains. */
  only: ReadonlyMap<DateFormat, readonly string[]>
  /** Values that can be read two ways. */
  open: readonly string[]
}

/** The order of day and month, proved from all sampled values: of the mapped date columns, or else of every column. */
export function proposeDateFormat({ tables, files, index, languages, wanted }: DateContext): DateFormatProposal {
  const mapped = tally(valuesOf(tables, (file, column) => isDate(files[file]?.columns[column]?.target, index)))
  const found = isSilent(mapped) ? tally(valuesOf(tables, () => true)) : mapped
  const proved = conclude(found, usualOrder(languages, [...found.open, ...[...found.only.values()].flat()]))
  if (wanted === undefined) return proved
  const isProved = proved.certain && (proved.value === wanted || isSilent(found))
  return { value: wanted, certain: isProved, evidence: `asked for; ${proved.evidence}` }
}

const isSilent = ({ only, open }: Tally): boolean => only.size === 0 && open.length === 0

function isDate(target: Target | undefined | null, index: PropertyIndex): boolean {
  if (target === undefined || target === null || target.propertyName === null) return false
  return isDateProperty(index.find(target.objectTypeId, target.propertyName)?.property)
}

/** Longer texts are no dates. */
const MAX_DATE = 60
/** How a cell of a workbook with a date in it is read: whatever the order, it goes up as it has to. */
const DATE_CELL = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2})?$/

function valuesOf(tables: readonly Table[], wanted: (file: number, column: number) => boolean): string[] {
  return tables.flatMap((table, file) =>
    table.columns
      .filter(({ index }) => wanted(file, index))
      .flatMap(({ index }) => table.sample.map((row) => (row.cells[index] ?? '').slice(0, MAX_DATE).trim()))
      .filter((value) => value !== '' && (table.format === 'csv' || !DATE_CELL.test(value))),
  )
}

function tally(values: readonly string[]): Tally {
  const only = new Map<DateFormat, string[]>()
  const open: string[] = []
  for (const value of values) {
    const readings = dateReadings(value)
    const [reading] = readings
    if (readings.length > 1) open.push(value)
    else if (reading !== undefined) only.set(reading, [...(only.get(reading) ?? []), value])
  }
  return { only, open }
}

function conclude({ only, open }: Tally, usual: DateFormat): DateFormatProposal {
  const ranked = [...only].sort(
    (left, right) => right[1].length - left[1].length || Number(right[0] === usual) - Number(left[0] === usual),
  )
  const [first, second] = ranked
  if (first === undefined) return undecided(open, usual)
  const [format, [example]] = first
  if (second !== undefined) {
    const evidence = `"${example}" is ${READING[format]}, but "${second[1][0]}" is ${READING[second[0]]}`
    return { value: format, certain: false, evidence }
  }
  // Year-first values prove nothing about "03/04/2026" in another column.
  if (format === 'YEAR_MONTH_DAY' && open.length > 0) {
    return { value: format, certain: false, evidence: `"${example}" has the year first, but "${open[0]}" has it last` }
  }
  return { value: format, certain: true, evidence: `"${example}" can only be read as ${READING[format]}` }
}

function undecided(open: readonly string[], usual: DateFormat): DateFormatProposal {
  // 05/05/2026 is the same day both ways.
  const example = open.find(isTwoDays) ?? open[0]
  return example === undefined
    ? { value: usual, certain: true, evidence: 'no dates in the sampled rows that depend on it' }
    : { value: usual, certain: false, evidence: `"${example}" can be read as day and month or as month and day` }
}

const isTwoDays = (value: string): boolean => {
  const [, first, second] = /^(\d{1,2})\D+(\d{1,2})\D/.exec(value) ?? []
  return Number(first) !== Number(second)
}

export const READING: Readonly<Record<DateFormat, string>> = {
  DAY_MONTH_YEAR: 'day, month, year',
  MONTH_DAY_YEAR: 'month, day, year',
  YEAR_MONTH_DAY: 'year, month, day',
}

/** What people who write such headers and separators usually mean; only a guess. */
function usualOrder(languages: ReadonlyMap<string, number>, values: readonly string[]): DateFormat {
  const [language = 'en'] = [...languages].sort((left, right) => right[1] - left[1])[0] ?? []
  if (YEAR_FIRST_LANGUAGES.has(language)) return 'YEAR_MONTH_DAY'
  if (language !== 'en') return 'DAY_MONTH_YEAR'
  return values.some((value) => /^\d{1,2}\.\d{1,2}\./.test(value)) ? 'DAY_MONTH_YEAR' : 'MONTH_DAY_YEAR'
}

const YEAR_FIRST_LANGUAGES = new Set(['ja', 'zh', 'ko', 'hu'])
