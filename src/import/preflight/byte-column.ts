import type { PlainKind } from '../../table/byte-index/kernel.ts'
import type { RecordChunk } from '../../table/byte-index/record-chunk.ts'
import type { ColumnRun } from './column-run.ts'

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

/** `place`: among the mapped columns; `isKey`: keys by which rows are told apart, see canBeHashed(). */
export function byteColumn(run: ColumnRun, place: number, isKey: boolean): ByteColumn {
  const { index, evidence } = run
  const column = { column: index, place }
  const way = wayToMark(run, isKey)
  const remember = (): void => undefined
  switch (way) {
    case 'filled':
      return { index, mark: null, remember }
    case 'evidence':
      return { index, mark: (chunk) => evidence?.mark(chunk, column), remember }
    case 'known':
      return {
        index,
        mark: (chunk) => chunk.markKnown(column),
        remember: (chunk, record) => chunk.learn(record, column),
      }
    default:
      return { index, mark: (chunk) => chunk.markPlain(column, way), remember }
  }
}

function wayToMark({ evidence, repair, isLate, check }: ColumnRun, isKey: boolean): PlainKind | Way {
  const byCheck = isLate ? null : check
  const kind = byCheck?.bytes
  if (repair !== null) return 'none'
  if (kind === 'number' || kind === 'date') return 'evidence'
  if (evidence !== null) return kind === 'digit' ? 'evidence' : 'none'
  if (kind === 'text' || byCheck === null) return isKey ? 'bare' : 'filled'
  return kind ?? 'known'
}

/** What is not asked of the bytes alone: the column's other cells, cells that were fine before, whether there is one. */
type Way = 'evidence' | 'known' | 'filled'

/**
 * Whether the hash of the bytes of cells that are marked fine is that of their text, and cells with the same text are
 * always marked alike.
 */
export function canBeHashed({ evidence, repair, isLate, check }: ColumnRun): boolean {
  const kind = check?.bytes
  const isBare = check === null || kind === 'text' || kind === 'email' || kind === 'domain' || kind === 'id'
  return repair === null && evidence === null && !isLate && isBare
}
