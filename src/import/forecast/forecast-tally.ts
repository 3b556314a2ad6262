import { CONTACT } from '../../hubspot/object-types.ts'
import { safeText } from '../../safe-text.ts'
import { type AccountRecord, currentValue } from '../record-lookup/account-records.ts'
import type { ObjectForecast } from './forecast.ts'

type ObjectCounts = Omit<ObjectForecast, 'objectType'> & { rowsNotLookedUp: number }

/** Counts what the rows of all files make of the records. */
export class ForecastTally {
  readonly #objects = new Map<string, { created: number; notLookedUp: number; known: Set<AccountRecord> }>()

  /** The object is in the files. */
  open(objectTypeId: string): void {
    this.#of(objectTypeId)
  }

  /** A row makes a new record. */
  create(objectTypeId: string): void {
    this.#of(objectTypeId).created += 1
  }

  /** A row is about a record of the account; others may be, too. */
  write(record: AccountRecord): void {
    this.#of(record.objectTypeId).known.add(record)
  }

  /** Nobody knows what the row does. */
  pass(objectTypeId: string): void {
    this.#of(objectTypeId).notLookedUp += 1
  }

  objectTypeIds(): string[] {
    return [...this.#objects.keys()]
  }

  of(objectTypeId: string): ObjectCounts {
    const { created, notLookedUp, known } = this.#of(objectTypeId)
    const updated = [...known].filter(({ changes }) => changes.size > 0)
    const overwritten = updated.flatMap(({ changes }) => [...changes.values()].filter(({ before }) => before !== ''))
    return {
      created,
      updated: updated.length,
      unchanged: known.size - updated.length,
      valuesOverwritten: overwritten.length,
      samples: overwritten.slice(0, SAMPLES).map(({ line, columnName, before, after }) => ({
        line,
        columnName: safeText(columnName, LONGEST),
        before: safeText(before, LONGEST),
        after: safeText(after, LONGEST),
      })),
      rowsNotLookedUp: notLookedUp,
    }
  }

  /** If every contact that is written becomes one. */
  newMarketingContacts(): number {
    const { created, known } = this.#of(CONTACT)
    return created + [...known].filter((record) => currentValue(record, 'hs_marketable_status') !== 'true').length
  }

  #of(objectTypeId: string) {
    const counts = this.#objects.get(objectTypeId) ?? { created: 0, notLookedUp: 0, known: new Set() }
    this.#objects.set(objectTypeId, counts)
    return counts
  }
}

const SAMPLES = 3
const LONGEST = 80
