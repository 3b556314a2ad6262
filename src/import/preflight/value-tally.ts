import { safeText } from '../../safe-text.ts'
import type { Finding } from '../finding.ts'
import { ownCopy } from './own-copy.ts'

type Unknown = NonNullable<Finding['unknown']>

/** The different texts of a column that stand for nothing HubSpot knows, and how often each is there. */
export interface ValueTally {
  add(text: string): void
  told(): Unknown
}

/** So many different ones are counted; with more, those that came later are left out. */
const COUNTED = 1_000
const TOLD = 50
const LONGEST = 200

/** `place`: what a finding says of them beside the texts. */
export function createValueTally(place: Omit<Unknown, 'values' | 'valuesLeftOut'>): ValueTally {
  const counts = new Map<string, number>()
  let uncounted = 0
  return {
    add(text) {
      const known = counts.get(text)
      if (known !== undefined) counts.set(text, known + 1)
      else if (counts.size < COUNTED && text.length <= LONGEST) counts.set(ownCopy(text), 1)
      else uncounted = 1
    },
    told() {
      const sorted = [...counts].sort(([, one], [, other]) => other - one)
      const values = sorted.slice(0, TOLD).map(([value, count]) => ({ value: safeText(value), count }))
      return { values, valuesLeftOut: sorted.length - values.length + uncounted, ...place }
    },
  }
}
