import type { Table } from '../../table/table.ts'
import type { Role } from '../concepts/concept.ts'
import { CONCEPTS } from '../concepts/concepts.ts'
import { phraseKey } from '../header/header-tokens.ts'
import { languageFit, plainness } from '../header/plainness.ts'
import type { Reading } from '../header/read-header.ts'
import { valueFit } from '../values/value-fit.ts'
import { type ColumnView, viewColumns } from './column-view.ts'
import { markExportedLinks } from './exported-links.ts'
import { type FileRoles, rolesOf } from './file-roles.ts'
import {
  countCompanyColumns,
  countVotes,
  hasFirmNames,
  leaningOf,
  namedIn,
  type ReadColumn,
  type Votes,
} from './object-votes.ts'
import { resolveLinks } from './resolve-links.ts'
import { resolveNames } from './resolve-names.ts'
import { resolveStates } from './resolve-states.ts'
import { resolveTitles } from './resolve-titles.ts'
import { resolveYears } from './resolve-years.ts'
import { type Echo, echoes } from './row-echo.ts'
import { type SecondBlock, secondBlock } from './second-block.ts'
import { tellPeopleApart } from './two-people.ts'

/** What the columns say together: language, the objects a row holds, who is named how. */
export interface FileView {
  /** Key of the file's name without its extension. */
  fileNameKey: string
  columns: readonly ColumnView[]
  /** Share of each language in the headers, 0–1. */
  languages: ReadonlyMap<string, number>
  /** How loudly the file says that its rows hold such an object; above 2 is sure. */
  votes: Votes
  roles: FileRoles
  second: SecondBlock | undefined
  /** By column: how often its values return in the e-mail address of their row. */
  echoes: readonly Echo[]
  hasFirstName: boolean
  hasLastName: boolean
  hasState: boolean
  /** The columns of an address, and none of them is the town. */
  lacksTown: boolean
  /** Who called whom is said by number: a name beside them is that of the other one. */
  hasCallers: boolean
  /** Where no column names the products: the first that describes them in few words. */
  unnamedProducts: number | undefined
  /** By column: the objects its header and meaning speak of. */
  leanings: readonly Votes[]
}

/** Of 73 files that were not seen before, three were so near to companies, and two of them were of companies. */
const NEAR = 0.45

/** The rows are taken for people, but much speaks for companies: then every column would go to the wrong object. */
export function mayBeFirms({ votes, roles, hasFirstName, hasLastName }: FileView): boolean {
  if (roles.primary !== 'contact' || roles.available.has('company') || hasFirstName || hasLastName) return false
  return (votes.get('company') ?? 0) >= NEAR * (votes.get('contact') ?? 0)
}

/** `wanted`: the objects the person named; empty: any. */
export function viewFile(table: Table, wanted: readonly Role[] = []): FileView {
  const seen = tellPeopleApart(markExportedLinks(viewColumns(table)))
  const languages = languageShares(seen)
  const columns = resolveNames(
    table,
    resolveYears(seen.map((column) => resolveTitles(resolveStates(resolveLinks(inItsLanguage(column, languages)))))),
  )
  const read = columns.map((column) => ({ column, reading: plainestReading(column, languages) }))
  const byConcept = groupByConcept(read)
  const votes = countVotes(read, table.fileName)
  const roles = rolesOf({
    votes,
    concepts: byConcept,
    companyColumns: countCompanyColumns(read),
    named: namedIn(read),
    namesFirms: hasFirmNames(read),
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
    hasCallers: CALLERS.some((concept) => byConcept.has(concept)),
    hasState: STATES.some((concept) => byConcept.has(concept)),
    lacksTown: ADDRESS.some((concept) => byConcept.has(concept)) && !TOWNS.some((concept) => byConcept.has(concept)),
    unnamedProducts: PRODUCT_NAMES.some((concept) => byConcept.has(concept)) ? undefined : shortDescription(read),
    leanings: read.map(leaningOf),
  }
}

const CALLERS = ['call_from', 'call_to']
const ADDRESS = ['address', 'street', 'street_1', 'zip']
const TOWNS = ['city', 'city_zip', 'locality']
const STATES = ['state', 'state_code']
const PRODUCT_NAMES = ['product_name', 'name', 'title', 'caption']

const shortDescription = (read: readonly ReadColumn[]): number | undefined =>
  read.find(({ column, reading }) => reading?.concept === 'description' && column.profile.share('text') < 0.3)?.column
    .index

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

/** A word of the file's own language does not mean what it means in another one: "Titel" is no job in German. */
function inItsLanguage(column: ColumnView, languages: ReadonlyMap<string, number>): ColumnView {
  const most = Math.max(...languages.values())
  const isSpoken = (reading: Reading): boolean =>
    reading.languages.some((language) => (languages.get(language) ?? 0) >= 0.95 * most)
  const spoken = new Set(column.header.readings.filter(isSpoken).map(({ phrase }) => phrase))
  const readings = column.header.readings.filter(
    (reading) => (isSpoken(reading) || !spoken.has(reading.phrase)) && !isScrap(reading, languages),
  )
  return { ...column, header: { ...column.header, readings } }
}

/** "Requested By": two letters that are a town in Norway, in a file without another Norwegian word; English is everywhere. */
const isScrap = (reading: Reading, languages: ReadonlyMap<string, number>): boolean =>
  !reading.languages.includes('en') &&
  reading.phrase.length <= SCRAP &&
  reading.share < 0.5 &&
  languageFit(reading, languages) < A_LITTLE

const SCRAP = 3
const A_LITTLE = 0.15

function plainestReading(column: ColumnView, languages: ReadonlyMap<string, number>): Reading | undefined {
  const rated = column.header.readings.map((reading) => ({
    reading,
    rate: plainness(reading) * (0.6 + 0.4 * languageFit(reading, languages)),
  }))
  return rated.sort((left, right) => right.rate - left.rate)[0]?.reading
}

function groupByConcept(read: readonly ReadColumn[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const { column, reading } of read) {
    if (reading === undefined || plainness(reading) < 0.5 || isOfNoFirm(reading, column)) continue
    groups.set(reading.concept, [...(groups.get(reading.concept) ?? []), column.index])
  }
  return groups
}

/** "Sales Account": under the name of a firm stand the numbers of a ledger. */
const isOfNoFirm = ({ concept }: Reading, { profile }: ColumnView): boolean =>
  CONCEPTS.get(concept)?.kind === 'company' && valueFit('company', profile) <= -0.9
