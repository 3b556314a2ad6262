import type { Property } from '../../hubspot/property.ts'
import { plainValue } from '../values/known-values.ts'

/** Share of the values that are an option of the property, by label or internal name; 0 without options. */
export function optionOverlap(values: readonly string[], property: Property): number {
  if (property.options.length === 0 || values.length === 0) return 0
  const options = new Set(property.options.flatMap(({ label, value }) => [plainValue(label), plainValue(value)]))
  return values.filter((value) => isOption(value, options)).length / values.length
}

/** A checkbox cell holds several options, separated by semicolons. */
const isOption = (value: string, options: ReadonlySet<string>): boolean =>
  options.has(plainValue(value)) ||
  (value.includes(';') && value.split(';').every((part) => options.has(plainValue(part))))
