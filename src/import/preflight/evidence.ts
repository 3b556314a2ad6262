import type { MarkedColumn, RecordChunk } from '../../table/byte-index/record-chunk.ts'
import type { ReadCell } from '../repair/cell-repair.ts'
import type { Counter } from './ledger.ts'
import type { NumberEvidence } from './number-evidence.ts'

/** What a column says about its notation, from the cells as they are in the file, before any repair. */
export interface ColumnEvidence {
  observe(value: string, line: number, read: ReadCell): void
  /** Marks the cells of a chunk whose bytes are certainly fine, and has observed them. */
  mark(chunk: RecordChunk, column: MarkedColumn): void
  /** Of a column of numbers. */
  numbers?: NumberEvidence
  /** After the last row: adds findings about readings, and withdraws repairs that neither column nor file prove. */
  conclude(counters: readonly Counter[], file: FileEvidence): void
}

/** What all columns of a file say together. */
export interface FileEvidence {
  /** Its numbers have a decimal comma. */
  provesComma: boolean
  /** Some of its numbers have a decimal point. */
  hasPoint: boolean
}
