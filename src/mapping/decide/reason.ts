import type { Property } from '../../hubspot/property.ts'
import type { ColumnView, ExportedLink } from '../analysis/column-view.ts'
import type { FileView } from '../analysis/file-view.ts'
import type { Candidate } from '../candidates/candidate.ts'
import { COMPANY_FIGURES } from '../candidates/find-candidates.ts'
import { optionOverlap } from '../candidates/option-overlap.ts'
import type { ValueKind } from '../concepts/concept.ts'
import { CONCEPTS } from '../concepts/concepts.ts'
import { NO_MATCH_REASONS, UNKNOWN_MEANING, UNSURE, WITHOUT_COMPANY } from '../concepts/no-match-reasons.ts'
import { languageFit, plainness } from '../header/plainness.ts'
import type { Reading } from '../header/read-header.ts'
import type { Judged } from '../model/judge.ts'
import type { Trait } from '../values/value-traits.ts'
import { conceptName } from './concept-names.ts'
import { LANGUAGE_NAMES } from './language-names.ts'
import { namesNobody } from './names-nobody.ts'
import { missesOptions, repeatsUnique } from './options-missed.ts'

/** One sentence on why a column got its property, from what weighed most. */
export function reasonForMatch(
  { candidate, fit }: Judged,
  { column, file }: { column: ColumnView; file: FileView },
): string {
  const parts = [
    headerReason(candidate, column, file),
    valueReason(candidate, column, fit),
    nearestReason(candidate),
    column.person?.is === 'unclear' ? 'but the e-mail address may be that of another person of the row' : '',
    namesNobody(candidate, column.profile) ? 'but no value is known as the name of a person' : '',
    repeatsUnique(candidate, column.profile) ? 'but rows share values, and the property takes each once' : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'best guess from the neighbouring columns' : parts.join('; ')
}

function nearestReason({ isNearest, reading, known: { property } }: Candidate): string {
  if (!isNearest || reading === undefined) return ''
  return reading.qualifiers.includes('associated')
    ? 'or the name of another record, which an import associates by its id'
    : `HubSpot has no property for it, ${property.label} is the nearest`
}

function headerReason(candidate: Candidate, column: ColumnView, file: FileView): string {
  const { label, reading } = candidate
  if (label === 'whole') return 'header is the name of the property'
  if (label !== undefined) return 'header means the same as the name of the property'
  if (reading === undefined) return column.header.key === '' ? 'no header' : ''
  const which = reading.qualifiers.length > 0 ? ` (${reading.qualifiers.map(conceptName).join(', ')})` : ''
  return `header ${languageOf(reading, file)} ${meaning(reading, candidate)}${whose(reading)}${which}`
}

function languageOf(reading: Reading, file: FileView): string {
  if (reading.languages.includes('en') && (file.languages.get('en') ?? 0) > 0.4) return 'says'
  const [language = 'en'] = [...reading.languages].sort(
    (left, right) => (file.languages.get(right) ?? 0) - (file.languages.get(left) ?? 0),
  )
  return language === 'en' ? 'says' : `is ${LANGUAGE_NAMES[language] ?? language} for`
}

function meaning({ concept: id }: Reading, { known, role }: Candidate): string {
  const concept = CONCEPTS.get(id)
  const isOpen = concept?.generic === true || (concept?.kind === 'name' && role === 'company')
  return isOpen ? `${conceptName(id)}, here ${known.property.label}` : conceptName(id)
}

/** "customer name" needs no "of the customer". */
function whose({ concept, entities }: Reading): string {
  const [entity = ''] = entities
  return entity === '' || concept.split('_').includes(entity) ? '' : ` of the ${entity.replaceAll('_', ' ')}`
}

/** What to count for a kind, and what to call it. */
const SEEN: Partial<Record<ValueKind, readonly [trait: Trait, called: string]>> = {
  company: ['company', 'company names'],
  country: ['country', 'countries'],
  currency: ['currency', 'currencies'],
  date: ['date', 'dates'],
  domain: ['domain', 'domains'],
  email: ['email', 'e-mail addresses'],
  first_name: ['firstName', 'first names'],
  full_name: ['fewWords', 'names of people'],
  gender: ['gender', 'genders'],
  honorific: ['honorific', 'forms of address'],
  integer: ['number', 'numbers'],
  job_title: ['job', 'job titles'],
  language: ['language', 'languages'],
  last_name: ['word', 'names'],
  linkedin: ['linkedin', 'LinkedIn addresses'],
  number: ['number', 'numbers'],
  phone: ['phone', 'phone numbers'],
  postal_code: ['postal', 'postal codes'],
  record_id: ['digits', 'record ids'],
  state: ['state', 'states'],
  street: ['street', 'street addresses'],
  url: ['url', 'web addresses'],
}

function valueReason(candidate: Candidate, { profile }: ColumnView, fit: number): string {
  const { values } = profile
  if (values.length === 0) return 'no values in the sampled rows'
  const options = Math.round(optionOverlap(values, candidate.known.property) * values.length)
  if (missesOptions(candidate, values)) {
    return `but ${options === 0 ? 'none' : options} of ${values.length} values ${options > 1 ? 'are options' : 'is an option'} of the property`
  }
  if (options > 0) return `${options} of ${values.length} values are options of the property`
  const [trait, called] = SEEN[candidate.kind] ?? []
  if (trait === undefined || called === undefined) return ''
  const count = Math.round(profile.share(trait) * values.length)
  if (count > 0 && fit > 0) return `${count} of ${values.length} values look like ${called}`
  return fit < -0.3 ? `but the values do not look like ${called}` : ''
}

const EXPORTED_LINK: Readonly<Record<ExportedLink, string>> = {
  names: 'names of associated records, as HubSpot exports them; an import associates records by their ids',
  ids: 'ids of associated records, as HubSpot exports them; the associations stay as they are',
}

export interface Undecided {
  judged: readonly Judged[]
  file: FileView
  winner: string | undefined
  /** The property of the rows' object that is called like the column and that an import cannot write. */
  readOnly: Property | undefined
}

/** Why a column has no match: what its header means, or which column was the better one. */
export function reasonForNone(column: ColumnView, { judged, file, winner, readOnly }: Undecided): string {
  const [best] = judged
  if (column.exportedLink !== undefined) return EXPORTED_LINK[column.exportedLink]
  if (column.person?.is === 'other') {
    return `about another person than the one with the address in "${column.person.emailColumn}"; it needs a property of its own`
  }
  if (column.header.key === '' && column.profile.filled === 0) return 'no header and no values'
  if (readOnly !== undefined) return reasonForReadOnly(readOnly)
  if (winner !== undefined && best !== undefined) {
    return `${best.candidate.known.property.label} is already filled from "${winner}"`
  }
  const reading = plainest(column, file)
  const reason = reading === undefined ? undefined : NO_MATCH_REASONS[reading.concept]
  if (reading?.qualifiers.includes('shipping') === true) return 'a delivery address; HubSpot keeps one address'
  if (reason !== undefined) return reason
  if (best === undefined) return lacksCompany(reading, file) ? WITHOUT_COMPANY : UNKNOWN_MEANING
  return `${UNSURE}; the best guess is ${best.candidate.known.property.label}`
}

const lacksCompany = (reading: Reading | undefined, { roles }: FileView): boolean =>
  !roles.namesCompany && COMPANY_FIGURES.has(reading?.concept ?? '')

const reasonForReadOnly = ({ name, label }: Property): string =>
  name === 'hs_marketable_status'
    ? 'no column sets it; marketableContactImport makes all contacts of an import marketing contacts'
    : `HubSpot sets ${label} itself; an import cannot write it`

function plainest(column: ColumnView, file: FileView): Reading | undefined {
  const rated = column.header.readings.map((reading) => ({
    reading,
    rate: plainness(reading) * (0.5 + 0.5 * languageFit(reading, file.languages)),
  }))
  return rated.sort((left, right) => right.rate - left.rate)[0]?.reading
}
