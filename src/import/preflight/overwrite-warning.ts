import { counted } from '../../counted.ts'
import { type CheckedRow, count, isLost, type RowCheck } from './checked-row.ts'
import type { MappedColumn } from './column-kind.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { KeyIndex } from './key-index.ts'
import type { Counter } from './ledger.ts'
import type { RecordColumns } from './record-columns.ts'
import { holderOf } from './record-holder.ts'

export interface OverwriteWarning {
  checks: RowCheck[]
  /** After the last row: takes back what was found about objects that repeat because they are parents of the others. */
  conclude(): void
}

/**
 * Rows that come again for the same record with other values. Where rows hold several objects HubSpot takes them without
 * a word, and the last one stays. What repeats on purpose (the company of many contacts) is not told: only the object
 * with the most different records is, which is what a row of the file is about.
 */
export function overwriteWarning(
  records: readonly RecordColumns[],
  columns: readonly MappedColumn[],
  context: FileContext,
  mayRepeat: boolean,
): OverwriteWarning {
  const overwrites = mayRepeat ? records.flatMap((record) => overwritesOf(record, columns, context)) : []
  return {
    checks: overwrites.map(({ check }) => check),
    conclude() {
      const most = Math.max(...overwrites.map((one) => one.differentRecords()))
      for (const one of overwrites) if (one.differentRecords() < most) one.withdraw()
    },
  }
}

interface Overwrites {
  check: RowCheck
  differentRecords(): number
  withdraw(): void
}

function overwritesOf(record: RecordColumns, columns: readonly MappedColumn[], context: FileContext): Overwrites[] {
  const { objectTypeId, recordId, identifier } = record
  const places = record.columns.filter((place) => place !== recordId && place !== identifier)
  const holder = holderOf(record, columns, context.definitions)
  const holders = new KeyIndex()
  const contents = new KeyIndex()
  const counters = new Map<number, Counter>()
  let withoutKey = 0
  const counterAt = (place: number): Counter => {
    const counter = counters.get(place) ?? openOverwrites(columns[place], context)
    counters.set(place, counter)
    return counter
  }
  const contentOf = (row: CheckedRow) => places.map((place) => row.text(place))
  return [
    {
      check(row) {
        if (isLost(row, objectTypeId)) return
        const { by, text } = holder(row)
        if (by === 'new') {
          withoutKey += 1
          return
        }
        const isKnown = holders.add(text, row.line) > 0
        const isOther = contents.addRow([text, ...contentOf(row)], row.line) === 0
        const place = by === 'id' ? recordId : identifier
        if (isKnown && isOther) count(row, counterAt(place), context.ledger, row.text(place))
      },
      differentRecords: () => holders.size + withoutKey,
      withdraw() {
        for (const counter of counters.values()) counter.count = 0
      },
    },
  ]
}

const openOverwrites = (column: MappedColumn | undefined, context: FileContext): Counter =>
  openCounter(context, {
    errorType: 'DUPLICATE_ALTERNATE_ID',
    column,
    severity: 'warning',
    outcome: null,
    text: ({ count: rows, column: name, object }) => ({
      message: `${counted(rows, 'row repeats', 'rows repeat')} the ${name} of an earlier row with other values: later rows overwrite earlier ones of the same ${object}.`,
      fix: 'Check whether these rows are one record; give different people or things identifiers of their own.',
    }),
  })
