import { keyOfValue, type LookupTarget, targetName } from './lookup-target.ts'

/** A value that the import writes over another one, or where there was none. */
export interface ValueChange {
  before: string
  after: string
  /** Of the source file. */
  line: number
  columnName: string
}

/** One record as it is while the import goes on: of the account, or made by an earlier row. */
export interface AccountRecord {
  objectTypeId: string
  /** null: a row of the import makes it. */
  id: string | null
  /** As the account had them; of a new record only those by which records are looked up. */
  properties: ReadonlyMap<string, string>
  /** By property. */
  changes: Map<string, ValueChange>
}

/** What HubSpot gave for one target. */
export interface FoundRecords {
  target: LookupTarget
  /** By key; keys that were asked for and found nothing have an empty list. */
  byKey: ReadonlyMap<string, readonly { id: string; properties: ReadonlyMap<string, string> }[]>
}

/**
 * The records of the account that the files name, and what becomes of them row by row: HubSpot looks up every row in the
 * account as the rows before it have left it.
 */
export class AccountRecords {
  readonly #looked = new Map<string, { target: LookupTarget; byKey: Map<string, AccountRecord[]> }>()
  readonly #byId = new Map<string, AccountRecord>()

  constructor(found: readonly FoundRecords[]) {
    for (const { target, byKey } of found) {
      const known = [...byKey].map(
        ([key, records]) => [key, records.map((record) => this.#known(target.objectTypeId, record))] as const,
      )
      this.#looked.set(targetName(target), { target, byKey: new Map(known) })
    }
  }

  /** Those that have the value now; undefined: nobody has looked. */
  having(target: LookupTarget, key: string): readonly AccountRecord[] | undefined {
    return this.#looked.get(targetName(target))?.byKey.get(key)
  }

  /** Some records are found by this property. */
  looksUp(property: Pick<LookupTarget, 'objectTypeId' | 'propertyName'>): boolean {
    return this.#looked.has(targetName(property))
  }

  /** A new record with the values by which records are looked up. */
  create(objectTypeId: string, properties: ReadonlyMap<string, string>): AccountRecord {
    const record: AccountRecord = { objectTypeId, id: null, properties, changes: new Map() }
    for (const [propertyName, key] of properties) this.#move(record, { propertyName, after: key })
    return record
  }

  /** The record gets a value. What it has already, and what is changed back, is no change. */
  write(
    record: AccountRecord,
    { propertyName, isSame }: { propertyName: string; isSame: (one: string, other: string) => boolean },
    change: Omit<ValueChange, 'before'>,
  ): void {
    const now = currentValue(record, propertyName)
    if (isSame(now, change.after)) return
    const before = record.properties.get(propertyName) ?? ''
    this.#move(record, { propertyName, before: now, after: change.after })
    if (isSame(before, change.after)) record.changes.delete(propertyName)
    else record.changes.set(propertyName, { ...change, before })
  }

  #move(
    record: AccountRecord,
    { propertyName, before = '', after }: { propertyName: string; before?: string; after: string },
  ): void {
    const looked = this.#looked.get(targetName({ objectTypeId: record.objectTypeId, propertyName }))
    if (looked === undefined) return
    const { target, byKey } = looked
    const [from, to] = [keyOfValue(target, before), keyOfValue(target, after)]
    const left = byKey.get(from)?.filter((one) => one !== record)
    if (left !== undefined) byKey.set(from, left)
    const others = byKey.get(to)
    if (others !== undefined) byKey.set(to, [...others, record])
  }

  /** One record may be found by several of its values. */
  #known(
    objectTypeId: string,
    { id, properties }: { id: string; properties: ReadonlyMap<string, string> },
  ): AccountRecord {
    const name = `${objectTypeId} ${id}`
    const record = this.#byId.get(name) ?? { objectTypeId, id, properties, changes: new Map() }
    this.#byId.set(name, record)
    return record
  }
}

/** As the import has left it so far. '' where there is none. */
export const currentValue = ({ properties, changes }: AccountRecord, propertyName: string): string =>
  changes.get(propertyName)?.after ?? properties.get(propertyName) ?? ''
