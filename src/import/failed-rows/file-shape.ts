import type { Definitions } from '../definitions.ts'
import type { Plan, PlannedColumn, PlannedFile } from '../plan.ts'
import { columnKind, isMapped, type MappedColumn } from '../preflight/column-kind.ts'
import { NEEDS_PARENT } from '../preflight/parent-check.ts'
import { recordColumns } from '../preflight/record-columns.ts'

/** The records that the rows of a file hold, and how one finds them in HubSpot again. Numbers are column indexes. */
export interface FileShape {
  columnCount: number
  records: RecordShape[]
  /** Columns that name another record, or the kind of association. */
  links: LinkColumn[]
}

export interface RecordShape {
  objectTypeId: string
  columns: number[]
  /** Columns that lead to the record, the best first. */
  keys: number[]
  /** Objects of the other records of the row of which it needs one. undefined: it can stand alone. */
  companions?: readonly string[]
}

export interface LinkColumn {
  index: number
  objectTypeId: string
  toObjectTypeId: string | null
  /** It only says of which kind the association is: something else leads to the other record. */
  isLabel: boolean
}

export function shapeOf(file: PlannedFile, plan: Plan, definitions: Definitions): FileShape {
  const mapped = file.columns.filter(isMapped)
  const all = recordColumns(mapped, plan, definitions)
  const records = all.map(({ objectTypeId, recordId, identifier }, place) => ({
    objectTypeId,
    columns: mapped.filter((column) => isValueOf(column, objectTypeId)).map(({ index }) => index),
    keys: [recordId, identifier].flatMap((at) => mapped[at]?.index ?? []),
    ...(NEEDS_PARENT.has(objectTypeId) && { companions: all.slice(0, place).map((other) => other.objectTypeId) }),
  }))
  return {
    columnCount: file.dialect.columnCount,
    records: [...records, ...participations(mapped)],
    links: mapped.filter(isLink).map(linkOf),
  }
}

const isValueOf = (column: MappedColumn, objectTypeId: string): boolean =>
  column.objectTypeId === objectTypeId && columnKind(column) === 'property'

const isLink = (column: MappedColumn): boolean =>
  ['label', 'foreign_key', 'association_keys'].includes(columnKind(column))

function linkOf(column: MappedColumn): LinkColumn {
  const { index, objectTypeId, toColumnObjectTypeId } = column
  const kind = columnKind(column)
  const own = kind === 'association_keys' ? objectTypeId : null
  return { index, objectTypeId, toObjectTypeId: toColumnObjectTypeId ?? own, isLabel: kind === 'label' }
}

const CONTACT = '0-1'

/** Taking part in a marketing event is a record of its own, that nothing leads to. */
function participations(mapped: readonly MappedColumn[]): RecordShape[] {
  const times = mapped.filter((column: PlannedColumn & MappedColumn) => columnKind(column) === 'event_time')
  return [...new Set(times.map(({ objectTypeId }) => objectTypeId))].map((objectTypeId) => ({
    objectTypeId,
    columns: times.filter((column) => column.objectTypeId === objectTypeId).map(({ index }) => index),
    keys: [],
    companions: [CONTACT],
  }))
}
