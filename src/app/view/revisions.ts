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

export type WantedRepair = { finding: Finding } | { inUse: RepairInUse }

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
  return [
    ...inUse.map(change),
    ...(repair === null
      ? []
      : [change({ ...repair, columnIndex, fileName, country: null, dateFormat: null, values: null })]),
  ]
}

type Repair = Pick<RepairInUse, 'name' | 'fileName' | 'countryColumn' | 'country' | 'dateFormat' | 'values'> & {
  columnIndex: number | null
}
