import { compileDateCell } from '../date-cells.ts'
import type { ReadCell } from '../repair/cell-repair.ts'
import { compileColumnRepairs, compileSteps, type RepairStep, runRepairs } from '../repair.ts'
import type { RepairName } from '../repair-names.ts'
import { type CellCheck, compileCellCheck } from './cell-check.ts'
import type { CheckedRow } from './checked-row.ts'
import { columnEvidence } from './column-evidence.ts'
import { type ColumnKind, columnKind, type MappedColumn } from './column-kind.ts'
import type { ColumnEvidence } from './evidence.ts'
import { faultSpec, isAmbiguousStage } from './fault-spec.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { FORMULA_ERROR, withFormulaErrors } from './formula-error.ts'
import { type Counter, newTally, type RepairTally } from './ledger.ts'
import { ownCopy } from './own-copy.ts'
import { withoutPlainSpace } from './plain-space.ts'
import { isNeededToCreate, type RecordColumns } from './record-columns.ts'
import { SHORTENED_NUMBER, withShortenedNumbers } from './shortened-number.ts'
import { unknownTexts } from './unknown-texts.ts'

/** One column while its file is read. */
export interface ColumnRun {
  index: number
  column: MappedColumn
  check: CellCheck | null
  /** Checked after the rest of its row. */
  isLate: boolean
  /** A new record cannot do without the value, so the rest of the row decides what this fault costs. */
  isUndecided(fault: string): boolean
  /** The cell as it is uploaded: after the repairs that are switched on, counted; null: it is not changed. */
  repair: ((value: string, line: number, read: ReadCell) => string) | null
  evidence: ColumnEvidence | null
  /** The finding this fault belongs to; two faults of a column may share one. `text` also tells which repair would mend it. */
  counterOf(fault: string, text: string, row: Pick<CheckedRow, 'line' | 'text' | 'read'>): Counter
  /** The findings of this column so far. */
  counters(): Counter[]
  repairsInUse: { name: RepairName; tally: RepairTally }[]
}

/** Cells about associations and participations are checked last: a record that is lost has none. */
export const isLate = ({ column }: Pick<ColumnRun, 'column'>): boolean => LATE.has(columnKind(column))

const LATE = new Set<ColumnKind>(['label', 'foreign_key', 'association_keys', 'event_time'])

/** `place`: of the column among the mapped ones; `record`: that of its object. */
export function compileColumn(
  column: MappedColumn,
  { place, record }: { place: number; record: RecordColumns | undefined },
  context: FileContext,
): ColumnRun {
  const { plan, file, definitions } = context
  const cellCheck = withShortenedNumbers(compileCellCheck(column, plan, definitions), column, definitions)
  const check = withFormulaErrors(cellCheck, file)
  const counters = new Map<string, Counter>()
  const byFault = new Map<string, Counter>()
  const openFor = (fault: string, isIdentifier: boolean): Counter => {
    const spec = faultSpec(fault, column, isIdentifier, definitions)
    const key = `${spec.errorType} ${spec.outcome ?? ''}`
    const counter = counters.get(key) ?? openCounter(context, spec)
    counters.set(key, counter)
    byFault.set(`${fault} ${isIdentifier}`, counter)
    return counter
  }
  const isIdentifier = identifies(place, record)
  const isNeeded = record !== undefined && isNeededToCreate(place, column, record)
  const mayBeBlank = column.columnType === 'STANDARD' && !isNeeded && record?.identifier !== place
  const suggest = suggestions(column, { check, mayBeBlank }, context)
  if (canOnlyBeLost(check)) openFor('PROPERTY_DEFINITION_NOT_FOUND', false)
  const inUse = repairsInUse(column, context)
  const unknown = unknownTexts(column, context)
  const tellUnknown = (counter: Counter, fault: string, text: string): void => {
    for (const part of unknown.of(fault, text)) {
      counter.unknown ??= unknown.newTally()
      counter.unknown.add(part)
    }
  }
  return {
    index: column.index,
    column,
    check,
    isLate: isLate({ column }),
    isUndecided: (fault) => isNeeded && !DECIDED.has(fault) && !isAmbiguousStage(fault, column),
    repair: inOrder(inUse.length === 0 ? null : countingRepair(inUse, context), compileDateCell(column, context)),
    evidence: columnEvidence(column, context),
    counterOf(fault, text, row) {
      const isKey = isIdentifier(row)
      const counter = byFault.get(`${fault} ${isKey}`) ?? openFor(fault, isKey)
      if (text !== '' && !suggest(counter, text, row)) tellUnknown(counter, fault, text)
      return counter
    },
    counters: () => [...counters.values()],
    repairsInUse: inUse.map(({ name, tally }) => ({ name, tally })),
  }
}

/** Whether the column finds the record of a row: a record id beside it comes first. */
function identifies(place: number, record: RecordColumns | undefined): (row: Pick<CheckedRow, 'text'>) => boolean {
  if (record?.identifier !== place) return () => false
  return (row) => row.text(record.recordId) === ''
}

/** Faults that cost the same whatever else the row holds: the row, or nothing. */
const DECIDED = new Set(['INVALID_CUSTOM_PROPERTY_VALIDATION', FORMULA_ERROR, SHORTENED_NUMBER])

/** No value of the column can be written: that is worth saying even if all its cells are empty. */
const canOnlyBeLost = (check: CellCheck | null): boolean => check?.('any') === 'PROPERTY_DEFINITION_NOT_FOUND'

/** The dates of a workbook come after everything that a repair makes of them. */
function inOrder(repair: ColumnRun['repair'], dates: ((cell: string) => string) | null): ColumnRun['repair'] {
  if (repair === null || dates === null) return repair ?? dates
  return (...given) => dates(repair(...given))
}

interface CountedStep extends RepairStep {
  tally: RepairTally
}

const repairsInUse = (column: MappedColumn, { repairTools }: FileContext): CountedStep[] =>
  compileColumnRepairs(column, repairTools).map((step) => ({ ...step, tally: newTally() }))

function countingRepair(steps: CountedStep[], { ledger }: FileContext): NonNullable<ColumnRun['repair']> {
  const tallies = new Map<RepairStep, RepairTally>(steps.map((step) => [step, step.tally]))
  return (value, line, read) =>
    runRepairs(steps, value, read, (step, before, after) => {
      const tally = tallies.get(step)
      if (tally !== undefined) ledger.tally(tally, { line, before, after })
    })
}

/** Columns repeat their faulty values; what the repairs make of one is kept for this many. */
const REMEMBERED = 2_000

/**
 * Tries the repairs that are not switched on, each together with those that are, and tallies those after which the cell
 * has no fault: so many are mended when just this one is switched on. The answer: one of them mends this cell.
 */
function suggestions(
  column: MappedColumn,
  { check, mayBeBlank }: { check: CellCheck | null; mayBeBlank: boolean },
  { repairTools, ledger }: FileContext,
): (counter: Counter, text: string, row: Pick<CheckedRow, 'line' | 'read'>) => boolean {
  const candidates = SUGGESTED.filter((name) => !column.repairs.includes(name))
    .map((name) => ({ name, steps: compileSteps([...column.repairs, name], column, repairTools) }))
    .filter(({ name, steps }) => steps.some((step) => step.name === name))
  const mended = (after: string) => (after === '' ? mayBeBlank : check?.(after) === null)
  const remembered = new Map<string, { name: RepairName; after: string }[]>()
  const cures = (source: string, text: string, read: ReadCell) =>
    candidates
      .map(({ name, steps }) => ({ name, after: runRepairs(steps, source, read) }))
      .filter(({ after }) => withoutPlainSpace(after) !== text && mended(withoutPlainSpace(after)))
  return (counter, text, { line, read }) => {
    const source = read(column.index)
    const known = remembered.get(source)
    const found = known ?? cures(ownCopy(source), text, read)
    if (known === undefined && remembered.size < REMEMBERED) remembered.set(ownCopy(source), found)
    for (const { name, after } of found) {
      const tally = counter.repairs.get(name) ?? newTally()
      counter.repairs.set(name, tally)
      ledger.tally(tally, { line, before: text, after })
    }
    return found.length > 0
  }
}

/**
 * In the order of preference where two mend the same cells. They look at their own cell only; phone_e164, which reads
 * the country of the row, has nothing to do with faults.
 */
const SUGGESTED: readonly RepairName[] = [
  'trim',
  'clean_email',
  'clean_domain',
  'match_option',
  'iso_date',
  'thousands_apostrophe',
  'decimal_comma',
  'currency_sign',
  'percent_sign',
  'blank_placeholder',
]
