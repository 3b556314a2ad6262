import { counted } from '../../counted.ts'
import { sheetColumn } from '../../table/raw-rows.ts'
import { isFormulaError } from '../formula-errors.ts'
import type { PlannedFile } from '../plan.ts'
import type { CellCheck } from './cell-check.ts'
import type { MappedColumn } from './column-kind.ts'
import type { CounterSpec } from './file-context.ts'

/** A finding type of ours: HubSpot takes `#N/A` as a text like any other. */
export const FORMULA_ERROR = 'FORMULA_ERROR'

/** The check of a column, which also finds the errors of formulas where it would let them through. */
export function withFormulaErrors(check: CellCheck | null, { format }: Pick<PlannedFile, 'format'>): CellCheck | null {
  if (format === 'csv') return check
  return (text) => check?.(text) ?? (isFormulaError(text) ? FORMULA_ERROR : null)
}

/** With the examples, which name the rows, the column is the address of each cell. */
export const formulaErrorSpec = (column: MappedColumn): CounterSpec => ({
  errorType: FORMULA_ERROR,
  column,
  severity: 'error',
  outcome: null,
  text: ({ count, column: name }) => ({
    message: `${counted(count, 'cell', 'cells')} in ${name} (column ${sheetColumn(column.index)} of the sheet) ${count === 1 ? 'holds' : 'hold'} the error of a formula, which HubSpot would store as a text.`,
    fix: 'Correct the formulas, save the workbook, and call propose_mapping again.',
  }),
})
