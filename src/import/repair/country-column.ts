import type { PlannedColumn } from '../plan.ts'
import { columnKind, isMapped, type MappedColumn } from '../preflight/column-kind.ts'

/** HubSpot's own properties for the country of a record; a code says it best. */
const COUNTRY_PROPERTIES = ['hs_country_region_code', 'hs_country_code', 'country']
const OWN_COUNTRY = /(?:^|_)country(?:_code)?$/

/** Index of the column that holds the country of the same record; null: none, or several that may. */
export function countryColumnOf({ objectTypeId }: MappedColumn, columns: readonly PlannedColumn[]): number | null {
  const named = columns.filter(
    (column) => isMapped(column) && column.objectTypeId === objectTypeId && columnKind(column) === 'property',
  )
  for (const name of COUNTRY_PROPERTIES) {
    const found = named.find(({ propertyName }) => propertyName === name)
    if (found !== undefined) return found.index
  }
  const [own, ...others] = named.filter(({ propertyName }) => OWN_COUNTRY.test(propertyName ?? ''))
  return own === undefined || others.length > 0 ? null : own.index
}
