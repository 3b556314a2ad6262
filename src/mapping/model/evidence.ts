import type { FileView } from '../analysis/file-view.ts'
import type { Candidate } from '../candidates/candidate.ts'
import { optionOverlap } from '../candidates/option-overlap.ts'
import { ROLES, type Role } from '../concepts/concept.ts'
import { languageFit, plainness } from '../header/plainness.ts'
import type { Reading } from '../header/read-header.ts'
import type { Case } from './case.ts'
import { objectNamed, objectSuits } from './object-suits.ts'

type Feature = (given: Case) => number

const reading = ({ candidate }: Case): Reading | undefined => candidate.reading
/** The reading, where no label says more than it does. */
const unlabelled = ({ candidate }: Case): Reading | undefined =>
  candidate.label === undefined ? candidate.reading : undefined

const isWhole = ({ candidate: { label, reading: found } }: Case): boolean =>
  label === 'whole' || ((found?.share ?? 0) > 0.99 && found?.found === 'written')

const has = (given: Case, qualifier: string): number => Number(reading(given)?.qualifiers.includes(qualifier) ?? false)
const isEmpty = ({ column }: Pick<Case, 'column'>): boolean => column.profile.values.length === 0

/**
 * Everything the model weighs, by name; the weights stand in weights.json under the same names. Each is between −1
 * and 2, so that weights can be compared.
 */
export const FEATURES: Readonly<Record<string, Feature>> = {
  label_whole: ({ candidate }) => Number(candidate.label === 'whole'),
  label_part: ({ candidate }) => Number(candidate.label === 'bare' || candidate.label === 'meaning'),
  custom: ({ candidate }) =>
    Number(candidate.known.isCustom && candidate.label !== undefined && candidate.label !== 'meaning'),
  phrase_whole: (given) => Number(isWhole(given)),
  phrase_plain: ({ candidate }) => (candidate.label === undefined ? plainnessOf(candidate.reading) : 1),
  phrase_share: ({ candidate }) => (candidate.label === undefined ? (candidate.reading?.share ?? 0) : 1),
  unknown_words: (given) => Math.min(2, unlabelled(given)?.unknown ?? 0),
  unknown_tail: (given) => Math.min(2, unlabelled(given)?.unknownTail ?? 0),
  other_concepts: (given) => Math.min(2, unlabelled(given)?.conflicts ?? 0),
  out_of_place: (given) => Number(unlabelled(given)?.inPlace === false),
  compound: (given) => Number(reading(given)?.found === 'compound'),
  corrected: (given) => Number(reading(given)?.found === 'corrected'),
  language: (given) => foreignness(given),
  no_header: ({ candidate, column }) => Number(candidate.byValues && column.header.key === ''),
  unknown_header: ({ candidate, column }) => Number(candidate.byValues && column.header.key !== ''),
  shipping: (given) => has(given, 'shipping'),
  billing: (given) => has(given, 'billing'),
  home: (given) => has(given, 'home'),
  home_of_company: (given) => (given.candidate.role === 'company' ? has(given, 'home') : 0),
  work: (given) => has(given, 'work'),
  mailing: (given) => has(given, 'mailing'),
  primary: (given) => has(given, 'primary'),
  other: (given) => has(given, 'other'),
  second: (given) => has(given, 'second'),
  third: (given) => has(given, 'third'),
  previous: (given) => has(given, 'previous'),
  related: (given) => has(given, 'related'),
  card: (given) => has(given, 'card'),
  object_named: (given) => Math.max(0, objectNamed(given)),
  other_object_named: (given) => Math.max(0, -objectNamed(given)),
  object_votes: (given) => objectVotes(given),
  object_suits: (given) => objectSuits(given),
  nearby_object: ({ candidate, file }) => nearbyObject(candidate, file),
  values_fit: ({ fit }) => Math.max(0, fit),
  values_clash: ({ fit }) => Math.max(0, -fit),
  values_fit_well: ({ fit }) => Number(fit >= 0.8),
  values_clash_badly: ({ fit }) => Number(fit <= -0.8),
  values_fit_alone: ({ candidate, fit }) => (candidate.byValues ? Math.max(0, fit) : 0),
  empty: (given) => Number(isEmpty(given)),
  options: ({ candidate, column }) => optionOverlap(column.profile.values, candidate.known.property),
  custom_options: ({ candidate, column }) =>
    candidate.byValues && candidate.known.isCustom ? optionOverlap(column.profile.values, candidate.known.property) : 0,
  options_missed: (given) => optionsMissed(given),
  trust: ({ candidate }) => trustOdds(candidate.trust),
  generic: ({ candidate, ...given }) => Number(candidate.generic && objectNamed({ ...given, candidate }) <= 0),
  better_meaning: (given) => betterMeaning(given),
  rival: (given) => Number(given.rival > claimOf(given)),
  rival_lead: (given) => Math.max(0, Math.min(1, 2 * (given.rival - claimOf(given)))),
  beside_first_name: ({ candidate, file }) =>
    Number(candidate.byValues && candidate.kind === 'last_name' && isBesideFirstName(candidate.column, file)),
  echo_alone: ({ candidate, file }) => (candidate.byValues ? echoOf(candidate, file) : 0),
  echo: ({ candidate, file }) => echoOf(candidate, file),
}

export const FEATURE_NAMES: readonly string[] = Object.keys(FEATURES)

export const featuresOf = (given: Case): number[] => Object.values(FEATURES).map((feature) => feature(given))

/** How often the e-mail address of the row repeats what such a column would hold. */
function echoOf({ kind, column }: Candidate, file: FileView): number {
  if (kind === 'company') return file.echoes[column]?.domain ?? 0
  if (kind === 'last_name') return Math.max(file.echoes[column]?.person ?? 0, file.echoes[column]?.domain ?? 0)
  return kind === 'first_name' || kind === 'full_name' ? (file.echoes[column]?.person ?? 0) : 0
}

const isBesideFirstName = (column: number, { columns }: FileView): boolean =>
  [column - 1, column + 1].some((at) => (columns[at]?.profile.share('firstName') ?? 0) >= 0.4)

const plainnessOf = (found: Reading | undefined): number => (found === undefined ? 0 : plainness(found))

/** 0 when the word belongs to a language of the file, 1 when no other header speaks it. */
function foreignness({ candidate, file }: Case): number {
  return candidate.reading === undefined || candidate.label !== undefined
    ? 0
    : 1 - Math.min(1, languageFit(candidate.reading, file.languages) * 2)
}

function objectVotes({ candidate, file, customObject }: Case): number {
  if (candidate.role === undefined) return candidate.known.objectTypeId === customObject ? 0.95 : 0.4
  const sure = (role: Role): number => 1 - Math.exp(-(file.votes.get(role) ?? 0) / 2)
  const companion = file.roles.available.has(candidate.role) ? 0.8 * sure(file.roles.primary) : 0
  return Math.max(sure(candidate.role), companion)
}

/** How much the neighbouring columns speak of the same object, 0–1. */
function nearbyObject(candidate: Candidate, file: FileView): number {
  const { role } = candidate
  if (role === undefined) return 0.5
  let [mine, all] = [0.1, 0.2]
  for (let distance = 1; distance <= 6; distance += 1) {
    for (const index of [candidate.column - distance, candidate.column + distance]) {
      const leaning = file.leanings[index]
      if (leaning === undefined) continue
      mine += (leaning.get(role) ?? 0) / distance
      for (const other of ROLES) all += (leaning.get(other) ?? 0) / distance
    }
  }
  return mine / all
}

function optionsMissed({ candidate, column }: Case): number {
  const { property } = candidate.known
  if (property.options.length < 2 || column.profile.values.length < 3) return 0
  return optionOverlap(column.profile.values, property) === 0 ? 1 : 0
}

/** How much plainer the header says something else, most of all something that has no place in HubSpot. */
function betterMeaning({ candidate, column, file }: Case): number {
  const mine = candidate.label === undefined ? plainnessOf(candidate.reading) : 1.4
  const others = column.header.readings.filter(({ concept }) => concept !== candidate.reading?.concept)
  const best = Math.max(
    0,
    ...others.map((other) => plainness(other) * (0.5 + 0.5 * languageFit(other, file.languages))),
  )
  return Math.max(0, best - mine * 0.75)
}

/** Of several columns for one property the main one counts: the office before the home, the first before the second. */
const LATER: Readonly<Record<string, number>> = {
  billing: 0.05,
  card: 0.1,
  home: 0.2,
  mailing: 0.03,
  other: 0.4,
  previous: 0.5,
  primary: 0.03,
  related: 0.6,
  second: 0.35,
  shipping: 0.6,
  third: 0.45,
  work: 0.02,
}

/** A "Salutation" that greets people by their names leaves the place to the "Title" with Mr. and Ms. */
const REFUTED = -0.8

/** How rightfully a column asks for the property; decides between columns that want the same one. */
export function claimOf(given: Omit<Case, 'rival'>): number {
  const { candidate, column, file } = given
  const named = objectNamed(given)
  const isAstray = named < 0 || (named === 0 && candidate.role !== undefined && objectSuits(given) < 1)
  const claim = headerClaim(candidate) * (isAstray ? 0.4 : 1) * (given.fit <= REFUTED ? 0.5 : 1)
  // "Company Phone" names the company more plainly than "Corporate Phone".
  const isLiteral = named > 0 && candidate.role !== undefined && column.header.key.includes(candidate.role)
  const byValues = candidate.byValues ? 0.1 * given.fit + 0.2 * echoOf(candidate, file) : 0
  const qualifiers = candidate.reading?.qualifiers ?? []
  const isBuyer = file.roles.isOrder && qualifiers.includes('billing')
  // "Associated Contact Email" of a contact is another contact's.
  const isAnothers = candidate.role === file.roles.primary && qualifiers.includes('associated')
  const more = (isLiteral ? 0.02 : 0) + (isBuyer ? 0.1 : 0)
  return claim + byValues + more - (isEmpty(given) ? 0.1 : 0) - (isAnothers ? 0.3 : 0)
}

function headerClaim({ label, reading: found, trust, column }: Candidate): number {
  const later = Math.max(0, ...(found?.qualifiers ?? []).map((qualifier) => LATER[qualifier] ?? 0))
  const early = -column / 1e5
  if (label === 'whole') return 1 + early - later
  if (label !== undefined) return 0.95 + early - later
  if (found === undefined) return 0.1 + early
  const isExplained = found.share > 0.99 || (found.unknown === 0 && found.conflicts === 0)
  const plain = plainness({ ...found, share: isExplained ? 1 : 0.8 })
  return plain * (0.5 + 0.5 * trust) - later + early
}

/** Trust as log-odds, about −1 to 1. */
const trustOdds = (trust: number): number => {
  const capped = Math.min(0.97, Math.max(0.03, trust))
  return Math.log(capped / (1 - capped)) / 3.5
}
