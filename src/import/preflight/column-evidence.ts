import { counted } from '../../counted.ts'
import type { DateFormat } from '../../hubspot/import-request.ts'
import { safeText } from '../../safe-text.ts'
import type { DateOrder } from '../../table/byte-index/kernel.ts'
import { decimalComma } from '../repair/decimal-comma.ts'
import type { RepairName } from '../repair-names.ts'
import { columnKind, definitionOf, isPhone, type MappedColumn } from './column-kind.ts'
import {
  againstOrder,
  countOrder,
  type DateEvidence,
  type DateExample,
  noDateEvidence,
  provenOrder,
} from './date-evidence.ts'
import type { ColumnEvidence, FileEvidence } from './evidence.ts'
import { type FileContext, openCounter } from './file-context.ts'
import type { Counter } from './ledger.ts'
import {
  allowsPoint,
  countNotation,
  isMixed,
  leavesOpen,
  type NumberEvidence,
  noEvidence,
  provesComma,
} from './number-evidence.ts'
import { phoneColumn } from './phone-evidence.ts'

export function columnEvidence(column: MappedColumn, context: FileContext): ColumnEvidence | null {
  const definition = definitionOf(column, context.definitions)
  const type = definition?.type
  if (type === 'number') return numberColumn(column, context)
  if (type === 'date' || type === 'datetime' || columnKind(column) === 'event_time') return dateColumn(column, context)
  return definition !== undefined && isPhone(definition) ? phoneColumn(column, context) : null
}

function numberColumn(column: MappedColumn, context: FileContext): ColumnEvidence {
  const evidence = noEvidence()
  return {
    numbers: evidence,
    observe: (value, line) => countNotation(evidence, value, line),
    mark(chunk, marked) {
      evidence.onlyPoint += chunk.markNumbers(marked)
    },
    conclude(counters, file) {
      const comma = commaProof(evidence, file)
      const isPoint = comma === null && allowsPoint(evidence)
      for (const { repairs } of counters) {
        if (comma === null) repairs.delete('decimal_comma')
        if (!isPoint) repairs.delete('currency_sign')
      }
      if (!column.repairs.includes('decimal_comma'))
        tellReadings(evidence, { comma, hasPoint: file.hasPoint }, column, context)
      else if (comma === null) tellUnproven('decimal_comma', evidence, column, context)
    },
  }
}

/** What proves that the numbers of a column have a decimal comma; null: nothing does. */
type CommaProof = 'column' | 'file' | null

function commaProof(evidence: NumberEvidence, file: FileEvidence): CommaProof {
  if (provesComma(evidence)) return 'column'
  return file.provesComma && leavesOpen(evidence) ? 'file' : null
}

/** Numbers of two readings, where no decimal_comma takes care of them. */
function tellReadings(
  evidence: NumberEvidence,
  { comma, hasPoint }: { comma: CommaProof; hasPoint: boolean },
  column: MappedColumn,
  context: FileContext,
): void {
  if (comma !== null) tellMisreadNumbers(evidence, comma, column, context)
  else if (isMixed(evidence) || (leavesOpen(evidence) && !hasPoint)) tellOpenNumbers(evidence, column, context)
  if (!column.repairs.includes('currency_sign') || allowsPoint(evidence)) return
  tellUnproven('currency_sign', { onlyPoint: 0, either: evidence.eitherWithSign }, column, context)
}

/** The repair is switched on, but the column does not say that its numbers are meant so, or says otherwise. */
function tellUnproven(
  name: RepairName,
  { onlyPoint, either }: Pick<NumberEvidence, 'onlyPoint' | 'either'>,
  column: MappedColumn,
  context: FileContext,
): void {
  const against =
    onlyPoint > 0
      ? `${counted(onlyPoint, 'cell is a number', 'cells are numbers')} only with a decimal point`
      : `${counted(either, 'cell is', 'cells are')} another number with a decimal point than with a decimal comma, and no cell shows which is meant`
  const counter = openCounter(context, {
    errorType: 'MISREAD_NUMBER',
    column,
    text: ({ column: quoted }) => ({
      message: `${name} is switched on for ${quoted}, but ${against}.`,
      fix: `Switch ${name} off with revise_mapping (repairs), and write one notation in the file${onlyPoint > 0 ? '' : '; or, if the person says that it is meant so, start_import with acceptFindings: true'}.`,
    }),
  })
  counter.count = onlyPoint || either
}

function tellMisreadNumbers(
  evidence: NumberEvidence,
  comma: 'column' | 'file',
  column: MappedColumn,
  context: FileContext,
): void {
  const count = evidence.either - evidence.eitherWithSign
  const examples = evidence.examples.map(({ line, value }) => ({
    line,
    before: safeText(value),
    after: decimalComma(value),
  }))
  const counter = openCounter(context, {
    errorType: 'MISREAD_NUMBER',
    severity: 'warning',
    column,
    text: ({ column: name }) => ({
      message: `The other numbers of the ${comma} have a decimal comma, but HubSpot reads ${counted(count, 'number', 'numbers')} in ${name} such as ${examples[0]?.before} with a decimal point.`,
      fix: 'Write the numbers as 1234.56 in the file.',
    }),
  })
  counter.count = count
  const shown = examples.slice(0, context.ledger.maxExamples)
  counter.examples.push(...shown.map(({ line, before }) => ({ line, value: before })))
  counter.repairs.set('decimal_comma', { count, examples })
}

/** HubSpot takes 12.500 without a word, as 12.5, and nothing in the file shows that this is meant: a person has to say it. */
function tellOpenNumbers(evidence: NumberEvidence, column: MappedColumn, context: FileContext): void {
  const { thousandths, firstThousandth } = evidence
  if (firstThousandth === null) return
  const value = safeText(firstThousandth.value)
  const numbers = counted(thousandths, 'number', 'numbers')
  const counter = openCounter(context, {
    errorType: 'MISREAD_NUMBER',
    severity: 'warning',
    column,
    text: ({ column: name }) => ({
      message: `HubSpot reads ${numbers} in ${name} such as ${value} as ${Number(firstThousandth.value)}; ${isMixed(evidence) ? 'others of the column have a decimal comma' : 'nothing in the file shows whether thousands are meant'}.`,
      fix: isMixed(evidence)
        ? 'Write the numbers as 1234.56 in the file.'
        : 'Ask the person. If thousands are meant: repairs decimal_comma with revise_mapping, then start_import with acceptFindings: true.',
    }),
  })
  counter.count = thousandths
  counter.examples.push({ line: firstThousandth.line, value })
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
      if (column.repairs.includes('iso_date') && column.dateFormat !== undefined) {
        tellUnprovenOrder(evidence, column, column.dateFormat, context)
        tellShortYears(evidence, column, context)
        return
      }
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

/** iso_date reads the column in an order that its dates do not prove. */
function tellUnprovenOrder(
  evidence: DateEvidence,
  column: MappedColumn,
  order: DateFormat,
  context: FileContext,
): void {
  const against = againstOrder(evidence, order)
  const isProven = provenOrder(evidence) === order
  const counter = openCounter(context, {
    errorType: 'MISREAD_DATE',
    column,
    text: ({ count, column: name }) => ({
      message: `iso_date reads ${name} as ${order}, but ${counted(count, 'date', 'dates')} ${against > 0 ? 'can only be read in another order' : 'may be meant in another order, and none proves this one'}.`,
      fix: 'Leave dateFormat out of iso_date with revise_mapping (repairs), and write the dates as YYYY-MM-DD in the file.',
    }),
  })
  if (!isProven) counter.count = against || evidence.either
}

/** iso_date reads the column in another order than the import's, but leaves these to it. */
function tellShortYears({ shortYears, shortYear }: DateEvidence, column: MappedColumn, context: FileContext): void {
  const { dateFormat } = context.plan
  if (shortYear === null || dateFormat === column.dateFormat) return
  const value = safeText(shortYear.value)
  const counter = openCounter(context, {
    errorType: 'MISREAD_DATE',
    column,
    text: ({ count, column: name }) => ({
      message: `iso_date leaves ${counted(count, 'date', 'dates')} in ${name} such as ${value}, whose year has two digits, and HubSpot reads ${count === 1 ? 'it' : 'them'} as ${dateFormat}.`,
      fix: 'Write the years with four digits in the file, or set dateFormat of the whole import with revise_mapping.',
    }),
  })
  counter.count = shortYears
  giveExample(counter, shortYear, context)
}

function giveExample({ examples }: Counter, { line, value }: DateExample, { ledger }: FileContext): void {
  if (ledger.maxExamples > 0) examples.push({ line, value: safeText(value) })
}

function tellMisreadDates(evidence: DateEvidence, column: MappedColumn, context: FileContext): void {
  const { either, example, shortYears } = evidence
  const { dateFormat } = context.plan
  if (example === null || dateFormat === 'YEAR_MONTH_DAY') return
  const proven = provenOrder(evidence)
  const value = safeText(example.value)
  const others = counted(againstOrder(evidence, dateFormat), 'date', 'dates')
  const alone =
    shortYears > 0 || proven === null
      ? 'write the dates of this column as YYYY-MM-DD in the file'
      : `for this column alone repairs ${onlyHere(column, proven, context)}`
  const counter = openCounter(context, {
    errorType: 'MISREAD_DATE',
    severity: 'warning',
    column,
    text: ({ column: name }) => ({
      message: `${counted(either, 'date', 'dates')} in ${name} such as ${value} will be read as ${dateFormat}, but ${others} of the column can only be read in another order.`,
      fix:
        proven === null
          ? 'The column mixes two orders: write all its dates as YYYY-MM-DD in the file.'
          : `Set dateFormat ${proven} with revise_mapping, or ${alone}.`,
    }),
  })
  counter.count = either
  giveExample(counter, example, context)
}

/** The argument of revise_mapping for the order of one column. */
function onlyHere({ index }: MappedColumn, dateFormat: DateFormat, { plan, file }: FileContext): string {
  const place = plan.files.length > 1 ? { file: plan.files.indexOf(file) } : {}
  return JSON.stringify([{ repair: 'iso_date', column: index, ...place, dateFormat }])
}
