import type { Candidate } from '../candidates/candidate.ts'
import { optionOverlap } from '../candidates/option-overlap.ts'
import type { ColumnProfile } from '../values/column-profile.ts'

/** As sure as a choice can be of which (nearly) no value is an option: HubSpot leaves such values out, all of them. */
export const MOST_WITHOUT_OPTIONS = 0.5

const NEARLY_NONE = 0.1

/** The property has options, and (nearly) none of the sampled values is one of them, whatever the header says. */
export function missesOptions({ known: { property } }: Candidate, values: readonly string[]): boolean {
  if (property.type !== 'enumeration' || property.options.length === 0 || values.length === 0) return false
  return optionOverlap(values, property) < NEARLY_NONE
}

/** The account's own property takes each value once, but rows of the column share theirs: most rows would be lost. */
export const repeatsUnique = ({ known }: Candidate, { filled, isUnique }: ColumnProfile): boolean =>
  known.isCustom && known.property.hasUniqueValue === true && filled > 1 && !isUnique
