import { nameColumn } from '../column-name.ts'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { columnOf } from './column-of.ts'
import type { Definitions } from './definitions.ts'
import type { PlannedFile } from './plan.ts'
import { isMapped, type MappedColumn } from './preflight/column-kind.ts'
import { optionFault } from './preflight/option-list.ts'
import { tellOptions } from './preflight/option-text.ts'
import { withoutPlainSpace } from './preflight/plain-space.ts'
import { fittingRepairs, kindOfValues, optionsOfValues } from './repair.ts'
import type { RepairChange } from './switch-repairs.ts'

/**
 * A repair that is wanted in one column must be for the values of its property; one that is wanted everywhere leaves
 * the others alone. @throws UsageError invalid_arguments
 */
export function mustFitColumns(
  files: readonly PlannedFile[],
  repairs: readonly RepairChange[],
  definitions: Definitions,
): void {
  for (const { repair, column: name, file, values = {} } of repairs) {
    const column = name === undefined ? undefined : columnOf(files, { column: name, file })
    if (column === undefined || !isMapped(column)) continue
    const fitting = fittingRepairs(column, definitions)
    if (!fitting.includes(repair)) throw isForOthers(repair, column, { fitting, definitions })
    mustBeOptions(values, column, definitions)
  }
}

function isForOthers(
  repair: string,
  column: MappedColumn,
  { fitting, definitions }: { fitting: readonly string[]; definitions: Definitions },
): UsageError {
  const { objectTypeId, propertyName } = column
  const kind = kindOfValues(column, definitions)
  const holds = kind === null ? '' : `, which holds ${KINDS[kind]}`
  return new UsageError(
    'invalid_arguments',
    `${repair} does nothing for ${nameColumn(column)}: it goes into ${objectTypeId}.${safeText(propertyName ?? column.columnType)}${holds}.`,
    `Repairs for this column: ${fitting.filter((one) => one !== 'drop_guard').join(', ')}. Or map it to another property first.`,
  )
}

/** Where the column takes options only, a text must come to mean one; '' empties the cell. */
function mustBeOptions(values: Record<string, string>, column: MappedColumn, definitions: Definitions): void {
  const options = optionsOfValues(column, definitions)
  if (options === null) return
  const wrong = Object.values(values).find((to) => to !== '' && optionFault(withoutPlainSpace(to), options) !== null)
  if (wrong === undefined) return
  throw new UsageError(
    'invalid_arguments',
    `"${safeText(wrong)}" in values of replace_values is ${options.read(wrong) === 'ambiguous' ? 'the text of more than one option' : 'no option'} of ${nameColumn(column)} (${column.objectTypeId}.${safeText(column.propertyName ?? column.columnType)}).`,
    `Options: ${tellOptions(options.options)}.`,
  )
}

const KINDS = {
  email: 'e-mail addresses',
  domain: 'domains',
  phone: 'phone numbers',
  date: 'dates',
  datetime: 'dates with a time',
  number: 'numbers',
  choice: 'options',
  text: 'text',
}
