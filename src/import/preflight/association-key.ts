import type { Plan, PlannedFile } from '../plan.ts'
import {
  isCompanyDomain,
  isContactEmail,
  isMapped,
  type MappedColumn,
  propertyNameOf,
  RECORD_ID,
} from './column-kind.ts'
import { isDomainName, isEmailAddress } from './email-address.ts'

export type KeyKind = 'record_id' | 'email' | 'domain' | 'other'

/** The column of another file whose property the cells of this foreign key column name. */
export interface KeyOwner {
  file: PlannedFile
  column: MappedColumn
}

export function keyOwnerOf({ toColumnObjectTypeId }: MappedColumn, { files }: Pick<Plan, 'files'>): KeyOwner | null {
  for (const file of files) {
    const column = file.columns
      .filter(isMapped)
      .find((one) => one.associationIdentifierColumn === true && one.objectTypeId === toColumnObjectTypeId)
    if (column !== undefined) return { file, column }
  }
  return null
}

/** What the keys are: as the file that owns the property says, otherwise as the column type says. */
export function keyKindOf(column: MappedColumn, plan: Pick<Plan, 'files'>): KeyKind {
  const owner = keyOwnerOf(column, plan)
  if (owner !== null) return kindOfProperty(owner.column)
  if (column.columnType === 'HUBSPOT_OBJECT_ID') return 'record_id'
  if (column.columnType !== 'HUBSPOT_ALTERNATE_ID') return 'other'
  if (column.toColumnObjectTypeId === '0-1') return 'email'
  return column.toColumnObjectTypeId === '0-2' ? 'domain' : 'other'
}

export function kindOfProperty(column: MappedColumn): KeyKind {
  const name = propertyNameOf(column)
  if (name === RECORD_ID) return 'record_id'
  if (isContactEmail(column.objectTypeId, name)) return 'email'
  return isCompanyDomain(column.objectTypeId, name) ? 'domain' : 'other'
}

const CHECKS: Record<KeyKind, ((text: string) => boolean) | null> = {
  record_id: (text) => /^\d{1,19}$/.test(text),
  email: isEmailAddress,
  domain: isDomainName,
  other: null,
}

export function keyCheck(kind: KeyKind, errorType: string): ((text: string) => string | null) | null {
  const isKey = CHECKS[kind]
  return isKey === null ? null : (text) => (isKey(text) ? null : errorType)
}

/** What two texts have in common that name the same record: e-mail addresses and domains are stored in one spelling. */
export function sameKey(text: string, kind: KeyKind): string {
  return kind === 'email' || kind === 'domain' ? text.toLowerCase() : text
}
