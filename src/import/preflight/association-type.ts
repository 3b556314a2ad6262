import facts from '../../hubspot/facts/association-types.json' with { type: 'json' }
import { type Definitions, labelPair } from '../definitions.ts'
import type { MappedColumn } from './column-kind.ts'

/**
 * Whether the association type is valid in the direction of the column. True as well where nobody knows: types of the
 * account whose labels were not read.
 */
export function isValidDirection(column: MappedColumn, { labels }: Definitions): boolean {
  const { objectTypeId, toColumnObjectTypeId, foreignKeyType } = column
  if (foreignKeyType === undefined || toColumnObjectTypeId === undefined) return true
  const { associationTypeId, associationCategory } = foreignKeyType
  const known = labels.get(labelPair(objectTypeId, toColumnObjectTypeId))
  if (known !== undefined && known.length > 0) {
    return known.some(({ typeId, category }) => typeId === associationTypeId && category === associationCategory)
  }
  if (associationCategory !== 'HUBSPOT_DEFINED') return true
  const defined = facts.filter(({ typeId }) => typeId === associationTypeId)
  return (
    defined.length === 0 ||
    defined.some((type) => type.fromObjectTypeId === objectTypeId && type.toObjectTypeId === toColumnObjectTypeId)
  )
}
