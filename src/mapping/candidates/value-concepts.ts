import type { ColumnView } from '../analysis/column-view.ts'
import type { FileView } from '../analysis/file-view.ts'
import type { Role } from '../concepts/concept.ts'
import type { ColumnProfile } from '../values/column-profile.ts'
import type { Trait } from '../values/value-traits.ts'

/** What a column without a telling header may hold, by its values alone. */
export function valueConcepts(column: ColumnView, file: FileView): { concept: string; role: Role; placed?: number }[] {
  const { profile } = column
  if (profile.values.length === 0 || profile.isCounter) return []
  const isUnnamed = column.header.key === ''
  const isUnknown = column.header.readings.length === 0 && PEOPLE_OR_FIRMS.has(file.roles.primary)
  const isTown = (isUnnamed || isUnknown) && (areTowns(profile) || isTownBesideStreet(column, file))
  const found = BY_VALUES.filter(
    ({ trait, enough }) =>
      (isUnnamed || TELLING.has(trait) || (isUnknown && isHalfTelling(trait, column, file))) &&
      profile.share(trait) >= enough &&
      (trait !== 'postal' || isPostalBesideStreet(column, file)),
  )
  return (isTown ? [TOWN, ...found] : found).flatMap(({ concept, roles, placed }) =>
    roles
      .filter((role) => file.roles.available.has(role))
      .map((role) => (placed === undefined ? { concept, role } : { concept, role, placed })),
  )
}

/** Traits that say enough even under a header that says something unknown. */
const TELLING: ReadonlySet<Trait> = new Set(['email', 'linkedin', 'url', 'domain', 'phoneMarked'])

/** Traits that say enough under a header of which no word is known, in a file of people or firms. */
const HALF_TELLING: ReadonlySet<Trait> = new Set(['company', 'country', 'gender', 'job', 'state', 'streetWord'])

/** One of two remarks has a word of a trade in it by chance; three different ones are a kind. */
const MIN_VALUES = 3
const FEW_VALUES: ReadonlySet<Trait> = new Set(['country', 'gender'])

const isHalfTelling = (trait: Trait, column: ColumnView, { columns }: FileView): boolean =>
  trait === 'postal'
    ? hasStreetNear(column.index, columns) && (isMarked(column.profile) || isBesideTown(column.index, columns))
    : HALF_TELLING.has(trait) && isVaried(trait, column.profile)

const isBesideTown = (index: number, columns: readonly ColumnView[]): boolean =>
  [index - 1, index + 1].some((at) => columns[at]?.header.readings.some(({ concept }) => TOWNS.has(concept)))

const TOWNS = new Set(['city', 'country', 'state'])

/** "Media and Advertising" row after row is a kind of something: every person works at another firm. */
function isVaried(trait: Trait, { values, filled, share }: ColumnProfile): boolean {
  if (FEW_VALUES.has(trait)) return true
  if (values.length < MIN_VALUES) return false
  return trait !== 'company' || share('legalForm') >= 0.3 || values.length >= filled / 2
}

const PEOPLE_OR_FIRMS: ReadonlySet<Role> = new Set(['contact', 'company'])

/** "Valencia" and "Paris" are names of people too, but not most of them are names of towns. */
const areTowns = (profile: ColumnProfile): boolean =>
  profile.values.length >= MIN_VALUES &&
  profile.share('city') >= 0.5 &&
  profile.share('city') > Math.max(profile.share('firstName'), profile.share('lastName'))

/** Words beside a column of postal codes, with streets close by: no list of towns is needed to know them. */
function isTownBesideStreet({ index, profile }: ColumnView, { columns }: FileView): boolean {
  if (profile.share('letters') < MOSTLY || isState(profile)) return false
  const isBesideCode = [-1, 1].some((step) => {
    const next = columns[index + step]?.profile
    return isPostal(index + step, columns) || (isState(next) && isPostal(index + 2 * step, columns))
  })
  return isBesideCode && hasStreetNear(index, columns)
}

const isPostal = (index: number, columns: readonly ColumnView[]): boolean =>
  holds(columns[index]?.profile, 'postal') && hasStreetNear(index, columns)

/** A year, an amount and a number of a list have as many digits as a postal code: a street close by tells. */
const isPostalBesideStreet = ({ index, profile }: ColumnView, { columns }: FileView): boolean =>
  isMarked(profile) || hasStreetNear(index, columns) || !columns.some(isStreet)

/** 32-748, 1011 AB: nothing else is written so. */
const isMarked = ({ values }: ColumnProfile): boolean => values.some((value) => !DIGITS.test(value))

const DIGITS = /^\d+$/

const isStreet = ({ profile }: ColumnView): boolean => holds(profile, 'street') && !holds(profile, 'postal')

const hasStreetNear = (index: number, columns: readonly ColumnView[]): boolean =>
  columns.some((column) => column.index !== index && Math.abs(column.index - index) <= NEAR && isStreet(column))

const NEAR = 3

const isState = (profile: ColumnProfile | undefined): boolean => holds(profile, 'state') || holds(profile, 'letterCode')

const holds = (profile: ColumnProfile | undefined, trait: Trait): boolean => (profile?.share(trait) ?? 0) >= MOSTLY

const MOSTLY = 0.8

const TOWN: Omit<ByValues, 'trait' | 'enough'> = { concept: 'city', roles: ['contact', 'company'], placed: 0.9 }

interface ByValues {
  trait: Trait
  enough: number
  concept: string
  roles: readonly Role[]
  placed?: number
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
  { trait: 'street', enough: 0.8, concept: 'street', roles: ['contact', 'company'] },
  { trait: 'postal', enough: 0.8, concept: 'zip', roles: ['contact', 'company'] },
]
