import type { Hash } from '../../table/byte-index/text-hash.ts'
import type { ReadCell } from '../repair/cell-repair.ts'
import { type KeyKind, sameKey } from './association-key.ts'
import type { CheckedRow, KeyLines, UndecidedFault } from './checked-row.ts'
import { withoutPlainSpace } from './plain-space.ts'

/** The row that is looked at: its cells become text when somebody asks for them. */
export class RowInWork implements CheckedRow {
  readonly states: Uint8Array
  lost = false
  readonly lostObjects: string[] = []
  readonly undecided: UndecidedFault[] = []
  valuesLost = 0
  associationsLost = 0

  /** A check has asked for something that only this row has. */
  wasAsked = false

  #line = 0
  #cells: (string | null)[]
  #texts: (string | null)[]
  #hasTexts = false
  readonly #indexes: readonly number[]
  #read: ReadCell = () => ''
  /** The hash of the key at a place; place -1: none is known. */
  #key = { place: -1, high: 0, low: 0 }

  /** `indexes`: of the mapped columns in the file. */
  constructor(indexes: readonly number[]) {
    const places = indexes.length
    this.#indexes = indexes
    this.states = new Uint8Array(places)
    this.#cells = new Array<string | null>(places).fill(null)
    this.#texts = new Array<string | null>(places).fill(null)
  }

  /** `read` gives the cells of the row as they are in the file. */
  start(line: number, read: ReadCell): void {
    this.#line = line
    this.#read = read
    this.#key.place = -1
    this.lost = false
    this.valuesLost = 0
    this.associationsLost = 0
    this.wasAsked = false
    if (this.lostObjects.length > 0) this.lostObjects.length = 0
    if (this.undecided.length > 0) this.undecided.length = 0
    if (!this.#hasTexts) return
    this.#cells.fill(null)
    this.#texts.fill(null)
    this.#hasTexts = false
  }

  knowKey(place: number, { high, low }: Hash): void {
    this.#key.place = place
    this.#key.high = high
    this.#key.low = low
  }

  get line(): number {
    this.wasAsked = true
    return this.#line
  }

  /** As it is uploaded. */
  cell(place: number): string {
    const known = this.#cells[place]
    if (typeof known === 'string') return known
    const cell = this.#read(this.#indexes[place] ?? -1)
    this.setCell(place, cell)
    return cell
  }

  /** Cells of all columns, also of those that are not mapped. */
  get read(): ReadCell {
    return this.#read
  }

  setCell(place: number, cell: string): void {
    this.#cells[place] = cell
    this.#texts[place] = null
    this.#hasTexts = true
  }

  text(place: number): string {
    this.wasAsked = true
    if (place < 0) return ''
    const known = this.#texts[place]
    if (typeof known === 'string') return known
    const text = withoutPlainSpace(this.cell(place))
    this.#texts[place] = text
    return text
  }

  addKey(seen: KeyLines, place: number, kind: KeyKind): number {
    const { place: known, high, low } = this.#key
    if (known !== place) return seen.add(sameKey(this.text(place), kind), this.line)
    return seen.addHash(high, low, this.#line)
  }

  /** The checks have found something. */
  hasOutcome(): boolean {
    const lists = this.lostObjects.length + this.undecided.length
    return this.lost || lists + this.valuesLost + this.associationsLost > 0
  }

  /** Of all cells as they are uploaded. */
  characters(): number {
    let characters = 0
    for (let place = 0; place < this.#cells.length; place += 1) characters += this.cell(place).length
    return characters
  }

  /** All cells as they are uploaded. */
  allCells(): string[] {
    return Array.from(this.#cells, (_, place) => this.cell(place))
  }
}
