import { once } from '../../once.ts'
import { KERNEL_CODE } from './kernel-code.ts'

/** The same in kernel.as: where a record has more bytes, scan() finds none. */
export const LONGEST_RECORD = 65_536

/**
 * Values that are certainly fine where a property asks for one of their kind; `digit`: one is in it, `bare`: the text is
 * the bytes, `none`: no value is. Of `digit` and `bare` none that may be a shortened number such as 4.15556E+11.
 */
export const PLAIN_KINDS = ['email', 'domain', 'id', 'digit', 'bare', 'none'] as const
export type PlainKind = (typeof PLAIN_KINDS)[number]

/** Orders of the numbers in a date. */
export const DATE_ORDERS = ['month_first', 'day_first', 'year_first'] as const
export type DateOrder = (typeof DATE_ORDERS)[number]

/** Bytes of a table of known cells. */
export const KNOWN_BYTES = 16 + 1024 * 48

/** What scan() has found, and how many records that are. */
type Scanned = [input: number, ends: number, records: number, count: number]

/** Where the marks of a column go. */
type Target = [column: number, bit: number, fine: number, unknown: number]

type KeyTable = [table: number, end: number, scale: number]
type ChunkRows = [keys: number, rows: number, lines: number, outcomes: number, fine: number, unknown: number]

/** The exports of kernel.as, where they are explained. Addresses are bytes of the memory. */
export interface Kernel {
  scan(input: number, length: number, ends: number, records: number, delimiter: number, columns: number): number
  countRecords(input: number, length: number, delimiter: number, most: number, result: number): number
  markFilled(...args: [...Scanned, columns: number, columnCount: number, fine: number, unknown: number]): void
  markPlain(...args: [...Scanned, ...Target, kind: number]): void
  markNumbers(...args: [...Scanned, ...Target]): number
  markPhones(...args: [...Scanned, ...Target, leavesOthers: number]): number
  markDates(...args: [...Scanned, ...Target, order: number, countsEither: number, counts: number]): void
  markKnown(...args: [...Scanned, ...Target, table: number]): void
  learnCell(input: number, ends: number, records: number, record: number, column: number, table: number): void
  hashCells(...args: [...Scanned, column: number, lower: number, hashes: number]): void
  hashRecords(
    ...args: [...Scanned, runs: number, runCount: number, delimiter: number, scratch: number, hashes: number]
  ): void
  addRows(...args: [...KeyTable, ...ChunkRows, bit: number, count: number]): number
  hash(start: number, length: number, lower: number, target: number): void
}

/** A kernel with a memory of its own. What is not touched of the memory takes no room. */
export function openKernel(bytes: number): { kernel: Kernel; memory: ArrayBuffer } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) })
  const { exports } = new WebAssembly.Instance(kernelModule(), { env: { memory } })
  return { kernel: exports, memory: memory.buffer }
}

/** Compiled once: each time it would be new machine code. */
const kernelModule = once(() => new WebAssembly.Module(Buffer.from(KERNEL_CODE, 'base64')))

const PAGE = 65_536

/** What is used of WebAssembly: neither the language nor Node's types know it without a browser's. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number })
    readonly buffer: ArrayBuffer
  }
  class Module {
    constructor(code: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory } })
    readonly exports: Kernel
  }
}
