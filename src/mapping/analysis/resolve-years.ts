import type { ColumnView } from './column-view.ts'

const YEAR = /^(?:19|20)\d\d$/

/** "Umsatz 2025" beside "Umsatz 2026" is what somebody bought in each year; a firm's own revenue has one column. */
export function resolveYears(columns: readonly ColumnView[]): ColumnView[] {
  const yearly = new Set(columns.filter(isOfYear))
  if (yearly.size < 2) return [...columns]
  return columns.map((column) => (yearly.has(column) ? asBought(column) : column))
}

const isOfYear = ({ header }: ColumnView): boolean =>
  header.tokens.some((token) => YEAR.test(token)) && header.readings.some(({ concept }) => concept === 'revenue')

const asBought = (column: ColumnView): ColumnView => {
  const readings = column.header.readings.map((reading) =>
    reading.concept === 'revenue' ? { ...reading, concept: 'total_spent' } : reading,
  )
  return { ...column, header: { ...column.header, readings } }
}
