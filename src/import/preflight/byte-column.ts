import { type ByteCheck, cellPlace, markCells, type RecordChunk } from '../../table/byte-index/record-chunk.ts'
import type { ColumnRun } from './column-run.ts'
import { KnownCells } from './known-cells.ts'
import { isBare, isPlainDomain, isPlainId } from './plain-bytes.ts'

/** One column while records are read as bytes. */
export interface ByteColumn {
  /** In the file. */
  index: number
  /**
   * Marks the cells of all WHOLE records of a chunk: fine where that is certain, and then observed as evidence. null:
   * RecordChunk.markFilled() does.
   */
  mark: ((chunk: RecordChunk) => void) | null
  /** The text of the cell was found fine: the same bytes will be next time. */
  remember(chunk: RecordChunk, record: number): void
}

/** `place`: among the mapped columns; `isKey`: the hash of the bytes that are fine shall be the hash of the text. */
export function byteColumn(run: ColumnRun, place: number, isKey: boolean): ByteColumn {
  const { index, evidence, repair } = run
  const check = run.isLate ? null : run.check
  const takesBytes = check?.bytes
  const marking = (accepts: ByteCheck) => (chunk: RecordChunk) => markCells(chunk, { column: index, place }, accepts)
  if (repair !== null || (evidence !== null && takesBytes === undefined)) {
    return { index, mark: marking(nothing), remember: forget }
  }
  if (takesBytes === 'email')
    return { index, mark: (chunk) => chunk.markEmails({ column: index, place }), remember: forget }
  if (takesBytes !== undefined) {
    const accepts = isKey && !BARE.has(takesBytes) ? both(isBare, takesBytes) : takesBytes
    return {
      index,
      mark: marking(evidence === null ? accepts : both(accepts, evidence.observeBytes)),
      remember: forget,
    }
  }
  if (check !== null) return repeatingColumn(index, marking, isKey)
  return {
    index,
    mark: isKey ? marking(isBare) : null,
    remember: forget,
  }
}

/** A column whose check knows no bytes: cells that were fine once are fine again. */
function repeatingColumn(
  index: number,
  marking: (accepts: ByteCheck) => ByteColumn['mark'],
  isKey: boolean,
): ByteColumn {
  const known = new KnownCells()
  const isKnown: ByteCheck = (bytes, start, end) => known.has(bytes, start, end)
  return {
    index,
    mark: marking(isKey ? both(isBare, isKnown) : isKnown),
    remember(chunk, record) {
      const { start, end } = cellPlace(chunk, record, index)
      known.add(chunk.bytes, start, end)
    },
  }
}

const nothing: ByteCheck = () => false
const forget = (): void => undefined

const both =
  (first: ByteCheck, second: ByteCheck): ByteCheck =>
  (bytes, start, end) =>
    first(bytes, start, end) && second(bytes, start, end)

/** They take nothing else. */
const BARE = new Set<ByteCheck>([isPlainDomain, isPlainId])
