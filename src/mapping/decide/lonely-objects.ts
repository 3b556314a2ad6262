import { objectTypeById } from '../../hubspot/object-types.ts'
import type { FileView } from '../analysis/file-view.ts'
import { ROLE_OBJECT_TYPE } from '../concepts/concept.ts'
import type { ColumnProposal } from '../proposal.ts'
import { holdsSharedMailboxes } from '../values/shared-mailbox.ts'

/**
 * One column alone makes no records of another object beside those that the rows are: nobody asked for them. "Ticket Name"
 * in a list of attendees is a fact about the person, and `info@` in a list of companies is the company's own address.
 */
export function withoutLonelyObjects(columns: readonly ColumnProposal[], file: FileView): ColumnProposal[] {
  const { roles } = file
  if (roles.isOrder) return [...columns]
  return columns.map((column) => {
    if (roles.primary === 'company' && isOfCompanies(column, columns, file)) return leftOut(column, OF_COMPANIES)
    const isBesidePeople = roles.primary === 'contact' && BESIDE_PEOPLE.has(column.target?.objectTypeId ?? '')
    const isLonely = isBesidePeople && isAlone(column, columns) && hasObject(columns, ROLE_OBJECT_TYPE.contact)
    return isLonely ? leftOut(column, ofPeople(column)) : column
  })
}

const BESIDE_PEOPLE = new Set([ROLE_OBJECT_TYPE.deal, ROLE_OBJECT_TYPE.ticket, ROLE_OBJECT_TYPE.product])

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
  return column.target === null || (column.target.propertyName === 'email' && isAlone(column, columns))
}

const OF_COMPANIES =
  "addresses of the companies themselves, such as info@: HubSpot's companies have no e-mail address; it needs a property of its own"

const ofPeople = ({ target }: ColumnProposal): string =>
  `the rows are people, and one column makes no ${objectTypeById(target?.objectTypeId ?? '')?.plural.toLowerCase() ?? 'records'}; it needs a property of its own`

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
