import type { Judged } from '../model/judge.ts'

/** Log-odds from which a proposal is made: below it, asking costs less than a wrong mapping. */
export const MIN_ODDS = 0.3

/** The best property for each column, each property once, or null. */
export function assignColumns(judged: readonly (readonly Judged[])[]): (Judged | null)[] {
  const chosen: (Judged | null)[] = judged.map(() => null)
  const taken = new Set<string>()
  const all = judged.flat().filter(({ odds }) => odds >= MIN_ODDS)
  for (const option of all.sort(
    (left, right) => right.odds - left.odds || left.candidate.column - right.candidate.column,
  )) {
    const { column, known } = option.candidate
    const key = `${known.objectTypeId} ${known.property.name}`
    if (chosen[column] !== null || taken.has(key)) continue
    chosen[column] = option
    taken.add(key)
  }
  return chosen
}
