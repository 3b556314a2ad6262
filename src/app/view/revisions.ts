import type { Column, Finding, RepairInUse, Target } from './results.ts'
import { type State, sameTarget } from './state.ts'

/** `columns` of revise_mapping for one changed column; null leaves it out. */
export function columnChange({ file, index }: Column, target: Target | null, hasFiles: boolean): object {
  const place = { column: index, ...(hasFiles && { file }) }
  if (target === null) return { ...place, propertyName: null }
  const { label: _label, ...wanted } = target
  return { ...place, ...wanted }
}

/** The label of a property that was searched for; the answer of revise_mapping has none. */
export const withLabel = (columns: readonly Column[], { file, index }: Column, target: Target): Column[] =>
  columns.map((each) =>
    each.file === file && each.index === index && sameTarget(each.target, target)
      ? { ...each, target: { ...each.target, ...target } }
      : each,
  )

/** `values`: what texts of the finding's column mean, for replace_values; else the repair that the finding offers. */
export type WantedRepair = { finding: Finding; values?: Record<string, string> } | { inUse: RepairInUse }

/** `repairs` of revise_mapping, which replaces all: those in use and the offered one, or without the one in use. */
export function repairsWith({ report, files }: State, wanted: WantedRepair): object[] {
  const change = ({ name, columnIndex, fileName, countryColumn, country, dateFormat, values }: Repair) => ({
    repair: name,
    ...(columnIndex !== null && { column: columnIndex }),
    ...(columnIndex !== null && files.length > 1 && { file: files.findIndex((file) => file.fileName === fileName) }),
    ...(countryColumn !== null && { countryColumn }),
    ...(country !== null && { country }),
    ...(dateFormat !== null && { dateFormat }),
    ...(values !== null && { values }),
  })
  const inUse = report?.repairs ?? []
  if ('inUse' in wanted) return inUse.filter((repair) => repair !== wanted.inUse).map(change)
  const { repair, columnIndex, fileName } = wanted.finding
  const place = { columnIndex, fileName, countryColumn: null, country: null, dateFormat: null, values: null }
  // Those in use in the column stay: the server takes both together.
  if (wanted.values !== undefined)
    return [...inUse.map(change), change({ ...place, name: 'replace_values', values: wanted.values })]
  return [...inUse.map(change), ...(repair === null ? [] : [change({ ...place, ...repair })])]
}

type Repair = Pick<RepairInUse, 'name' | 'fileName' | 'countryColumn' | 'country' | 'dateFormat' | 'values'> & {
  columnIndex: number | null
}
