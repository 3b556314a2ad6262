import type { DateFormat } from '../../hubspot/import-request.ts'
import type { Table } from '../../table/table.ts'
import type { PropertyIndex } from '../candidates/property-index.ts'
import type { DateFormatProposal, FileProposal } from '../proposal.ts'
import { dateReadings } from '../values/dates.ts'

export interface DateQuestion {
  tables: readonly Table[]
  files: readonly FileProposal[]
  index: PropertyIndex
  wanted: DateFormat | undefined
}

/** Values of one kind of column, with the reading each allows. */
interface Tally {
  /** Values that only one reading explains. */
  only: Map<DateFormat, string[]>
  /** Values that can be read two ways. */
  open: string[]
}

/** The order of day and month, proved from the sampled values: first of mapped date columns, else of all of them. */
export function proposeDateFormat({ tables, files, index, wanted }: DateQuestion): DateFormatProposal {
  const mapped = tally(valuesOf(tables, (file, column) => isDateTarget(files[file]?.columns[column]?.target, index)))
  const found = isSilent(mapped) ? tally(valuesOf(tables, () => true)) : mapped
  const proved = conclude(found)
  if (wanted === undefined) return proved
  return {
    value: wanted,
    certain: proved.certain && proved.value === wanted,
    evidence: `asked for; ${proved.evidence}`,
  }
}

const isSilent = ({ only, open }: Tally): boolean => only.size === 0 && open.length === 0

type Target = FileProposal['columns'][number]['target']

function isDateTarget(target: Target | undefined, index: PropertyIndex): boolean {
  if (target === undefined || target === null || target.propertyName === null) return false
  const type = index.find(target.objectTypeId, target.propertyName)?.property.type
  return type === 'date' || type === 'datetime'
}

function valuesOf(tables: readonly Table[], wanted: (file: number, column: number) => boolean): string[] {
  return tables.flatMap((table, file) =>
    table.columns
      .filter(({ index }) => wanted(file, index))
      .flatMap(({ index }) => table.sample.map((row) => (row.cells[index] ?? '').trim()))
      .filter((value) => value !== ''),
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

function conclude({ only, open }: Tally): DateFormatProposal {
  const ranked = [...only].sort((left, right) => right[1].length - left[1].length)
  const [first, second] = ranked
  const example = first?.[1][0]
  if (first !== undefined && second === undefined) {
    const [format] = first
    const certain = format !== 'YEAR_MONTH_DAY' || open.length === 0
    return { value: format, certain, evidence: `"${example}" can only be read as ${READING[format]}` }
  }
  if (first !== undefined && second !== undefined) {
    return {
      value: first[0],
      certain: false,
      evidence: `"${example}" is ${READING[first[0]]}, but "${second[1][0]}" is ${READING[second[0]]}`,
    }
  }
  if (open.length > 0) {
    return { value: 'MONTH_DAY_YEAR', certain: false, evidence: `"${open[0]}" can be read two ways` }
  }
  return { value: 'MONTH_DAY_YEAR', certain: true, evidence: 'no dates in the sampled rows' }
}

const READING: Readonly<Record<DateFormat, string>> = {
  DAY_MONTH_YEAR: 'day, month, year',
  MONTH_DAY_YEAR: 'month, day, year',
  YEAR_MONTH_DAY: 'year, month, day',
}
