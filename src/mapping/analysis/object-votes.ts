import { ROLES, type Role } from '../concepts/concept.ts'
import { CONCEPTS } from '../concepts/concepts.ts'
import { ENTITY_ROLES } from '../concepts/entity-roles.ts'
import { plainness } from '../header/plainness.ts'
import { type Reading, readHeader } from '../header/read-header.ts'
import { holdsSharedMailboxes } from '../values/shared-mailbox.ts'
import { firmLean, valueFit } from '../values/value-fit.ts'
import { activityVotes } from './activity-votes.ts'
import type { ColumnView } from './column-view.ts'
import { objectsInFront } from './objects-in-front.ts'

export type Votes = ReadonlyMap<Role, number>

/** A column with its plainest reading. */
export interface ReadColumn {
  column: ColumnView
  reading: Reading | undefined
}

const ENTITY_VOTE = 0.8
const FILE_NAME_VOTE = 1.5
const ID_VOTE = 4
const PREFIX_VOTE = 3
const PLACE_VOTE = 1

/** How loudly the columns and the file's name say that the rows hold each object. */
export function countVotes(read: readonly ReadColumn[], fileName: string): Votes {
  const places = countPlaces(read)
  const all = sumOf([
    ...read.map((one, at) =>
      scaled(meaningVotes(one), positionWeight(one.column) * (isRepeated(one, read.slice(0, at)) ? 0.2 : 1)),
    ),
    saturated(sumOf(read.map(({ column }) => scaled(entityVotes(column.header.entities), positionWeight(column))))),
    scaled(entityVotes(readHeader(fileName.replace(/\.\w+$/, '')).entities), FILE_NAME_VOTE),
    scaled(idVotes(read[0]), ID_VOTE),
    scaled(entityVotes(objectsInFront(read.map(({ column }) => column))), PREFIX_VOTE),
  ])
  const alone = places >= MIN_ADDRESS && !read.some(isPrice) ? withoutProducts(all) : all
  const isPlaces = (alone.get('contact') ?? 0) < 0.8 && places >= 2
  const ofCompany = (isPlaces ? PLACE_VOTE : 0) + (areNamedAfterFirms(read) ? toOutvotePeople(alone) : 0)
  return ofCompany === 0 ? alone : sumOf([alone, new Map([['company', ofCompany]])])
}

/** The objects that the header and the meaning of one column speak of. */
export const leaningOf = (one: ReadColumn): Votes =>
  sumOf([meaningVotes(one), scaled(entityVotes(one.column.header.entities), ENTITY_VOTE)])

const FIRST_COLUMNS = 3

/** The first columns say what a row is. */
const positionWeight = ({ index }: ColumnView): number => (index < FIRST_COLUMNS ? 1.5 : 1)

/** A third priority says no more about the object than the first. */
const isRepeated = ({ reading }: ReadColumn, before: readonly ReadColumn[]): boolean =>
  reading !== undefined && before.some((other) => other.reading?.concept === reading.concept)

/** What the meaning of a column, or the values of a column of names, say about the object. */
function meaningVotes({ column: { profile }, reading }: ReadColumn): Votes {
  // Nobody's own address: a firm has it as well as a person.
  if (holdsSharedMailboxes(profile)) return new Map()
  if (reading === undefined) return new Map(profile.share('email') > 0.8 ? [['contact', 1.2]] : [])
  const concept = CONCEPTS.get(reading.concept)
  const votes = new Map<Role, number>()
  for (const role of ROLES) {
    const vote = (concept?.votes?.[role] ?? 0) * plainness(reading)
    if (vote > 0) votes.set(role, vote)
  }
  if (reading.concept === 'type') return sumOf([votes, activityVotes(profile)])
  if (concept?.kind !== 'name') return votes
  const named = (['contact', 'company'] as const).map((role): [Role, number] => [
    role,
    Math.max(0, valueFit('name', profile, role)),
  ])
  return sumOf([votes, new Map(named)])
}

/** "Ticket number" in front of all others is the number of the row. */
const idVotes = (first: ReadColumn | undefined): Votes =>
  IDS.has(first?.reading?.concept ?? '')
    ? new Map([...entityVotes(first?.column.header.entities ?? [])].filter(([, share]) => share === 1))
    : new Map()

const IDS = new Set(['id', 'record_id', 'external_id'])

function entityVotes(entities: readonly string[]): Votes {
  const votes = new Map<Role, number>()
  for (const role of ROLES) {
    const share = Math.max(0, ...entities.map((entity) => ENTITY_ROLES[entity]?.[role] ?? 0))
    if (share > 0) votes.set(role, share)
  }
  return votes
}

/** The tenth header that names an object says less than the first. */
const saturated = (votes: Votes): Votes =>
  new Map([...votes].map(([role, sum]) => [role, ENTITY_VOTE * (sum < 1 ? sum : 1 + Math.log(sum))]))

const scaled = (votes: Votes, factor: number): Votes => new Map([...votes].map(([role, vote]) => [role, vote * factor]))

function sumOf(all: readonly Votes[]): Votes {
  const sum = new Map<Role, number>()
  for (const [role, vote] of all.flatMap((votes) => [...votes])) sum.set(role, (sum.get(role) ?? 0) + vote)
  return sum
}

/** A product has no street, town and country; what has is a firm or person with a code. */
const MIN_ADDRESS = 3

const withoutProducts = (votes: Votes): Votes => new Map([...votes].filter(([role]) => role !== 'product'))

const isPrice = ({ reading }: ReadColumn): boolean => reading?.concept === 'price' || reading?.concept === 'quantity'

const PLACES = new Set(['address', 'street', 'street_1', 'city', 'zip', 'state', 'country', 'locality'])

/** Columns of an address: a file that has them and no person is about companies or their sites. */
const countPlaces = (read: readonly ReadColumn[]): number =>
  read.filter(({ column }) => column.header.readings.some(({ concept, share }) => PLACES.has(concept) && share > 0.6))
    .length

const PARTS_OF_NAMES = new Set(['first_name', 'last_name'])
const WHOLE_NAMES = new Set(['name', 'full_name', 'customer_name', 'customer_firm', 'display_name'])

/** What a row is called says what it is: a person, of whom another column may be the contact, or a firm. */
function areNamedAfterFirms(read: readonly ReadColumn[]): boolean {
  if (read.some(({ reading }) => PARTS_OF_NAMES.has(reading?.concept ?? '') && !saysContact(reading))) return false
  const names = read.find(({ reading }) => WHOLE_NAMES.has(reading?.concept ?? ''))
  if (names !== undefined && firmLean(names.column.profile) >= 0.4) return true
  return names?.column !== read[0]?.column && isLedger(read)
}

const FIRM_NAMES = new Set(['company_name', 'account'])
const OF_ACCOUNTS = new Set([
  'balance',
  'bank',
  'credit_limit',
  'customer_number',
  'legal_form',
  'payment_method',
  'registered_company_number',
  'tax_id',
])
const MIN_OF_ACCOUNTS = 2

/** The accounts of a bookkeeping program: firms with what they owe, and perhaps whom to ask. */
function isLedger(read: readonly ReadColumn[]): boolean {
  const said = read.map(({ reading }) => reading?.concept ?? '')
  return (
    (said.some((concept) => FIRM_NAMES.has(concept)) || read.some(holdsUnknownFirms)) &&
    said.filter((concept) => OF_ACCOUNTS.has(concept)).length >= MIN_OF_ACCOUNTS
  )
}

/** Firms under a word that no table knows. */
const holdsUnknownFirms = ({ column: { profile }, reading }: ReadColumn): boolean =>
  reading === undefined && firmLean(profile) >= 0.4

/** "Contact First Name" is that of somebody at the firm. */
const saysContact = (reading: Reading | undefined): boolean => reading?.entities.includes('contact') === true

/** Firms or people is all that their names decide: orders and tickets name their customers too. */
const toOutvotePeople = (votes: Votes): number =>
  Math.max(0, (votes.get('contact') ?? 0) - (votes.get('company') ?? 0) + A_LITTLE)

const A_LITTLE = 0.1

/** Meanings that only a company has. */
const COMPANY_ONLY = new Set([
  'employees',
  'company_founded',
  'domain',
  'company_description',
  'parent_company',
  'funding',
])

const FIRM_OR_PERSON = new Set(['full_name', 'customer_name'])

/** A column that could name people names firms. */
export const hasFirmNames = (read: readonly ReadColumn[]): boolean =>
  read.some(({ column, reading }) => FIRM_OR_PERSON.has(reading?.concept ?? '') && firmLean(column.profile) >= 0.4)

/** All qualifiers and objects that the headers name. */
export const namedIn = (read: readonly ReadColumn[]): ReadonlySet<string> =>
  new Set(read.flatMap(({ column, reading }) => [...column.header.entities, ...(reading?.qualifiers ?? [])]))

/** What "Organization - …" says of the person, or of the company's mere name. */
const NOT_OF_THE_COMPANY = new Set([
  'company_name',
  'name',
  'id',
  'email',
  'title',
  'courtesy_title',
  'job_title',
  'department',
  'role',
  'type',
])

/** Columns about a company besides its name. */
export const countCompanyColumns = (read: readonly ReadColumn[]): number =>
  read.filter(({ column, reading }) => {
    if (reading === undefined || NOT_OF_THE_COMPANY.has(reading.concept)) return false
    return COMPANY_ONLY.has(reading.concept) || column.header.entities.includes('company')
  }).length
