import type { Table } from '../../table/table.ts'
import type { PropertyIndex } from '../candidates/property-index.ts'
import type { ColumnProposal, FileProposal } from '../proposal.ts'
import { defaultAssociation } from './default-association.ts'
import { columnTypeOf, isIdentifier } from './identifiers.ts'

/** A column whose values are the identifier of a record in another file. */
interface Link {
  owner: { file: number; column: number; objectTypeId: string }
  other: { file: number; column: number; objectTypeId: string }
}

/**
 * Files that share a key are linked by it: in the file that holds the object the identifier is the common column, in
 * the other file the key only points there. A property with unique values links also where another one identifies the rows.
 */
export function linkFiles(
  files: readonly FileProposal[],
  tables: readonly Table[],
  index: PropertyIndex,
): FileProposal[] {
  const mains = files.map(mainObject)
  const links = files.flatMap((file, at) => linksFrom(file, { at, files, tables, mains, index }))
  if (links.length === 0) return [...files]
  return files.map((file, at) => ({
    ...file,
    columns: file.columns.map((column) => relinked(column, { at, links, mains })),
  }))
}

/** The object most columns of the file belong to. */
export function mainObject({ columns }: Pick<FileProposal, 'columns'>): string | undefined {
  const counts = new Map<string, number>()
  for (const { target } of columns) {
    if (target !== null) counts.set(target.objectTypeId, (counts.get(target.objectTypeId) ?? 0) + 1)
  }
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0]
}

interface LinkContext {
  at: number
  files: readonly FileProposal[]
  tables: readonly Table[]
  mains: readonly (string | undefined)[]
  index: PropertyIndex
}

function linksFrom(file: FileProposal, { at, files, tables, mains, index }: LinkContext): Link[] {
  const own = mains[at]
  return files.flatMap((other, place) => {
    const objectTypeId = mains[place]
    if (place === at || own === undefined || objectTypeId === undefined || own === objectTypeId) return []
    const pairs = keysOf(other, objectTypeId, index).flatMap((key) => {
      const column = file.columns.find((one) => pointsTo(one, key) || sharesValues(one, key, { at, place, tables }))
      return column === undefined || isIdentifierOf(column, own) ? [] : [{ key, column }]
    })
    return pairs.slice(0, 1).map(({ key, column }) => ({
      owner: { file: place, column: key.index, objectTypeId },
      other: { file: at, column: column.index, objectTypeId: own },
    }))
  })
}

/** The identifier first, then what could have been it. */
function keysOf({ columns }: FileProposal, objectTypeId: string, index: PropertyIndex): ColumnProposal[] {
  const identifiers = columns.filter((column) => isIdentifierOf(column, objectTypeId))
  const others = columns.filter(({ target }) => {
    if (target === null || isIdentifier(target) || target.objectTypeId !== objectTypeId) return false
    const known = index.find(objectTypeId, target.propertyName ?? '')
    return known !== undefined && columnTypeOf(known) !== 'STANDARD'
  })
  return [...identifiers, ...others]
}

const isIdentifierOf = ({ target }: ColumnProposal, objectTypeId: string): boolean =>
  isIdentifier(target) && target?.objectTypeId === objectTypeId

const pointsTo = ({ target }: ColumnProposal, key: ColumnProposal): boolean =>
  target !== null && target.objectTypeId === key.target?.objectTypeId && target.propertyName === key.target.propertyName

const MIN_SHARED = 0.5
const MAX_KEY = 300

/** At least half of the sampled values of the column are keys of the other file, and they tell rows apart. */
function sharesValues(
  column: ColumnProposal,
  key: ColumnProposal,
  { at, place, tables }: { at: number; place: number; tables: readonly Table[] },
): boolean {
  if (column.target !== null && column.target.propertyName !== null) return false
  const [own, other] = [
    { table: tables[at], index: column.index },
    { table: tables[place], index: key.index },
  ]
  return shareOfValues(own, other) >= MIN_SHARED
}

interface ColumnOfTable {
  table: Table | undefined
  index: number
}

/** Share of the different values of one column that are in the other; 0 where either has fewer than two. */
export function shareOfValues(own: ColumnOfTable, other: ColumnOfTable): number {
  const keys = new Set(valuesOf(other.table, other.index))
  const values = [...new Set(valuesOf(own.table, own.index))]
  if (values.length < 2 || keys.size < 2) return 0
  return values.filter((value) => keys.has(value)).length / values.length
}

/** Values of the sample, those of one spelling alike. */
export const valuesOf = (table: Table | undefined, index: number): string[] =>
  (table?.sample ?? [])
    .map((row) => (row.cells[index] ?? '').slice(0, MAX_KEY).trim().toLowerCase())
    .filter((value) => value !== '')

function relinked(
  column: ColumnProposal,
  { at, links, mains }: { at: number; links: readonly Link[]; mains: readonly (string | undefined)[] },
): ColumnProposal {
  const owned = links.find(({ owner }) => owner.file === at && owner.column === column.index)
  if (owned !== undefined && column.target !== null) {
    return { ...column, target: { ...column.target, associationIdentifierColumn: true } }
  }
  const link = links.find(({ other }) => other.file === at && other.column === column.index)
  if (link !== undefined) return pointing(column, link)
  return withoutForeign(column, {
    own: mains[at],
    foreign: links.filter(({ other }) => other.file === at).map(({ owner }) => owner.objectTypeId),
  })
}

function pointing(column: ColumnProposal, { owner, other }: Link): ColumnProposal {
  const foreignKeyType = defaultAssociation(other.objectTypeId, owner.objectTypeId)
  return {
    ...column,
    target: {
      objectTypeId: other.objectTypeId,
      propertyName: null,
      columnType: 'STANDARD',
      toColumnObjectTypeId: owner.objectTypeId,
      ...(foreignKeyType !== undefined && { foreignKeyType }),
    },
    propertyLabel: null,
    confidence: Math.max(0.9, column.confidence),
    reason: 'the same values identify the records of the other file: the common column of the two',
  }
}

/** What a file says about an object that has a file of its own is taken from there. */
function withoutForeign(
  column: ColumnProposal,
  { own, foreign }: { own: string | undefined; foreign: readonly string[] },
): ColumnProposal {
  if (column.target === null || !foreign.includes(column.target.objectTypeId)) return column
  const instead = column.alternatives.find(({ objectTypeId, confidence }) => objectTypeId === own && confidence >= 0.5)
  const target =
    instead === undefined
      ? null
      : { objectTypeId: instead.objectTypeId, propertyName: instead.propertyName, columnType: instead.columnType }
  return { ...column, target, propertyLabel: null, reason: 'the other file describes these records' }
}
