import type { ColumnType } from '../../hubspot/import-request.ts'
import { objectTypeById } from '../../hubspot/object-types.ts'
import type { KnownProperty } from '../candidates/property-index.ts'
import type { ColumnProposal, Target } from '../proposal.ts'

/**
 * HUBSPOT_OBJECT_ID for the record id, HUBSPOT_ALTERNATE_ID for a property that tells records apart: contact e-mail,
 * company domain, the account's own unique properties.
 */
export function columnTypeOf({ objectTypeId, property }: KnownProperty): ColumnType {
  if (property.name === 'hs_object_id') return 'HUBSPOT_OBJECT_ID'
  const isIdentifier =
    property.hasUniqueValue === true ||
    objectTypeById(objectTypeId)?.uniqueIdentifierProperties.includes(property.name) === true
  return isIdentifier ? 'HUBSPOT_ALTERNATE_ID' : 'STANDARD'
}

export const isIdentifier = (target: Target | null): boolean =>
  target !== null &&
  target.propertyName !== null &&
  (target.columnType === 'HUBSPOT_OBJECT_ID' || target.columnType === 'HUBSPOT_ALTERNATE_ID')

/** `fill`: share of the sampled rows with a value, by column. HubSpot takes one identifier for each object of a file. */
export function keepOneIdentifier(columns: readonly ColumnProposal[], fill: readonly number[]): ColumnProposal[] {
  const best = new Map<string, ColumnProposal>()
  const rank = ({ index, target }: ColumnProposal): number =>
    (fill[index] ?? 0) + (target === null ? 0 : preference(target))
  for (const column of columns) {
    if (column.target === null || !isIdentifier(column.target)) continue
    const other = best.get(column.target.objectTypeId)
    if (other === undefined || rank(column) > rank(other)) best.set(column.target.objectTypeId, column)
  }
  return columns.map((column) => {
    const { target } = column
    if (target === null || !isIdentifier(target) || best.get(target.objectTypeId) === column) return column
    if (target.columnType === 'HUBSPOT_OBJECT_ID') return withoutRecordId(column)
    return { ...column, target: { ...target, columnType: 'STANDARD' } }
  })
}

/** A half-empty record id loses against a full e-mail column: rows without identifier are lost. */
function preference({ columnType, propertyName }: Target): number {
  if (columnType === 'HUBSPOT_OBJECT_ID') return 0.3
  return propertyName === 'email' || propertyName === 'domain' ? 0.1 : 0
}

/** The record id cannot be written like a property. */
const withoutRecordId = (column: ColumnProposal): ColumnProposal => ({
  ...column,
  target: null,
  propertyLabel: null,
  reason: 'another column identifies the records and more of its rows have a value',
})
