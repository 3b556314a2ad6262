import { type Definitions, labelPair } from '../definitions.ts'
import type { MappedColumn } from './column-kind.ts'
import type { OptionList, OptionReading } from './option-list.ts'

/** The labels a cell of an association label column may hold, in its direction; null: not read from the account. */
export function labelOptions(column: MappedColumn, definitions: Definitions): OptionList | null {
  const labels = labelsOf(column, definitions)
  if (labels === null) return null
  const readings = new Map<string, OptionReading>(labels.map((label) => [label, { value: label }]))
  return {
    several: true,
    options: labels.map((label) => ({ label, value: label })),
    read: (text) => readings.get(text) ?? 'unknown',
  }
}

function labelsOf({ objectTypeId, toColumnObjectTypeId }: MappedColumn, definitions: Definitions): string[] | null {
  if (toColumnObjectTypeId === undefined) return null
  const types = definitions.labels.get(labelPair(objectTypeId, toColumnObjectTypeId))
  return types?.flatMap(({ label }) => (label === null || label === undefined || label === '' ? [] : [label])) ?? null
}
