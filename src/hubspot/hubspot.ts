import type { AccountDetails, RateLimit, TokenInfo } from './account.ts'
import type {
  AssociationConfiguration,
  AssociationLabel,
  AssociationLimit,
  AssociationSpec,
  ConfigurationBatch,
  LabelInput,
  LabelUpdate,
} from './association.ts'
import type { BatchRead, CrmObject, ObjectSearch, Owner } from './crm-object.ts'
import type { ActionResponse, ImportErrorRecord, ImportRecord } from './import-record.ts'
import type { ImportRequest } from './import-request.ts'
import type { ObjectType } from './object-types.ts'
import type { Property, PropertyInput } from './property.ts'
import type { PropertyValidation } from './property-validation.ts'

export interface CallOptions {
  signal?: AbortSignal
  headers?: Record<string, string>
}

export interface PageQuery {
  /** Cursor of an earlier page, as it was given. */
  after?: string
  limit?: number
}

export interface Page<T> {
  results: T[]
  /** Already decoded; null on the last page. */
  after: string | null
}

export interface UploadFile {
  fileName: string
  contentType: string
  /** Exactly what `stream()` gives. */
  bytes: number
  /**
   * The content from its start, also a second time: an upload that HubSpot refused with 401 is sent again. A chunk is
   * looked at only until the next one is asked for, and the next one is asked for when the chunk has left.
   */
  stream(): AsyncIterable<Uint8Array>
}

export interface ImportListQuery extends PageQuery {
  /** Cursor backwards. Only older versions of the API know it. */
  before?: string
}

export interface ImportUpload {
  request: ImportRequest
  files: readonly UploadFile[]
  /**
   * Called when every byte but the closing boundary was sent and counted. What it throws stops the upload for good
   * (the request is then incomplete by construction) and reaches the caller with outcome not_started.
   */
  beforeLastByte?: () => Promise<void>
  onBytes?: (sent: number, total: number) => void
}

export interface ImportErrorQuery extends PageQuery {
  includeErrorMessage?: boolean
  includeRowData?: boolean
}

export interface Imports {
  /**
   * Sent once. Errors carry an outcome: `not_started` (HubSpot cannot have begun) or `unknown` (it may have: look
   * into the list, never send again).
   */
  start(upload: ImportUpload, options?: CallOptions): Promise<ImportRecord>
  /** Newest first, only imports of the same app or token. */
  list(query?: ImportListQuery, options?: CallOptions): Promise<Page<ImportRecord>>
  get(importId: string, options?: CallOptions): Promise<ImportRecord>
  /** Answers with the state of the cancel action: read the import for its own. */
  cancel(importId: string, options?: CallOptions): Promise<ActionResponse>
  errors(importId: string, query?: ImportErrorQuery, options?: CallOptions): Promise<Page<ImportErrorRecord>>
}

export interface Properties {
  list(objectTypeId: string, options?: CallOptions): Promise<Property[]>
  create(objectTypeId: string, input: PropertyInput, options?: CallOptions): Promise<Property>
  /** The rules that the account has set on values; properties without rules are not in it. */
  validations(objectTypeId: string, options?: CallOptions): Promise<PropertyValidation[]>
}

/** `from` and `to` are object type ids or names. */
export interface AssociationLabels {
  list(from: string, to: string, options?: CallOptions): Promise<AssociationLabel[]>
  /** Both new types, in no reliable order: list each direction to tell them apart. */
  create(from: string, to: string, input: LabelInput, options?: CallOptions): Promise<AssociationLabel[]>
  update(from: string, to: string, input: LabelUpdate, options?: CallOptions): Promise<void>
  /** Removes both directions. */
  delete(from: string, to: string, associationTypeId: number, options?: CallOptions): Promise<void>
}

export interface AssociationConfigurations {
  listAll(options?: CallOptions): Promise<AssociationConfiguration[]>
  list(from: string, to: string, options?: CallOptions): Promise<AssociationConfiguration[]>
  create(from: string, to: string, inputs: readonly AssociationLimit[], o?: CallOptions): Promise<ConfigurationBatch>
  update(from: string, to: string, inputs: readonly AssociationLimit[], o?: CallOptions): Promise<ConfigurationBatch>
  /** Removes the limits, not the types. A 204 is told as a complete batch without results. */
  purge(from: string, to: string, inputs: readonly AssociationSpec[], o?: CallOptions): Promise<ConfigurationBatch>
}

export interface Account {
  details(options?: CallOptions): Promise<AccountDetails>
  token(options?: CallOptions): Promise<TokenInfo>
  rateLimit(): RateLimit
}

export interface Objects {
  /** Custom objects of the account. */
  schemas(options?: CallOptions): Promise<ObjectType[]>
  owners(options?: CallOptions): Promise<Owner[]>
  batchRead(objectTypeId: string, input: BatchRead, options?: CallOptions): Promise<CrmObject[]>
  search(objectTypeId: string, search: ObjectSearch, options?: CallOptions): Promise<Page<CrmObject>>
}

/** HubSpot's API. Every call throws UsageError. */
export interface HubSpot {
  imports: Imports
  properties: Properties
  associations: { labels: AssociationLabels; configurations: AssociationConfigurations }
  account: Account
  objects: Objects
  close(): Promise<void>
}
