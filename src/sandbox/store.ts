import type { AssociationConfiguration, AssociationLabel } from '../hubspot/association.ts'
import type { Property } from '../hubspot/property.ts'
import type { ValidationRule } from '../hubspot/property-validation.ts'

/** One CRM record of the sandbox. Values are strings, as HubSpot's objects API gives them. */
export interface CrmRecord {
  objectTypeId: string
  /** Digits. */
  id: string
  properties: Record<string, string>
  createdAt: string
  updatedAt: string
}

export interface Association {
  fromObjectTypeId: string
  fromId: string
  toObjectTypeId: string
  toId: string
  typeId: number
  category: string
}

export interface Owner {
  id: string
  email: string
  firstName: string
  lastName: string
}

/**
 * The records of the sandbox, as the import engine and the routes see them. All calls are synchronous: SQLite
 * behind it is, and the engine yields between slices of rows by itself.
 */
export interface RecordStore {
  /** Definitions of one object type, read-only ones included. Empty: the object type does not exist. */
  properties(objectTypeId: string): readonly Property[]
  /** Rules on values, by property. */
  validations(objectTypeId: string): ReadonlyMap<string, readonly ValidationRule[]>
  owners(): readonly Owner[]
  /** Types valid in this direction, HubSpot's own and the account's. */
  labels(fromObjectTypeId: string, toObjectTypeId: string): readonly AssociationLabel[]
  configurations(fromObjectTypeId: string, toObjectTypeId: string): readonly AssociationConfiguration[]

  find(objectTypeId: string, id: string): CrmRecord | undefined
  /** Records whose unique property has this value; e-mail and domain compare without case. */
  findByUniqueValue(objectTypeId: string, propertyName: string, value: string): CrmRecord[]
  create(objectTypeId: string, properties: Record<string, string>): CrmRecord
  /** Empty values in `properties` are not written: blank cells never erase. */
  update(objectTypeId: string, id: string, properties: Record<string, string>): CrmRecord

  /** Writes both directions. `limit_exceeded`: an association configuration forbids it. */
  associate(association: Association): 'created' | 'exists' | 'limit_exceeded'
  associations(fromObjectTypeId: string, fromId: string, toObjectTypeId: string): Association[]

  /** Runs many writes as one: the engine wraps a slice of rows in it. */
  transaction<T>(work: () => T): T
}
