import type { Property } from '../../hubspot/property.ts'
import type { FileView } from '../analysis/file-view.ts'
import type { Alternative, ColumnProposal } from '../proposal.ts'
import type { ColumnProfile } from '../values/column-profile.ts'
import { isIdentifier } from './identifiers.ts'

const COMPANIES = '0-2'
const MOST_OTHERS = 2

/** As likely as the other: both take such values, and a person has to say what they are to be. */
const EVEN = 0.5

/**
 * HubSpot finds a company by its domain and not by its website: where nothing else identifies the companies, the column of
 * their websites may be the one for it.
 */
export function offerDomain(
  columns: readonly ColumnProposal[],
  file: FileView,
  domain: Property | undefined,
): ColumnProposal[] {
  const isIdentified = columns.some(({ target }) => target?.objectTypeId === COMPANIES && isIdentifier(target))
  if (domain === undefined || isIdentified) return [...columns]
  return columns.map((column) => {
    const profile = file.columns[column.index]?.profile
    const isWebsite = column.target?.objectTypeId === COMPANIES && column.target.propertyName === 'website'
    return isWebsite && profile !== undefined && holdsDomains(profile) ? withDomain(column, domain) : column
  })
}

const MOSTLY = 0.7

/** Pages on the sites of others have the same domain for all companies. */
const holdsDomains = (profile: ColumnProfile): boolean =>
  profile.share('domain') + profile.share('url') >= MOSTLY &&
  profile.share('social') + profile.share('linkedin') <= 1 - MOSTLY

function withDomain(column: ColumnProposal, { name, label }: Property): ColumnProposal {
  const offered: Alternative = {
    objectTypeId: COMPANIES,
    propertyName: name,
    columnType: 'HUBSPOT_ALTERNATE_ID',
    confidence: EVEN,
  }
  const others = column.alternatives.filter(({ propertyName }) => propertyName !== name)
  return {
    ...column,
    reason: `${column.reason}; as ${label} it would identify the companies`,
    alternatives: [offered, ...others.slice(0, MOST_OTHERS)].sort((left, right) => right.confidence - left.confidence),
  }
}

/** The column that could identify the companies. */
export const offeredDomain = (columns: readonly ColumnProposal[]): ColumnProposal | undefined =>
  columns.find(
    ({ target, alternatives }) =>
      target?.objectTypeId === COMPANIES &&
      target.propertyName === 'website' &&
      alternatives.some((other) => other.columnType === 'HUBSPOT_ALTERNATE_ID' && other.propertyName === 'domain'),
  )
