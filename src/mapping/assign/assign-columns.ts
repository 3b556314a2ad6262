import type { Judged } from '../model/judge.ts'

/** Log-odds from which a proposal is made: below it, asking costs less than a wrong mapping. */
export const MIN_ODDS = 0.3

/** The best property for each column, each property once, or null. */
export function assignColumns(judged: readonly (readonly Judged[])[]): (Judged | null)[] {
  const chosen: (Judged | null)[] = judged.map(() => null)
  const taken = new Map<string, Judged>()
  const all = judged.flat().filter(({ odds }) => odds >= MIN_ODDS)
  for (const option of all.sort(byClaim)) {
    const { column } = option.candidate
    const key = keyOf(option)
    if (chosen[column] !== null || taken.has(key)) continue
    if (isSpillover(option, { others: judged[column] ?? [], taken })) continue
    chosen[column] = option
    taken.set(key, option)
  }
  return chosen
}

const keyOf = ({ candidate: { known } }: Judged): string => `${known.objectTypeId} ${known.property.name}`

const byClaim = (left: Judged, right: Judged): number =>
  right.odds - left.odds || left.candidate.column - right.candidate.column

/**
 * A column that lost its property to another one does not move on to the same property of another object, unless its
 * header is the same or names that object: the second "Street" of a person is not the company's.
 */
function isSpillover(
  option: Judged,
  { others, taken }: { others: readonly Judged[]; taken: ReadonlyMap<string, Judged> },
): boolean {
  const { known, reading, role } = option.candidate
  const lost = others.find(
    (other) => other.odds > option.odds && taken.has(keyOf(other)) && other.candidate.role !== role,
  )
  if (lost === undefined || known.objectTypeId === lost.candidate.known.objectTypeId) return false
  const winner = taken.get(keyOf(lost))
  if (reading === undefined || winner?.candidate.reading === undefined) return true
  const isSameHeader = winner.headerKey === option.headerKey
  return !isSameHeader && !option.namesObject
}
