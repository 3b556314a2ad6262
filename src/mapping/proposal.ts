import type { ColumnType, DateFormat, ForeignKeyType, ImportOperation } from '../hubspot/import-request.ts'
import type { ObjectType } from '../hubspot/object-types.ts'
import type { Property } from '../hubspot/property.ts'
import type { Table } from '../table/table.ts'

/** What the account knows: everything a decision may weigh. From the account, or built in when offline. */
export interface Schema {
  /** Standard objects and the account's custom ones. */
  objectTypes: readonly ObjectType[]
  /** By objectTypeId. Read-only properties are in it, marked. */
  properties: ReadonlyMap<string, readonly Property[]>
}

/** Where the values of a column go. `propertyName` is null for association columns and the common column of another file. */
export interface Target {
  objectTypeId: string
  propertyName: string | null
  columnType: ColumnType
  toColumnObjectTypeId?: string
  foreignKeyType?: ForeignKeyType
  associationIdentifierColumn?: boolean
}

export interface Alternative {
  objectTypeId: string
  propertyName: string
  columnType: ColumnType
  confidence: number
}

export interface ColumnProposal {
  index: number
  columnName: string
  /** null: no match. The column is left out unless the person decides otherwise. */
  target: Target | null
  propertyLabel: string | null
  /** Probability that the target is right, 0–1; for no match the probability of the best alternative. */
  confidence: number
  /** One sentence a person understands. */
  reason: string
  /** Up to three values of the column, as in the file. */
  examples: string[]
  /** Up to three other targets, best first. */
  alternatives: Alternative[]
  /** Texts of the column, and what was uploaded instead when such a file was imported before. */
  replacements?: [from: string, to: string][]
}

export interface DateFormatProposal {
  value: DateFormat
  /** Only one reading of the sampled values is possible. */
  certain: boolean
  evidence: string
}

export interface FileProposal {
  fileName: string
  columns: ColumnProposal[]
}

export interface Proposal {
  files: FileProposal[]
  importOperations: Record<string, ImportOperation>
  dateFormat: DateFormatProposal
  /** Few, specific, answerable by a person. */
  questions: string[]
}

export interface ProposeOptions {
  tables: readonly Table[]
  schema: Schema
  /** Object types the person named, as ids; empty: guess. */
  objectTypeIds?: readonly string[]
  dateFormat?: DateFormat
}
