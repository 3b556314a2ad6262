import { nameColumn } from '../../column-name.ts'
import { type ObjectType, showObjectType } from '../../hubspot/object-types.ts'
import type { Table } from '../../table/table.ts'
import type { ColumnProposal, FileProposal } from '../proposal.ts'
import { mainObject, shareOfValues, valuesOf } from './link-files.ts'

interface UnlinkedContext {
  files: readonly FileProposal[]
  tables: readonly Table[]
  objectTypes: readonly ObjectType[]
}

interface Side {
  file: FileProposal
  table: Table | undefined
  objectTypeId: string
}

/**
 * Files whose rows name each other by a number of the other system. HubSpot links records of two files by an identifier
 * only, so without a property for it they come in side by side, which nothing else would tell.
 */
export function askUnlinked({ files, tables, objectTypes }: UnlinkedContext): string[] {
  const sides = files.flatMap((file, at): Side[] => {
    const objectTypeId = mainObject(file)
    return objectTypeId === undefined ? [] : [{ file, table: tables[at], objectTypeId }]
  })
  return sides.flatMap((from) =>
    sides
      .filter((to) => to.objectTypeId !== from.objectTypeId && !isLinked(from, to) && !isLinked(to, from))
      .flatMap((to) => askPair(from, to, objectTypes)),
  )
}

const isLinked = ({ file }: Side, { objectTypeId }: Side): boolean =>
  file.columns.some(({ target }) => target?.toColumnObjectTypeId === objectTypeId)

function askPair(from: Side, to: Side, objectTypes: readonly ObjectType[]): string[] {
  for (const key of to.file.columns.filter((column) => isKey(column, to))) {
    const column = from.file.columns.find((one) => pointsTo(one, from, { key, to }))
    if (column === undefined) continue
    const [these, those] = [from, to].map(({ objectTypeId }) =>
      showObjectType(objectTypeId, objectTypes).replace(/ \(.*\)$/, ''),
    )
    return [
      `${nameColumn(column)} of ${from.file.fileName} names the rows of ${to.file.fileName}, but ${nameColumn(key)} is no property there, so ${these} and ${those} are not linked. Make a property with unique values for it (create_property with hasUniqueValue, then propose_mapping again), or import them unlinked?`,
    ]
  }
  return []
}

const MIN_KEYS = 2

/** Left out, and every row has a value of its own. */
function isKey({ target, index }: ColumnProposal, { table }: Side): boolean {
  const values = valuesOf(table, index)
  return target === null && values.length >= MIN_KEYS && new Set(values).size === table?.sample.length
}

/** Left out as well, and no key of its own file: that would be a number of the row. */
const pointsTo = (column: ColumnProposal, from: Side, { key, to }: { key: ColumnProposal; to: Side }): boolean =>
  column.target === null &&
  !isKey(column, from) &&
  shareOfValues({ table: from.table, index: column.index }, { table: to.table, index: key.index }) >= MIN_SHARED

const MIN_SHARED = 0.5
