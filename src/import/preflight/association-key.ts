import type { Definitions } from '../definitions.ts'
import type { Plan, PlannedFile } from '../plan.ts'
import {
  columnKind,
  definitionOf,
  isCompanyDomain,
  isContactEmail,
  isMapped,
  isWritable,
  type MappedColumn,
  propertyNameOf,
  RECORD_ID,
} from './column-kind.ts'
import { isDomainName, isEmailAddress } from './email-address.ts'

export type KeyKind = 'record_id' | 'email' | 'domain' | 'number' | 'other'

/** The column of another file whose property the cells of this foreign key column name. */
export interface KeyOwner {
  file: PlannedFile
  column: MappedColumn
}

/** null: the cells are ids of the account, or no other file marks the property. */
export function keyOwnerOf(
  column: MappedColumn,
  { files }: Pick<Plan, 'files'>,
  definitions: Definitions,
): KeyOwner | null {
  if (column.columnType === 'HUBSPOT_OBJECT_ID') return null
  for (const file of files) {
    if (file.columns.includes(column)) continue
    const owner = commonColumnOf(file, column.toColumnObjectTypeId ?? '', definitions)
    if (owner !== undefined) return { file, column: owner }
  }
  return null
}

/** The column of a file by which other files find its records of an object. */
export function commonColumnOf(
  { columns }: Pick<PlannedFile, 'columns'>,
  objectTypeId: string,
  definitions: Definitions,
): MappedColumn | undefined {
  const marked = columns
    .filter(isMapped)
    .filter((column) => column.associationIdentifierColumn === true && column.objectTypeId === objectTypeId)
    .filter((column) => columnKind(column) === 'property' && isWritable(column, definitions))
  return marked.find((column) => propertyNameOf(column) !== RECORD_ID) ?? marked[0]
}

/** What the keys are: as the file that owns the property says, otherwise as the column and its object say. */
export function keyKindOf(column: MappedColumn, plan: Pick<Plan, 'files'>, definitions: Definitions): KeyKind {
  const owner = keyOwnerOf(column, plan, definitions)
  if (owner !== null) return kindOfProperty(owner.column, definitions)
  if (column.columnType === 'HUBSPOT_OBJECT_ID') return 'record_id'
  if (column.toColumnObjectTypeId === '0-1') return 'email'
  return column.toColumnObjectTypeId === '0-2' ? 'domain' : 'other'
}

export function kindOfProperty(column: MappedColumn, definitions: Definitions): KeyKind {
  const name = propertyNameOf(column)
  if (name === RECORD_ID) return 'record_id'
  if (isContactEmail(column.objectTypeId, name)) return 'email'
  if (isCompanyDomain(column.objectTypeId, name)) return 'domain'
  return definitionOf(column, definitions)?.type === 'number' ? 'number' : 'other'
}

const CHECKS: Record<KeyKind, ((text: string) => boolean) | null> = {
  record_id: (text) => /^\d{1,19}$/.test(text),
  email: isEmailAddress,
  domain: isDomainName,
  number: null,
  other: null,
}

export function keyCheck(kind: KeyKind, errorType: string): ((text: string) => string | null) | null {
  const isKey = CHECKS[kind]
  return isKey === null ? null : (text) => (isKey(text) ? null : errorType)
}

/** What two texts have in common that name the same record: HubSpot stores these kinds in one spelling. */
export function sameKey(text: string, kind: KeyKind): string {
  if (kind === 'email' || kind === 'domain') return text.toLowerCase()
  return kind === 'number' ? plainNumber(text) : text
}

/** 01,234.50 and .5 as 1234.50 and 0.5. */
const plainNumber = (text: string): string =>
  text
    .replaceAll(',', '')
    .replace(/^(-?)\./, '$10.')
    .replace(/^(-?)0+(?=\d)/, '$1')
