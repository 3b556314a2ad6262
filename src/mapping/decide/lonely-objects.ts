import { objectTypeById } from '../../hubspot/object-types.ts'
import type { FileView } from '../analysis/file-view.ts'
import { ROLE_OBJECT_TYPE, type Role } from '../concepts/concept.ts'
import type { ColumnProposal } from '../proposal.ts'
import { holdsSharedMailboxes } from '../values/shared-mailbox.ts'

/**
 * One column alone makes no records of another object beside those that the rows are: nobody asked for them. "Ticket Name"
 * in a list of attendees is a fact about the person, `info@` in a list of companies is the company's own address, and a
 * contact of whom nothing but the fax is known helps nobody.
 */
export function withoutLonelyObjects(columns: readonly ColumnProposal[], file: FileView): ColumnProposal[] {
  const { roles } = file
  if (roles.isOrder) return [...columns]
  const isCompanies = roles.primary === 'company'
  const own = columns.map((column) =>
    isCompanies && isOfCompanies(column, columns, file) ? leftOut(column, OF_COMPANIES) : column,
  )
  const isNameless = roles.primary !== 'contact' && !own.some(namesContact)
  return own.map((column) => {
    if (isNameless && isOf(column, 'contact')) return leftOut(column, OF_NOBODY)
    return isLonely(column, columns, roles.primary) ? leftOut(column, besideRows(column, roles.primary)) : column
  })
}

const ACTIVITIES: readonly Role[] = ['call', 'meeting', 'note', 'task']
/** A note of one column is a whole one. */
const BESIDE_ALL: readonly Role[] = ['call', 'meeting', 'task']
const BESIDE_PEOPLE: readonly Role[] = ['deal', 'ticket', 'product', ...BESIDE_ALL]

function isLonely(column: ColumnProposal, columns: readonly ColumnProposal[], primary: Role): boolean {
  // A log of activities of all kinds has one column for each.
  if (ACTIVITIES.includes(primary)) return false
  const others = primary === 'contact' ? BESIDE_PEOPLE : BESIDE_ALL
  const isBeside = others.some((role) => isOf(column, role))
  return isBeside && isAlone(column, columns) && hasObject(columns, ROLE_OBJECT_TYPE[primary])
}

const isOf = ({ target }: ColumnProposal, role: Role): boolean => target?.objectTypeId === ROLE_OBJECT_TYPE[role]

/** What tells one contact from another; without it every import would make all of them again. */
const NAMES_OF_CONTACTS = ['email', 'firstname', 'lastname', 'hs_object_id', null]

const namesContact = (column: ColumnProposal): boolean =>
  isOf(column, 'contact') && NAMES_OF_CONTACTS.includes(column.target?.propertyName ?? null)

const hasObject = (columns: readonly ColumnProposal[], objectTypeId: string): boolean =>
  columns.some(({ target }) => target?.objectTypeId === objectTypeId)

function isAlone({ target, index }: ColumnProposal, columns: readonly ColumnProposal[]): boolean {
  if (target === null || target.propertyName === null || target.propertyName === 'hs_object_id') return false
  const others = columns.filter((other) => other.index !== index)
  return !hasObject(others, target.objectTypeId)
}

/** `info@` and the like, where nothing else is known of a person. */
function isOfCompanies(column: ColumnProposal, columns: readonly ColumnProposal[], file: FileView): boolean {
  const profile = file.columns[column.index]?.profile
  if (profile === undefined || !holdsSharedMailboxes(profile)) return false
  return column.target === null || (column.target.propertyName === 'email' && !columns.some(isOfSomebody))
}

/** What nobody says of a firm; its fax number and its language are no person's. */
const OF_SOMEBODY = new Set([
  'date_of_birth',
  'firstname',
  'hs_object_id',
  'jobtitle',
  'lastname',
  'mobilephone',
  'salutation',
])

const isOfSomebody = (column: ColumnProposal): boolean =>
  isOf(column, 'contact') && OF_SOMEBODY.has(column.target?.propertyName ?? '')

const OF_COMPANIES =
  "addresses of the companies themselves, such as info@: HubSpot's companies have no e-mail address; it needs a property of its own"

const OF_NOBODY = 'no column says who the contact is; it needs a property of its own'

const plural = (objectTypeId: string): string => objectTypeById(objectTypeId)?.plural.toLowerCase() ?? 'records'

const besideRows = ({ target }: ColumnProposal, primary: Role): string =>
  `the rows are ${primary === 'contact' ? 'people' : plural(ROLE_OBJECT_TYPE[primary])}, and one column makes no ${plural(target?.objectTypeId ?? '')}; it needs a property of its own`

/** What it would have been is still the first thing to choose. */
function leftOut(column: ColumnProposal, reason: string): ColumnProposal {
  const { target, confidence, alternatives } = column
  const before =
    target === null || target.propertyName === null
      ? []
      : [{ ...target, propertyName: target.propertyName, confidence }]
  return {
    ...column,
    target: null,
    propertyLabel: null,
    confidence: 0,
    reason,
    alternatives: [...before, ...alternatives].slice(0, MOST_ALTERNATIVES),
  }
}

const MOST_ALTERNATIVES = 3
