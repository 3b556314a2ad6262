import type { AssociationSpec } from '../../hubspot/association.ts'
import type { ImportOperation, MARKETING_EVENT_SUBMISSION_TYPES } from '../../hubspot/import-request.ts'
import type { MappedColumn } from './column-role.ts'
import type { ImportSource } from './import-source.ts'
import type { KeyIndex } from './key-index.ts'
import type { RowIds } from './row-ids.ts'
import type { Fault } from './tally.ts'
import type { CellCheck } from './values/problem.ts'

/** Everything that is decided once for a file, so that a row only has to be worked on. */
export interface FilePlan {
  source: ImportSource
  columns: readonly MappedColumn[]
  /** In the order they are written: records that need others beside them come last. */
  objects: readonly ObjectPlan[]
  rowLinks: readonly RowLink[]
  keyLinks: readonly KeyLink[]
  participation: Participation | null
  mappedColumns: number
  unmappedColumns: number
  /** Columns whose values are lost, told once on the line of the header. */
  columnFaults: readonly Fault[]
  rowContents: KeyIndex
}

export interface ObjectPlan {
  objectTypeId: string
  operation: ImportOperation
  columns: readonly ValueColumn[]
  /** 0-based column of the record's own id; null: none. */
  recordIdColumn: number | null
  /** Rows hold more than one record each, or name others: the same record may come again on other rows. */
  mayRepeat: boolean
  /** The column by which existing records are found; it is one of `columns`. */
  identifier: Identifier | null
  /** Common column of a two-file import, where this file owns the property. */
  shared: SharedColumn | null
  /** To create a record, every inner list needs a value of one of its properties. */
  requiredToCreate: readonly (readonly string[])[]
  /** Values that every written record gets, whatever the row says. */
  constants: readonly (readonly [string, string])[]
  /** Values of lifecyclestage in their order; empty: not mapped. */
  lifecycleStages: readonly string[]
  /** A note, meeting or e-mail is not kept without a record it belongs to. */
  needsAssociation: boolean
  /** Record id by identifier: what the rows of this file wrote; 0: seen and not written. */
  writtenByKey: KeyIndex
  writtenById: KeyIndex
  /** Record ids by row, kept where associations are written later. */
  rowIds: RowIds | null
}

export interface ValueColumn {
  /** 0-based. */
  index: number
  propertyName: string
  check: CellCheck
  /** A new record is not created when this value is refused. */
  isRequiredToCreate: boolean
  /** Values of new records, besides the identifier's; null: several records may hold the same value. */
  created: KeyIndex | null
}

export interface Identifier {
  column: ValueColumn
  /** Mapped as HUBSPOT_ALTERNATE_ID, so every row needs it. Otherwise the contact's e-mail or a common column serves. */
  isExplicit: boolean
}

export interface SharedColumn {
  index: number
  propertyName: string
  /** False: free keys, which HubSpot does not take. No association comes of them. */
  canIdentify: boolean
  /** Record id by value; 0: its row failed. */
  ids: KeyIndex
}

/** Two records of the same row become associated. Indexes are those of FilePlan.objects. */
export interface RowLink {
  from: number
  to: number
  fromObjectTypeId: string
  toObjectTypeId: string
  /** null: HubSpot has no plain type between the two. */
  plain: AssociationSpec | null
  /** Written too where the record had no company before. */
  primary: AssociationSpec | null
  labels: LabelColumn | null
}

/** A record of the row becomes associated with one that the cell names. */
export interface KeyLink {
  index: number
  /** Of FilePlan.objects. */
  from: number
  fromObjectTypeId: string
  toObjectTypeId: string
  kind: 'record_id' | 'common_column' | 'same_object'
  /** Property of the other record that holds the key; null: its record id. */
  propertyName: string | null
  specs: readonly AssociationSpec[]
  /** The type exists in this direction. */
  isValid: boolean
  labels: LabelColumn | null
}

export interface LabelColumn {
  index: number
  fromObjectTypeId: string
  specsByLabel: ReadonlyMap<string, AssociationSpec>
}

/** Contacts of the rows take part in a marketing event. */
export interface Participation {
  /** Of FilePlan.objects. */
  contact: number
  marketingEventId: string
  spec: AssociationSpec
  columns: readonly TimestampColumn[]
  seen: KeyIndex
}

export interface TimestampColumn {
  index: number
  kind: (typeof MARKETING_EVENT_SUBMISSION_TYPES)[number]
  check: CellCheck
}
