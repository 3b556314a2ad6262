import type { ColumnView } from '../analysis/column-view.ts'
import type { FileView } from '../analysis/file-view.ts'
import type { Role } from '../concepts/concept.ts'
import type { Trait } from '../values/value-traits.ts'

/** What a column without a telling header may hold, by its values alone. */
export function valueConcepts(column: ColumnView, file: FileView): { concept: string; role: Role }[] {
  const { profile } = column
  if (profile.values.length === 0 || profile.isCounter) return []
  const isUnnamed = column.header.key === ''
  const isUnknown = column.header.readings.length === 0 && PEOPLE_OR_FIRMS.has(file.roles.primary)
  return BY_VALUES.filter(
    ({ trait, enough }) =>
      (isUnnamed || TELLING.has(trait) || (isUnknown && HALF_TELLING.has(trait))) && profile.share(trait) >= enough,
  ).flatMap(({ concept, roles }) =>
    roles.filter((role) => file.roles.available.has(role)).map((role) => ({ concept, role })),
  )
}

/** Traits that say enough even under a header that says something unknown. */
const TELLING: ReadonlySet<Trait> = new Set(['email', 'linkedin', 'url', 'domain', 'phoneMarked'])

/** Traits that say enough under a header of which no word is known, in a file of people or firms. */
const HALF_TELLING: ReadonlySet<Trait> = new Set(['company', 'country', 'gender', 'job', 'state', 'streetWord'])

const PEOPLE_OR_FIRMS: ReadonlySet<Role> = new Set(['contact', 'company'])

interface ByValues {
  trait: Trait
  enough: number
  concept: string
  roles: readonly Role[]
}

const BY_VALUES: readonly ByValues[] = [
  { trait: 'email', enough: 0.7, concept: 'email', roles: ['contact'] },
  { trait: 'linkedin', enough: 0.7, concept: 'linkedin', roles: ['contact', 'company'] },
  { trait: 'url', enough: 0.7, concept: 'website', roles: ['contact', 'company'] },
  { trait: 'domain', enough: 0.7, concept: 'domain', roles: ['company'] },
  { trait: 'phoneMarked', enough: 0.7, concept: 'phone', roles: ['contact', 'company'] },
  { trait: 'firstName', enough: 0.3, concept: 'first_name', roles: ['contact'] },
  { trait: 'lastName', enough: 0.3, concept: 'last_name', roles: ['contact'] },
  { trait: 'word', enough: 0.6, concept: 'last_name', roles: ['contact'] },
  { trait: 'fewWords', enough: 0.6, concept: 'full_name', roles: ['contact'] },
  { trait: 'company', enough: 0.3, concept: 'company_name', roles: ['contact', 'company'] },
  { trait: 'letters', enough: 0.8, concept: 'company_name', roles: ['contact', 'company'] },
  { trait: 'job', enough: 0.4, concept: 'job_title', roles: ['contact'] },
  { trait: 'country', enough: 0.6, concept: 'country', roles: ['contact', 'company'] },
  { trait: 'state', enough: 0.6, concept: 'state', roles: ['contact', 'company'] },
  { trait: 'leadStatus', enough: 0.6, concept: 'lead_status', roles: ['contact'] },
  { trait: 'gender', enough: 0.9, concept: 'gender', roles: ['contact'] },
  { trait: 'honorific', enough: 0.7, concept: 'salutation', roles: ['contact'] },
  { trait: 'streetWord', enough: 0.6, concept: 'street', roles: ['contact', 'company'] },
  { trait: 'postal', enough: 0.8, concept: 'zip', roles: ['contact', 'company'] },
]
