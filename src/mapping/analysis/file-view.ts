import type { Table } from '../../table/table.ts'
import { ROLES, type Role } from '../concepts/concept.ts'
import { CONCEPTS } from '../concepts/concepts.ts'
import { ENTITY_ROLES } from '../concepts/entity-roles.ts'
import { phraseKey } from '../header/header-tokens.ts'
import type { Reading } from '../header/read-header.ts'
import { readHeader } from '../header/read-header.ts'
import { valueFit } from '../values/value-fit.ts'
import { type ColumnView, viewColumns } from './column-view.ts'
import { type FileRoles, rolesOf } from './file-roles.ts'
import { resolveNames } from './resolve-names.ts'
import { type Echo, echoes } from './row-echo.ts'
import { type SecondBlock, secondBlock } from './second-block.ts'

/** What the columns say together: language, the objects a row holds, who is named how. */
export interface FileView {
  /** Key of the file's name without its extension. */
  fileNameKey: string
  columns: readonly ColumnView[]
  /** Share of each language in the headers, 0–1. */
  languages: ReadonlyMap<string, number>
  /** How loudly the file says that its rows hold such an object; above 2 is sure. */
  votes: ReadonlyMap<Role, number>
  roles: FileRoles
  second: SecondBlock | undefined
  /** By column: how often its values return in the e-mail address of their row. */
  echoes: readonly Echo[]
  hasFirstName: boolean
  hasLastName: boolean
  /** By column: how plainly its plainest reading is said. */
  plainness: readonly number[]
  /** By column: the objects its header and meaning speak of. */
  leanings: readonly ReadonlyMap<Role, number>[]
  /** Columns whose plainest reading is this concept. */
  columnsOf(concept: string): readonly number[]
}

/** `wanted`: the objects the person named; empty: any. */
export function viewFile(table: Table, wanted: readonly Role[] = []): FileView {
  const columns = resolveNames(table, viewColumns(table))
  const languages = languageShares(columns)
  const plainest = columns.map((column) => plainestReading(column, languages))
  const leanings = columns.map((column) => leaningOf(column, plainest[column.index]))
  const votes = countVotes(leanings, columns, table.fileName)
  const byConcept = groupByConcept(plainest)
  const roles = rolesOf({
    votes,
    concepts: byConcept,
    companyColumns: countCompanyColumns(columns, plainest),
    wanted,
  })
  return {
    fileNameKey: phraseKey(table.fileName.replace(/\.\w+$/, '')),
    columns,
    languages,
    votes,
    roles,
    second: secondBlock(columns, roles.primary),
    echoes: echoes(table, columns),
    hasFirstName: byConcept.has('first_name'),
    hasLastName: byConcept.has('last_name'),
    plainness: plainest.map((reading) => (reading === undefined ? 0 : plainness(reading))),
    leanings: leanings.map((leaning, index) => withEntities(leaning, columns[index])),
    columnsOf: (concept) => byConcept.get(concept) ?? [],
  }
}

/** How plainly a header says this concept, 0–1: 1 when the phrase is the whole header. */
export function plainness(reading: Reading): number {
  const found = { written: 1, compound: 0.9, corrected: 0.75, unknown: 0 }[reading.found]
  const rest = 1 - 0.3 * Math.min(2, reading.unknown) - 0.4 * Math.min(2, reading.conflicts)
  return Math.max(0, found * rest * (reading.inPlace ? 1 : 0.5) * (0.7 + 0.3 * reading.share))
}

function languageShares(columns: readonly ColumnView[]): Map<string, number> {
  const shares = new Map<string, number>([['en', 0.5]])
  let sum = 0.5
  for (const { header } of columns) {
    const languages = new Set(
      header.readings.filter(({ share }) => share > 0.6).flatMap((reading) => reading.languages),
    )
    if (languages.size === 0) continue
    sum += 1
    for (const language of languages) shares.set(language, (shares.get(language) ?? 0) + 1)
  }
  return new Map([...shares].map(([language, votes]) => [language, votes / sum]))
}

export const languageFit = (reading: Reading, languages: ReadonlyMap<string, number>): number =>
  Math.max(0, ...reading.languages.map((language) => languages.get(language) ?? 0))

function plainestReading(column: ColumnView, languages: ReadonlyMap<string, number>): Reading | undefined {
  const rated = column.header.readings.map((reading) => ({
    reading,
    rate: plainness(reading) * (0.6 + 0.4 * languageFit(reading, languages)),
  }))
  return rated.sort((left, right) => right.rate - left.rate)[0]?.reading
}

function groupByConcept(readings: readonly (Reading | undefined)[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const [index, reading] of readings.entries()) {
    if (reading === undefined || plainness(reading) < 0.5) continue
    groups.set(reading.concept, [...(groups.get(reading.concept) ?? []), index])
  }
  return groups
}

const ENTITY_VOTE = 0.8
const FILE_NAME_VOTE = 1.5
/** The first columns say what a row is. */
const FIRST_COLUMNS = 3

function countVotes(
  leanings: readonly ReadonlyMap<Role, number>[],
  columns: readonly ColumnView[],
  fileName: string,
): Map<Role, number> {
  const votes = new Map<Role, number>()
  const add = (role: Role, vote: number): void => void votes.set(role, (votes.get(role) ?? 0) + vote)
  for (const [index, leaning] of leanings.entries()) {
    for (const [role, vote] of leaning) add(role, index < FIRST_COLUMNS ? vote * 1.5 : vote)
  }
  const named = columns.map((column, index) => entityVotes(column.header.entities, index < FIRST_COLUMNS ? 1.5 : 1))
  for (const role of ROLES) {
    const sum = named.reduce((total, entities) => total + (entities.get(role) ?? 0), 0)
    if (sum > 0) add(role, ENTITY_VOTE * (sum < 1 ? sum : 1 + Math.log(sum)))
  }
  if ((votes.get('contact') ?? 0) < 0.8 && countPlaces(columns) >= 2) add('company', 1)
  for (const [role, vote] of entityVotes(readHeader(fileName.replace(/\.\w+$/, '')).entities, FILE_NAME_VOTE))
    add(role, vote)
  return votes
}

const PLACES = new Set(['street', 'city', 'zip', 'state', 'country', 'locality'])

/** Columns of an address: a file that has them and no person is about companies or their sites. */
const countPlaces = (columns: readonly ColumnView[]): number =>
  columns.filter(({ header }) => header.readings.some(({ concept, share }) => PLACES.has(concept) && share > 0.6))
    .length

/** What the meaning of a column, or a name's values, say about the object. */
function leaningOf(column: ColumnView, reading: Reading | undefined): ReadonlyMap<Role, number> {
  const votes = new Map<Role, number>()
  const add = (role: Role, vote: number): void => void votes.set(role, (votes.get(role) ?? 0) + vote)
  if (reading === undefined) {
    if (column.profile.share('email') > 0.8) add('contact', 1.2)
    return votes
  }
  const concept = CONCEPTS.get(reading.concept)
  for (const role of ROLES) {
    const vote = (concept?.votes?.[role] ?? 0) * plainness(reading)
    if (vote > 0) add(role, vote)
  }
  if (concept?.kind === 'name') {
    add('contact', Math.max(0, valueFit('name', column.profile, 'contact')))
    add('company', Math.max(0, valueFit('name', column.profile, 'company')))
  }
  return votes
}

function withEntities(leaning: ReadonlyMap<Role, number>, column: ColumnView | undefined): ReadonlyMap<Role, number> {
  const all = new Map(leaning)
  for (const [role, vote] of entityVotes(column?.header.entities ?? [], ENTITY_VOTE)) {
    all.set(role, (all.get(role) ?? 0) + vote)
  }
  return all
}

function entityVotes(entities: readonly string[], vote: number): Map<Role, number> {
  const votes = new Map<Role, number>()
  for (const role of ROLES) {
    const share = Math.max(0, ...entities.map((entity) => ENTITY_ROLES[entity]?.[role] ?? 0))
    if (share > 0) votes.set(role, vote * share)
  }
  return votes
}

/** Meanings that only a company has. */
const COMPANY_ONLY = new Set([
  'employees',
  'company_founded',
  'domain',
  'company_description',
  'parent_company',
  'funding',
])

/** Columns about a company besides its name. */
function countCompanyColumns(columns: readonly ColumnView[], readings: readonly (Reading | undefined)[]): number {
  return columns.filter(({ header, index }) => {
    const concept = readings[index]?.concept
    if (concept === undefined || concept === 'company_name' || concept === 'id') return false
    return COMPANY_ONLY.has(concept) || (header.entities.includes('company') && concept !== 'email')
  }).length
}
