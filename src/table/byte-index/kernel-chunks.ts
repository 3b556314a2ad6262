import { DATE_ORDERS, type Kernel, KNOWN_BYTES, LONGEST_RECORD, PLAIN_KINDS } from './kernel.ts'
import { MARKS_OF_A_GROUP, type MarkedColumn, type RecordChunk } from './record-chunk.ts'

/** Numbers of a record's entry. */
export const RECORD_WORDS = 4
/** For what is read and written in whole blocks, and the entries before the first and behind the last. */
export const PADDING = 80

/** Pairs of numbers that say which columns are meant. */
const MOST_COLUMNS = 2_000
/** Columns that learn cells; all cells of further ones stay unknown. */
const MOST_LEARNING = 64

/** Addresses in the kernel's memory; areas that nobody touches take no room. */
export type Layout = ReturnType<typeof layoutOf>

/** `most`: records, fields; `groups`: of marks. */
export function layoutOf(windowsSize: number, most: number, groups: number) {
  const columns = 2 * LONGEST_RECORD
  const counts = columns + 8 * MOST_COLUMNS
  const known = aligned(counts + 12)
  const windows = aligned(known + KNOWN_BYTES * MOST_LEARNING)
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
  const tables = new Map<number, number>()
  const tableOf = (place: number): number | undefined => {
    if (!tables.has(place) && tables.size < MOST_LEARNING) tables.set(place, at.known + KNOWN_BYTES * tables.size)
    return tables.get(place)
  }
  const all = {
    ends: new Int32Array(memory, at.ends, most),
    records: new Int32Array(memory, at.records, RECORD_WORDS * most),
    marks: at.marks.map(({ fine, unknown }) => ({
      fine: new Int32Array(memory, fine, most),
      unknown: new Int32Array(memory, unknown, most),
    })),
    delimiter,
  }
  return {
    ...all,
    at: (scanned) => ({
      ...all,
      bytes: Buffer.from(memory, scanned.start, scanned.length),
      count: scanned.count,
      firstLine: scanned.firstLine,
      ...marking(open, scanned, tableOf),
      ...hashing(open, scanned, delimiter.charCodeAt(0)),
    }),
  }
}

type Marking = Pick<RecordChunk, 'markFilled' | 'markPlain' | 'markNumbers' | 'markDates' | 'markKnown' | 'learn'>

function marking(
  { kernel, memory, at }: OpenKernel,
  { start, count }: ScannedBytes,
  tableOf: (place: number) => number | undefined,
): Marking {
  const indexed = [start, at.ends, at.records, count] as const
  const target = ({ column, place }: MarkedColumn) => {
    const { fine, unknown } = at.marks[groupOf(place)] ?? at.noMarks
    return [column, bitOf(place), fine, unknown] as const
  }
  const markPlain: Marking['markPlain'] = (column, kind) =>
    kernel.markPlain(...indexed, ...target(column), PLAIN_KINDS.indexOf(kind))
  return {
    markPlain,
    markFilled(columns) {
      for (const [group, { fine, unknown }] of at.marks.entries()) {
        const pairs = columns.flatMap(({ column, place }) => (groupOf(place) === group ? [[column, bitOf(place)]] : []))
        new Int32Array(memory, at.columns, 2 * pairs.length).set(pairs.flat())
        if (pairs.length > 0) kernel.markFilled(...indexed, at.columns, pairs.length, fine, unknown)
      }
    },
    markNumbers: (column) => kernel.markNumbers(...indexed, ...target(column)),
    markDates(column, { order, countsEither }) {
      const counts = new Uint32Array(memory, at.counts, 3).fill(0)
      kernel.markDates(...indexed, ...target(column), DATE_ORDERS.indexOf(order), countsEither ? 1 : 0, at.counts)
      const [onlyMonthFirst = 0, onlyDayFirst = 0, either = 0] = counts
      return { onlyMonthFirst, onlyDayFirst, either }
    },
    markKnown(column) {
      const table = tableOf(column.place)
      if (table === undefined) markPlain(column, 'none')
      else kernel.markKnown(...indexed, ...target(column), table)
    },
    learn(record, { column, place }) {
      const table = tableOf(place)
      if (table !== undefined) kernel.learnCell(start, at.ends, at.records, record, column, table)
    },
  }
}

function hashing(
  { kernel, memory, at }: OpenKernel,
  { start, count }: ScannedBytes,
  delimiter: number,
): Pick<RecordChunk, 'hashCells' | 'hashRecords'> {
  const indexed = [start, at.ends, at.records, count] as const
  return {
    hashCells(column, lower) {
      kernel.hashCells(...indexed, column, lower ? 1 : 0, at.cellHashes)
      return new Uint32Array(memory, at.cellHashes, 2 * count)
    },
    hashRecords(columns) {
      const runs = runsOf(columns)
      new Uint32Array(memory, at.columns, 2 * runs.length).set(runs.flat())
      kernel.hashRecords(...indexed, at.columns, runs.length, delimiter, at.scratch, at.recordHashes)
      return new Uint32Array(memory, at.recordHashes, 2 * count)
    },
  }
}

const groupOf = (place: number): number => Math.floor(place / MARKS_OF_A_GROUP)

const bitOf = (place: number): number => 1 << (place % MARKS_OF_A_GROUP)

/** 3, 4, 5, 9 → 3–5, 9–9 */
function runsOf(columns: readonly number[]): [number, number][] {
  const runs: [number, number][] = []
  for (const column of columns) {
    const last = runs.at(-1)
    if (last !== undefined && column === last[1] + 1) last[1] = column
    else runs.push([column, column])
  }
  return runs
}
