import type { DateFormat } from '../../hubspot/import-request.ts'
import { dateNumbers, inOrder, isIso } from './date-text.ts'
import { withoutPlainSpace } from './plain-space.ts'

/** What the dates of one column say about their order, counted over the whole file. ISO dates say nothing. */
export interface DateEvidence {
  onlyMonthFirst: number
  onlyDayFirst: number
  /** A different date in each order: 03/04/2024. */
  either: number
  example: DateExample | null
  /** Of those, dates with a year of two digits, which iso_date leaves as they are: 03/04/24. */
  shortYears: number
  shortYear: DateExample | null
}

export interface DateExample {
  line: number
  value: string
}

export const noDateEvidence = (): DateEvidence => ({
  onlyMonthFirst: 0,
  onlyDayFirst: 0,
  either: 0,
  example: null,
  shortYears: 0,
  shortYear: null,
})

export function countOrder(evidence: DateEvidence, value: string, line: number): void {
  if (value === '') return
  const found = dateNumbers(withoutPlainSpace(value))
  if (found === null || isIso(found) || found.first.digits > 2) return
  const monthFirst = inOrder(found, 'MONTH_DAY_YEAR')
  const dayFirst = inOrder(found, 'DAY_MONTH_YEAR')
  if (monthFirst !== null && dayFirst !== null) {
    if (monthFirst.day === dayFirst.day) return
    evidence.either += 1
    evidence.example ??= { line, value }
    if (!dayFirst.shortYear) return
    evidence.shortYears += 1
    evidence.shortYear ??= { line, value }
  } else if (monthFirst !== null) evidence.onlyMonthFirst += 1
  else if (dayFirst !== null) evidence.onlyDayFirst += 1
}

/** The one order in which every date of the column that allows only one can be read; null: none does, or they differ. */
export function provenOrder({ onlyMonthFirst, onlyDayFirst }: DateEvidence): DateFormat | null {
  if (onlyMonthFirst > 0 && onlyDayFirst === 0) return 'MONTH_DAY_YEAR'
  return onlyDayFirst > 0 && onlyMonthFirst === 0 ? 'DAY_MONTH_YEAR' : null
}

/** Dates that allow only another order than the plan's. */
export function againstOrder({ onlyMonthFirst, onlyDayFirst }: DateEvidence, order: DateFormat): number {
  if (order === 'MONTH_DAY_YEAR') return onlyDayFirst
  return order === 'DAY_MONTH_YEAR' ? onlyMonthFirst : onlyDayFirst + onlyMonthFirst
}
