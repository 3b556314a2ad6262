import type { ImportOperation } from '../../hubspot/import-request.ts'
import type { Definitions } from '../definitions.ts'
import type { Plan } from '../plan.ts'
import {
  columnKind,
  definitionOf,
  isContactEmail,
  isUniqueProperty,
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
  columns: number[]
  /** Place of the record id; -1: none. */
  recordId: number
  /** Place of the other unique identifier by which HubSpot finds the record; -1: none. */
  identifier: number
  /** That column is mapped as identifier, so a row without it is lost. */
  identifierIsNeeded: boolean
  /** Columns whose values must be unique in the account, besides the identifier. */
  unique: number[]
  /** What a new record needs: of every list at least one property. */
  required: RequiredGroup[]
}

export interface RequiredGroup {
  names: readonly string[]
  /** Places of those that are mapped. */
  columns: number[]
}

export function recordColumns(
  columns: readonly MappedColumn[],
  plan: Pick<Plan, 'importOperations'>,
  definitions: Definitions,
): RecordColumns[] {
  const objectTypeIds = new Set(columns.filter(isRecordColumn).map(({ objectTypeId }) => objectTypeId))
  return [...objectTypeIds].map((objectTypeId) => ofObject(objectTypeId, columns, plan, definitions))
}

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
  const isUnique = (column: MappedColumn) => definitionOf(column, definitions)?.hasUniqueValue === true
  const type = definitions.objectTypes.find((one) => one.objectTypeId === objectTypeId)
  return {
    objectTypeId,
    operation: operationOf(objectTypeId, plan),
    isOnlyCreated: type?.canUpdate === false,
    columns: places.map(({ place }) => place),
    recordId,
    identifier,
    identifierIsNeeded: needed >= 0,
    unique: places
      .filter(({ place, column }) => place !== identifier && place !== recordId && isUnique(column))
      .map(({ place }) => place),
    required: (type?.requiredToCreate ?? []).map((names) => ({
      names,
      columns: places.flatMap(({ place, column }) => (names.includes(propertyNameOf(column) ?? '') ? [place] : [])),
    })),
  }
}

/** The common column of two files, if HubSpot can find records by it. */
const isCommonKey = (column: MappedColumn, definitions: Definitions): boolean =>
  column.associationIdentifierColumn === true && isUniqueProperty(column, definitions)

/** Every row makes a new record: the file cannot name an existing one. */
export const alwaysCreates = ({ operation, isOnlyCreated, recordId, identifier }: RecordColumns): boolean =>
  operation === 'CREATE' || isOnlyCreated || (operation === 'UPSERT' && recordId < 0 && identifier < 0)
