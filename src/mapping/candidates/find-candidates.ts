import type { ColumnView } from '../analysis/column-view.ts'
import type { FileView } from '../analysis/file-view.ts'
import { type Concept, ROLE_OBJECT_TYPE, ROLES, type Role, type ValueKind } from '../concepts/concept.ts'
import { CONCEPTS } from '../concepts/concepts.ts'
import { ENTITY_ROLES } from '../concepts/entity-roles.ts'
import { lexicon } from '../header/lexicon.ts'
import { plainness } from '../header/plainness.ts'
import type { Reading } from '../header/read-header.ts'
import { plainValue } from '../values/known-values.ts'
import { valueFit } from '../values/value-fit.ts'
import type { Candidate } from './candidate.ts'
import type { KnownProperty, PropertyIndex } from './property-index.ts'
import { kindFor, targetOf } from './target-of.ts'
import { valueConcepts } from './value-concepts.ts'

const ROLE_OF = new Map<string, Role>(ROLES.map((role) => [ROLE_OBJECT_TYPE[role], role]))

/** Every property a column could belong to; the same property once, by its best evidence. */
export function findCandidates(column: ColumnView, file: FileView, index: PropertyIndex): Candidate[] {
  if (column.exportedLink !== undefined || column.person?.is === 'other') {
    return byLabel(column, index).filter(isNamesake)
  }
  const found = [
    ...byLabel(column, index),
    ...column.header.readings.flatMap((reading) => byReading(reading, { column, file, index })),
    ...byOptions(column, index),
  ]
  const possible = found.filter((candidate) => isPossible(candidate, column, file))
  const isClear = column.header.readings.some((reading) => plainness(reading) > 0.6 && !isRefuted(reading, column))
  const guesses = isClear || found.some(({ label }) => label !== undefined) ? [] : byValues(column, file, index)
  return bestOfEach([...possible, ...guesses])
}

/** The values are surely something else than what the header says: e-mail addresses under "Contact". */
function isRefuted({ concept: id }: Reading, { profile }: ColumnView): boolean {
  const concept = CONCEPTS.get(id)
  if (concept === undefined || profile.filled < ENOUGH_CELLS) return false
  const targets = ROLES.filter((role) => concept.to[role] !== undefined)
  return targets.length > 0 && targets.every((role) => valueFit(kindFor(concept, role), profile, role) <= -0.9)
}

/** So many cells of another kind are no slip. */
const ENOUGH_CELLS = 3

/** The account itself has a property called "Associated Company". */
const isNamesake = ({ known, label }: Candidate): boolean => known.isCustom && label === 'whole'

/** A few cells that a spreadsheet program has spoilt (1.23457E+12) do not make a column of record ids another one. */
const MOST_ARE_IDS = 0.9

/** Properties of objects the file does not hold, and values that cannot be stored there, are no candidates. */
function isPossible(candidate: Candidate, { profile }: ColumnView, file: FileView): boolean {
  const { known, role, label, reading, column } = candidate
  if (isImpossible(candidate, profile)) return false
  if (hasNoFigures(role, file) && COMPANY_FIGURES.has(reading?.concept ?? '')) return false
  if (reading?.concept === 'county_or_state' && file.hasState) return false
  if (isOtherBlock(role, column, file)) return false
  if (role === undefined || file.roles.available.has(role) || (label !== undefined && known.isCustom)) return true
  if (role === 'company' && FIRM_NAMES.has(reading?.concept ?? '')) return false
  return (reading?.entities ?? []).some((entity) => ENTITY_ROLES[entity]?.[role] === 1)
}

/** No property of this kind holds such values. */
function isImpossible({ known, kind, role }: Candidate, profile: ColumnView['profile']): boolean {
  if (known.property.name === 'hs_object_id') return profile.filled > 0 && profile.share('digits') < MOST_ARE_IDS
  if (known.property.type === 'number' && profile.share('range') > 0.5) return true
  const minds = isStrict(kind, known.property.type) || (NEVER_SO.has(kind) && profile.filled >= ENOUGH_CELLS)
  return minds && valueFit(kind, profile, role) <= -0.9
}

/** The mere name of a firm beside a person is the person's company. */
const FIRM_NAMES = new Set(['name', 'company_name', 'account'])

/** Two objects side by side: no column of the second block belongs to the first object, nor the other way round. */
const isOtherBlock = (role: Role | undefined, column: number, { second, roles }: FileView): boolean =>
  second !== undefined && role !== undefined && (column >= second.start ? role === roles.primary : role === second.role)

/** HubSpot would take any text here, but nobody wants numbers as companies or "inactive" as a state. */
const NEVER_SO: ReadonlySet<ValueKind> = new Set([
  'company',
  'first_name',
  'full_name',
  'job_title',
  'last_name',
  'linkedin',
  'name',
  'state',
  'url',
])

/** A person or an order has no revenue or employees of their own: without a company the words mean something else. */
const hasNoFigures = (role: Role | undefined, { roles }: FileView): boolean =>
  roles.isOrder || (role === 'contact' && !roles.namesCompany)

export const COMPANY_FIGURES: ReadonlySet<string> = new Set(['revenue', 'employees'])

/** HubSpot refuses such values, or they have a form nothing else has. */
function isStrict(kind: ValueKind, type: string): boolean {
  if (kind === 'date') return type === 'date' || type === 'datetime'
  if (kind === 'number' || kind === 'integer') return type === 'number'
  return kind === 'email' || kind === 'domain' || kind === 'country' || kind === 'currency'
}

function byLabel(column: ColumnView, index: PropertyIndex): Candidate[] {
  const { key, bareKey } = column.header
  if (key === '') return []
  const whole = index.byKey(key).map((known) => labelled(column, known, 'whole'))
  const bare = bareKey === key || bareKey === '' ? [] : index.byKey(bareKey)
  return [
    ...whole,
    ...bare.filter((known) => known.isCustom).map((known) => labelled(column, known, 'bare')),
    ...afterObjectName(key, index).map((known) => labelled(column, known, 'bare')),
    ...index.custom
      .filter(({ label }) => sameMeaning(label, column.header))
      .map(({ known }) => labelled(column, known, 'meaning')),
  ].filter(({ known }) => known.isWritable)
}

/** "Vehicle Colour": a property of the custom object Vehicle. */
const afterObjectName = (key: string, index: PropertyIndex): KnownProperty[] =>
  index.customObjects.flatMap(({ objectTypeId, keys }) => {
    const name = keys.find((one) => one.length > 2 && key.startsWith(one) && key.length > one.length)
    return name === undefined
      ? []
      : index.byKey(key.slice(name.length)).filter((known) => known.objectTypeId === objectTypeId)
  })

function labelled(column: ColumnView, known: KnownProperty, label: Candidate['label']): Candidate {
  const role = ROLE_OF.get(known.objectTypeId)
  const reading = column.header.readings.find(({ concept }) => conceptTarget(concept, role) === known.property.name)
  return {
    column: column.index,
    known,
    role,
    kind: reading === undefined ? kindOfType(known) : (CONCEPTS.get(reading.concept)?.kind ?? 'any'),
    reading: reading ?? column.header.readings[0],
    label,
    byValues: false,
    trust: isDoubtful(column, { known, role, label, reading }) ? DOUBTFUL : 1,
    generic: false,
    isNearest: false,
  }
}

/** HubSpot has a property of that name, but the word usually means something else. */
const DOUBTFUL = 0.4

/**
 * Most meanings without a place in HubSpot are wide ones: "Employee No" and "Member Number" are both numbers of somebody
 * in another system, so a property that only means the same is asked about.
 */
function isDoubtful(
  column: ColumnView,
  { known, role, label, reading }: Pick<Candidate, 'known' | 'role' | 'label' | 'reading'>,
): boolean {
  if (reading !== undefined) return false
  if (label === 'meaning') return !column.header.readings.some(isNarrow)
  return isKnownElsewhere(column, role) && !known.isCustom
}

const isNarrow = (reading: Reading): boolean =>
  plainness(reading) > 0.95 && CONCEPTS.get(reading.concept)?.narrow === true

const isKnownElsewhere = ({ header }: ColumnView, role: Role | undefined): boolean =>
  role !== undefined &&
  header.readings.some((reading) => plainness(reading) > 0.9 && conceptTarget(reading.concept, role) === undefined)

const conceptTarget = (concept: string, role: Role | undefined): string | undefined =>
  role === undefined ? undefined : CONCEPTS.get(concept)?.to[role]

type Header = ColumnView['header']

/** Both whole headers mean the same concept with the same qualifiers, in whatever language. */
function sameMeaning(label: Header, header: Header): boolean {
  const [one, other] = [label.readings, header.readings].map((readings) =>
    readings.filter((reading) => plainness(reading) > 0.95 && reading.qualifiers.length === 0),
  )
  return one?.some((reading) => other?.some(({ concept }) => concept === reading.concept) === true) === true
}

interface Place {
  column: ColumnView
  file: FileView
  index: PropertyIndex
}

function byReading(reading: Reading, { column, file, index }: Place): Candidate[] {
  const concept = CONCEPTS.get(reading.concept)
  if (concept === undefined) return []
  return ROLES.flatMap((role) => {
    const target = targetOf(reading.concept, role, { column, file })
    const known = target === undefined ? undefined : index.find(ROLE_OBJECT_TYPE[role], target.propertyName)
    if (target === undefined || known === undefined || !known.isWritable) return []
    const { kind, trust } = target
    const found = { ...fromConcept(column, known, concept), role, kind, trust, reading }
    return [isNameOfAnother(reading) ? { ...found, trust: Math.min(DOUBTFUL, found.trust), isNearest: true } : found]
  })
}

/** "Associated Company": the name of another record, which HubSpot keeps as an association and not in a property. */
const isNameOfAnother = ({ qualifiers, phrase }: Reading): boolean =>
  qualifiers.includes('associated') &&
  lexicon()
    .words.get(phrase)
    ?.some(({ sort }) => sort === 'entity') === true

function fromConcept(column: ColumnView, known: KnownProperty, concept: Concept): Omit<Candidate, 'reading' | 'role'> {
  return {
    column: column.index,
    known,
    kind: concept.kind,
    label: undefined,
    byValues: false,
    trust: concept.trust ?? 1,
    generic: concept.generic === true,
    isNearest: concept.nearest === true,
  }
}

const MIN_OVERLAP = 0.8

/** Choice properties of which the values are options, whatever the header says. */
function byOptions(column: ColumnView, index: PropertyIndex): Candidate[] {
  const { values } = column.profile
  if (values.length < 2 || column.profile.share('flag') > 0.5) return []
  const hits = new Map<KnownProperty, number>()
  for (const value of values) {
    for (const known of index.byOption(plainValue(value))) hits.set(known, (hits.get(known) ?? 0) + 1)
  }
  return [...hits]
    .filter(([, count]) => count / values.length >= MIN_OVERLAP)
    .map(([known]) => ({
      ...bare(column, known, 'choice'),
      role: ROLE_OF.get(known.objectTypeId),
      trust: 0.9,
      byValues: true,
    }))
}

const bare = (column: ColumnView, known: KnownProperty, kind: ValueKind): Candidate => ({
  column: column.index,
  known,
  role: undefined,
  kind,
  reading: undefined,
  label: undefined,
  byValues: false,
  trust: 1,
  generic: false,
  isNearest: false,
})

function byValues(column: ColumnView, file: FileView, index: PropertyIndex): Candidate[] {
  return valueConcepts(column, file).flatMap(({ concept: id, role, placed }) => {
    const concept = CONCEPTS.get(id)
    const known = index.find(ROLE_OBJECT_TYPE[role], concept?.to[role] ?? '')
    if (concept === undefined || known === undefined) return []
    return [{ ...fromConcept(column, known, concept), role, reading: undefined, byValues: true, placed }]
  })
}

function kindOfType({ property }: KnownProperty): ValueKind {
  if (property.type === 'enumeration') return 'choice'
  if (property.type === 'number') return 'number'
  if (property.type === 'date' || property.type === 'datetime') return 'date'
  if (property.type === 'bool') return 'flag'
  if (property.fieldType === 'phonenumber') return 'phone'
  return property.fieldType === 'textarea' || property.fieldType === 'html' ? 'text' : 'any'
}

function bestOfEach(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>()
  for (const candidate of candidates) {
    const key = `${candidate.known.objectTypeId} ${candidate.known.property.name}`
    const other = best.get(key)
    if (other === undefined || evidence(candidate) > evidence(other)) best.set(key, candidate)
  }
  return [...best.values()]
}

const LABEL_EVIDENCE = { whole: 2, meaning: 1.2, bare: 1.3 } as const

const evidence = ({ label, reading, trust }: Candidate): number =>
  (label === undefined ? 0 : LABEL_EVIDENCE[label]) + (reading === undefined ? 0 : plainness(reading)) * trust
