import { DATE_ORDERS, type Kernel, KNOWN_BYTES, LONGEST_RECORD, PLAIN_KINDS } from './kernel.ts'
import { bitOf, groupOf, type MarkedColumn, type RecordChunk } from './record-chunk.ts'

/** Numbers of a record's entry. */
export const RECORD_WORDS = 4
/** For what is read and written in whole blocks, and the entries before the first and behind the last. */
export const PADDING = 80

/** Pairs of numbers that say which columns are meant. */
const MOST_COLUMNS = 2_000
/** Columns that learn cells; all cells of further ones stay unknown. */
export const MOST_LEARNING = 64

/** Addresses in the kernel's memory; areas that nobody touches take no room. */
export type Layout = ReturnType<typeof layoutOf>

interface Sizes {
  windows: number
  /** Records, fields. */
  most: number
  /** Of marks. */
  groups: number
  /** Columns that learn cells. */
  learning: number
}

export function layoutOf({ windows: windowsSize, most, groups, learning }: Sizes) {
  const columns = 2 * LONGEST_RECORD
  const counts = columns + 8 * MOST_COLUMNS
  const known = aligned(counts + 12)
  const windows = aligned(known + KNOWN_BYTES * learning)
  const ends = aligned(windows + windowsSize)
  const records = aligned(ends + 4 * most)
  const cellHashes = aligned(records + 4 * RECORD_WORDS * most)
  const recordHashes = cellHashes + 8 * most
  const firstMarks = recordHashes + 8 * most
  const marks = Array.from({ length: groups }, (_, group) => ({
    fine: firstMarks + 8 * most * group,
    unknown: firstMarks + 8 * most * group + 4 * most,
  }))
  const noMarks = { fine: firstMarks, unknown: firstMarks }
  const end = firstMarks + 8 * most * groups
  return {
    scratch: 0,
    columns,
    counts,
    known,
    learning,
    windows,
    ends,
    records,
    cellHashes,
    recordHashes,
    marks,
    noMarks,
    most,
    end,
  }
}

const aligned = (address: number): number => Math.ceil(address / 64) * 64

export interface OpenKernel {
  kernel: Kernel
  memory: ArrayBuffer
  at: Layout
}

/** Where the bytes of a chunk are, and what scan() has found in them. */
export interface ScannedBytes {
  start: number
  length: number
  count: number
  firstLine: number
}

export interface Chunks extends Pick<RecordChunk, 'ends' | 'records'> {
  at(scanned: ScannedBytes): RecordChunk
}

/** Chunks that ask the kernel. They share its memory: each holds until the next is made. */
export function openChunks(open: OpenKernel, delimiter: string): Chunks {
  const { memory, at } = open
  const { most } = at
  const scanned: ScannedBytes = { start: 0, length: 0, count: 0, firstLine: 0 }
  const all = {
    ends: new Int32Array(memory, at.ends, most),
    records: new Int32Array(memory, at.records, RECORD_WORDS * most),
    marks: at.marks.map(({ fine, unknown }) => ({
      fine: new Int32Array(memory, fine, most),
      unknown: new Int32Array(memory, unknown, most),
    })),
    delimiter,
    ...marking(open, scanned),
    ...hashing(open, scanned, delimiter.charCodeAt(0)),
  }
  const chunk: RecordChunk = { ...all, bytes: Buffer.alloc(0), count: 0, firstLine: 0 }
  return {
    ...all,
    at(next) {
      Object.assign(scanned, next)
      chunk.bytes = Buffer.from(memory, next.start, next.length)
      chunk.count = next.count
      chunk.firstLine = next.firstLine
      return chunk
    },
  }
}

/** Columns that learn cells have a table each. */
function openTables(first: number, most: number): (place: number) => number | undefined {
  const tables = new Map<number, number>()
  return (place) => {
    if (!tables.has(place) && tables.size < most) tables.set(place, first + KNOWN_BYTES * tables.size)
    return tables.get(place)
  }
}

type Marking = Pick<
  RecordChunk,
  'markFilled' | 'markPlain' | 'markNumbers' | 'markPhones' | 'markDates' | 'markKnown' | 'learn'
>

function marking({ kernel, memory, at }: OpenKernel, scanned: ScannedBytes): Marking {
  const tableOf = openTables(at.known, at.learning)
  const counts = new Uint32Array(memory, at.counts, 3)
  const indexed = () => [scanned.start, at.ends, at.records, scanned.count] as const
  const target = ({ column, place }: MarkedColumn) => {
    const { fine, unknown } = at.marks[groupOf(place)] ?? at.noMarks
    return [column, bitOf(place), fine, unknown] as const
  }
  const markPlain: Marking['markPlain'] = (column, kind) =>
    kernel.markPlain(...indexed(), ...target(column), PLAIN_KINDS.indexOf(kind))
  return {
    markPlain,
    markFilled(columns) {
      for (const [group, pairs] of columns.entries()) {
        const { fine, unknown } = at.marks[group] ?? at.noMarks
        new Int32Array(memory, at.columns, pairs.length).set(pairs)
        if (pairs.length > 0) kernel.markFilled(...indexed(), at.columns, pairs.length / 2, fine, unknown)
      }
    },
    markNumbers: (column) => kernel.markNumbers(...indexed(), ...target(column)),
    markPhones: (column, { leavesOthers }) => kernel.markPhones(...indexed(), ...target(column), leavesOthers ? 1 : 0),
    markDates(column, { order, countsEither }) {
      counts.fill(0)
      kernel.markDates(...indexed(), ...target(column), DATE_ORDERS.indexOf(order), countsEither ? 1 : 0, at.counts)
      const [onlyMonthFirst = 0, onlyDayFirst = 0, either = 0] = counts
      return { onlyMonthFirst, onlyDayFirst, either }
    },
    markKnown(column) {
      const table = tableOf(column.place)
      if (table === undefined) markPlain(column, 'none')
      else kernel.markKnown(...indexed(), ...target(column), table)
    },
    learn(record, { column, place }) {
      const table = tableOf(place)
      if (table !== undefined) kernel.learnCell(scanned.start, at.ends, at.records, record, column, table)
    },
  }
}

function hashing(
  { kernel, memory, at }: OpenKernel,
  scanned: ScannedBytes,
  delimiter: number,
): Pick<RecordChunk, 'hashCells' | 'hashRecords'> {
  const cellHashes = new Uint32Array(memory, at.cellHashes, 2 * at.most)
  const recordHashes = new Uint32Array(memory, at.recordHashes, 2 * at.most)
  return {
    hashCells(column, lower) {
      const { start, count } = scanned
      kernel.hashCells(start, at.ends, at.records, count, column, lower ? 1 : 0, at.cellHashes)
      return cellHashes
    },
    hashRecords(runs) {
      const { start, count } = scanned
      const runCount = runs.length / 2
      new Int32Array(memory, at.columns, runs.length).set(runs)
      kernel.hashRecords(
        start,
        at.ends,
        at.records,
        count,
        at.columns,
        runCount,
        delimiter,
        at.scratch,
        at.recordHashes,
      )
      return recordHashes
    },
  }
}
