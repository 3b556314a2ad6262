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

/** The account's own types of the other direction: one of them is the other side of a label, and HubSpot never says which. */
export async function otherSides(
  hubspot: HubSpot,
  { from, to, associationTypeId }: LabelPlace,
  signal: AbortSignal,
): Promise<AssociationLabel[]> {
  const inverse = await hubspot.associations.labels.list(to, from, { signal })
  return inverse.filter(({ typeId, category }) => category !== 'HUBSPOT_DEFINED' && typeId !== associationTypeId)
}

/**
 * The other side of a label where nothing else can be: the only one there is, or the one of the same text that has the id
 * beside it. Ids alone prove nothing, since two labels can be made at the same time.
 */
export function certainPartner(
  own: AssociationLabel,
  others: readonly AssociationLabel[],
): AssociationLabel | undefined {
  const alike = others.filter((other) => isUnlabeled(other) === isUnlabeled(own))
  return onlyOne(alike) ?? onlyOne(alike.filter((one) => one.label === own.label && isBeside(one, own)))
}

export const onlyOne = <T>(all: readonly T[]): T | undefined => (all.length === 1 ? all[0] : undefined)

const isUnlabeled = ({ label }: AssociationLabel): boolean => (label ?? '') === ''

export const isBeside = (one: Pick<AssociationLabel, 'typeId'>, other: Pick<AssociationLabel, 'typeId'>): boolean =>
  Math.abs(one.typeId - other.typeId) === 1
