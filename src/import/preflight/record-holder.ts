import type { Definitions } from '../definitions.ts'
import { kindOfProperty, sameKey } from './association-key.ts'
import type { CheckedRow } from './checked-row.ts'
import type { MappedColumn } from './column-kind.ts'
import type { RecordColumns } from './record-columns.ts'

/** What a row says about which record it is: `id` its record id, `key` its identifier, `new` neither. */
export interface Holder {
  by: 'id' | 'key' | 'new'
  /** Rows of one record have the same text. */
  text: string
}

export function holderOf(
  record: RecordColumns,
  columns: readonly MappedColumn[],
  definitions: Definitions,
): (row: CheckedRow) => Holder {
  const { recordId, identifier } = record
  const column = columns[identifier]
  const kind = column === undefined ? 'other' : kindOfProperty(column, definitions)
  return (row) => {
    const id = row.text(recordId)
    if (id !== '') return { by: 'id', text: `id ${id}` }
    const key = row.text(identifier)
    return key === '' ? { by: 'new', text: `new ${row.line}` } : { by: 'key', text: `key ${sameKey(key, kind)}` }
  }
}
