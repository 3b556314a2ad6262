import { counted } from '../../counted.ts'
import { kindOfProperty, sameKey } from './association-key.ts'
import { type CheckedRow, count, FINE } from './checked-row.ts'
import type { MappedColumn } from './column-kind.ts'
import { openRepeats } from './duplicate-check.ts'
import { type FileContext, openCounter } from './file-context.ts'
import type { Counter } from './ledger.ts'
import type { MatchCheck, RecordMatch } from './match-check.ts'
import { alwaysCreates, type RecordColumns } from './record-columns.ts'
import { type Holder, holderOf } from './record-holder.ts'
import { type Taken, TakenValues } from './taken-values.ts'

/** Values that must be unique: one may come again only for the same record. For rows whose record is written otherwise. */
export function uniqueCheck(
  record: RecordColumns,
  columns: readonly MappedColumn[],
  context: FileContext,
  account: Pick<MatchCheck, 'isTaken'>,
): (row: CheckedRow, match: RecordMatch) => void {
  const holder = holderOf(record, columns, context.definitions)
  const uniques = record.unique.flatMap((place) => uniqueColumn(place, record, columns, context))
  return (row, match) => {
    const filled = uniques.filter(({ place }) => row.states[place] === FINE)
    if (filled.length === 0) return
    const own = holder(row)
    const found = filled.map((column) => ({ column, taken: takenIn(column, row, own, match) }))
    for (const { column, taken } of found) if (taken !== 'no') column.tell(row, taken)
    // A row that is lost takes no value; without the account the row that it repeats may be lost, and this one not.
    const isLost = found.some(({ taken }) => taken === 'yes')
    if (!isLost || match === 'not_looked_up') takeAll(found, row, own)
  }

  function takenIn(column: UniqueColumn, row: CheckedRow, own: Holder, match: RecordMatch): Taken {
    const inAccount = account.isTaken(row, column.place, match)
    if (inAccount === undefined) return column.taken(row, own)
    return inAccount ? 'yes' : 'no'
  }
}

interface FoundValue {
  column: UniqueColumn
  taken: Taken
}

function takeAll(found: readonly FoundValue[], row: CheckedRow, own: Holder): void {
  const isDoubtful = found.some(({ taken }) => taken !== 'no')
  for (const { column, taken } of found) if (taken !== 'yes') column.take(row, own, isDoubtful)
}

interface UniqueColumn {
  place: number
  /** By another record, as far as the rows before tell. */
  taken(row: CheckedRow, holder: Holder): Taken
  take(row: CheckedRow, holder: Holder, isDoubtful: boolean): void
  tell(row: CheckedRow, taken: Exclude<Taken, 'no'>): void
}

function uniqueColumn(
  place: number,
  record: RecordColumns,
  columns: readonly MappedColumn[],
  context: FileContext,
): UniqueColumn[] {
  const column = columns[place]
  if (column === undefined) return []
  const values = new TakenValues()
  const kind = kindOfProperty(column, context.definitions)
  const errorType = alwaysCreates(record) ? 'DUPLICATE_UNIQUE_CREATION_KEY' : 'DUPLICATE_UNIQUE_PROPERTY_VALUE'
  const { counter, tell } = openRepeats(errorType, column, context)
  const perhaps = openPerhaps(errorType, column, context)
  const inAccount = openTaken(column, context)
  const keyIn = (row: CheckedRow) => sameKey(row.text(place), kind)
  const isFoundByIt = ({ by }: Holder) => place === record.identifier && by === 'key'
  return [
    {
      place,
      taken: (row, own) => (isFoundByIt(own) ? 'no' : values.taken(keyIn(row), own)),
      take(row, own, isDoubtful) {
        const key = keyIn(row)
        // Where an earlier row has given the value to a record, it is that one.
        if (isFoundByIt(own) && values.lineOf(key) !== 0) return
        values.take(key, own, { line: row.line, isDoubtful })
      },
      tell(row, taken) {
        const first = values.lineOf(keyIn(row))
        if (first !== 0 && taken === 'yes') tell(row.line, first)
        const inFile = taken === 'yes' ? counter : perhaps
        count(row, first === 0 ? inAccount : inFile, context.ledger, row.text(place))
      },
    },
  ]
}

const openTaken = (column: MappedColumn, context: FileContext): Counter =>
  openCounter(context, {
    errorType: 'DUPLICATE_UNIQUE_PROPERTY_VALUE',
    column,
    text: ({ count: rows, column: name, object }) => ({
      message: `${counted(rows, 'value', 'values')} in ${name} ${rows === 1 ? 'belongs' : 'belong'} to another one of the ${object} in HubSpot, and must be unique; those rows are not imported.`,
      fix: 'Correct the values, or make the column the identifier (columnType HUBSPOT_ALTERNATE_ID) with revise_mapping to update those records.',
    }),
  })

const openPerhaps = (errorType: string, column: MappedColumn, context: FileContext): Counter =>
  openCounter(context, {
    errorType,
    column,
    severity: 'warning',
    outcome: null,
    text: ({ count: rows, column: name }) => ({
      message: `${counted(rows, 'row repeats', 'rows repeat')} the ${name} of an earlier row: lost if that value is still the one of another record when the row comes.`,
      fix: 'Make the values of this column unique in the file, or check with checkRecords.',
    }),
  })
