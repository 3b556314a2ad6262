import type { ColumnView } from '../analysis/column-view.ts'
import type { FileView } from '../analysis/file-view.ts'
import type { Concept, Role, ValueKind } from '../concepts/concept.ts'
import { CONCEPTS } from '../concepts/concepts.ts'

/** Where a meaning belongs: a property of an object, what its values look like, and how often that is right. */
export interface ConceptTarget {
  propertyName: string
  kind: ValueKind
  trust: number
}

/** The property of the role for a column of this meaning; the file and the values decide where it has several. */
export function targetOf(
  id: string,
  role: Role,
  { column, file }: { column: ColumnView; file: FileView },
): ConceptTarget | undefined {
  const concept = CONCEPTS.get(id)
  const propertyName = concept?.to[role]
  if (concept === undefined || propertyName === undefined) return undefined
  if (isNameOfOther(id, role, { column, file }) || isDueOfInvoice(id, role, file)) return undefined
  if (isWholeName(id, role, propertyName) && (file.hasFirstName || file.hasLastName)) return undefined
  if (id === 'description' && file.unnamedProducts === column.index && PRODUCTS.has(role)) return NAME_OF_PRODUCT
  const ranges = column.profile.share('range') > MOSTLY ? concept.ranges : undefined
  const ofRanges = ranges?.[role]
  // A person's row has a place for the size of the firm; the company's own number takes no range.
  if (role === 'company' && ranges?.contact !== undefined && file.roles.primary === 'contact') return undefined
  return {
    propertyName: ofRanges ?? propertyName,
    kind: ofRanges === undefined ? kindFor(concept, role) : 'any',
    trust: isTown(id, column, file) ? LIKELY : trustIn(concept, role),
  }
}

const trustIn = ({ trust, trusts }: Concept, role: Role): number => trusts?.[role] ?? trust ?? 1

const LIKELY = 0.7

/** "Place" beside a street and a state, where no other column is the town. */
const isTown = (id: string, { profile }: ColumnView, file: FileView): boolean =>
  id === 'location' &&
  file.lacksTown &&
  profile.share('letters') > MOSTLY &&
  profile.share('text') + profile.share('company') < 0.2

const MOSTLY = 0.5

/** The "Name" of a call is rarely what it was about: beside numbers, or with a person or firm in it, it is who called. */
const isNameOfOther = (id: string, role: Role, { column, file }: { column: ColumnView; file: FileView }): boolean =>
  id === 'name' &&
  role === 'call' &&
  (file.hasCallers || column.profile.share('company') + column.profile.share('firstName') >= MOSTLY)

/** When an invoice has to be paid is not when its deal was closed. */
const isDueOfInvoice = (id: string, role: Role, { roles }: FileView): boolean =>
  id === 'due_date' && role === 'deal' && roles.isOrder

/** A whole name goes into the first name only where nothing else holds a part of it. */
const isWholeName = (id: string, role: Role, propertyName: string): boolean =>
  role === 'contact' && propertyName === 'firstname' && id !== 'first_name'

const PRODUCTS: ReadonlySet<Role> = new Set(['product', 'line_item'])

/** "Item Description" of a price list names the item where no other column does. */
const NAME_OF_PRODUCT: ConceptTarget = { propertyName: 'name', kind: 'words', trust: 0.7 }

/** What a title or a status looks like depends on whose it is. */
export function kindFor({ kind }: Concept, role: Role): ValueKind {
  if (kind === 'lead_status' && role !== 'contact') return 'choice'
  if (kind === 'city' && role === 'meeting') return 'any'
  if (kind !== 'job_title' || role === 'contact') return kind
  return role === 'company' ? 'company' : 'words'
}
