import { counted } from '../../counted.ts'
import type { Definitions } from '../definitions.ts'
import type { PlannedColumn } from '../plan.ts'
import type { ReadCell } from '../repair/cell-repair.ts'
import { countryColumnOf } from '../repair/country-column.ts'
import { compileSteps, runRepairs } from '../repair.ts'
import type { RepairName } from '../repair-names.ts'
import { definitionOf, isPhone, type MappedColumn } from './column-kind.ts'
import type { ColumnEvidence } from './evidence.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { newTally } from './ledger.ts'
import { withoutPlainSpace } from './plain-space.ts'
import { isShortenedPhone } from './shortened-number.ts'

/** What phone_e164 has to be told for a column of phone numbers; null: it is none, or nothing is known of the country. */
export function phoneHint(
  column: MappedColumn,
  columns: readonly PlannedColumn[],
  definitions: Definitions,
): { countryColumn: number } | null {
  const definition = definitionOf(column, definitions)
  if (definition === undefined || !isPhone(definition) || column.repairs.includes('phone_e164')) return null
  const countryColumn = countryColumnOf(column, columns)
  return countryColumn === null || countryColumn === column.index ? null : { countryColumn }
}

/** Numbers that are tried: the repair reads each in about 20 µs, and these tell enough. All are counted. */
const MOST_TRIED = 1_000

/** Numbers without their country code, which phone_e164 could read, or could not although it is switched on. */
export function phoneColumn(column: MappedColumn, context: FileContext): ColumnEvidence | null {
  const isOn = column.repairs.includes('phone_e164')
  const hint = phoneHint(column, context.file.columns, context.definitions)
  if (!isOn && hint === null) return null
  const repairBy = (names: readonly RepairName[]) => {
    const steps = compileSteps(names, { ...column, ...hint }, context.repairTools)
    return (value: string, read: ReadCell) => withoutPlainSpace(runRepairs(steps, value, read))
  }
  // It comes last, so it sees what the other repairs of the column leave.
  const byOthers = repairBy(column.repairs.filter((name) => name !== 'phone_e164'))
  const byPhone = repairBy(['phone_e164'])
  const found = { tried: 0 }
  const mended = { ...newTally(), ...hint }
  const { ledger } = context
  const numbers = openCounter(context, {
    errorType: 'NATIONAL_PHONE_NUMBER',
    severity: 'warning',
    outcome: null,
    column,
    text: ({ count, column: name }) => ({
      message: `${counted(count, 'phone number', 'phone numbers')} in ${name} ${count === 1 ? 'is' : 'are'} written without + and country code.`,
      fix: isOn ? STAYS : AS_WRITTEN,
    }),
  })
  return {
    observe(value, line, read) {
      const text = byOthers(value, read)
      if (text.startsWith('+') || !/\d/.test(text) || isShortenedPhone(text)) return
      found.tried += 1
      const isTried = isOn || found.tried <= MOST_TRIED
      const after = isTried ? byPhone(text, read) : text
      const isMended = after.startsWith('+')
      if (!isOn || !isMended) ledger.hit(numbers, line, value)
      if (!isOn && isMended) ledger.tally(mended, { line, before: text, after })
    },
    mark(chunk, marked) {
      // When enough are tried, only the number of the others is still of interest.
      const others = chunk.markPhones(marked, { leavesOthers: found.tried < MOST_TRIED })
      found.tried += others
      numbers.count += others
    },
    conclude() {
      if (isOn) return
      if (mended.count === 0) numbers.count = 0
      else numbers.repairs.set('phone_e164', found.tried > MOST_TRIED ? { ...mended, tried: MOST_TRIED } : mended)
    },
  }
}

const AS_WRITTEN = 'HubSpot keeps them as they are written.'
const STAYS =
  'phone_e164 has left them: they are not valid in the country of their row, fit two readings, have an extension, or the country is not known. HubSpot keeps them as they are written.'
