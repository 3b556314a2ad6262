import type { HeaderText } from '../header/read-header.ts'
import type { ColumnView } from './column-view.ts'
import { type PersonNamed, personOf, saysOneOf } from './person-of.ts'

interface Seen {
  column: ColumnView
  person: PersonNamed | undefined
  /** What the header says besides whose it is. */
  says: HeaderText
}

/**
 * Rows that name two people, a child and its parent, a tenant and the landlord: a contact is the one with the e-mail
 * address, and what the row says of the other one does not go into that contact.
 */
export function tellPeopleApart(columns: readonly ColumnView[]): ColumnView[] {
  const seen = columns.map((column): Seen => {
    const person = column.header.key === '' ? undefined : personOf(column.header)
    return { column, person, says: person?.rest ?? column.header }
  })
  if (seen.every(({ person }) => person === undefined)) return [...columns]
  const owner = ownerOf(seen)
  if (owner !== undefined) return seen.map((one) => besideOwner(one, owner, seen))
  const isUnclear = namesWithoutEmail(seen)
  const isAnybody = seen.some(isUnclear)
  return seen.map((one) =>
    isUnclear(one) || (isAnybody && isEmailOfAnother(one)) ? { ...one.column, person: { is: 'unclear' } } : one.column,
  )
}

const NAMES: ReadonlySet<string> = new Set(['first_name', 'last_name', 'full_name', 'name', 'customer_name'])
const EMAILS: ReadonlySet<string> = new Set(['email', 'work_email'])

const holdsName = ({ says }: Seen): boolean => saysOneOf(says, NAMES)
const holdsEmail = ({ column, says }: Seen): boolean =>
  saysOneOf(says, EMAILS) || (column.header.readings.length === 0 && column.profile.share('email') > 0.7)

/** Said to be another one's than the names; the one who pays is mostly the one who gets the goods. */
const isEmailOfAnother = (one: Seen): boolean => one.person !== undefined && !one.person.isParty && holdsEmail(one)

/** The person of whom the row has a name and the e-mail address; undefined where the address is not said to be anybody's. */
function ownerOf(seen: readonly Seen[]): PersonNamed | undefined {
  const emails = seen.filter(holdsEmail)
  if (emails.some(({ person }) => person === undefined)) return undefined
  const hasOwnNames = seen.some((one) => one.person === undefined && holdsName(one))
  const named = emails.flatMap(({ person }) => (person !== undefined && isNamed(person, seen) ? [person] : []))
  const owner =
    named.find(({ isRelated, isCompanion }) => !isRelated && !isCompanion) ??
    named.find(({ isCompanion }) => !isCompanion) ??
    named[0]
  if (owner?.isCompanion === true && seen.some((one) => holdsName(one) && one.person?.who !== owner.who))
    return undefined
  // The assistant's address beside somebody's own name is not that one's; a child's list has the parent's.
  return owner !== undefined && hasOwnNames && !owner.isGuardian ? undefined : owner
}

const isNamed = ({ who }: PersonNamed, seen: readonly Seen[]): boolean =>
  seen.some((one) => one.person?.who === who && holdsName(one))

/** What only one of the two can be meant by, and a list of children says of the child. */
const OF_THE_CHILD: ReadonlySet<string> = new Set(['birthday', 'gender', 'school', 'graduation', 'degree', 'age'])

function besideOwner(one: Seen, owner: PersonNamed, seen: readonly Seen[]): ColumnView {
  const { column, person, says } = one
  if (person?.who === owner.who) return person.isParty && !owner.isRelated ? column : asOwn(column, says)
  const isOther = person !== undefined || isNameOfUnknown(one) || (holdsName(one) && owner.isGuardian)
  const isOfChild = owner.isGuardian && saysOneOf(says, OF_THE_CHILD) && hasOther(owner, seen)
  if (!isOther && !isOfChild) return column
  const header = { ...column.header, entities: [], readings: [] }
  return { ...column, header, person: { is: 'other', emailColumn: nameOfEmail(owner, seen) } }
}

const nameOfEmail = ({ who }: PersonNamed, seen: readonly Seen[]): string =>
  seen.find((one) => one.person?.who === who && holdsEmail(one))?.column.columnName ?? ''

const hasOther = (owner: PersonNamed, seen: readonly Seen[]): boolean =>
  seen.some((one) => one.person?.who !== owner.who && (one.person !== undefined || isPartOfName(one)))

const PARTS: ReadonlySet<string> = new Set(['first_name', 'last_name'])

/** "Camper First Name": no word of the tables, but whose it is not is clear. */
const isPartOfName = ({ says }: Seen): boolean =>
  says.readings.some(({ concept, conflicts }) => PARTS.has(concept) && conflicts === 0)

const isNameOfUnknown = (one: Seen): boolean =>
  isPartOfName(one) && one.says.readings.every(({ unknown }) => unknown > 0)

/** The row's contact is that person: the header says no more than what it says of him or her. */
const asOwn = (column: ColumnView, { readings }: HeaderText): ColumnView => ({
  ...column,
  header: { ...column.header, entities: ['contact'], readings },
})

/**
 * Names of people to whom the address may not belong: it is said to be another one's, or could be the parent's as well as
 * the child's.
 */
function namesWithoutEmail(seen: readonly Seen[]): (one: Seen) => boolean {
  const emails = seen.filter(holdsEmail)
  const names = seen.filter(holdsName)
  const isParent = ({ person }: Seen): boolean => person?.isGuardian === true
  const tellsOfChild = (one: Seen): boolean => !isParent(one) && (holdsName(one) || saysOneOf(one.says, OF_THE_CHILD))
  if (emails.length > 0 && emails.every(isParent)) return tellsOfChild
  const isAnybodys = emails.some(({ person }) => person === undefined)
  const isBoth = names.some(isParent) && names.every(({ person }) => person !== undefined)
  if (isAnybodys && isBoth) return tellsOfChild
  const others = emails.flatMap(({ person }) => (person === undefined ? [] : [person.who]))
  if (emails.length === 0 || isAnybodys) return () => false
  return (one) => one.person !== undefined && holdsName(one) && !others.includes(one.person.who)
}
