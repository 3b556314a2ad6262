import type { Table } from '../../table/table.ts'
import { fold } from '../header/header-tokens.ts'
import type { Reading } from '../header/read-header.ts'
import { firmLean, valueFit } from '../values/value-fit.ts'
import type { ColumnView } from './column-view.ts'

const MAX_CELL = 200

const NAME_CONCEPTS = new Set(['name', 'full_name', 'customer_name', 'display_name'])
const PERSON_NAMES = new Set(['name', 'full_name', 'customer_name'])

/**
 * What a column called "Name" holds depends on its neighbours: beside a first name it is the last name ("Name,
 * Vorname"); beside both it repeats them, or, when its values are others, names the firm.
 */
export function resolveNames(table: Table, read: readonly ColumnView[]): ColumnView[] {
  const seen = read.map(withoutPartsOfFirms)
  const columns = seen.some((column) => saysPlainly(column, 'first_name')) ? seen : seen.map(withoutWrongSurname)
  const first = columns.find((column) => saysPlainly(column, 'first_name'))
  const last = columns.find((column) => saysPlainly(column, 'last_name') && column !== first)
  const people = columns.filter(isOfPeople)
  const parts = { table, first, last, people }
  return columns.map((column) => (column === first || column === last ? column : resolveName(column, parts)))
}

/** "Nombre" and "Nom" are a part of somebody's name or the name of a firm: values that are firms say which. */
function withoutPartsOfFirms(column: ColumnView): ColumnView {
  const { header, profile } = column
  if (profile.values.length < MIN_NAMES || firmLean(profile) < LEANS) return column
  const whole = header.readings.filter(({ concept }) => concept === 'name').map(({ phrase }) => phrase)
  const readings = header.readings.filter(({ concept, phrase }) => !PARTS.has(concept) || !whole.includes(phrase))
  return { ...column, header: { ...header, readings } }
}

const PARTS = new Set(['first_name', 'last_name'])

/** "Nom" is a surname or any name: without a first name in the file, values that are no surnames say which. */
function withoutWrongSurname(column: ColumnView): ColumnView {
  const { header, profile } = column
  const surname = header.readings.find(({ concept }) => concept === 'last_name')
  const isOpen = header.readings.some(({ concept, phrase }) => concept === 'name' && phrase === surname?.phrase)
  if (!isOpen || profile.values.length < MIN_NAMES || valueFit('last_name', profile) >= A_LITTLE) return column
  return { ...column, header: { ...header, readings: header.readings.filter((reading) => reading !== surname) } }
}

const MIN_NAMES = 3
const A_LITTLE = 0.2

interface NameParts {
  table: Table
  first: ColumnView | undefined
  last: ColumnView | undefined
  /** Columns of people's names, whatever their headers. */
  people: readonly ColumnView[]
}

function resolveName(column: ColumnView, { table, first, last, people }: NameParts): ColumnView {
  const firm = column.header.readings.find(({ concept, entities }) => concept === 'name' && isFirm(entities))
  if (firm !== undefined) return withReading(column, { ...firm, concept: 'company_name' })
  const name = column.header.readings.find(({ concept, share }) => NAME_CONCEPTS.has(concept) && share >= 0.4)
  if (name === undefined) return column
  if (first !== undefined && last !== undefined) {
    return besideBoth(column, name, repeats(table, { column, first, last }))
  }
  if (first === undefined && last === undefined && namesFirms(column, people)) {
    return withReading(column, { ...name, concept: 'company_name' })
  }
  const part = first === undefined ? last && 'first_name' : 'last_name'
  const given = first ?? last
  const isBare = name.concept === 'name' && name.entities.every((entity) => given?.header.entities.includes(entity))
  return part !== undefined && isBare ? withReading(column, { ...name, concept: part }) : column
}

/** The second of two columns "Name", which holds firms beside people. */
const namesFirms = (column: ColumnView, people: readonly ColumnView[]): boolean =>
  firmLean(column.profile) >= LEANS && people.some((other) => other.header.key === column.header.key)

const LEANS = 0.4

const isOfPeople = ({ header, profile }: ColumnView): boolean =>
  header.readings.some(({ concept }) => PERSON_NAMES.has(concept)) && firmLean(profile) < 0

const isFirm = (entities: readonly string[]): boolean => entities.includes('company') || entities.includes('account')

const saysPlainly = ({ header }: ColumnView, wanted: string): boolean =>
  header.readings.some(
    ({ concept, share, unknown, conflicts }) => concept === wanted && share > 0.5 && unknown === 0 && conflicts === 0,
  )

function withReading(column: ColumnView, reading: Reading): ColumnView {
  return { ...column, header: { ...column.header, readings: [...column.header.readings, reading] } }
}

/** `repeated`: share of the rows in which the column holds both names; undefined when there is nothing to compare. */
function besideBoth(column: ColumnView, name: Reading, repeated: number | undefined): ColumnView {
  if (repeated === undefined) return column
  if (repeated <= 0.3) return withReading(column, { ...name, concept: 'customer_firm' })
  const others = column.header.readings.filter(({ concept }) => !PERSON_NAMES.has(concept))
  return { ...column, header: { ...column.header, readings: [...others, { ...name, concept: 'display_name' }] } }
}

function repeats(
  table: Table,
  { column, first, last }: { column: ColumnView; first: ColumnView; last: ColumnView },
): number | undefined {
  if ([column, first, last].some(({ profile }) => profile.filled === 0)) return undefined
  const rows = table.sample
    .map(({ cells }) => [column, first, last].map(({ index }) => fold((cells[index] ?? '').slice(0, MAX_CELL)).trim()))
    .filter(([name, given, family]) => name !== '' && given !== '' && family !== '')
  if (rows.length === 0) return undefined
  const hits = rows.filter(([name = '', given = '', family = '']) => name.includes(given) && name.includes(family))
  return hits.length / rows.length
}
