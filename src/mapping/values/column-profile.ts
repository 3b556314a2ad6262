import { type Trait, traitsOf } from './value-traits.ts'

/** What the sampled values of one column look like. */
export interface ColumnProfile {
  /** Sampled rows, and those with a value. */
  rows: number
  filled: number
  /** Different values, at most MAX_DISTINCT, in the order of the file. */
  values: readonly string[]
  /** No two sampled rows share a value. */
  isUnique: boolean
  /** Whole numbers, each the one before and one more: they count the rows. */
  isCounter: boolean
  /** Share of the different values with this trait, 0–1; 0 for an empty column. */
  share(trait: Trait): number
}

/** Enough to know what a column holds; more values cost time and change nothing. */
const MAX_DISTINCT = 40

/** What a value is shows in its first letters. */
const MAX_VALUE = 300

/** Texts people write for "nothing". */
const BLANKS = new Set(['', 'null', 'n/a', 'na', '-', '--', 'none', 'nil', '#n/a', 'undefined', 'nan', '(blank)', '.'])

/** A date that is none: 0000-00-00, 00.00.0000, 0/0/00. */
const ZERO_DATE = /^0{1,4}([-/.])0{1,2}\1(?:00|0{4})(?: 00:00(?::00)?)?$/

export function profileColumn(cells: readonly string[]): ColumnProfile {
  const distinct = new Set<string>()
  let filled = 0
  for (const cell of cells) {
    const value = cell
      .slice(0, MAX_VALUE)
      .replace(/\u00a0/g, ' ')
      .trim()
    if (BLANKS.has(value.toLowerCase()) || ZERO_DATE.test(value)) continue
    filled += 1
    if (distinct.size < MAX_DISTINCT) distinct.add(value)
  }
  const values = [...distinct]
  const counts = countTraits(values)
  return {
    rows: cells.length,
    filled,
    values,
    isUnique: filled > 1 && distinct.size === Math.min(filled, MAX_DISTINCT),
    isCounter: isCounter(values),
    share: (trait) => (values.length === 0 ? 0 : (counts.get(trait) ?? 0) / values.length),
  }
}

const MIN_COUNTED = 3
const INTEGER = /^\d{1,15}$/

const isCounter = (values: readonly string[]): boolean =>
  values.length >= MIN_COUNTED &&
  values.every((value, at) => INTEGER.test(value) && (at === 0 || Number(value) === Number(values[at - 1]) + 1))

function countTraits(values: readonly string[]): ReadonlyMap<Trait, number> {
  const counts = new Map<Trait, number>()
  for (const value of values) {
    for (const trait of traitsOf(value)) counts.set(trait, (counts.get(trait) ?? 0) + 1)
  }
  return counts
}
