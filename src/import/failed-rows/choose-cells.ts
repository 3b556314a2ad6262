import type { Failure } from './failures.ts'
import type { FileShape, LinkColumn, RecordShape } from './file-shape.ts'

/** Why something that failed is not sent again. */
export type LeftOutWhy = 'exists' | 'nothing' | 'no_identifier' | 'alone' | 'unclear' | 'column'

/** What one failed row sends again. */
export interface RowChoice {
  /** `row`: every cell as it was. Otherwise the indexes of the columns whose cells are sent. */
  cells: 'row' | ReadonlySet<number>
  /** Which records of the row are written as new ones, and which are known to HubSpot. */
  records: ReadonlyMap<string, 'new' | 'known'>
  /** What the row is sent for. */
  failures: readonly Failure[]
  leftOut: readonly { failure: Failure; why: LeftOutWhy }[]
  /** Only values of one record that is known: rows of the same text can be one row. */
  valuesOf?: string
}

/**
 * Records that were lost come back whole. Of records that were written only what leads to them and what is missing:
 * everything else may have been changed in HubSpot meanwhile. `cells`: as they were uploaded.
 */
export function chooseCells(shape: FileShape, cells: readonly string[], failures: readonly Failure[]): RowChoice {
  const row = openRow(shape, cells, failures)
  for (const failure of [...failures].sort(lostRecordsFirst)) settle(failure, row)
  if (row.whole.size === 0 && row.kept.size === 0) return { ...choice(row), cells: new Set() }
  if (shape.records.every(({ objectTypeId }) => row.whole.has(objectTypeId))) return { ...choice(row), cells: 'row' }
  connect(row)
  return { ...choice(row), cells: row.kept, valuesOf: valuesOf(row) }
}

/** A file of one object may name a record once: HubSpot takes the first row and loses the others. */
function valuesOf(row: OpenRow): string | undefined {
  const { named, whole, sent, shape, cells } = row
  const isValues = whole.size === 0 && named.size === 1 && sent.every(({ outcome }) => outcome === 'value_lost')
  const record = shape.records.find(({ objectTypeId }) => named.has(objectTypeId))
  const key = isValues && record !== undefined && cells.length === shape.columnCount ? keyOf(record, row) : undefined
  if (key === undefined) return undefined
  return JSON.stringify([record?.objectTypeId, key, (cells[key] ?? '').trim().toLowerCase()])
}

/** What a record lost does not matter where it is sent whole. */
const lostRecordsFirst = (a: Failure, b: Failure): number => Number(losesRecord(b)) - Number(losesRecord(a))

const losesRecord = ({ outcome }: Failure): boolean => outcome === 'row_lost' || outcome === 'unknown'

interface OpenRow {
  shape: FileShape
  cells: readonly string[]
  /** Columns of this row that failed: they lead to nothing. */
  failed: ReadonlySet<number>
  /** Records that are sent whole. */
  whole: Map<string, 'new' | 'known'>
  /** Records that are known and only named. */
  named: Set<string>
  /** Records of which nothing may be sent. */
  closed: Set<string>
  kept: Set<number>
  sent: Failure[]
  leftOut: { failure: Failure; why: LeftOutWhy }[]
}

function openRow(shape: FileShape, cells: readonly string[], failures: readonly Failure[]): OpenRow {
  const barred = failures.filter(({ reimport, isAskedFor }) => reimport !== 'mend' && !isAskedFor)
  return {
    shape,
    cells,
    failed: new Set(failures.flatMap(({ columnIndex }) => columnIndex ?? [])),
    whole: new Map(),
    named: new Set(),
    closed: new Set(barred.flatMap((failure) => recordsOf(failure, shape).map(({ objectTypeId }) => objectTypeId))),
    kept: new Set(),
    sent: [],
    leftOut: [],
  }
}

function settle(failure: Failure, row: OpenRow): void {
  const records = recordsOf(failure, row.shape)
  const isClosed = records.length > 0 && records.every(({ objectTypeId }) => row.closed.has(objectTypeId))
  const why = isClosed ? whyClosed(failure) : send(failure, records, row)
  if (why === null) row.sent.push(failure)
  else if (why !== 'follows') row.leftOut.push({ failure, why })
}

/** Of a row that is not sent, only the reason is told, not what else is wrong with it. */
const whyClosed = ({ reimport }: Failure): LeftOutWhy | 'follows' => (reimport === 'mend' ? 'follows' : reimport)

/** null: it is in. */
function send(failure: Failure, records: readonly RecordShape[], row: OpenRow): LeftOutWhy | 'follows' | null {
  switch (failure.outcome) {
    case 'nothing_lost':
      return failure.isAskedFor ? sendWhole(failure, records, row) : 'follows'
    case 'row_lost':
      return records.every((record) => hasCompanion(record, row)) ? sendWhole(failure, records, row) : 'alone'
    case 'unknown':
      return records.every((record) => keyOf(record, row) !== undefined) ? sendWhole(failure, records, row) : 'unclear'
    case 'value_lost':
      return sendValue(failure, records, row)
    case 'association_lost':
      return sendAssociation(failure, records, row)
    case 'file_refused':
      return 'column'
  }
}

function sendWhole({ reimport }: Failure, records: readonly RecordShape[], row: OpenRow): null {
  for (const { objectTypeId, columns } of records) {
    if (row.closed.has(objectTypeId)) continue
    row.whole.set(objectTypeId, reimport === 'exists' ? 'known' : (row.whole.get(objectTypeId) ?? 'new'))
    for (const index of columns) row.kept.add(index)
  }
  return null
}

/** Taking part in a marketing event is nothing without the contact, and a note belongs to some record. */
function hasCompanion({ objectTypeId, companions }: RecordShape, row: OpenRow): boolean {
  if (companions === undefined) return true
  const { records, links } = row.shape
  const canBeSent = (other: RecordShape) =>
    row.whole.has(other.objectTypeId) || (!row.closed.has(other.objectTypeId) && keyOf(other, row) !== undefined)
  const isNamed = links.some((link) => link.objectTypeId === objectTypeId && !link.isLabel && isFilled(link.index, row))
  return isNamed || records.some((other) => companions.includes(other.objectTypeId) && canBeSent(other))
}

const isFilled = (index: number, { cells }: OpenRow): boolean => (cells[index] ?? '').trim() !== ''

function sendValue({ columnIndex }: Failure, records: readonly RecordShape[], row: OpenRow): LeftOutWhy | null {
  if (columnIndex === null) return 'column'
  if (records.some(({ objectTypeId }) => row.whole.has(objectTypeId))) return null
  if (!records.every((record) => nameIt(record, row))) return 'no_identifier'
  row.kept.add(columnIndex)
  return null
}

function sendAssociation({ columnIndex }: Failure, records: readonly RecordShape[], row: OpenRow): LeftOutWhy | null {
  const { links, records: all } = row.shape
  const link = links.find(({ index }) => index === columnIndex)
  if (!records.every((record) => row.whole.has(record.objectTypeId) || nameIt(record, row))) return 'no_identifier'
  // The other side may be a record of this row; one that another file holds is named by the column itself.
  for (const other of all.filter(({ objectTypeId }) => link === undefined || objectTypeId === link.toObjectTypeId)) {
    if (!row.whole.has(other.objectTypeId)) nameIt(other, row)
  }
  if (!hasOtherSide(link, row)) return 'no_identifier'
  for (const other of links) if (link === undefined || isSamePair(link, other)) row.kept.add(other.index)
  return null
}

/** A label says nothing without the other record, and neither does an association of the records of the row. */
function hasOtherSide(link: LinkColumn | undefined, row: OpenRow): boolean {
  const { shape } = row
  if (link?.isLabel === false) return true
  const isKey = (other: LinkColumn) => !other.isLabel && (link === undefined || isSamePair(link, other))
  if (shape.links.some((other) => isKey(other) && isFilled(other.index, row))) return true
  if (link === undefined) return shape.records.filter(({ objectTypeId }) => isInRow(objectTypeId, row)).length > 1
  return link.toObjectTypeId !== link.objectTypeId && isInRow(link.toObjectTypeId ?? '', row)
}

/** A key and the label that goes with it. */
const isSamePair = (a: LinkColumn, b: LinkColumn): boolean =>
  a.objectTypeId === b.objectTypeId && a.toObjectTypeId === b.toObjectTypeId

/** Lost records are associated again with the others of their row, which therefore have to be named. */
function connect(row: OpenRow): void {
  if (row.whole.size === 0) return
  for (const record of row.shape.records) {
    const isSent = row.whole.has(record.objectTypeId) || row.closed.has(record.objectTypeId)
    if (!isSent) nameIt(record, row)
  }
  for (const link of row.shape.links) {
    const { index, objectTypeId, toObjectTypeId } = link
    const isOfWhole = row.whole.has(objectTypeId) || row.whole.has(toObjectTypeId ?? '')
    // HubSpot refuses a file in which no column holds the record that a link starts from.
    if (isOfWhole && isInRow(objectTypeId, row) && hasOtherSide(link, row)) row.kept.add(index)
  }
}

const isInRow = (objectTypeId: string, { whole, named }: OpenRow): boolean =>
  whole.has(objectTypeId) || named.has(objectTypeId)

/** Keeps what leads to a record that is there already; false: nothing does. */
function nameIt(record: RecordShape, row: OpenRow): boolean {
  const key = keyOf(record, row)
  if (key === undefined) return false
  row.named.add(record.objectTypeId)
  row.kept.add(key)
  return true
}

const keyOf = ({ keys }: RecordShape, row: OpenRow): number | undefined =>
  keys.find((index) => !row.failed.has(index) && isFilled(index, row))

function recordsOf({ objectTypeId, columnIndex }: Failure, { records, links }: FileShape): readonly RecordShape[] {
  const ofColumn = links.find(({ index }) => index === columnIndex)?.objectTypeId
  const own = records.filter((record) => record.objectTypeId === (ofColumn ?? objectTypeId))
  return own.length > 0 || ofColumn !== undefined ? own : records
}

function choice({ whole, named, sent, leftOut }: OpenRow): Omit<RowChoice, 'cells'> {
  const known = [...named].map((id) => [id, 'known'] as const)
  return { records: new Map([...known, ...whole]), failures: sent, leftOut }
}
