import { UsageError } from '../errors.ts'
import type { AssociationLabel } from '../hubspot/association.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import { safeText } from '../safe-text.ts'

export interface LabelPlace {
  from: string
  to: string
  associationTypeId: number
}

/**
 * The account's own label with this id. HubSpot's own types can be read, not changed.
 * @throws UsageError hubspot_not_found, invalid_arguments
 */
export async function findOwnLabel(
  hubspot: HubSpot,
  place: LabelPlace,
  signal: AbortSignal,
): Promise<AssociationLabel> {
  const { from, to, associationTypeId } = place
  const labels = await hubspot.associations.labels.list(from, to, { signal })
  const matches = labels.filter(({ typeId }) => typeId === associationTypeId)
  const own = matches.find(({ category }) => category !== 'HUBSPOT_DEFINED')
  if (own !== undefined) return own
  if (matches[0] !== undefined) {
    throw new UsageError(
      'invalid_arguments',
      `${associationTypeId} (${safeText(matches[0].label ?? 'unlabeled')}) belongs to HubSpot: it cannot be changed or deleted.`,
      'Use the typeId of a USER_DEFINED label of list_association_labels.',
      { outcome: 'not_started' },
    )
  }
  const inverse = await hubspot.associations.labels.list(to, from, { signal })
  const isInverse = inverse.some(({ typeId }) => typeId === associationTypeId)
  throw new UsageError(
    'hubspot_not_found',
    `There is no association type ${associationTypeId} from ${from} to ${to}${isInverse ? `, but one from ${to} to ${from}` : ''}.`,
    isInverse
      ? `Call again with fromObjectType: "${to}" and toObjectType: "${from}".`
      : 'Call list_association_labels; an id is valid in one direction only.',
    { outcome: 'not_started' },
  )
}

/**
 * The other side of a label. HubSpot never names it, but gives both sides neighbouring ids: undefined where that does
 * not single one out.
 */
export async function findPartner(
  hubspot: HubSpot,
  { from, to, associationTypeId }: LabelPlace,
  signal: AbortSignal,
): Promise<AssociationLabel | undefined> {
  const inverse = await hubspot.associations.labels.list(to, from, { signal })
  const neighbours = inverse.filter(
    ({ typeId, category }) => category !== 'HUBSPOT_DEFINED' && Math.abs(typeId - associationTypeId) === 1,
  )
  return neighbours.length === 1 ? neighbours[0] : undefined
}
