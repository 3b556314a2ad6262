import type { ReadCell } from '../repair/cell-repair.ts'
import type { KeyKind } from './association-key.ts'
import type { Counter, Ledger } from './ledger.ts'

export const BLANK = 0
export const FINE = 1
export const FAULTY = 2

/**
 * One row on its way through the checks. The scan uses the same one for all rows. A check that asks neither for the line
 * nor for a text or key must do the same for every row with these states.
 */
export interface CheckedRow {
  readonly line: number
  /** The cell of a mapped column as it is uploaded, without plain spaces around it. '' where there is no such place. */
  text(place: number): string
  /** The cell of any column as it is in the file. */
  readonly read: ReadCell
  /** KeyLines.add() for the cell, in the spelling in which such keys are compared. */
  addKey(seen: KeyLines, place: number, kind: KeyKind): number
  /** BLANK, FINE or FAULTY, for each of the mapped columns. */
  states: Uint8Array
  /** A record of the row is not written, or the row is broken as a whole. */
  lost: boolean
  /** Objects whose record is not written. One that the row says nothing about is among them, and costs nothing. */
  lostObjects: string[]
  /** Faults that cost the record or only the value: that is known when its other cells are. */
  undecided: UndecidedFault[]
  valuesLost: number
  associationsLost: number
}

/** Remembers on which line a key was first. */
export interface KeyLines {
  /** That line, or 0 where the key is new; then it is remembered. */
  add(text: string, line: number): number
  /** The same for a text of which only the hash is known. */
  addHash(high: number, low: number, line: number): number
}

export interface UndecidedFault {
  place: number
  fault: string
}

/** A check that looks at several cells of a row, or at other rows. */
export type RowCheck = (row: CheckedRow) => void

export const isLost = ({ lostObjects }: CheckedRow, objectTypeId: string): boolean => lostObjects.includes(objectTypeId)

/** Counts a finding and what it costs the row. */
export function count(row: CheckedRow, counter: Counter, ledger: Ledger, value: string): void {
  ledger.hit(counter, row.line, value)
  const { outcome, objectTypeId } = counter.spec
  if (outcome === 'row_lost') {
    row.lost = true
    if (objectTypeId !== null) row.lostObjects.push(objectTypeId)
  }
  if (outcome === 'value_lost') row.valuesLost += 1
  if (outcome === 'association_lost') row.associationsLost += 1
}
