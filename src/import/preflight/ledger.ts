import { safeText } from '../../safe-text.ts'
import type { Finding, Outcome } from '../finding.ts'
import type { PlannedColumn, PlannedFile } from '../plan.ts'
import type { RepairName } from '../repair-names.ts'
import type { ValueTally } from './value-tally.ts'

export interface FindingText {
  message: string
  fix: string
}

/** What a finding is about; its counts come while the file is read. */
export interface FindingSpec {
  errorType: string
  severity: 'error' | 'warning'
  /** null: nothing is lost for certain. */
  outcome: Outcome | null
  file: Pick<PlannedFile, 'fileName'>
  column: PlannedColumn | null
  /** Object whose record it is about; null: the row or the file. */
  objectTypeId: string | null
  text: (count: number) => FindingText
  /** It is about the mapping and there even if no row shows it: `whole_file` counts every row, `column` those it hits. */
  scope?: 'whole_file' | 'column'
}

export interface RepairTally {
  count: number
  /** Only the first so many cells were tried. */
  tried?: number
  /** What phone_e164 has to be told. */
  countryColumn?: number
  examples: { line: number; before: string; after: string }[]
}

/** One finding while it is counted. */
export interface Counter {
  readonly spec: FindingSpec
  count: number
  readonly examples: { line: number; value: string }[]
  /** What each repair that is not switched on would do for these cells. */
  readonly repairs: Map<RepairName, RepairTally>
  /** Texts that somebody has to say the meaning of; null: none so far. */
  unknown: ValueTally | null
  /** A better fix than the usual one, known only after the last row. */
  advice: string
}

export interface Ledger {
  readonly maxExamples: number
  /** Every call makes its own finding. */
  open(spec: FindingSpec): Counter
  hit(counter: Counter, line: number, value: string): void
  tally(tally: RepairTally, change: { line: number; before: string; after: string }): void
  /** Counters that found something, and those about the mapping. */
  counters(): Counter[]
}

export const newTally = (): RepairTally => ({ count: 0, examples: [] })

export function createLedger(maxExamples: number): Ledger {
  const opened: Counter[] = []
  return {
    maxExamples,
    open(spec) {
      const counter: Counter = { spec, count: 0, examples: [], repairs: new Map(), unknown: null, advice: '' }
      opened.push(counter)
      return counter
    },
    hit(counter, line, value) {
      counter.count += 1
      if (counter.examples.length < maxExamples) counter.examples.push({ line, value: safeText(value) })
    },
    tally(tally, { line, before, after }) {
      tally.count += 1
      if (tally.examples.length < EXAMPLES_OF_A_REPAIR) {
        tally.examples.push({ line, before: safeText(before), after: safeText(after) })
      }
    },
    counters: () => opened.filter(({ count, spec }) => count > 0 || spec.scope !== undefined),
  }
}

const EXAMPLES_OF_A_REPAIR = 3

/** The finding as it is reported. `repairs` are those that may be offered. */
export function findingOf(counter: Counter, rowsOfFile: number): Finding {
  const { spec, examples } = counter
  const count = spec.scope === 'whole_file' ? rowsOfFile : counter.count
  const { message, fix } = spec.text(count)
  const repair = bestRepair(counter)
  const sentences = [counter.advice, repair === undefined ? '' : repairAdvice(repair, count)]
  const advice = sentences.filter((sentence) => sentence !== '')
  const isAllMended = repair !== undefined && repair.count === count && !EMPTYING.has(repair.name)
  return {
    errorType: spec.errorType,
    severity: spec.severity,
    outcome: spec.outcome,
    fileName: safeText(spec.file.fileName),
    columnName: spec.column === null ? null : safeText(spec.column.columnName),
    columnIndex: spec.column?.index ?? null,
    count,
    message,
    examples,
    ...(counter.unknown !== null && { unknown: counter.unknown.told() }),
    fix: [...advice, ...(isAllMended ? [] : [fix])].join(' Otherwise: '),
    ...(repair !== undefined && { repair }),
  }
}

function bestRepair({ repairs }: Counter): Finding['repair'] {
  const [best] = [...repairs].sort(([, one], [, other]) => other.count - one.count)
  return best === undefined ? undefined : { name: best[0], ...best[1] }
}

/** These leave an empty cell: the fault is gone, and so is the value. */
const EMPTYING = new Set<RepairName>(['blank_placeholder'])

function repairAdvice(repair: RepairTally & { name: RepairName }, all: number): string {
  const { name, count, tried, countryColumn } = repair
  const verb = EMPTYING.has(name) ? 'empties' : 'mends'
  const what = countryColumn === undefined ? name : `${name} with countryColumn ${countryColumn}`
  const some = tried === undefined ? `${count} of ${all}` : `${count} of the first ${tried}`
  return `Switch on ${what} (revise_mapping repairs): it ${verb} ${count === all ? 'all of them' : some}.`
}

const OUTCOME_ORDER: readonly (Outcome | null)[] = ['file_refused', 'row_lost', 'value_lost', 'association_lost', null]

/** The order of one file where nothing else decides: by column, then by name. */
export const byColumn = (one: Finding, other: Finding): number =>
  (one.columnIndex ?? -1) - (other.columnIndex ?? -1) || (one.errorType < other.errorType ? -1 : 1)

/** Errors before warnings, then the worst outcome, then the most rows. */
export function worstFirst(one: Finding, other: Finding): number {
  return (
    Number(one.severity === 'warning') - Number(other.severity === 'warning') ||
    OUTCOME_ORDER.indexOf(one.outcome) - OUTCOME_ORDER.indexOf(other.outcome) ||
    other.count - one.count
  )
}
