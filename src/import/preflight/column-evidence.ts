import type { DateFormat } from '../../hubspot/import-request.ts'
import { safeText } from '../../safe-text.ts'
import type { DateOrder } from '../../table/byte-index/kernel.ts'
import type { MarkedColumn, RecordChunk } from '../../table/byte-index/record-chunk.ts'
import { decimalComma } from '../repair/decimal-comma.ts'
import { columnKind, definitionOf, type MappedColumn } from './column-kind.ts'
import { againstOrder, countOrder, type DateEvidence, noDateEvidence, provenOrder } from './date-evidence.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { counted } from './finding-text.ts'
import type { Counter } from './ledger.ts'
import { countNotation, type NumberEvidence, noEvidence, provesComma } from './number-evidence.ts'

/** What a column says about its notation, from the cells as they are in the file, before any repair. */
export interface ColumnEvidence {
  observe(value: string, line: number): void
  /** Marks the cells of a chunk whose bytes are certainly fine, and has observed them. */
  mark(chunk: RecordChunk, column: MarkedColumn): void
  /** After the last row: adds findings about readings, and withdraws repairs the column does not prove. */
  conclude(counters: readonly Counter[]): void
}

export function columnEvidence(column: MappedColumn, context: FileContext): ColumnEvidence | null {
  const type = definitionOf(column, context.definitions)?.type
  if (type === 'number') return numberColumn(column, context)
  if (type === 'date' || type === 'datetime' || columnKind(column) === 'event_time') return dateColumn(column, context)
  return null
}

function numberColumn(column: MappedColumn, context: FileContext): ColumnEvidence {
  const evidence = noEvidence()
  const isOn = column.repairs.includes('decimal_comma')
  return {
    observe: (value, line) => countNotation(evidence, value, line),
    mark(chunk, marked) {
      evidence.onlyPoint += chunk.markNumbers(marked)
    },
    conclude(counters) {
      const unproven = provesComma(evidence) ? 'currency_sign' : 'decimal_comma'
      for (const { repairs } of counters) repairs.delete(unproven)
      if (isOn && evidence.onlyPoint > 0) tellUnprovenComma(evidence, column, context)
      if (!isOn && provesComma(evidence) && evidence.either > 0) tellMisreadNumbers(evidence, column, context)
    },
  }
}

function tellUnprovenComma({ onlyPoint }: NumberEvidence, column: MappedColumn, context: FileContext): void {
  const counter = openCounter(context, {
    errorType: 'MISREAD_NUMBER',
    column,
    text: ({ column: name }) => ({
      message: `decimal_comma is switched on for ${name}, but ${counted(onlyPoint, 'cell is a number', 'cells are numbers')} only with a decimal point.`,
      fix: 'Switch decimal_comma off with revise_mapping (repairs), and write one notation in the file.',
    }),
  })
  counter.count = onlyPoint
}

function tellMisreadNumbers({ either, example }: NumberEvidence, column: MappedColumn, context: FileContext): void {
  if (example === null) return
  const value = safeText(example.value)
  const counter = openCounter(context, {
    errorType: 'MISREAD_NUMBER',
    severity: 'warning',
    column,
    text: ({ column: name }) => ({
      message: `The other numbers in ${name} have a decimal comma, but HubSpot reads ${counted(either, 'number', 'numbers')} such as ${value} with a decimal point.`,
      fix: 'Write the numbers as 1234.56 in the file.',
    }),
  })
  counter.count = either
  counter.examples.push({ line: example.line, value })
  const after = decimalComma(example.value)
  counter.repairs.set('decimal_comma', { count: either, examples: [{ line: example.line, before: value, after }] })
}

function dateColumn(column: MappedColumn, context: FileContext): ColumnEvidence {
  const evidence = noDateEvidence()
  const order = ORDERS[context.plan.dateFormat]
  return {
    observe: (value, line) => countOrder(evidence, value, line),
    mark(chunk, marked) {
      const counts = chunk.markDates(marked, { order, countsEither: evidence.example !== null })
      evidence.onlyMonthFirst += counts.onlyMonthFirst
      evidence.onlyDayFirst += counts.onlyDayFirst
      evidence.either += counts.either
    },
    conclude(counters) {
      const proven = provenOrder(evidence)
      if (againstOrder(evidence, context.plan.dateFormat) === 0) return
      for (const counter of counters) {
        if (proven !== null)
          counter.advice = `Set dateFormat ${proven} with revise_mapping: the column allows no other.`
        // It would make the plan's reading of the others look certain.
        if (evidence.either > 0) counter.repairs.delete('iso_date')
      }
      if (evidence.either > 0) tellMisreadDates(evidence, column, context)
    },
  }
}

const ORDERS = {
  MONTH_DAY_YEAR: 'month_first',
  DAY_MONTH_YEAR: 'day_first',
  YEAR_MONTH_DAY: 'year_first',
} as const satisfies Record<DateFormat, DateOrder>

function tellMisreadDates(evidence: DateEvidence, column: MappedColumn, context: FileContext): void {
  const { either, example } = evidence
  const { dateFormat } = context.plan
  if (example === null || dateFormat === 'YEAR_MONTH_DAY') return
  const proven = provenOrder(evidence)
  const value = safeText(example.value)
  const others = counted(againstOrder(evidence, dateFormat), 'date', 'dates')
  const counter = openCounter(context, {
    errorType: 'MISREAD_DATE',
    severity: 'warning',
    column,
    text: ({ column: name }) => ({
      message: `${counted(either, 'date', 'dates')} in ${name} such as ${value} will be read as ${dateFormat}, but ${others} of the column can only be read in another order.`,
      fix:
        proven === null
          ? 'The column mixes two orders: write all its dates as YYYY-MM-DD in the file.'
          : `Set dateFormat ${proven} with revise_mapping.`,
    }),
  })
  counter.count = either
  counter.examples.push({ line: example.line, value })
}
