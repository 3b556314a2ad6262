import type { ColumnType } from '../../hubspot/import-request.ts'
import { objectTypeById } from '../../hubspot/object-types.ts'
import type { Property } from '../../hubspot/property.ts'
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

/**
 * The only e-mail column of a file of contacts is what tells them apart, whatever it is called: as a work address beside an
 * address that is not there, every import would make every contact again.
 */
export function identifyByOnlyEmail(columns: readonly ColumnProposal[], email: Property | undefined): ColumnProposal[] {
  const ofContacts = columns.filter(({ target }) => target?.objectTypeId === CONTACTS)
  const [only, ...more] = ofContacts.filter(({ target }) => EMAILS.includes(target?.propertyName ?? ''))
  const isSure = email !== undefined && only?.target?.propertyName === 'work_email' && more.length === 0
  if (!isSure || ofContacts.some(({ target }) => isIdentifier(target))) return [...columns]
  const { confidence, propertyLabel } = only
  const asWork = { objectTypeId: CONTACTS, propertyName: 'work_email', columnType: 'STANDARD', confidence } as const
  return columns.map((column) =>
    column === only
      ? {
          ...column,
          target: { objectTypeId: CONTACTS, propertyName: email.name, columnType: 'HUBSPOT_ALTERNATE_ID' },
          propertyLabel: email.label,
          confidence: Math.min(confidence, MOST_OF_ONLY),
          reason: `the only e-mail address of the file, so it identifies the contacts; it could be the ${propertyLabel ?? 'work e-mail'} too`,
          alternatives: [asWork, ...column.alternatives].slice(0, MOST_ALTERNATIVES),
        }
      : column,
  )
}

const CONTACTS = '0-1'
const EMAILS = ['email', 'work_email']
const MOST_OF_ONLY = 0.9
const MOST_ALTERNATIVES = 3

/**
 * Beside the record id, which comes first, HubSpot takes one identifier for each object: the fuller column, e-mail and
 * domain before others. `fill`: share of the sampled rows with a value, by column.
 */
export function keepOneIdentifier(columns: readonly ColumnProposal[], fill: readonly number[]): ColumnProposal[] {
  const best = new Map<string, ColumnProposal>()
  const rank = ({ index, target }: ColumnProposal): number =>
    (fill[index] ?? 0) + (NATURAL.has(target?.propertyName ?? '') ? 0.1 : 0)
  for (const column of columns) {
    if (column.target?.columnType !== 'HUBSPOT_ALTERNATE_ID') continue
    const other = best.get(column.target.objectTypeId)
    if (other === undefined || rank(column) > rank(other)) best.set(column.target.objectTypeId, column)
  }
  return columns.map((column) => {
    const { target } = column
    if (target?.columnType !== 'HUBSPOT_ALTERNATE_ID' || best.get(target.objectTypeId) === column) return column
    return { ...column, target: { ...target, columnType: 'STANDARD' } }
  })
}

const NATURAL = new Set(['email', 'domain'])
