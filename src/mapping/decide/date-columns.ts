import type { Property } from '../../hubspot/property.ts'
import type { FileProposal, Schema } from '../proposal.ts'

/** Whether a column is mapped to a property with dates: without one their order decides nothing. */
export function hasDateColumn(files: readonly FileProposal[], { properties }: Pick<Schema, 'properties'>): boolean {
  const columns = files.flatMap((file) => file.columns)
  return columns.some(({ target }) => {
    const known = properties.get(target?.objectTypeId ?? '') ?? []
    return isDateProperty(known.find(({ name }) => name === target?.propertyName))
  })
}

export const isDateProperty = (property: Pick<Property, 'type'> | undefined): boolean =>
  property?.type === 'date' || property?.type === 'datetime'
