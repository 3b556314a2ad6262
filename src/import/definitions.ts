import type { AssociationLabel } from '../hubspot/association.ts'
import type { ValidationRule } from '../hubspot/property-validation.ts'
import type { Schema } from '../mapping/proposal.ts'

export interface OwnerName {
  id: string
  email: string
  firstName: string
  lastName: string
}

/** What is known of the account when a file is checked. */
export interface Definitions extends Schema {
  /** `account`: read from HubSpot just now. `built-in`: the catalogue; custom properties and options are not in it. */
  source: 'account' | 'built-in'
  /** By `fromObjectTypeId>toObjectTypeId`. Pairs that were not read are missing. */
  labels: ReadonlyMap<string, readonly AssociationLabel[]>
  /** null: not read (no scope, or offline), so owner cells are not checked. */
  owners: readonly OwnerName[] | null
  /**
   * Rules on values that the account has set, by object type and property. Object types whose rules were not read are
   * missing.
   */
  validations: ReadonlyMap<string, ReadonlyMap<string, readonly ValidationRule[]>>
}

export const labelPair = (fromObjectTypeId: string, toObjectTypeId: string): string =>
  `${fromObjectTypeId}>${toObjectTypeId}`
