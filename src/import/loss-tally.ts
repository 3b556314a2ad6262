import type { ImportError } from './import-errors.ts'

/** HubSpot's ERRORS counter mixes lost rows with what is missing on rows that were written; this tells them apart. */
export interface Losses {
  /** Distinct rows of which a record was not written. */
  rowsLost: number
  /** Distinct rows that were written without some value, and how many values that are. */
  rowsWithoutValue: number
  valuesLost: number
  /** Distinct rows that were written without some association, and how many associations that are. */
  rowsWithoutAssociation: number
  associationsLost: number
  /** Distinct rows of which nobody can say: HubSpot gave an errorType that is not known here. */
  rowsUnclear: number
}

export interface LossTally {
  add(error: ImportError): void
  losses(): Losses
}

/** Exact counts in a few bytes for each row, whatever the order and the number of errors. */
export function createLossTally(): LossTally {
  const files = new Map<number, Marks>()
  /** Columns of which every value was left out: HubSpot tells them once for each part, at the header. */
  const columnsLost = new Set<string>()
  return {
    add({ fileIndex, record, outcome, errorType, columnIndex, propertyName }) {
      if (outcome === 'file_refused' || outcome === 'nothing_lost') return
      if (record === null) {
        if (outcome === 'value_lost') columnsLost.add(JSON.stringify([fileIndex, errorType, columnIndex, propertyName]))
        return
      }
      const marks = files.get(fileIndex) ?? new Marks()
      files.set(fileIndex, marks)
      marks.add(record, MARK[outcome])
    },
    losses() {
      const counts = [...files.values()].map((marks) => marks.losses())
      const sum = (name: keyof Losses) => counts.reduce((total, losses) => total + losses[name], 0)
      return {
        rowsLost: sum('rowsLost'),
        rowsWithoutValue: sum('rowsWithoutValue'),
        valuesLost: sum('valuesLost') + columnsLost.size,
        rowsWithoutAssociation: sum('rowsWithoutAssociation'),
        associationsLost: sum('associationsLost'),
        rowsUnclear: sum('rowsUnclear'),
      }
    },
  }
}

const MARK = { row_lost: 0, unknown: 1, value_lost: 2, association_lost: 3 } as const
const KINDS = 4
const FIRST_RECORDS = 1024

/** For every row of a file, how many errors of each kind it has. */
class Marks {
  #counts = new Uint16Array(FIRST_RECORDS * KINDS)

  add(record: number, kind: number): void {
    const place = record * KINDS + kind
    if (place >= this.#counts.length) this.#grow(place)
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
  }

  losses(): Losses {
    const losses = { ...NOTHING }
    for (let place = 0; place < this.#counts.length; place += KINDS) {
      const [lost = 0, unclear = 0, values = 0, associations = 0] = this.#counts.subarray(place, place + KINDS)
      if (lost > 0) losses.rowsLost += 1
      else if (unclear > 0) losses.rowsUnclear += 1
      else {
        losses.valuesLost += values
        losses.associationsLost += associations
        losses.rowsWithoutValue += values > 0 ? 1 : 0
        losses.rowsWithoutAssociation += associations > 0 ? 1 : 0
      }
    }
    return losses
  }

  #grow(place: number): void {
    const counts = new Uint16Array(Math.max(this.#counts.length * 2, place + KINDS))
    counts.set(this.#counts)
    this.#counts = counts
  }
}

const NOTHING: Losses = {
  rowsLost: 0,
  rowsWithoutValue: 0,
  valuesLost: 0,
  rowsWithoutAssociation: 0,
  associationsLost: 0,
  rowsUnclear: 0,
}
