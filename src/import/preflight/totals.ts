import type { RowInWork } from './row-in-work.ts'

/** What was found in the rows of one file so far. */
export class Totals {
  rows = 0
  /** Rows of which at least one record is not written. */
  rowsLost = 0
  valuesLost = 0
  associationsLost = 0
  /** Of the file, as far as that is known: characters where it was read as text. */
  bytes = 0

  /** A row whose checks are done. */
  add({ lost, valuesLost, associationsLost }: RowInWork): void {
    this.rows += 1
    if (lost) {
      this.rowsLost += 1
      return
    }
    this.valuesLost += valuesLost
    this.associationsLost += associationsLost
  }
}
