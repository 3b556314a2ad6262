import type { ColumnView } from '../analysis/column-view.ts'
import { type FileView, languageFit, plainness } from '../analysis/file-view.ts'
import type { Candidate } from '../candidates/candidate.ts'
import { optionOverlap } from '../candidates/option-overlap.ts'
import { ROLES } from '../concepts/concept.ts'
import { CONCEPTS } from '../concepts/concepts.ts'
import { ENTITY_ROLES } from '../concepts/entity-roles.ts'
import type { Reading } from '../header/read-header.ts'
import { valueFit } from '../values/value-fit.ts'

/** What is known about one candidate when it is judged. */
export interface Case {
  candidate: Candidate
  column: ColumnView
  file: FileView
  /** All candidates of the column. */
  rivals: readonly Candidate[]
  fit: number
}

export function makeCase(
  candidate: Candidate,
  { column, file, rivals }: { column: ColumnView; file: FileView; rivals: readonly Candidate[] },
): Case {
  return { candidate, column, file, rivals, fit: valueFit(candidate.kind, column.profile, candidate.role) }
}

type Feature = (given: Case) => number

const reading = ({ candidate }: Case): Reading | undefined => candidate.reading
const has = (given: Case, qualifier: string): number => Number(reading(given)?.qualifiers.includes(qualifier) ?? false)
const isEmpty = ({ column }: Case): boolean => column.profile.values.length === 0

/**
 * Everything the model weighs, by name; the weights stand in weights.json under the same names. Each is between −1
 * and 2, so that weights can be compared.
 */
export const FEATURES: Readonly<Record<string, Feature>> = {
  label_whole: ({ candidate }) => Number(candidate.label === 'whole'),
  label_part: ({ candidate }) => Number(candidate.label === 'bare' || candidate.label === 'meaning'),
  custom: ({ candidate }) => Number(candidate.known.isCustom && candidate.label !== undefined),
  phrase_whole: (given) => Number((reading(given)?.share ?? 0) > 0.99 && reading(given)?.found === 'written'),
  phrase_plain: (given) => plainnessOf(reading(given)),
  phrase_share: (given) => reading(given)?.share ?? 0,
  unknown_words: (given) => Math.min(2, reading(given)?.unknown ?? 0),
  unknown_tail: (given) => Math.min(2, reading(given)?.unknownTail ?? 0),
  other_concepts: (given) => Math.min(2, reading(given)?.conflicts ?? 0),
  out_of_place: (given) => Number(reading(given)?.inPlace === false),
  compound: (given) => Number(reading(given)?.found === 'compound'),
  corrected: (given) => Number(reading(given)?.found === 'corrected'),
  language: (given) => foreignness(given),
  no_header: ({ candidate }) => Number(candidate.byValues && candidate.reading === undefined),
  shipping: (given) => has(given, 'shipping'),
  billing: (given) => has(given, 'billing'),
  home: (given) => has(given, 'home'),
  other: (given) => has(given, 'other'),
  second: (given) => has(given, 'second'),
  third: (given) => has(given, 'third'),
  previous: (given) => has(given, 'previous'),
  related: (given) => has(given, 'related'),
  card: (given) => has(given, 'card'),
  object_named: (given) => Math.max(0, objectNamed(given)),
  other_object_named: (given) => Math.max(0, -objectNamed(given)),
  object_votes: (given) => objectVotes(given),
  main_object: ({ candidate, file }) => Number(candidate.role === file.primary),
  nearby_object: ({ candidate, file }) => nearbyObject(candidate, file),
  values_fit: ({ fit }) => Math.max(0, fit),
  values_clash: ({ fit }) => Math.max(0, -fit),
  values_fit_alone: ({ candidate, fit }) => (candidate.byValues ? Math.max(0, fit) : 0),
  empty: (given) => Number(isEmpty(given)),
  options: ({ candidate, column }) => optionOverlap(column.profile.values, candidate.known.property),
  options_missed: (given) => optionsMissed(given),
  trust: ({ candidate }) => candidate.trust,
  generic: ({ candidate, ...given }) => Number(candidate.generic && objectNamed({ candidate, ...given }) <= 0),
  better_meaning: (given) => betterMeaning(given),
  same_meaning_elsewhere: (given) => sameMeaningElsewhere(given),
  echo_person: ({ candidate, file }) =>
    candidate.kind === 'first_name' || candidate.kind === 'last_name' || candidate.kind === 'full_name'
      ? (file.echoes[candidate.column]?.person ?? 0)
      : 0,
  echo_company: ({ candidate, file }) =>
    candidate.kind === 'company' ? (file.echoes[candidate.column]?.domain ?? 0) : 0,
}

export const FEATURE_NAMES: readonly string[] = Object.keys(FEATURES)

export const featuresOf = (given: Case): number[] => Object.values(FEATURES).map((feature) => feature(given))

const plainnessOf = (found: Reading | undefined): number => (found === undefined ? 0 : plainness(found))

/** 0 when the word belongs to a language of the file, 1 when no other header speaks it. */
function foreignness({ candidate, file }: Case): number {
  return candidate.reading === undefined ? 0 : 1 - Math.min(1, languageFit(candidate.reading, file.languages) * 2)
}

/** 1 when the header names the candidate's object, −1 when it names only other ones, 0 when none. */
function objectNamed({ candidate }: Case): number {
  const entities = candidate.reading?.entities ?? []
  const role = candidate.role
  if (entities.length === 0 || role === undefined) return 0
  const best = Math.max(0, ...entities.map((entity) => ENTITY_ROLES[entity]?.[role] ?? 0))
  return best > 0 ? best : -1
}

function objectVotes({ candidate, file }: Case): number {
  if (candidate.role === undefined) return 0.5
  const votes = file.votes.get(candidate.role) ?? 0
  return 1 - Math.exp(-votes / 2)
}

/** How much the neighbouring columns speak of the same object, 0–1. */
function nearbyObject(candidate: Candidate, file: FileView): number {
  const { role } = candidate
  if (role === undefined) return 0.5
  let [mine, all] = [0.1, 0.2]
  for (let distance = 1; distance <= 4; distance += 1) {
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
  const mine = candidate.label === 'whole' ? 1 : plainnessOf(candidate.reading)
  const others = column.header.readings.filter(({ concept }) => concept !== candidate.reading?.concept)
  const best = Math.max(
    0,
    ...others.map((other) => plainness(other) * (0.5 + 0.5 * languageFit(other, file.languages))),
  )
  return Math.max(0, best - mine * 0.75)
}

/** Another column says the same concept more plainly. */
function sameMeaningElsewhere({ candidate, file }: Case): number {
  const concept = candidate.reading?.concept
  if (concept === undefined || CONCEPTS.get(concept) === undefined) return 0
  const mine = plainnessOf(candidate.reading)
  return Number(
    file.columnsOf(concept).some((other) => other !== candidate.column && (file.plainness[other] ?? 0) > mine),
  )
}
