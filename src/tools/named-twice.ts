import { UsageError } from '../errors.ts'
import type { LookedAt } from '../import/build-plan.ts'
import { safeText } from '../safe-text.ts'
import { namedSheets, otherSheets } from './sheet-question.ts'

/**
 * A workbook is named twice by whoever wants two of its sheets in one import: both times the same sheet would be read.
 * @throws UsageError invalid_arguments
 */
export function refuseNamedTwice(looked: readonly LookedAt[]): void {
  const twice = looked.find(({ file }, index) => looked.findIndex((other) => other.file === file) < index)
  if (twice === undefined) return
  const { table } = twice
  const others = otherSheets(table)
  throw new UsageError(
    'invalid_arguments',
    `${safeText(table.fileName)} is named twice.`,
    others.length === 0
      ? 'Name each file once.'
      : `One import reads one sheet of it. Name it once, and call propose_mapping for each sheet that is wanted: also ${namedSheets(others, table.hiddenSheets)} as sheet. To link the rows of two sheets, save each as a CSV file and pass both as files.`,
  )
}
