import type { ImportOperation } from '../../hubspot/import-request.ts'
import type { Definitions } from '../definitions.ts'
import type { Plan } from '../plan.ts'
import {
  columnKind,
  definitionOf,
  isContactEmail,
  isUniqueProperty,
  isWritable,
  type MappedColumn,
  propertyNameOf,
  RECORD_ID,
} from './column-kind.ts'
import { operationOf } from './operation-of.ts'

/** The columns of a file that make up one record of a row. Numbers are places among the mapped columns. */
export interface RecordColumns {
  objectTypeId: string
  operation: ImportOperation
  /** Imports only create such records (line items, notes …), whatever UPSERT would allow. */
  isOnlyCreated: boolean
  /** Without those whose property does not exist or is read-only. */
  columns: number[]
  /** Place of the record id; -1: none. */
  recordId: number
  /** Place of the other unique identifier by which HubSpot finds the record; -1: none. */
  identifier: number
  /** That column is mapped as identifier, so a row without it is lost. */
  identifierIsNeeded: boolean
  /** Columns whose values must be unique in the account; the identifier only where a record id may stand beside it. */
  unique: number[]
  /** What a new record needs: of every list at least one property. */
  required: RequiredGroup[]
}

export interface RequiredGroup {
  names: readonly string[]
  /** Places of those that are mapped. */
  columns: number[]
}

/** The records of a row, in the order in which they are written. */
export function recordColumns(
  columns: readonly MappedColumn[],
  plan: Pick<Plan, 'importOperations'>,
  definitions: Definitions,
): RecordColumns[] {
  const objectTypeIds = new Set(columns.filter(isRecordColumn).map(({ objectTypeId }) => objectTypeId))
  const records = [...objectTypeIds].map((objectTypeId) => ofObject(objectTypeId, columns, plan, definitions))
  return [...records.filter((record) => !isWrittenLast(record)), ...records.filter(isWrittenLast)]
}

/** Line items, communications, tasks, notes, meetings, calls, e-mails, postal mail: with their record beside them. */
const WRITTEN_LAST = new Set(['0-8', '0-18', '0-27', '0-46', '0-47', '0-48', '0-49', '0-116'])

const isWrittenLast = ({ objectTypeId }: RecordColumns): boolean => WRITTEN_LAST.has(objectTypeId)

const isRecordColumn = (column: MappedColumn): boolean => columnKind(column) === 'property'

function ofObject(
  objectTypeId: string,
  all: readonly MappedColumn[],
  plan: Pick<Plan, 'importOperations'>,
  definitions: Definitions,
): RecordColumns {
  const places = all.flatMap((column, place) =>
    isRecordColumn(column) && column.objectTypeId === objectTypeId ? [{ place, column }] : [],
  )
  const placeOf = (fits: (column: MappedColumn) => boolean) => places.find(({ column }) => fits(column))?.place ?? -1
  const needed = placeOf(({ columnType }) => columnType === 'HUBSPOT_ALTERNATE_ID')
  const recordId = placeOf((column) => propertyNameOf(column) === RECORD_ID)
  // Contacts are matched by e-mail address however the column is mapped; companies only by an identifier column.
  const email = placeOf((column) => isContactEmail(objectTypeId, propertyNameOf(column)))
  const shared = placeOf((column) => isCommonKey(column, definitions))
  const identifier = [needed, email, shared].find((place) => place >= 0) ?? -1
  const isUnique = (column: MappedColumn) =>
    definitionOf(column, definitions)?.hasUniqueValue === true && isWritable(column, definitions)
  const type = definitions.objectTypes.find((one) => one.objectTypeId === objectTypeId)
  return {
    objectTypeId,
    operation: operationOf(objectTypeId, plan),
    isOnlyCreated: type?.canUpdate === false,
    columns: places.filter(({ column }) => isWritable(column, definitions)).map(({ place }) => place),
    recordId,
    identifier,
    identifierIsNeeded: needed >= 0,
    unique: places
      .filter(({ place }) => place !== recordId && (place !== identifier || recordId >= 0))
      .filter(({ column }) => isUnique(column))
      .map(({ place }) => place),
    required: (type?.requiredToCreate ?? []).map((names) => ({
      names,
      columns: places.flatMap(({ place, column }) => (names.includes(propertyNameOf(column) ?? '') ? [place] : [])),
    })),
  }
}

/** The common column of two files, if it holds a property by which HubSpot can find records. */
const isCommonKey = (column: MappedColumn, definitions: Definitions): boolean =>
  column.associationIdentifierColumn === true &&
  propertyNameOf(column) !== RECORD_ID &&
  isWritable(column, definitions) &&
  isUniqueProperty(column, definitions)

/** Not required to create a record, but one with an unknown pipeline is not created either. */
const PIPELINES = new Set(['pipeline', 'hs_pipeline'])

/** A new record cannot do without the value of this column, or not with a faulty one. */
export function isNeededToCreate(place: number, column: MappedColumn, record: RecordColumns): boolean {
  if (record.operation === 'UPDATE' || place === record.identifier) return false
  return PIPELINES.has(propertyNameOf(column) ?? '') || record.required.some(({ columns }) => columns.includes(place))
}

/** Rows can be records that exist: something in them is looked for in the account. */
export const findsRecords = ({ recordId, identifier }: RecordColumns): boolean => recordId >= 0 || identifier >= 0

/** Every row makes a new record: the file cannot name an existing one. */
export const alwaysCreates = ({ operation, isOnlyCreated, recordId, identifier }: RecordColumns): boolean =>
  operation === 'CREATE' || isOnlyCreated || (operation === 'UPSERT' && recordId < 0 && identifier < 0)
